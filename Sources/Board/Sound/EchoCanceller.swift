import CSpeexDSP

/// Takes our own voice out of what the microphone hears, by libspeexdsp: 16 kHz, 10 ms at a time, echoes of up to 0.25 s.
public final class EchoCanceller {
  /// Samples of a frame.
  public static let frame = 160
  private static let tail = 4_096

  private let state: OpaquePointer
  private let filter: OpaquePointer?
  private var output = [Int16](repeating: 0, count: frame)

  /// Nil where there is no memory for it.
  public init?() {
    guard let state = speex_echo_state_init(Int32(Self.frame), Int32(Self.tail)) else { return nil }
    self.state = state
    var rate: Int32 = 16_000
    speex_echo_ctl(state, SPEEX_ECHO_SET_SAMPLING_RATE, &rate)
    // What the linear filter leaves of the echo is pressed down by the preprocessor, which leaves noise as it is.
    filter = speex_preprocess_state_init(Int32(Self.frame), rate)
    if let filter {
      var off: Int32 = 0
      speex_preprocess_ctl(filter, SPEEX_PREPROCESS_SET_DENOISE, &off)
      speex_preprocess_ctl(filter, SPEEX_PREPROCESS_SET_ECHO_STATE, UnsafeMutableRawPointer(state))
    }
  }

  deinit {
    if let filter { speex_preprocess_state_destroy(filter) }
    speex_echo_state_destroy(state)
  }

  /// What is left of `heard` without `played`; both hold ``frame`` samples, full scale ±1. The result is in `heard`.
  public func process(heard: inout [Float], played: [Float]) {
    guard heard.count == Self.frame, played.count == Self.frame else { return }
    let microphone = heard.map(Self.int16)
    let reference = played.map(Self.int16)
    speex_echo_cancellation(state, microphone, reference, &output)
    if let filter { speex_preprocess_run(filter, &output) }
    for index in 0..<Self.frame { heard[index] = Float(output[index]) / 32_768 }
  }

  private static func int16(_ value: Float) -> Int16 {
    value.isFinite ? Int16(max(-32_768, min(32_767, (value * 32_768).rounded()))) : 0
  }
}

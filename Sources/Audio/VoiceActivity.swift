#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tells the shopper's speech from the noise of a shop, 100 times a second.
///
/// The logarithms of 19 band powers, each above a floor that follows the noise of the shop, go through a recurrent
/// network of 56 units (13,000 weights, trained by `Models/voice_activity/train.py`). It listens always, so that the floor
/// is right when somebody presses; a second costs 1.3 million multiplications.
public struct VoiceActivity: Sendable {
  /// Samples a second that it hears.
  public static let sampleRate = 16_000
  /// Samples between two frames: 10 ms.
  public static let hop = 160

  /// Frames by which what is said of speech comes late, so that it is said in the knowledge of what follows.
  public static let delay = 10

  /// What one frame is like.
  public struct Frame: Sendable, Equatable {
    /// How likely it is that the shopper spoke ``VoiceActivity/delay`` frames ago, 0–1.
    public var speech: Float
    /// The power of the frame and of the noise's floor in the bands of speech, in dB below full scale.
    public var level: Float
    public var noise: Float
    /// How far the sound of ``VoiceActivity/delay`` frames ago stood above the noise, in dB.
    public var prominence: Float

    public init(speech: Float, level: Float = -60, noise: Float = -70, prominence: Float = 0) {
      self.speech = speech
      self.level = level
      self.noise = noise
      self.prominence = prominence
    }
  }

  private static let window = 512
  /// Edges of the bands in bins of 31.25 Hz: 94 Hz to 5.6 kHz.
  private static let edges = [3, 5, 7, 9, 11, 14, 17, 20, 24, 28, 33, 39, 46, 55, 66, 79, 95, 115, 140, 180]
  private static let bands = edges.count - 1
  /// The floor's steps a frame: this share of the way down, or so much up (in units of 10 dB).
  private static let fall: Float = 0.1, rise: Float = 0.001

  private var spectrum = Spectrum(size: window)
  private var recent = [Float](repeating: 0, count: window)
  private var filled = 0
  private var floor = [Float](repeating: 0, count: bands)
  private var input = [Float](repeating: 0, count: bands)
  private var network = SpeechNetwork()
  /// How far the last frames stood above the noise, a ring.
  private var prominences = [Float](repeating: 0, count: delay)
  private var frames = 0
  private var started = false

  public init() {}

  /// Takes samples (full scale ±1) and calls `body` for each frame that they complete.
  public mutating func process(_ samples: UnsafeBufferPointer<Float>, _ body: (Frame) -> Void) {
    for sample in samples {
      recent[Self.window - Self.hop + filled] = sample.isFinite ? max(-1, min(1, sample)) : 0
      filled += 1
      if filled == Self.hop {
        body(frame())
        filled = 0
        recent.withUnsafeMutableBufferPointer { recent in
          for index in 0..<Self.window - Self.hop { recent[index] = recent[index + Self.hop] }
        }
      }
    }
  }

  private mutating func frame() -> Frame {
    recent.withUnsafeBufferPointer { spectrum.transform($0) }
    var sum: Float = 1e-9
    var under: Float = 1e-9
    for band in 0..<Self.bands {
      var power: Float = 1e-9
      for bin in Self.edges[band]..<Self.edges[band + 1] { power += spectrum.power[bin] }
      sum += power
      let now = log10(power)
      if !started { floor[band] = now }
      floor[band] += now < floor[band] ? Self.fall * (now - floor[band]) : min(Self.rise, now - floor[band])
      under += pow(10, floor[band])
      input[band] = now - floor[band]
    }
    started = true
    let level = 10 * log10(sum)
    let noise = 10 * log10(under)
    let earlier = prominences[frames % Self.delay]
    prominences[frames % Self.delay] = level - noise
    frames &+= 1
    return Frame(speech: network.step(input), level: level, noise: noise, prominence: earlier)
  }
}

/// The network: a gated recurrent unit and one output.
private struct SpeechNetwork {
  private static let hidden = 56
  private typealias Weights = VoiceActivityWeights

  private var state = [Float](repeating: 0, count: hidden)
  private var fromInput = [Float](repeating: 0, count: 3 * hidden)
  private var fromState = [Float](repeating: 0, count: 3 * hidden)

  /// The probability of speech after one more frame.
  mutating func step(_ input: [Float]) -> Float {
    Self.multiply(Weights.input, input, Weights.inputBias, into: &fromInput)
    Self.multiply(Weights.recurrent, state, Weights.recurrentBias, into: &fromState)
    var sum = Weights.outputBias[0]
    for unit in 0..<Self.hidden {
      let reset = Self.sigmoid(fromInput[unit] + fromState[unit])
      let update = Self.sigmoid(fromInput[Self.hidden + unit] + fromState[Self.hidden + unit])
      let new = tanh(fromInput[2 * Self.hidden + unit] + reset * fromState[2 * Self.hidden + unit])
      state[unit] = (1 - update) * new + update * state[unit]
      sum += Weights.output[unit] * state[unit]
    }
    return Self.sigmoid(sum)
  }

  private static func multiply(_ matrix: [Float], _ x: [Float], _ bias: [Float], into y: inout [Float]) {
    let columns = x.count
    matrix.withUnsafeBufferPointer { matrix in
      x.withUnsafeBufferPointer { x in
        guard let matrix = matrix.baseAddress, let x = x.baseAddress else { return }
        for row in y.indices { y[row] = bias[row] + dotProduct(matrix + row * columns, x, columns) }
      }
    }
  }

  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
}

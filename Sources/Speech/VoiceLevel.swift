#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Brings a voice to the common level (about -17 dB of full scale while speaking), rounds off what would clip, and
/// drops the silence that synthesisers put before a sentence, so that an answer is heard sooner.
struct VoiceLevel {
  /// What samples are multiplied with, measured for each voice on the same sentences.
  let gain: Float
  /// Samples kept before the first sound.
  private let lead: Int
  private var speaking = false
  private var held: [Int16] = []

  /// Quieter than this is silence before the first sound.
  private static let threshold: Float = 180
  /// Above this share of full scale loudness is bent, so that it never reaches it.
  private static let knee: Float = 0.75

  init(gain: Float, sampleRate: Int) {
    self.gain = gain
    lead = sampleRate / 50
  }

  /// To be called before each sentence.
  mutating func begin() {
    speaking = false
    held.removeAll(keepingCapacity: true)
  }

  /// The samples to be heard for `samples`.
  mutating func apply(_ samples: UnsafeBufferPointer<Int16>) -> [Int16] {
    if speaking { return samples.map(level) }
    guard let first = samples.firstIndex(where: { abs(Float($0) * gain) > Self.threshold }) else {
      held = Array((held + samples).suffix(lead))
      return []
    }
    speaking = true
    let before = Array((held + samples[..<first]).suffix(lead))
    held = []
    return (before + samples[first...]).map(level)
  }

  private func level(_ sample: Int16) -> Int16 {
    let value = Float(sample) * gain / 32_768
    let size = abs(value)
    guard size > Self.knee else { return Int16((value * 32_767).rounded()) }
    // A smooth bend from the knee towards full scale.
    let bent = Self.knee + (1 - Self.knee) * tanh((size - Self.knee) / (1 - Self.knee))
    return Int16(((value < 0 ? -bent : bent) * 32_767).rounded())
  }
}

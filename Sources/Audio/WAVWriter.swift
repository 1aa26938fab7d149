/// Writes WAV files: 16 bit, one channel.
public enum WAVWriter {
  /// Writes `clip` to `path`, whole or not at all; samples beyond full scale are clipped.
  public static func write(_ clip: AudioClip, to path: String) throws(AudioError) {
    try writeWhole(bytes(of: clip.samples.map(Self.int16), sampleRate: Int(clip.sampleRate.rounded())), path: path)
  }

  /// Writes 16-bit `samples` to `path`, whole or not at all.
  public static func write(_ samples: [Int16], sampleRate: Int, to path: String) throws(AudioError) {
    try writeWhole(bytes(of: samples, sampleRate: sampleRate), path: path)
  }

  /// The bytes of a WAV file with `samples`.
  public static func bytes(of samples: [Int16], sampleRate: Int) -> [UInt8] {
    let dataBytes = samples.count * 2
    let rate = UInt32(clamping: sampleRate)
    var out: [UInt8] = []
    out.reserveCapacity(44 + dataBytes)
    func put(_ text: StaticString) { text.withUTF8Buffer { out.append(contentsOf: $0) } }
    func put(_ value: UInt32) { for shift in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: value >> shift)) } }
    func put(_ value: UInt16) { for shift in [0, 8] { out.append(UInt8(truncatingIfNeeded: value >> shift)) } }
    put("RIFF")
    put(UInt32(clamping: 36 + dataBytes))
    put("WAVEfmt ")
    put(16 as UInt32)
    put(1 as UInt16)
    put(1 as UInt16)
    put(rate)
    put(rate &* 2)
    put(2 as UInt16)
    put(16 as UInt16)
    put("data")
    put(UInt32(clamping: dataBytes))
    for sample in samples {
      out.append(UInt8(truncatingIfNeeded: sample))
      out.append(UInt8(truncatingIfNeeded: sample >> 8))
    }
    return out
  }

  /// The nearest 16-bit sample.
  static func int16(_ sample: Float) -> Int16 {
    sample.isNaN ? 0 : Int16(max(-32_768, min(32_767, (sample * 32_768).rounded())))
  }
}

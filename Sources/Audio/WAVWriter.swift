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
    out.append("RIFF")
    out.append(UInt32(clamping: 36 + dataBytes))
    out.append("WAVEfmt ")
    out.append(16 as UInt32)
    out.append(1 as UInt16)
    out.append(1 as UInt16)
    out.append(rate)
    out.append(rate &* 2)
    out.append(2 as UInt16)
    out.append(16 as UInt16)
    out.append("data")
    out.append(UInt32(clamping: dataBytes))
    for sample in samples { out.append(UInt16(bitPattern: sample)) }
    return out
  }

  /// The nearest 16-bit sample.
  static func int16(_ sample: Float) -> Int16 {
    sample.isNaN ? 0 : Int16(max(-32_768, min(32_767, (sample * 32_768).rounded())))
  }
}

/// The fields of a WAV file, the least byte first.
extension [UInt8] {
  fileprivate mutating func append(_ text: StaticString) { text.withUTF8Buffer { append(contentsOf: $0) } }

  fileprivate mutating func append(_ value: UInt32) {
    append(UInt16(truncatingIfNeeded: value))
    append(UInt16(truncatingIfNeeded: value >> 16))
  }

  fileprivate mutating func append(_ value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }
}

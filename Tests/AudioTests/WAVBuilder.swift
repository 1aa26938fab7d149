/// WAV files as tests want them, damage included.
struct WAVBuilder {
  var magic = "RIFF"
  var code: UInt16 = 1
  var channels: UInt16 = 1
  var rate: UInt32 = 16_000
  var bits: UInt16 = 16
  /// Nil for the width that `bits` asks for.
  var frameBytes: UInt16?
  var extensible = false
  /// Chunks between "fmt " and "data".
  var extra: [(tag: String, bytes: [UInt8])] = []
  var after: [(tag: String, bytes: [UInt8])] = []
  var data: [UInt8] = []
  /// What the header says instead of the true size of the data.
  var claimedSize: UInt32?
  var longSize: UInt64?

  static func le<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> T(8 * $0)) }
  }

  static func chunk(_ tag: String, _ bytes: [UInt8], size: UInt32? = nil) -> [UInt8] {
    Array(tag.utf8) + le(size ?? UInt32(bytes.count)) + bytes + (bytes.count % 2 == 1 ? [0] : [])
  }

  var bytes: [UInt8] {
    let frame = frameBytes ?? channels * ((bits + 7) / 8)
    var format: [UInt8] = Self.le(extensible ? 0xFFFE as UInt16 : code)
    format += Self.le(channels)
    format += Self.le(rate)
    format += Self.le(rate &* UInt32(frame))
    format += Self.le(frame)
    format += Self.le(bits)
    if extensible {
      format += Self.le(22 as UInt16)
      format += Self.le(bits)
      format += Self.le(0 as UInt32)
      format += Self.le(code)
      format += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }
    var body = Array("WAVE".utf8)
    if let longSize {
      body += Self.chunk("ds64", Self.le(longSize + 72) + Self.le(longSize) + Self.le(0 as UInt64) + [0, 0, 0, 0])
    }
    body += Self.chunk("fmt ", format)
    for one in extra { body += Self.chunk(one.tag, one.bytes) }
    body += Self.chunk("data", data, size: claimedSize)
    for one in after { body += Self.chunk(one.tag, one.bytes) }
    return Array(magic.utf8) + Self.le(UInt32(truncatingIfNeeded: body.count)) + body
  }
}

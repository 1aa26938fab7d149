/// One record on the disk: mark, length, checksum, sequence, then the payload.
///
///     F5 53 4A 31 | length u32 | CRC-32C u32 | sequence u64 | payload        (little-endian)
///
/// The checksum covers length, sequence and payload. F5 occurs in no UTF-8 text, so a mark is never found inside a
/// payload, and after a damaged stretch the next sound frame is found again.
enum Frame {
  static let mark: [UInt8] = [0xF5, 0x53, 0x4A, 0x31]
  static let headerSize = 20
  /// The longest payload in bytes; a larger length is damage.
  static let longestPayload = 64 * 1024

  static func encode(sequence: UInt64, payload: [UInt8]) -> [UInt8] {
    var checksum = CRC32C()
    let length = littleEndian(UInt32(payload.count))
    let number = littleEndian(sequence)
    checksum.feed(length)
    checksum.feed(number)
    checksum.feed(payload)
    return mark + length + littleEndian(checksum.value) + number + payload
  }

  /// A sound frame and where it lies.
  struct Found {
    var sequence: UInt64
    var payload: Range<Int>
    /// Where the next frame begins.
    var end: Int
  }

  /// The first sound frame at or behind `start`, however much damage lies before it.
  static func next(in bytes: [UInt8], from start: Int) -> Found? {
    var at = start
    while at + headerSize <= bytes.count {
      if let found = sound(in: bytes, at: at) { return found }
      at += 1
      while at < bytes.count, bytes[at] != mark[0] { at += 1 }
    }
    return nil
  }

  private static func sound(in bytes: [UInt8], at: Int) -> Found? {
    for (offset, byte) in mark.enumerated() where bytes[at + offset] != byte { return nil }
    let length = Int(UInt32(truncatingIfNeeded: integer(bytes, at + 4, 4)))
    let start = at + headerSize
    guard length <= longestPayload, start + length <= bytes.count else { return nil }
    var checksum = CRC32C()
    checksum.feed(bytes[(at + 4)..<(at + 8)])
    checksum.feed(bytes[(at + 12)..<(start + length)])
    guard UInt64(checksum.value) == integer(bytes, at + 8, 4) else { return nil }
    return Found(sequence: integer(bytes, at + 12, 8), payload: start..<(start + length), end: start + length)
  }

  private static func integer(_ bytes: [UInt8], _ at: Int, _ count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
  }

  private static func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), as in iSCSI and ext4.
struct CRC32C {
  private var state: UInt32 = ~0
  var value: UInt32 { ~state }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = Self.table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
  }
}

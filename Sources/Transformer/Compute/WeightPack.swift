import CKernels
import CZlib
import Glibc

/// Packed weights in a file beside their model, in the order in which kernels of one layout read them, to be mapped
/// instead of packed anew: a model is then ready at once, and its pages are shared by all who run it.
///
/// The file: a header of 64 bytes (`SHOPPACK`, version, checksum of the model's tensors, offset, size and checksum of the
/// table, the layout's name); the matrices, each beginning on 64 bytes; the table, a line of text for each matrix:
/// offset, bytes, outputs, inputs, bias (0 or 1), greatest wide magnitude, checksum and name. All numbers are
/// little-endian, checksums CRC-32.
///
/// A pack is never more than a convenience: one of another model or layout, or one that is damaged, is left alone, and
/// the weights are packed in memory as if it were not there.
final class WeightPack: @unchecked Sendable {
  struct Record: Equatable {
    var offset, bytes, outputs, inputs: Int
    var hasBias: Bool
    var wideLimit: Int32
    var checksum: UInt32
  }

  static let magic = Array("SHOPPACK".utf8)
  static let version: UInt32 = 1
  static let headerSize = 64
  static let alignment = 64

  let path: String
  let records: [String: Record]
  private let storage: GGUFStorage

  /// Where the pack of the model at `path` lies.
  static func path(of model: String, layout: String) -> String { model + "." + layout }

  /// The pack of `file` for these kernels, if there is a sound one; where the file was verified, all of it is.
  static func find(_ file: GGUFFile, kernels: Kernels) -> WeightPack? {
    guard let identity = file.tensorsChecksum else { return nil }
    let path = path(of: file.path, layout: kernels.layout)
    guard access(path, R_OK) == 0,
      let pack = try? WeightPack(path: path, identity: identity, layout: kernels.layout, model: file)
    else { return nil }
    if file.isVerified, (try? pack.verify()) == nil { return nil }
    return pack
  }

  /// Maps the file and checks its header, its table and that every matrix lies within it.
  init(path: String, identity: UInt32, layout: String, model: GGUFFile) throws(TransformerError) {
    func refused(_ place: String, _ reason: String) -> TransformerError {
      .invalid(
        file: path, place: place, reason: reason, remedy: "make it anew with 'shoptalk model pack \(model.path)'")
    }
    self.path = path
    storage = try GGUFStorage(path: path)
    let bytes = storage.bytes
    guard bytes.count >= Self.headerSize, bytes[..<8].elementsEqual(Self.magic) else {
      throw refused("the beginning", "is not that of packed weights")
    }
    func word(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    guard word(8) == Self.version else { throw refused("the version", "is \(word(8)), not \(Self.version)") }
    guard word(12) == identity else { throw refused("the checksum of the model", "is another model's") }
    guard bytes[40..<64].prefix(while: { $0 != 0 }).elementsEqual(layout.utf8) else {
      throw refused("the layout", "is not \(layout)")
    }
    let start = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
    let size = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    guard size <= 1 << 24, start <= UInt64(bytes.count), size == UInt64(bytes.count) - start else {
      throw refused("the table", "does not end with the file")
    }
    let table = bytes[Int(start)...]
    guard Self.checksum(UnsafeRawBufferPointer(rebasing: table)) == word(32) else {
      throw refused("the table", "does not match its checksum")
    }
    var records: [String: Record] = [:]
    for line in table.split(separator: UInt8(ascii: "\n")) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 7)
      guard words.count == 8, let record = Record(words[..<7]), record.fits(within: Int(start)) else {
        throw refused("the table", "has a line that makes no sense")
      }
      records[String(words[7])] = record
    }
    self.records = records
    // Read ahead, and on huge pages where the system has them for files.
    storage.expect()
  }

  /// Where the matrix of that name lies, if it is there in that shape, with `bytes`.
  func matrix(_ name: String, outputs: Int, inputs: Int, hasBias: Bool, bytes: Int) -> ck_matrix? {
    guard let record = records[name], record.outputs == outputs, record.inputs == inputs, record.hasBias == hasBias,
      record.bytes == bytes, let base = storage.bytes.baseAddress
    else { return nil }
    return ck_matrix(
      blob: base.assumingMemoryBound(to: UInt8.self) + record.offset, out: outputs, in: inputs, has_bias: hasBias,
      wide_limit: record.wideLimit)
  }

  /// Compares every matrix with its checksum.
  func verify() throws(TransformerError) {
    for (name, record) in records.sorted(by: { $0.value.offset < $1.value.offset }) {
      let bytes = storage.bytes[record.offset..<record.offset + record.bytes]
      guard Self.checksum(UnsafeRawBufferPointer(rebasing: bytes)) == record.checksum else {
        throw .invalid(
          file: path, place: "matrix '\(name)'", reason: "does not match its checksum",
          remedy: "delete it; 'shoptalk model pack' makes it anew")
      }
    }
  }

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(
      truncatingIfNeeded: crc32_z(0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}

extension WeightPack.Record {
  /// Seven numbers of a line of the table.
  init?(_ words: ArraySlice<Substring>) {
    let numbers = words.compactMap { Int($0) }
    guard numbers.count == 7, numbers.allSatisfy({ $0 >= 0 }), numbers[4] <= 1, (1...127 * 256).contains(numbers[5]),
      let checksum = UInt32(exactly: numbers[6])
    else { return nil }
    (offset, bytes, outputs, inputs) = (numbers[0], numbers[1], numbers[2], numbers[3])
    (hasBias, wideLimit, self.checksum) = (numbers[4] == 1, Int32(numbers[5]), checksum)
  }

  /// Its line without the name.
  var line: String {
    "\(offset) \(bytes) \(outputs) \(inputs) \(hasBias ? 1 : 0) \(wideLimit) \(checksum)"
  }

  /// Whether it lies between the header and `end`.
  func fits(within end: Int) -> Bool {
    offset >= WeightPack.headerSize && offset % WeightPack.alignment == 0 && offset <= end && bytes <= end - offset
  }
}

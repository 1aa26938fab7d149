/// The tensors of a safetensors file, mapped: a length, a JSON header of that length, then the tensors' bytes.
package final class Safetensors: Sendable {
  package let path: String
  private let storage: GGUFStorage
  /// By name; nil for one of a type that no weights have, such as int64.
  private let tensors: [String: StoredTensor?]

  package convenience init(path: String) throws(TransformerError) {
    try self.init(path: path, storage: GGUFStorage(path: path))
  }

  /// The same for contents that are in memory; `path` is only for messages.
  package convenience init(contents: [UInt8], path: String) throws(TransformerError) {
    try self.init(path: path, storage: GGUFStorage(copying: contents))
  }

  private init(path: String, storage: GGUFStorage) throws(TransformerError) {
    let bytes = storage.bytes
    func damaged(_ place: String, _ reason: String) -> TransformerError {
      .invalid(file: path, place: place, reason: reason, remedy: "fetch the file again")
    }
    guard bytes.count >= 8 else { throw damaged("byte 0", "the file is too short for a safetensors file") }
    let raw = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    // The format's own limit is 100 MB.
    guard let length = Int(exactly: raw), length <= min(100_000_000, bytes.count - 8) else {
      throw damaged("byte 0", "the header is said to be \(raw) bytes long")
    }
    let header = try JSON(UnsafeRawBufferPointer(rebasing: bytes[8..<8 + length]), file: path)
    guard let entries = header.object else { throw damaged("byte 8", "the header is no JSON object") }
    let start = 8 + length
    var tensors: [String: StoredTensor?] = [:]
    var ranges: [Range<Int>] = []
    for (name, entry) in entries where name != "__metadata__" {
      let place = "tensor '\(name)'"
      guard let dtype = entry["dtype"]?.string, let sizes = entry["shape"]?.array,
        let ends = entry["data_offsets"]?.array, ends.count == 2, let first = ends[0].int, let last = ends[1].int,
        first >= 0, first <= last, last <= bytes.count - start
      else { throw damaged(place, "has no type, no shape or no place within the file") }
      var (shape, count): ([Int], Int) = ([], 1)
      for size in sizes {
        guard let size = size.int, size >= 0 else { throw damaged(place, "has an odd shape") }
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, product <= bytes.count else { throw damaged(place, "has a shape that the file cannot hold") }
        count = product
        shape.append(size)
      }
      if first < last { ranges.append(first..<last) }
      guard let type = ["F32": .float32, "F16": .float16, "BF16": .bfloat16][dtype] as GGUFTensorType? else {
        tensors.updateValue(nil, forKey: name)
        continue
      }
      guard type.bytes(for: count) == last - first else {
        throw damaged(place, "takes \(last - first) bytes, not \(type.bytes(for: count))")
      }
      tensors[name] = StoredTensor(shape: shape, type: type, offset: start + first, storage: storage)
    }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    for (one, other) in zip(ranges, ranges.dropFirst()) where other.lowerBound < one.upperBound {
      throw damaged("byte \(start + other.lowerBound)", "tensors overlap")
    }
    self.path = path
    self.storage = storage
    self.tensors = tensors
  }

  package var names: [String] { tensors.keys.sorted() }

  /// The tensor of that name, nil where the file has none; an error where it is of a type that no weights have.
  package func tensor(_ name: String) throws(TransformerError) -> StoredTensor? {
    guard let found = tensors[name] else { return nil }
    guard let tensor = found else {
      throw .invalid(
        file: path, place: "tensor '\(name)'", reason: "is not F32, F16 or BF16",
        remedy: "take a checkpoint in one of these types")
    }
    return tensor
  }

  /// Gives the mapped pages back to the system.
  package func discardPages() { storage.discardPages() }
}

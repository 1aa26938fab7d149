/// The table of contents of a GGUF file.
///
/// Layout: "GGUF", version, number of tensors, number of keys; keys with their values; for each tensor its name,
/// dimensions (innermost first), type and offset; padding; the tensors' bytes, each aligned.
struct GGUFParser {
  private(set) var metadata: [String: GGUFEntry] = [:]
  /// In the order of the file's table.
  private(set) var tensors: [GGUFTensor] = []
  /// Where the tensors' bytes begin, and to what they are aligned.
  private(set) var dataOffset = 0
  private(set) var alignment = 32

  private var cursor: GGUFCursor

  init(file: String, storage: GGUFStorage) throws(TransformerError) {
    cursor = GGUFCursor(file: file, bytes: storage.bytes)
    let tensorCount = try readPreamble()
    try readAlignment()
    try readTensors(tensorCount, storage)
    try checkOverlaps()
  }

  private mutating func readPreamble() throws(TransformerError) -> Int {
    let magic = try cursor.read(UInt32.self, "the magic number")
    guard magic == 0x4655_4747 else { throw cursor.damaged(at: 0, "the file does not begin with 'GGUF'") }
    let version = try cursor.read(UInt32.self, "the version")
    guard version == 3 else { throw cursor.damaged(at: 4, "it is of GGUF version \(version), not 3") }
    let tensorCount = try cursor.count(of: 32, "the number of tensors")
    let keyCount = try cursor.count(of: 13, "the number of keys")
    for _ in 0..<keyCount { try readKey() }
    return tensorCount
  }

  private mutating func readKey() throws(TransformerError) {
    let place = cursor.offset
    let key = try cursor.name("a key")
    var type = try valueType(of: key)
    var entry = GGUFEntry(type: type, isArray: false, count: 1, offset: cursor.offset)
    if type == .array {
      type = try valueType(of: key)
      guard type != .array else { throw cursor.damaged(at: place, "key '\(key)' holds arrays of arrays") }
      let count = try cursor.count(of: type.size, "the length of key '\(key)'")
      entry = GGUFEntry(type: type, isArray: true, count: count, offset: cursor.offset)
    }
    if type == .string {
      for _ in 0..<entry.count { _ = try cursor.string("key '\(key)'") }
    } else {
      try cursor.skip(entry.count * type.size, "key '\(key)'")
    }
    guard metadata.updateValue(entry, forKey: key) == nil else {
      throw cursor.damaged(at: place, "key '\(key)' comes twice")
    }
  }

  private mutating func valueType(of key: String) throws(TransformerError) -> GGUFValueType {
    let place = cursor.offset
    let raw = try cursor.read(UInt32.self, "key '\(key)'")
    guard let type = GGUFValueType(rawValue: raw) else {
      throw cursor.damaged(at: place, "key '\(key)' is of the unknown type \(raw)")
    }
    return type
  }

  private mutating func readAlignment() throws(TransformerError) {
    guard let entry = metadata["general.alignment"] else { return }
    guard entry.type == .uint32, !entry.isArray else {
      throw cursor.damaged(at: entry.offset, "key 'general.alignment' is not a 32-bit number")
    }
    let value = cursor.bytes.loadUnaligned(fromByteOffset: entry.offset, as: UInt32.self)
    guard value >= 8, value <= 65_536, value.nonzeroBitCount == 1 else {
      throw cursor.damaged(at: entry.offset, "tensors cannot be aligned to \(value) bytes")
    }
    alignment = Int(value)
  }

  private mutating func readTensors(_ count: Int, _ storage: GGUFStorage) throws(TransformerError) {
    var infos: [(name: String, shape: [Int], type: GGUFTensorType, offset: UInt64, place: Int)] = []
    var names: Set<String> = []
    for _ in 0..<count {
      let place = cursor.offset
      let name = try cursor.name("a tensor's name")
      guard names.insert(name).inserted else { throw cursor.damaged(at: place, "tensor '\(name)' comes twice") }
      let shape = try readShape(of: name)
      let raw = try cursor.read(UInt32.self, "the type of tensor '\(name)'")
      guard let type = GGUFTensorType(rawValue: raw) else {
        throw cursor.damaged(at: place, "tensor '\(name)' is of the unknown type \(raw)")
      }
      guard let width = shape.last, width % type.block.elements == 0 else {
        throw cursor.damaged(at: place, "the rows of tensor '\(name)' are no multiple of \(type.block.elements)")
      }
      let offset = try cursor.read(UInt64.self, "the offset of tensor '\(name)'")
      infos.append((name, shape, type, offset, place))
    }
    dataOffset = (cursor.offset + alignment - 1) & ~(alignment - 1)
    let available = max(0, cursor.bytes.count - dataOffset)
    for info in infos {
      let size = info.type.bytes(for: info.shape.reduce(1, *))
      guard let offset = Int(exactly: info.offset), offset % alignment == 0 else {
        throw cursor.damaged(at: info.place, "tensor '\(info.name)' begins at the odd offset \(info.offset)")
      }
      guard offset <= available, size <= available - offset else {
        throw cursor.damaged(
          at: info.place, "tensor '\(info.name)' takes \(size) bytes from \(offset) on, but there are \(available)")
      }
      tensors.append(
        GGUFTensor(
          name: info.name, shape: info.shape, type: info.type, offset: dataOffset + offset, storage: storage))
    }
  }

  /// Outermost dimension first; the number of elements is known to fit and not to exceed the file.
  private mutating func readShape(of name: String) throws(TransformerError) -> [Int] {
    let place = cursor.offset
    let dimensions = try cursor.read(UInt32.self, "the dimensions of tensor '\(name)'")
    guard (1...4).contains(dimensions) else {
      throw cursor.damaged(at: place, "tensor '\(name)' has \(dimensions) dimensions; 1 to 4 are possible")
    }
    var shape: [Int] = []
    var elements = 1
    for _ in 0..<dimensions {
      let value = try cursor.read(UInt64.self, "the dimensions of tensor '\(name)'")
      let (product, overflow) = elements.multipliedReportingOverflow(by: Int(exactly: value) ?? .max)
      // Four bits are the least that an element takes.
      guard value > 0, !overflow, product / 2 <= cursor.bytes.count else {
        throw cursor.damaged(at: place, "tensor '\(name)' has a dimension of \(value), which the file cannot hold")
      }
      elements = product
      shape.append(Int(value))
    }
    return shape.reversed()
  }

  private func checkOverlaps() throws(TransformerError) {
    let sorted = tensors.sorted { $0.offset < $1.offset }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where second.offset < first.offset + first.type.bytes(for: first.count) {
      throw cursor.damaged(at: second.offset, "tensors '\(first.name)' and '\(second.name)' overlap")
    }
  }
}

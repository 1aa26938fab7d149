import Glibc
import Synchronization

/// A model in a GGUF file, mapped into memory: metadata by key, tensors by name, nothing copied.
///
/// Pointers that it gives out are valid as long as it lives. Opening checks every length, count and offset, so that no
/// file can make a later read go astray; with `verify` it also reads all of it once against its checksums.
public final class GGUFFile: Sendable {
  /// The layout of metadata and tensors that this program knows, `shoptalk.format_version` in the file.
  public static let formatVersion = 1

  static let remedy = "delete it and convert the model again ('./deploy.sh try' does it; see Models/README.md)"

  public let path: String
  private let storage: GGUFStorage
  private let metadata: [String: GGUFEntry]
  private let index: [String: GGUFTensor]
  /// Whether every byte was compared with the checksums when it was opened.
  let isVerified: Bool
  /// Where the weights go while the file's layers are made, if a pack is being written.
  private let writer = Mutex<WeightPackWriter?>(nil)

  /// Opens the file at `path`. Errors name the file, the byte, key or tensor, and what to do.
  public convenience init(path: String, verify: Bool = true) throws(TransformerError) {
    try self.init(path: path, storage: GGUFStorage(path: path), verify: verify)
  }

  /// The same for contents that are in memory; `path` is only for messages.
  package convenience init(contents: [UInt8], path: String, verify: Bool) throws(TransformerError) {
    try self.init(path: path, storage: GGUFStorage(copying: contents), verify: verify)
  }

  private init(path: String, storage: GGUFStorage, verify: Bool) throws(TransformerError) {
    let contents = try GGUFParser(file: path, storage: storage)
    if verify { try GGUFChecksums(file: path, storage: storage, contents: contents).verify() }
    self.path = path
    self.storage = storage
    isVerified = verify
    metadata = contents.metadata
    index = Dictionary(uniqueKeysWithValues: contents.tensors.map { ($0.name, $0) })
    if verify {
      let version = try int("shoptalk.format_version")
      guard version == Self.formatVersion else {
        throw invalid("key 'shoptalk.format_version'", "is \(version); this program knows \(Self.formatVersion)")
      }
    }
  }

  /// Gives the mapped pages back to the system, e.g. after weights were packed into another layout; they are read
  /// again when touched.
  public func discardPages() { storage.discardPages() }

  /// The checksum of the header, which holds those of all tensors: it tells one model of ours from another. 0 for files
  /// of others, which have none.
  public var checksum: UInt32 { UInt32(clamping: (try? int("shoptalk.checksum.header")) ?? 0) }

  /// The checksum of the tensors' checksums, which tells their contents from others; nil for files of others.
  var tensorsChecksum: UInt32? {
    guard let entry = metadata["shoptalk.checksum.tensors"], entry.isArray, entry.type == .uint32 else { return nil }
    let bytes = storage.bytes[entry.offset..<entry.offset + 4 * entry.count]
    return WeightPack.checksum(UnsafeRawBufferPointer(rebasing: bytes))
  }

  /// Memory for the weights of a model that is made of this file.
  func weightMemory(_ precision: Precision, _ kernels: Kernels) -> WeightMemory {
    let writer = writer.withLock { $0 }
    let pack = precision == .int8 && writer == nil ? WeightPack.find(self, kernels: kernels) : nil
    return WeightMemory(pack: pack, writer: writer)
  }

  /// Layers that are made of this file within `body` put their weights into the pack that `writer` writes.
  func packing(
    into writer: WeightPackWriter, _ body: () throws(TransformerError) -> Void
  ) throws(TransformerError) {
    self.writer.withLock { $0 = writer }
    defer { self.writer.withLock { $0 = nil } }
    try body()
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Where the single value of a key begins in the file.
  func place(of key: String) -> Int? { metadata[key].flatMap { $0.isArray ? nil : $0.offset } }

  /// All bytes before the tensors.
  var header: UnsafeRawBufferPointer {
    let end = index.values.map(\.offset).min() ?? storage.bytes.count
    return UnsafeRawBufferPointer(rebasing: storage.bytes[..<end])
  }

  /// All keys, sorted.
  public var keys: [String] { metadata.keys.sorted() }

  /// Bytes of the file.
  public var size: Int { storage.bytes.count }

  /// A value as a person would write it; of an array its length.
  public func summary(of key: String) -> String {
    guard let entry = metadata[key] else { return "" }
    if entry.isArray { return "\(entry.count) × \(entry.type)" }
    switch entry.type {
    case .string: return (try? string(key)) ?? "(not UTF-8)"
    case .float32: return "\(load(entry, 0, as: Float.self))"
    case .float64: return "\(load(entry, 0, as: Double.self))"
    case .bool: return load(entry, 0, as: UInt8.self) != 0 ? "true" : "false"
    default: return integer(entry, 0).map { "\($0)" } ?? "?"
    }
  }

  // MARK: Tensors

  /// The names of all tensors, sorted.
  public var tensorNames: [String] { index.keys.sorted() }

  /// The tensor of that name; an error names it where the file lacks it.
  public func tensor(_ name: String) throws(TransformerError) -> GGUFTensor {
    guard let tensor = index[name] else { throw invalid("tensor '\(name)'", "is missing") }
    return tensor
  }

  /// The values of a float32 tensor of exactly this shape, outermost dimension first.
  public func float32(_ name: String, shape: [Int]) throws(TransformerError) -> UnsafeBufferPointer<Float> {
    try values(name, .float32, shape).bindMemory(to: Float.self)
  }

  /// The values of an int8 tensor of exactly this shape, and the scale of each of its rows (`NAME_scale`).
  public func int8(_ name: String, shape: [Int]) throws(TransformerError) -> (
    values: UnsafeBufferPointer<Int8>, scale: UnsafeBufferPointer<Float>
  ) {
    let scale = try float32(name + "_scale", shape: [shape.first ?? 1])
    return (try values(name, .int8, shape).bindMemory(to: Int8.self), scale)
  }

  /// The same where each row may have a scale for every group of its columns: the scales are then (groups, rows), and
  /// the groups of equal width.
  func groupedInt8(_ name: String, shape: [Int]) throws(TransformerError) -> (
    values: UnsafeBufferPointer<Int8>, scale: UnsafeBufferPointer<Float>, groups: Int
  ) {
    let scales = try tensor(name + "_scale").shape
    guard scales.count == 2, shape.count == 2 else {
      let (values, scale) = try int8(name, shape: shape)
      return (values, scale, 1)
    }
    guard scales[0] <= shape[1], shape[1] % scales[0] == 0 else {
      throw invalid("tensor '\(name)_scale'", "has \(scales[0]) groups, which do not divide \(shape[1]) columns")
    }
    let scale = try float32(name + "_scale", shape: [scales[0], shape[0]])
    return (try values(name, .int8, shape).bindMemory(to: Int8.self), scale, scales[0])
  }

  private func values(
    _ name: String, _ type: GGUFTensorType, _ shape: [Int]
  ) throws(TransformerError) -> UnsafeRawBufferPointer {
    let tensor = try tensor(name)
    guard tensor.type == type, tensor.shape == shape else {
      throw invalid("tensor '\(name)'", "is \(tensor.type) \(tensor.shape), not \(type) \(shape)")
    }
    return tensor.bytes
  }

  // MARK: Metadata

  /// Whether the file has that key.
  public func has(_ key: String) -> Bool { metadata[key] != nil }

  /// A whole number of any width.
  public func int(_ key: String) throws(TransformerError) -> Int {
    let entry = try entry(key, isArray: false)
    guard let value = integer(entry, 0) else { throw wrongType(key, "a whole number") }
    return value
  }

  /// A whole number within `range`, so that a damaged or foreign file cannot ask for absurd sizes.
  public func int(_ key: String, in range: ClosedRange<Int>) throws(TransformerError) -> Int {
    let value = try int(key)
    guard range.contains(value) else {
      throw invalid("key '\(key)'", "is \(value), not within \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// An array of whole numbers.
  public func ints(_ key: String) throws(TransformerError) -> [Int] {
    let entry = try entry(key, isArray: true)
    var values: [Int] = []
    for index in 0..<entry.count {
      guard let value = integer(entry, index) else { throw wrongType(key, "an array of whole numbers") }
      values.append(value)
    }
    return values
  }

  /// A finite number.
  public func float(_ key: String) throws(TransformerError) -> Float {
    let entry = try entry(key, isArray: false)
    guard entry.type == .float32 else { throw wrongType(key, "a 32-bit float") }
    let value = load(entry, 0, as: Float.self)
    guard value.isFinite else { throw invalid("key '\(key)'", "is not a finite number") }
    return value
  }

  /// An array of floats, not necessarily finite.
  public func floats(_ key: String) throws(TransformerError) -> [Float] {
    let entry = try entry(key, isArray: true)
    guard entry.type == .float32 else { throw wrongType(key, "an array of 32-bit floats") }
    return (0..<entry.count).map { load(entry, $0, as: Float.self) }
  }

  public func bool(_ key: String) throws(TransformerError) -> Bool {
    let entry = try entry(key, isArray: false)
    guard entry.type == .bool else { throw wrongType(key, "true or false") }
    return load(entry, 0, as: UInt8.self) != 0
  }

  /// A text in UTF-8.
  public func string(_ key: String) throws(TransformerError) -> String {
    let entry = try entry(key, isArray: false)
    guard entry.type == .string else { throw wrongType(key, "a text") }
    let start = entry.offset + 8
    let bytes = storage.bytes[start..<start + Int(load(entry, 0, as: UInt64.self))]
    guard let text = String(validating: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self) else {
      throw wrongType(key, "a text in UTF-8")
    }
    return text
  }

  /// An array of byte strings, such as a vocabulary.
  public func byteStrings(_ key: String) throws(TransformerError) -> GGUFStrings {
    let entry = try entry(key, isArray: true)
    guard entry.type == .string else { throw wrongType(key, "an array of texts") }
    var offsets: [UInt32] = []
    offsets.reserveCapacity(entry.count)
    var next = entry.offset
    for _ in 0..<entry.count {
      guard let start = UInt32(exactly: next + 8) else { throw invalid("key '\(key)'", "lies beyond 4 GB") }
      offsets.append(start)
      next += 8 + Int(storage.bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self))
    }
    return GGUFStrings(storage: storage, offsets: offsets)
  }

  private func entry(_ key: String, isArray: Bool) throws(TransformerError) -> GGUFEntry {
    guard let entry = metadata[key] else { throw invalid("key '\(key)'", "is missing") }
    guard entry.isArray == isArray else { throw wrongType(key, isArray ? "an array" : "a single value") }
    return entry
  }

  private func load<T: BitwiseCopyable>(_ entry: GGUFEntry, _ index: Int, as type: T.Type) -> T {
    storage.bytes.loadUnaligned(fromByteOffset: entry.offset + index * MemoryLayout<T>.size, as: type)
  }

  private func integer(_ entry: GGUFEntry, _ index: Int) -> Int? {
    switch entry.type {
    case .uint8: Int(load(entry, index, as: UInt8.self))
    case .int8: Int(load(entry, index, as: Int8.self))
    case .uint16: Int(load(entry, index, as: UInt16.self))
    case .int16: Int(load(entry, index, as: Int16.self))
    case .uint32: Int(load(entry, index, as: UInt32.self))
    case .int32: Int(load(entry, index, as: Int32.self))
    case .uint64: Int(exactly: load(entry, index, as: UInt64.self))
    case .int64: Int(exactly: load(entry, index, as: Int64.self))
    case .float32, .float64, .bool, .string, .array: nil
    }
  }

  private func wrongType(_ key: String, _ wanted: String) -> TransformerError {
    invalid("key '\(key)'", "is not \(wanted)")
  }

  /// An error about this file, for those who read models from it.
  package func invalid(_ place: String, _ reason: String) -> TransformerError {
    .invalid(file: path, place: place, reason: reason, remedy: Self.remedy)
  }
}

/// What a metadata value is, by its number in the file.
enum GGUFValueType: UInt32 {
  case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

  /// Bytes of one value; a string takes its length at least.
  var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64, .string: 8
    case .array: 12
    }
  }
}

/// Where a metadata value lies: its elements (one for a value that is no array) begin at `offset`.
struct GGUFEntry {
  var type: GGUFValueType
  var isArray: Bool
  var count: Int
  var offset: Int
}

/// What the elements of a tensor are.
public enum GGUFTensorType: UInt32, Sendable {
  case float32 = 0
  case int8 = 24

  /// Bytes of one element.
  public var size: Int { self == .float32 ? 4 : 1 }
}

/// A tensor that lies in a mapped model file.
public struct GGUFTensor: Sendable {
  /// The checkpoint's own name.
  public let name: String
  /// Sizes, outermost dimension first, e.g. (out, in).
  public let shape: [Int]
  public let type: GGUFTensorType
  /// Where its bytes begin in the file.
  let offset: Int
  let storage: GGUFStorage

  /// The product of `shape`.
  public var count: Int { shape.reduce(1, *) }

  /// The bytes in the mapping; valid as long as the file or this tensor lives.
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage.bytes[offset..<offset + count * type.size])
  }
}

/// An array of byte strings in a model file, such as a vocabulary: nothing is copied until asked for.
public struct GGUFStrings: Sendable, RandomAccessCollection {
  private let storage: GGUFStorage
  /// Where each string's bytes begin; the length is in the eight bytes before.
  private let offsets: [UInt32]

  init(storage: GGUFStorage, offsets: [UInt32]) {
    self.storage = storage
    self.offsets = offsets
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { offsets.count }

  /// The bytes of the string at `index`, valid as long as the file or this array lives.
  public subscript(index: Int) -> UnsafeRawBufferPointer {
    let start = Int(offsets[index])
    let length = Int(storage.bytes.loadUnaligned(fromByteOffset: start - 8, as: UInt64.self))
    return UnsafeRawBufferPointer(rebasing: storage.bytes[start..<start + length])
  }
}

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

/// How the elements of a tensor are written. Our own files hold only `float32` and `int8`; the others are read when a
/// model is imported.
public enum GGUFTensorType: UInt32, Sendable {
  case float32 = 0
  case float16 = 1
  case q40 = 2
  case q41 = 3
  case q50 = 6
  case q51 = 7
  case q80 = 8
  case q4K = 12
  case q5K = 13
  case q6K = 14
  case int8 = 24
  case bfloat16 = 30

  /// How many elements are written together, and in how many bytes.
  public var block: (elements: Int, bytes: Int) {
    switch self {
    case .float32: (1, 4)
    case .float16, .bfloat16: (1, 2)
    case .int8: (1, 1)
    case .q40: (32, 18)
    case .q41: (32, 20)
    case .q50: (32, 22)
    case .q51: (32, 24)
    case .q80: (32, 34)
    case .q4K: (256, 144)
    case .q5K: (256, 176)
    case .q6K: (256, 210)
    }
  }

  /// The bytes of `count` elements, a multiple of the block's.
  public func bytes(for count: Int) -> Int { count / block.elements * block.bytes }
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
    UnsafeRawBufferPointer(rebasing: storage.bytes[offset..<offset + type.bytes(for: count)])
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

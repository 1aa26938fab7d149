/// Reads little-endian values one after the other and never past the end.
struct GGUFCursor {
  let file: String
  let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0

  var remaining: Int { bytes.count - offset }

  init(file: String, bytes: UnsafeRawBufferPointer) {
    self.file = file
    self.bytes = bytes
  }

  mutating func read<T: BitwiseCopyable>(_ type: T.Type, _ what: @autoclosure () -> String) throws(TransformerError)
    -> T
  {
    let start = try skip(MemoryLayout<T>.size, what())
    return bytes.loadUnaligned(fromByteOffset: start, as: type)
  }

  /// A 64-bit length or count that cannot be greater than what is left: each element takes `size` bytes at least.
  mutating func count(of size: Int, _ what: @autoclosure () -> String) throws(TransformerError) -> Int {
    let place = offset
    let value = try read(UInt64.self, what())
    guard let count = Int(exactly: value), count <= remaining / size else {
      throw damaged(at: place, "\(what()) says \(value), but only \(remaining) bytes follow")
    }
    return count
  }

  /// The range of a string's bytes.
  mutating func string(atMost limit: Int = .max, _ what: @autoclosure () -> String) throws(TransformerError) -> Range<
    Int
  > {
    let place = offset
    let length = try count(of: 1, what())
    guard length <= limit else { throw damaged(at: place, "\(what()) is \(length) bytes long, more than \(limit)") }
    let start = try skip(length, what())
    return start..<start + length
  }

  /// A string that must be UTF-8, such as a key.
  mutating func name(_ what: @autoclosure () -> String) throws(TransformerError) -> String {
    let place = offset
    let range = try string(atMost: 65_535, what())
    guard let text = String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self) else {
      throw damaged(at: place, "\(what()) is not UTF-8")
    }
    return text
  }

  /// Moves on by `length` and returns where it was.
  @discardableResult
  mutating func skip(_ length: Int, _ what: @autoclosure () -> String) throws(TransformerError) -> Int {
    guard length >= 0, length <= remaining else { throw damaged(at: offset, "the file ends within \(what())") }
    defer { offset += length }
    return offset
  }

  func damaged(at place: Int, _ reason: String) -> TransformerError {
    .invalid(file: file, place: "byte \(place)", reason: reason, remedy: GGUFFile.remedy)
  }
}

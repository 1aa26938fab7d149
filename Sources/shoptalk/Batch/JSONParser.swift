/// Reads one JSON value (RFC 8259, strictly) and says at which column it goes wrong.
///
/// Foundation's decoder on Linux says only that something somewhere is not JSON; who repairs a file of a thousand lines
/// needs the place.
struct JSONParser {
  /// Deeper than anything that makes sense here, and far from the end of the stack.
  static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value that `bytes` hold, and nothing beside it.
  static func parse(_ bytes: [UInt8]) throws(BatchError) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw BatchError("is not UTF-8") }
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    if parser.position < bytes.count { throw parser.error("something follows after the value") }
    return value
  }

  private func error(_ what: String, at place: Int? = nil) -> BatchError {
    // Columns count characters, as an editor does.
    let before = bytes[..<(place ?? position)]
    let column = 1 + before.count { $0 & 0xC0 != 0x80 }
    return BatchError("column \(column): \(what)")
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(BatchError) -> JSONValue {
    skipSpace()
    guard depth < Self.deepest else { throw error("is nested deeper than \(Self.deepest)") }
    guard position < bytes.count else { throw error("the line ends before the value does") }
    switch Unicode.Scalar(bytes[position]) {
    case "{": return try object(depth: depth)
    case "[": return try array(depth: depth)
    case "\"": return .string(try string())
    case "-", "0"..."9": return .literal(try number())
    default:
      for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw error("no JSON value begins here")
    }
  }

  private mutating func object(depth: Int) throws(BatchError) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = []
    position += 1
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw error("a key in quotation marks is missing")
      }
      let key = try string()
      skipSpace()
      guard take(":") else { throw error("':' is missing after \"\(key.prefix(40))\"") }
      members.append((key, try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("',' or '}' is missing") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(BatchError) -> JSONValue {
    var values: [JSONValue] = []
    position += 1
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("',' or ']' is missing") }
    return .array(values)
  }

  private mutating func number() throws(BatchError) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(BatchError) {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    if position == start { throw error("a digit is missing") }
  }

  private mutating func string() throws(BatchError) -> String {
    let start = position
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return String(decoding: text, as: UTF8.self)
      }
      guard byte >= 0x20 else { throw error("a control character must be written as \\u00..") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += try escape() } else { text.append(byte) }
    }
    throw error("the text that begins here does not end", at: start)
  }

  /// What stands for the escape whose backslash has just been read.
  private mutating func escape() throws(BatchError) -> [UInt8] {
    let start = position - 1
    guard position < bytes.count else { throw error("the line ends in an escape", at: start) }
    position += 1
    switch Unicode.Scalar(bytes[position - 1]) {
    case "\"": return [0x22]
    case "\\": return [0x5C]
    case "/": return [0x2F]
    case "b": return [0x08]
    case "f": return [0x0C]
    case "n": return [0x0A]
    case "r": return [0x0D]
    case "t": return [0x09]
    case "u":
      var code = try unit(start)
      if (0xD800...0xDBFF).contains(code), take("\\"), take("u") {
        let low = try unit(start)
        guard (0xDC00...0xDFFF).contains(low) else { throw error("half a surrogate pair", at: start) }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair", at: start) }
      return Array(String(Character(scalar)).utf8)
    default: throw error("no such escape", at: start)
    }
  }

  private mutating func unit(_ start: Int) throws(BatchError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let digits = String(validating: bytes[position..<position + 4], as: UTF8.self),
      digits.allSatisfy(\.isHexDigit), let code = UInt32(digits, radix: 16)
    else { throw error("\\u needs four hexadecimal digits", at: start) }
    position += 4
    return code
  }
}

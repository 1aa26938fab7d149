/// A JSON value from a model's configuration.
package indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self, let value = members[key] else { return nil }
    if case .null = value { return nil }
    return value
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var number: Double? { if case .number(let value) = self { value } else { nil } }
  package var int: Int? { number.flatMap { Int(exactly: $0) } }
  package var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
  package var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }

  /// Reads one value and nothing after it but white space. `file` is for messages.
  package init(_ bytes: some Collection<UInt8>, file: String) throws(TransformerError) {
    var reader = JSONReader(file: file, bytes: Array(bytes))
    self = try reader.document()
  }
}

/// Reads JSON (RFC 8259): strict, never past the end, at most 64 levels deep, no key twice.
private struct JSONReader {
  let file: String
  let bytes: [UInt8]
  private var index = 0

  init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  mutating func document() throws(TransformerError) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard index == bytes.count else { throw damaged("something follows the value") }
    return value
  }

  private mutating func value(depth: Int) throws(TransformerError) -> JSON {
    guard depth < 64 else { throw damaged("values are nested more than 64 deep") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) throws(TransformerError) {
    skipSpace()
    guard peek == UInt8(ascii: character) else { throw damaged("a '\(character)' is missing") }
    index += 1
  }

  /// Whether there is another element, after the comma, before `end`.
  private mutating func more(_ isFirst: Bool, until end: Unicode.Scalar) throws(TransformerError) -> Bool {
    skipSpace()
    if peek == UInt8(ascii: end) {
      index += 1
      return false
    }
    if !isFirst { try take(",") }
    return true
  }

  private mutating func object(_ depth: Int) throws(TransformerError) -> JSON {
    try take("{")
    var members: [String: JSON] = [:]
    while try more(members.isEmpty, until: "}") {
      skipSpace()
      let key = try string()
      try take(":")
      guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
        throw damaged("the key '\(key)' comes twice")
      }
    }
    return .object(members)
  }

  private mutating func array(_ depth: Int) throws(TransformerError) -> JSON {
    try take("[")
    var elements: [JSON] = []
    while try more(elements.isEmpty, until: "]") { elements.append(try value(depth: depth + 1)) }
    return .array(elements)
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(TransformerError) -> JSON {
    for byte in word.withUTF8Buffer({ Array($0) }) {
      guard peek == byte else { throw damaged("'\(word)' was expected") }
      index += 1
    }
    return value
  }

  private mutating func number() throws(TransformerError) -> JSON {
    let start = index
    while let byte = peek, (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let value = Double(text), value.isFinite else { throw damaged("'\(text)' is not a value", at: start) }
    return .number(value)
  }

  private mutating func string() throws(TransformerError) -> String {
    guard peek == UInt8(ascii: "\"") else { throw damaged("a string was expected") }
    index += 1
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw damaged("a control character in a string") }
      index += 1
      if byte != UInt8(ascii: "\\") { text.append(byte) } else { try escape(into: &text) }
    }
    guard peek != nil else { throw damaged("the file ends within a string") }
    index += 1
    guard let result = String(validating: text, as: UTF8.self) else { throw damaged("a string is not UTF-8") }
    return result
  }

  private mutating func escape(into text: inout [UInt8]) throws(TransformerError) {
    guard let byte = peek else { throw damaged("the file ends within a string") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hex()
      if (0xD800..<0xDC00).contains(code), peek == UInt8(ascii: "\\"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "u")
      {
        index += 2
        let low = try hex()
        guard (0xDC00..<0xE000).contains(low) else { throw damaged("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw damaged("half a surrogate pair") }
      text += Array(String(Character(scalar)).utf8)
    default: throw damaged("an unknown escape")
    }
  }

  private mutating func hex() throws(TransformerError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw damaged("an escape without four digits")
      }
      index += 1
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private func damaged(_ reason: String, at place: Int? = nil) -> TransformerError {
    .invalid(file: file, place: "byte \(place ?? index)", reason: reason, remedy: "fetch the file again")
  }
}

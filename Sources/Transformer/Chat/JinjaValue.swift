/// What a template computes with.
indirect enum JinjaValue: Sendable {
  /// A name that nothing has been given to.
  case undefined
  case none
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case string(String)
  case list([JinjaValue])
  /// In the order of its making.
  case object([(key: String, value: JinjaValue)])
  /// `namespace(...)`, by its number in the run: what is set in a loop stays.
  case namespace(Int)
  /// `range`, `namespace`, ..., or a method of a value.
  case function(String)
  case method(JinjaValue, String)

  /// Whether it counts as true.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let value): value
    case .integer(let value): value != 0
    case .real(let value): value != 0
    case .string(let value): !value.isEmpty
    case .list(let values): !values.isEmpty
    case .object(let members): !members.isEmpty
    case .namespace, .function, .method: true
    }
  }

  /// How much there is in it, 1 for each value and each 16 bytes of text; nil where that is more than `most`, or where
  /// lists are more than 64 deep.
  func weight(atMost most: Int, depth: Int) -> Int? {
    guard most > 0, depth < 64 else { return nil }
    var weight = 1
    switch self {
    case .string(let text): weight += text.utf8.count / 16
    case .list(let values):
      for value in values {
        guard let part = value.weight(atMost: most - weight, depth: depth + 1) else { return nil }
        weight += part
      }
    case .object(let members):
      for member in members {
        guard let part = member.value.weight(atMost: most - weight, depth: depth + 1) else { return nil }
        weight += part + member.key.utf8.count / 16
      }
    default: break
    }
    return weight <= most ? weight : nil
  }

  /// How it appears in the text.
  var text: String {
    switch self {
    case .undefined: ""
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .string(let value): value
    case .list(let values): "[" + values.map(\.quoted).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(JinjaValue.string($0.key).quoted): \($0.value.quoted)" }.joined(separator: ", ") + "}"
    case .namespace: "<namespace>"
    case .function(let name), .method(_, let name): "<function \(name)>"
    }
  }

  /// The same within a list, as Python shows it.
  private var quoted: String {
    guard case .string(let value) = self else { return text }
    let quote: Character = value.contains("'") && !value.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for character in value {
      switch character {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\\": result += "\\\\"
      case quote: result += "\\\(quote)"
      default: result.append(character)
      }
    }
    return result + String(quote)
  }

  /// As JSON, with `indent` blanks a level, or on one line with blanks after commas and colons.
  func json(indent: Int? = nil, level: Int = 0) -> String {
    func wrapped(_ parts: [String], _ open: String, _ close: String) -> String {
      guard !parts.isEmpty else { return open + close }
      guard let indent else { return open + parts.joined(separator: ", ") + close }
      let (inner, outer) = (
        String(repeating: " ", count: indent * (level + 1)), String(repeating: " ", count: indent * level)
      )
      return open + "\n" + parts.map { inner + $0 }.joined(separator: ",\n") + "\n" + outer + close
    }
    switch self {
    case .undefined, .none, .namespace, .function, .method: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer, .real: return text
    case .string(let value): return Self.json(value)
    case .list(let values): return wrapped(values.map { $0.json(indent: indent, level: level + 1) }, "[", "]")
    case .object(let members):
      return wrapped(
        members.map { "\(Self.json($0.key)): \($0.value.json(indent: indent, level: level + 1))" }, "{", "}")
    }
  }

  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\u{00}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Whether two values are equal as Python has it; functions and namespaces are not.
  static func equal(_ one: JinjaValue, _ other: JinjaValue) -> Bool {
    switch (one, other) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.string(let a), .string(let b)): return a.unicodeScalars.elementsEqual(b.unicodeScalars)
    case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { equal($0, $1) }
    case (.object(let a), .object(let b)):
      return a.count == b.count
        && a.allSatisfy { entry in b.contains { $0.key == entry.key && equal(entry.value, $0.value) } }
    default:
      guard let a = one.number, let b = other.number else { return false }
      return a == b
    }
  }

  /// True is 1, false is 0.
  var number: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  var integer: Int? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): value
    default: nil
    }
  }
}

/// Operators, filters, tests and methods of values.
enum JinjaFilters {
  private static let mostBytes = 4 << 20

  // MARK: Operators

  static func combine(
    _ symbol: String, _ left: JinjaValue, _ right: JinjaValue, _ line: Int
  ) throws(JinjaError) -> JinjaValue {
    switch symbol {
    case "~": return .string(left.text + right.text)
    case "==": return .bool(JinjaValue.equal(left, right))
    case "!=": return .bool(!JinjaValue.equal(left, right))
    case "in": return .bool(try contains(right, left, line))
    case "+":
      if case .string(let a) = left, case .string(let b) = right { return .string(a + b) }
      if case .list(let a) = left, case .list(let b) = right { return .list(a + b) }
    case "*":
      if case .string(let text) = left, let count = right.integer {
        guard count <= 0 || text.utf8.count <= mostBytes / count else {
          throw JinjaError(line: line, reason: "makes a text of more than 4 MB")
        }
        return .string(String(repeating: text, count: max(0, count)))
      }
    case "<", ">", "<=", ">=":
      if case .string(let a) = left, case .string(let b) = right {
        return .bool(symbol == "<" ? a < b : symbol == ">" ? a > b : symbol == "<=" ? a <= b : a >= b)
      }
    default: break
    }
    guard let a = left.number, let b = right.number else {
      throw JinjaError(line: line, reason: "'\(symbol)' is not for '\(left.text)' and '\(right.text)'")
    }
    switch symbol {
    case "<": return .bool(a < b)
    case ">": return .bool(a > b)
    case "<=": return .bool(a <= b)
    case ">=": return .bool(a >= b)
    default: break
    }
    if symbol == "/" || symbol == "//" || symbol == "%", b == 0 {
      throw JinjaError(line: line, reason: "divides by zero")
    }
    if let x = left.integer, let y = right.integer, symbol != "/" {
      let (whole, overflow) =
        switch symbol {
        case "+": x.addingReportingOverflow(y)
        case "-": x.subtractingReportingOverflow(y)
        case "*": x.multipliedReportingOverflow(by: y)
        case "//": floored(x, y)
        default: modulo(x, y)
        }
      guard !overflow else { throw JinjaError(line: line, reason: "a number is too large") }
      return .integer(whole)
    }
    switch symbol {
    case "+": return .real(a + b)
    case "-": return .real(a - b)
    case "*": return .real(a * b)
    case "/": return .real(a / b)
    case "//": return .real((a / b).rounded(.down))
    default: return .real(a - (a / b).rounded(.down) * b)
    }
  }

  /// Rounded down, as in Python.
  private static func floored(_ x: Int, _ y: Int) -> (Int, Bool) {
    let (quotient, overflow) = x.dividedReportingOverflow(by: y)
    guard !overflow else { return (0, true) }
    return (quotient - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0), false)
  }

  private static func modulo(_ x: Int, _ y: Int) -> (Int, Bool) {
    let (rest, overflow) = x.remainderReportingOverflow(dividingBy: y)
    guard !overflow else { return (0, false) }
    return (rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest, false)
  }

  private static func contains(_ whole: JinjaValue, _ part: JinjaValue, _ line: Int) throws(JinjaError) -> Bool {
    switch whole {
    case .string(let text):
      guard case .string(let part) = part else { return false }
      return part.isEmpty || text.contains(part)
    case .list(let values): return values.contains { JinjaValue.equal($0, part) }
    case .object(let members): return members.contains { $0.key == part.text }
    case .undefined, .none: return false
    default: throw JinjaError(line: line, reason: "'in' is not for '\(whole.text)'")
    }
  }

  // MARK: Filters

  static func apply(
    _ name: String, to value: JinjaValue, _ arguments: [JinjaValue], _ named: [(key: String, value: JinjaValue)],
    _ line: Int
  ) throws(JinjaError) -> JinjaValue {
    func count() throws(JinjaError) -> Int {
      switch value {
      case .string(let text): return text.unicodeScalars.count
      case .list(let values): return values.count
      case .object(let members): return members.count
      case .undefined: return 0
      default: throw JinjaError(line: line, reason: "'\(value.text)' has no length")
      }
    }
    switch name {
    case "length", "count": return .integer(try count())
    case "trim": return .string(strip(value.text, arguments.first?.text))
    case "upper": return .string(value.text.uppercased())
    case "lower": return .string(value.text.lowercased())
    case "capitalize": return .string(value.text.prefix(1).uppercased() + value.text.dropFirst().lowercased())
    case "string": return .string(value.text)
    case "safe", "e", "escape": return value
    case "int":
      return .integer(value.number.flatMap { Int(exactly: $0.rounded(.towardZero)) } ?? Int(value.text) ?? 0)
    case "tojson":
      let indent = named.first { $0.key == "indent" }?.value.integer ?? arguments.first?.integer
      return .string(value.json(indent: indent.map { max(0, min(16, $0)) }))
    case "default", "d":
      let other = arguments.first ?? .string("")
      if case .undefined = value { return other }
      return arguments.count > 1 && arguments[1].isTrue && !value.isTrue ? other : value
    case "first", "last":
      if case .list(let values) = value { return (name == "first" ? values.first : values.last) ?? .undefined }
      if case .string(let text) = value, let one = name == "first" ? text.first : text.last {
        return .string(String(one))
      }
      return .undefined
    case "list":
      if case .string(let text) = value { return .list(text.unicodeScalars.map { .string(String($0)) }) }
      if case .object(let members) = value { return .list(members.map { .string($0.key) }) }
      return value
    case "reverse":
      if case .list(let values) = value { return .list(values.reversed()) }
      return .string(String(value.text.reversed()))
    case "join":
      guard case .list(let values) = value else { return value }
      return .string(values.map(\.text).joined(separator: arguments.first?.text ?? ""))
    case "items": return try call("items", of: value, [], line)
    case "replace": return try call("replace", of: .string(value.text), arguments, line)
    case "selectattr", "rejectattr", "map":
      return try select(name, value, arguments, named, line)
    default: throw JinjaError(line: line, reason: "the filter '\(name)' is not known here")
    }
  }

  private static func select(
    _ name: String, _ value: JinjaValue, _ arguments: [JinjaValue], _ named: [(key: String, value: JinjaValue)],
    _ line: Int
  ) throws(JinjaError) -> JinjaValue {
    func attribute(_ value: JinjaValue, _ name: String) -> JinjaValue {
      guard case .object(let members) = value else { return .undefined }
      return members.first { $0.key == name }?.value ?? .undefined
    }
    guard case .list(let values) = value else { throw JinjaError(line: line, reason: "'\(name)' is for lists") }
    if name == "map" {
      if let key = named.first(where: { $0.key == "attribute" })?.value.text {
        return .list(values.map { attribute($0, key) })
      }
      var result: [JinjaValue] = []
      for value in values { result.append(try apply(arguments.first?.text ?? "", to: value, [], [], line)) }
      return .list(result)
    }
    guard let key = arguments.first?.text else { throw JinjaError(line: line, reason: "'\(name)' wants an attribute") }
    var result: [JinjaValue] = []
    for value in values {
      let part = attribute(value, key)
      let holds =
        arguments.count > 1
        ? try test(arguments[1].text, part, Array(arguments.dropFirst(2)), line) : part.isTrue
      if holds == (name == "selectattr") { result.append(value) }
    }
    return .list(result)
  }

  // MARK: Tests

  static func test(
    _ name: String, _ value: JinjaValue, _ arguments: [JinjaValue], _ line: Int
  ) throws(JinjaError) -> Bool {
    switch (name, value) {
    case ("defined", .undefined): return false
    case ("defined", _): return true
    case ("undefined", .undefined): return true
    case ("undefined", _): return false
    case ("none", .none), ("mapping", .object), ("string", .string), ("boolean", .bool): return true
    case ("iterable", .string), ("iterable", .list), ("iterable", .object): return true
    case ("sequence", .string), ("sequence", .list), ("sequence", .object): return true
    case ("number", .integer), ("number", .real), ("integer", .integer), ("float", .real), ("number", .bool):
      return true
    case ("true", .bool(let flag)): return flag
    case ("false", .bool(let flag)): return !flag
    case ("none", _), ("mapping", _), ("string", _), ("boolean", _), ("iterable", _), ("sequence", _), ("number", _),
      ("integer", _), ("float", _), ("true", _), ("false", _):
      return false
    case ("odd", .integer(let number)): return number % 2 != 0
    case ("even", .integer(let number)): return number % 2 == 0
    case ("equalto", _), ("eq", _): return JinjaValue.equal(value, arguments.first ?? .undefined)
    case ("ne", _): return !JinjaValue.equal(value, arguments.first ?? .undefined)
    case ("in", _): return try contains(arguments.first ?? .undefined, value, line)
    default: throw JinjaError(line: line, reason: "the test '\(name)' is not known here")
    }
  }

  // MARK: Methods

  static func call(
    _ name: String, of value: JinjaValue, _ arguments: [JinjaValue], _ line: Int
  ) throws(JinjaError) -> JinjaValue {
    switch (value, name) {
    case (.object(let members), "items"): return .list(members.map { .list([.string($0.key), $0.value]) })
    case (.object(let members), "keys"): return .list(members.map { .string($0.key) })
    case (.object(let members), "values"): return .list(members.map(\.value))
    case (.object(let members), "get"):
      let key = arguments.first?.text ?? ""
      return members.first { $0.key == key }?.value ?? (arguments.count > 1 ? arguments[1] : .none)
    case (.string(let text), _): return try call(name, of: text, arguments, line)
    default: throw JinjaError(line: line, reason: "'\(value.text)' has no method '\(name)'")
    }
  }

  private static func call(
    _ name: String, of text: String, _ arguments: [JinjaValue], _ line: Int
  ) throws(JinjaError) -> JinjaValue {
    let first = arguments.first?.text
    switch name {
    case "strip": return .string(strip(text, first))
    case "lstrip": return .string(strip(text, first, end: false))
    case "rstrip": return .string(strip(text, first, start: false))
    case "upper", "lower", "capitalize": return try JinjaFilters.apply(name, to: .string(text), [], [], line)
    case "startswith": return .bool(first.map { text.unicodeScalars.starts(with: $0.unicodeScalars) } ?? false)
    case "endswith":
      return .bool(first.map { text.unicodeScalars.reversed().starts(with: $0.unicodeScalars.reversed()) } ?? false)
    case "split":
      guard let first else { return .list(text.split(whereSeparator: \.isWhitespace).map { .string(String($0)) }) }
      guard !first.isEmpty else { throw JinjaError(line: line, reason: "'split' wants a text to split at") }
      var parts = pieces(of: text, at: first)
      if arguments.count > 1, let most = arguments[1].integer, most >= 0, parts.count > most + 1 {
        parts = parts[..<most] + [parts[most...].joined(separator: first)]
      }
      return .list(parts.map { .string($0) })
    case "replace":
      guard let first, !first.isEmpty, arguments.count > 1 else {
        throw JinjaError(line: line, reason: "'replace' wants what to replace, and by what")
      }
      let other = arguments[1].text
      guard other.utf8.count <= 1 << 16 || !text.contains(first) else {
        throw JinjaError(line: line, reason: "'replace' makes too long a text")
      }
      let parts = pieces(of: text, at: first)
      guard parts.count * other.utf8.count <= mostBytes else {
        throw JinjaError(line: line, reason: "'replace' makes too long a text")
      }
      return .string(parts.joined(separator: other))
    case "join":
      guard case .list(let values)? = arguments.first else {
        throw JinjaError(line: line, reason: "'join' wants a list")
      }
      return .string(values.map(\.text).joined(separator: text))
    default: throw JinjaError(line: line, reason: "the method '\(name)' is not known here")
    }
  }

  private static func pieces(of text: String, at separator: String) -> [String] {
    text.unicodeScalars.split(separator: Array(separator.unicodeScalars), omittingEmptySubsequences: false).map {
      String(String.UnicodeScalarView($0))
    }
  }

  private static func strip(_ text: String, _ characters: String?, start: Bool = true, end: Bool = true) -> String {
    let set = characters.map { Set($0.unicodeScalars) }
    func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? scalar.properties.isWhitespace }
    var scalars = Substring(text).unicodeScalars
    if start { while let first = scalars.first, goes(first) { scalars.removeFirst() } }
    if end { while let last = scalars.last, goes(last) { scalars.removeLast() } }
    return String(String.UnicodeScalarView(scalars))
  }
}

/// A TOML 1.0 document: its keys and tables in the order of the file, each with its place.
///
/// A reader of our own, because the one for Swift (TOMLKit, over toml++) ends the process on a header such as
/// `[=shop]`, sorts keys by name, forgets where they stood, and never frees what it read. A merchant's slip may cost
/// none of that: the clerk lists policies in the merchant's order, and every error names its line and column.
package struct TOMLDocument: Sendable {
  package enum Value: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// A date, a time or both, as written.
    case date(String)
    case array([Value])
    case table([Field])

    /// What it is, as in "is a date, not a text".
    package var kind: String {
      switch self {
      case .string: "text"
      case .integer, .float: "number"
      case .boolean: "true or false"
      case .date: "date"
      case .array: "list"
      case .table: "table"
      }
    }
  }

  package struct Field: Sendable, Equatable {
    package var key: String
    package var value: Value

    package init(key: String, value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// A key with its value, or a table's header (`value` is nil).
  package struct Entry: Sendable, Equatable {
    /// The names of the tables and the key, outermost first; the nth of an array of tables is called `#n`.
    package var path: [String]
    package var value: Value?
    /// From 1; the column counts characters.
    package var line: Int
    package var column: Int
  }

  package private(set) var entries: [Entry] = []

  /// Files, keys and brackets beyond these are refused.
  package static let sizeLimit = 1 << 20
  static let depthLimit = 16
  static let entryLimit = 20_000
  static let nameLimit = 200

  private enum Kind {
    case value, header, implied, dotted
    case array(Int)
  }
  private var known: [[String]: Kind] = [:]

  /// - Throws: `TOMLError` with the place of the first error.
  package init(_ text: String, file: String) throws(TOMLError) {
    var scanner = TOMLScanner(text, file: file)
    var table: [String] = []
    while try scanner.skipToExpression() {
      let (line, column) = (scanner.line, scanner.column)
      guard entries.count < Self.entryLimit else {
        throw scanner.failure("has too many keys", "keep only what is needed")
      }
      if scanner.current == "[" {
        let (path, isArray) = try scanner.header()
        table = try open(path, isArray, scanner, line, column)
        entries.append(Entry(path: table, value: nil, line: line, column: column))
      } else {
        let key = try scanner.key()
        try scanner.expectEquals(key)
        let value = try scanner.value(depth: 0)
        try define(key, in: table, scanner, line, column)
        entries.append(Entry(path: table + key, value: value, line: line, column: column))
      }
      try scanner.endOfLine()
    }
  }

  private mutating func open(
    _ path: [String], _ isArray: Bool, _ scanner: TOMLScanner, _ line: Int, _ column: Int
  ) throws(TOMLError) -> [String] {
    let name = path.joined(separator: ".")
    var full: [String] = []
    for part in path.dropLast() {
      full.append(part)
      switch known[full] {
      case nil: known[full] = .implied
      case .array(let count): full.append("#\(count)")
      case .value: throw scanner.failure("[\(name)]: \(part) is a value already", "rename one of the two", line, column)
      case .header, .implied, .dotted: break
      }
    }
    full += path.suffix(1)
    switch (known[full], isArray) {
    case (nil, true): known[full] = .array(1)
    case (.array(let count), true): known[full] = .array(count + 1)
    case (nil, false), (.implied, false): known[full] = .header
    default:
      throw scanner.failure("[\(name)] is there twice", "put all its keys under one of the two", line, column)
    }
    if case .array(let count)? = known[full] { full.append("#\(count)") }
    return full
  }

  private mutating func define(
    _ key: [String], in table: [String], _ scanner: TOMLScanner, _ line: Int, _ column: Int
  ) throws(TOMLError) {
    var full = table
    for (place, part) in key.enumerated() {
      full.append(part)
      let isLast = place == key.count - 1
      switch known[full] {
      case nil: known[full] = isLast ? .value : .dotted
      case .dotted where !isLast, .implied where !isLast: break
      default:
        throw scanner.failure(
          "\(key.joined(separator: ".")) is there twice", "remove one of the two lines", line, column)
      }
    }
  }

  // MARK: Looking up

  /// Whether there is a table of this name.
  package func hasTable(_ name: String) -> Bool {
    entries.contains { $0.path.first == name && $0.path.count > 1 || $0.path == [name] && $0.value == nil }
  }

  /// The first entry with this path.
  package subscript(_ path: String...) -> Entry? { entries.first { $0.path == path } }

  /// The entries directly in a table, in the file's order; a table inside it stands as one entry with a table value.
  package func entries(in table: String) -> [Entry] {
    var seen: Set<String> = []
    return entries.compactMap { entry in
      guard entry.path.count >= 2, entry.path[0] == table, seen.insert(entry.path[1]).inserted else { return nil }
      if entry.path.count == 2, entry.value != nil { return entry }
      return Entry(path: [table, entry.path[1]], value: .table([]), line: entry.line, column: entry.column)
    }
  }
}

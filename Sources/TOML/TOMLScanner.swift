/// Takes a TOML document apart, character by character.
struct TOMLScanner {
  let scalars: [Unicode.Scalar]
  let file: String
  private(set) var at = 0
  private(set) var line = 1
  private var lineStart = 0

  init(_ text: String, file: String) {
    var scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    self.scalars = scalars
    self.file = file
  }

  var column: Int { at - lineStart + 1 }
  var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }
  func ahead(_ count: Int) -> Unicode.Scalar? { at + count < scalars.count ? scalars[at + count] : nil }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where at < scalars.count {
      if scalars[at] == "\n" {
        line += 1
        lineStart = at + 1
      }
      at += 1
    }
  }

  func failure(_ reason: String, _ remedy: String, _ line: Int? = nil, _ column: Int? = nil) -> TOMLError {
    TOMLError(file: file, line: line ?? self.line, column: column ?? self.column, reason: reason, remedy: remedy)
  }

  // MARK: Lines

  mutating func skipBlanks() { while current == " " || current == "\t" { advance() } }

  /// Passes over blanks, line ends and comments; false at the end of the file.
  mutating func skipToExpression() throws(TOMLError) -> Bool {
    while let scalar = current {
      switch scalar {
      case " ", "\t", "\n": advance()
      case "\r" where ahead(1) == "\n": advance()
      case "#": try comment()
      default: return true
      }
    }
    return false
  }

  private mutating func comment() throws(TOMLError) {
    while let scalar = current, scalar != "\n" {
      if isControl(scalar), scalar != "\r" || ahead(1) != "\n" { throw control(scalar) }
      advance()
    }
  }

  mutating func endOfLine() throws(TOMLError) {
    skipBlanks()
    if current == "#" { try comment() }
    if current == "\r" && ahead(1) == "\n" { advance() }
    guard let scalar = current, scalar != "\n" else { return }
    throw failure(
      "there is more on the line than one key and its value", "put text in quotes, and each key on a line of its own")
  }

  func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F }

  func control(_ scalar: Unicode.Scalar) -> TOMLError {
    scalar.value == 0
      ? failure("contains a zero byte", "save it again as plain UTF-8 text")
      : failure("contains a control character", "remove it, or write it as an escape such as \\n")
  }

  // MARK: Keys

  mutating func header() throws(TOMLError) -> (path: [String], isArray: Bool) {
    advance()
    let isArray = current == "["
    if isArray { advance() }
    let path = try key()
    for _ in 0..<(isArray ? 2 : 1) {
      guard current == "]" else { throw failure("the name of a table does not end", "close it with ]") }
      advance()
    }
    return (path, isArray)
  }

  /// A key, dotted or not, with the blanks behind it.
  mutating func key() throws(TOMLError) -> [String] {
    var parts: [String] = []
    while true {
      skipBlanks()
      guard parts.count < TOMLDocument.depthLimit else {
        throw failure("tables are nested too deep", "write fewer dots")
      }
      if current == "\"" || current == "'" {
        parts.append(try string(allowingLines: false))
      } else {
        var part = String.UnicodeScalarView()
        while let scalar = current, Self.isBare(scalar) {
          part.append(scalar)
          advance()
        }
        guard !part.isEmpty else {
          throw failure(
            "a name is expected here", "names are made of letters, digits, - and _; put others in quotes")
        }
        parts.append(String(part))
      }
      // Names are compared at every key, so long ones would make reading slow.
      guard parts[parts.count - 1].unicodeScalars.count <= TOMLDocument.nameLimit else {
        throw failure("a name is longer than \(TOMLDocument.nameLimit) characters", "shorten it")
      }
      skipBlanks()
      guard current == "." else { return parts }
      advance()
    }
  }

  mutating func expectEquals(_ key: [String]) throws(TOMLError) {
    guard current == "=" else {
      throw failure("\(key.joined(separator: ".")) has no value", "write: \(key.joined(separator: ".")) = \"text\"")
    }
    advance()
    skipBlanks()
  }

  private static func isBare(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
    default: false
    }
  }
}

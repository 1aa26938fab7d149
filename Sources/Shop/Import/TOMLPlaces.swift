/// Where each key of a TOML document stands.
///
/// TOMLKit gives values sorted by name and without places; the clerk lists policies in the merchant's order, and
/// errors need a line. This scanner follows the lexical rules of TOML 1.0 only as far as that needs. It runs before
/// TOMLKit and refuses what that must not see: zero bytes (it takes C strings), and nesting so deep that freeing the
/// tree would exhaust the stack.
struct TOMLPlaces {
  struct Entry: Equatable {
    /// The names of the tables and the key, outermost first.
    var path: [String]
    /// From 1; the column counts characters.
    var line: Int
    var column: Int
  }

  static let depthLimit = 16
  static let sizeLimit = 1 << 20

  private(set) var entries: [Entry] = []
  private let scalars: [Unicode.Scalar]
  private let file: String
  private var at = 0
  private var line = 1
  private var lineStart = 0

  init(_ text: String, file: String) throws(ShopError) {
    scalars = Array(text.unicodeScalars)
    self.file = file
    try scan()
  }

  subscript(path: [String]) -> Entry? { entries.first { $0.path == path } }

  private var column: Int { at - lineStart + 1 }
  private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  private mutating func advance() {
    if scalars[at] == "\n" {
      line += 1
      lineStart = at + 1
    }
    at += 1
  }

  private func fail(_ reason: String, _ remedy: String) -> ShopError {
    .invalid(file: file, line: line, column: column, reason: reason, remedy: remedy)
  }

  private mutating func scan() throws(ShopError) {
    var table: [String] = []
    while let scalar = current {
      switch scalar {
      case " ", "\t", "\r", "\n": advance()
      case "#": skipLine()
      case "[":
        while current == "[" { advance() }
        let (place, column) = (line, column)
        table = try key()
        entries.append(Entry(path: table, line: place, column: column))
        skipLine()
      default:
        let (place, column) = (line, column)
        let path = table + (try key())
        guard !path.isEmpty, current == "=" else {
          skipLine()
          continue
        }
        entries.append(Entry(path: path, line: place, column: column))
        advance()
        try value()
      }
    }
  }

  private mutating func skipLine() {
    while let scalar = current, scalar != "\n" { _ = (scalar, advance()) }
  }

  /// The parts of a dotted key; stops before what is no part of it.
  private mutating func key() throws(ShopError) -> [String] {
    var parts: [String] = []
    while true {
      while current == " " || current == "\t" { advance() }
      var part = ""
      if let quote = current, quote == "\"" || quote == "'" {
        advance()
        while let scalar = current, scalar != quote, scalar != "\n" {
          if scalar == "\\" && quote == "\"" { advance() }
          guard let scalar = current else { break }
          part.unicodeScalars.append(scalar)
          advance()
        }
        if current == quote { advance() }
      } else {
        while let scalar = current, !" \t\r\n=.]#\"'".unicodeScalars.contains(scalar) {
          part.unicodeScalars.append(scalar)
          advance()
        }
      }
      parts.append(part)
      guard parts.count <= Self.depthLimit else {
        throw fail("tables are nested too deep", "a shop needs only [shop], [hours] and [policies]")
      }
      while current == " " || current == "\t" { advance() }
      guard current == "." else { return parts == [""] ? [] : parts }
      advance()
    }
  }

  /// Passes over one value, to the end of its line or of its brackets.
  private mutating func value() throws(ShopError) {
    var depth = 0
    while let scalar = current {
      switch scalar {
      case "\"", "'": skipString(scalar)
      case "#": skipLine()
      case "[", "{":
        depth += 1
        guard depth <= Self.depthLimit else {
          throw fail("brackets are nested too deep", "write values as plain text in quotes")
        }
        advance()
      case "]", "}":
        depth -= 1
        advance()
      case ".":
        var dots = 0
        while let scalar = current, !"\n=,".unicodeScalars.contains(scalar) {
          if scalar == "." { dots += 1 }
          guard dots <= Self.depthLimit else {
            throw fail("tables are nested too deep", "a shop needs only [shop], [hours] and [policies]")
          }
          if "\"'#[]{}".unicodeScalars.contains(scalar) { break }
          advance()
        }
      case "\n" where depth <= 0: return
      default: advance()
      }
    }
  }

  private mutating func skipString(_ quote: Unicode.Scalar) {
    var opening = 0
    while current == quote && opening < 3 {
      opening += 1
      advance()
    }
    if opening == 2 { return }
    let isLong = opening == 3
    var closing = 0
    while let scalar = current {
      if scalar == quote {
        closing += 1
        advance()
        if !isLong { return }
        // Up to two quotes may stand right before the three that close.
        if closing >= 3 && current != quote || closing == 5 { return }
        continue
      }
      closing = 0
      if scalar == "\n" && !isLong { return }
      advance()
      if scalar == "\\" && quote == "\"" && current != nil { advance() }
    }
  }
}

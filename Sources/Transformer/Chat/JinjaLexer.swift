/// A part of a template: text as it is, a `{{ }}` or a `{% %}`.
enum JinjaPart {
  case text(String)
  case output([JinjaToken], line: Int)
  case block([JinjaToken], line: Int)
}

struct JinjaToken: Equatable {
  enum Kind: Equatable {
    case name(String)
    case string(String)
    case integer(Int)
    case real(Double)
    case symbol(String)
  }
  var kind: Kind
  var line: Int
}

/// Cuts a template into parts, white space around tags already taken away as `trim_blocks` and `lstrip_blocks` ask.
struct JinjaLexer {
  private let source: [Character]
  private var index = 0
  private var line = 1
  private var parts: [JinjaPart] = []

  static func parts(of source: String) throws(JinjaError) -> [JinjaPart] {
    // Line ends are those of Unix in Jinja, and a line break at the very end is dropped.
    var text = source.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    if text.hasSuffix("\n") { text.removeLast() }
    var lexer = JinjaLexer(source: Array(text))
    try lexer.run()
    return lexer.parts
  }

  private init(source: [Character]) { self.source = source }

  private func starts(_ text: String, at place: Int) -> Bool {
    var place = place
    for character in text {
      guard place < source.count, source[place] == character else { return false }
      place += 1
    }
    return true
  }

  private mutating func run() throws(JinjaError) {
    var text: [Character] = []
    var isLineStart = true
    while index < source.count {
      guard let tag = tag(at: index) else {
        text.append(advance())
        continue
      }
      if tag.trimsBefore {
        while let last = text.last, last.isWhitespace { text.removeLast() }
      } else if tag.kind != .output, !tag.keepsBefore {
        // Blanks between the beginning of the line and the tag go.
        let first = text.lastIndex(of: "\n").map { $0 + 1 } ?? 0
        if first > 0 || isLineStart, text[first...].allSatisfy(\.isWhitespace) { text.removeSubrange(first...) }
      }
      if !text.isEmpty { parts.append(.text(String(text))) }
      text.removeAll(keepingCapacity: true)
      isLineStart = try read(tag)
    }
    if !text.isEmpty { parts.append(.text(String(text))) }
  }

  private mutating func advance() -> Character {
    defer { index += 1 }
    if source[index] == "\n" { line += 1 }
    return source[index]
  }

  /// Reads a tag and the white space after it that goes with it. Returns whether a line begins there.
  private mutating func read(_ tag: JinjaTag) throws(JinjaError) -> Bool {
    let start = line
    index += tag.opening
    var (trims, keeps) = (false, false)
    switch tag.kind {
    case .comment:
      while index < source.count, !starts("#}", at: index) { _ = advance() }
      guard index < source.count else { throw JinjaError(line: start, reason: "a comment does not end") }
      trims = source[index - 1] == "-"
      index += 2
    case .output, .block:
      let tokens: [JinjaToken]
      (tokens, trims, keeps) = try self.tokens(until: tag.kind == .output ? "}}" : "%}", start)
      parts.append(tag.kind == .output ? .output(tokens, line: start) : .block(tokens, line: start))
    }
    var last: Character = "}"
    if trims {
      while index < source.count, source[index].isWhitespace { last = advance() }
    } else if tag.kind != .output, !keeps, index < source.count, source[index] == "\n" {
      last = advance()
    }
    return last == "\n"
  }

  private struct JinjaTag {
    enum Kind { case output, block, comment }
    var kind: Kind
    /// Characters of the opening, sign included.
    var opening: Int
    var trimsBefore = false
    var keepsBefore = false
  }

  private func tag(at place: Int) -> JinjaTag? {
    guard source[place] == "{", place + 1 < source.count else { return nil }
    let kind: JinjaTag.Kind
    switch source[place + 1] {
    case "{": kind = .output
    case "%": kind = .block
    case "#": kind = .comment
    default: return nil
    }
    let sign = place + 2 < source.count ? source[place + 2] : " "
    guard sign == "-" || sign == "+" else { return JinjaTag(kind: kind, opening: 2) }
    return JinjaTag(kind: kind, opening: 3, trimsBefore: sign == "-", keepsBefore: sign == "+")
  }

  // MARK: Within tags

  private static let symbols = ["==", "!=", "<=", ">=", "//", "**"]

  private mutating func tokens(
    until end: String, _ start: Int
  ) throws(JinjaError) -> (tokens: [JinjaToken], trims: Bool, keeps: Bool) {
    var tokens: [JinjaToken] = []
    var depth = 0
    while index < source.count {
      let character = source[index]
      if depth == 0 {
        if starts(end, at: index) {
          index += 2
          return (tokens, false, false)
        }
        if character == "-" || character == "+", starts(end, at: index + 1) {
          index += 3
          return (tokens, character == "-", character == "+")
        }
      }
      if character.isWhitespace {
        if character == "\n" { line += 1 }
        index += 1
      } else if character == "'" || character == "\"" {
        tokens.append(JinjaToken(kind: .string(try string(character)), line: line))
      } else if character.isLetter || character == "_" {
        var name = ""
        while index < source.count, source[index].isLetter || source[index].isNumber || source[index] == "_" {
          name.append(source[index])
          index += 1
        }
        tokens.append(JinjaToken(kind: .name(name), line: line))
      } else if character.isASCII, character.isNumber {
        tokens.append(JinjaToken(kind: try number(), line: line))
      } else {
        let symbol = Self.symbols.first { starts($0, at: index) } ?? String(character)
        if "([{".contains(symbol) { depth += 1 }
        if ")]}".contains(symbol) { depth -= 1 }
        index += symbol.count
        tokens.append(JinjaToken(kind: .symbol(symbol), line: line))
      }
    }
    throw JinjaError(line: start, reason: "a tag does not end with '\(end)'")
  }

  private mutating func string(_ quote: Character) throws(JinjaError) -> String {
    let start = line
    index += 1
    var text = ""
    while index < source.count, source[index] != quote {
      if source[index] == "\\", index + 1 < source.count {
        index += 1
        switch source[index] {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        case "\\", "'", "\"": text.append(source[index])
        default:
          text.append("\\")
          text.append(source[index])
        }
      } else {
        if source[index] == "\n" { line += 1 }
        text.append(source[index])
      }
      index += 1
    }
    guard index < source.count else { throw JinjaError(line: start, reason: "a string does not end") }
    index += 1
    return text
  }

  private mutating func number() throws(JinjaError) -> JinjaToken.Kind {
    var text = ""
    while index < source.count,
      source[index].isASCII && source[index].isNumber
        || (source[index] == "." && index + 1 < source.count && source[index + 1].isNumber)
    {
      text.append(source[index])
      index += 1
    }
    if let value = Int(text) { return .integer(value) }
    if let value = Double(text) { return .real(value) }
    throw JinjaError(line: line, reason: "'\(text)' is no number")
  }
}

extension TOMLScanner {
  /// A value, with nothing behind it taken.
  mutating func value(depth: Int) throws(TOMLError) -> TOMLDocument.Value {
    guard depth < TOMLDocument.depthLimit else {
      throw failure("brackets are nested too deep", "write values as plain text in quotes")
    }
    switch current {
    case "\"", "'": return .string(try string(allowingLines: true))
    case "[": return try array(depth)
    case "{": return try inlineTable(depth)
    default: return try word()
    }
  }

  private mutating func array(_ depth: Int) throws(TOMLError) -> TOMLDocument.Value {
    let (line, column) = (line, column)
    advance()
    var items: [TOMLDocument.Value] = []
    while try skipToExpression() {
      if current == "]" {
        advance()
        return .array(items)
      }
      items.append(try value(depth: depth + 1))
      guard try skipToExpression() else { break }
      if current == "," {
        advance()
      } else if current != "]" {
        throw failure("a comma or ] is expected here", "write lists as [\"one\", \"two\"]")
      }
    }
    throw failure("a list opens here and never closes", "close it with ]", line, column)
  }

  private mutating func inlineTable(_ depth: Int) throws(TOMLError) -> TOMLDocument.Value {
    advance()
    var fields: [TOMLDocument.Field] = []
    var seen: Set<String> = []
    skipBlanks()
    if current == "}" {
      advance()
      return .table(fields)
    }
    while true {
      let name = try key()
      try expectEquals(name)
      let key = name.joined(separator: ".")
      guard seen.insert(key).inserted else { throw failure("\(key) is there twice", "remove one of the two") }
      fields.append(TOMLDocument.Field(key: key, value: try value(depth: depth + 1)))
      skipBlanks()
      guard current == "," || current == "}" else {
        throw failure("a comma or } is expected here", "write tables as { key = \"text\" }")
      }
      let ends = current == "}"
      advance()
      if ends { return .table(fields) }
    }
  }

  // MARK: Strings

  mutating func string(allowingLines: Bool) throws(TOMLError) -> String {
    guard let quote = current else { throw failure("a text is expected here", "put it in quotes") }
    let (line, column) = (line, column)
    let isLong = ahead(1) == quote && ahead(2) == quote
    if isLong && !allowingLines { throw failure("a name cannot have several lines", "put it in single quotes") }
    advance(isLong ? 3 : 1)
    if isLong {
      // A line end right behind the opening quotes does not count.
      if current == "\r" && ahead(1) == "\n" { advance() }
      if current == "\n" { advance() }
    }
    var out = String.UnicodeScalarView()
    while let scalar = current {
      if scalar == quote {
        guard isLong else {
          advance()
          return String(out)
        }
        var quotes = 0
        while ahead(quotes) == quote, quotes < 5 { quotes += 1 }
        advance(quotes)
        // Up to two quotes may stand right before the three that close.
        for _ in 0..<(quotes >= 3 ? quotes - 3 : quotes) { out.append(quote) }
        if quotes >= 3 { return String(out) }
        continue
      }
      if scalar == "\\" && quote == "\"" {
        try escape(isLong, into: &out)
        continue
      }
      let isLineEnd = scalar == "\n" || scalar == "\r" && ahead(1) == "\n"
      if isLineEnd && !isLong { break }
      if isControl(scalar) && !isLineEnd { throw control(scalar) }
      if scalar != "\r" { out.append(scalar) }
      advance()
    }
    let close = String(repeating: Character(quote), count: isLong ? 3 : 1)
    throw failure("a text opens here and never closes", "close it with \(close) on the same line", line, column)
  }

  private mutating func escape(_ isLong: Bool, into out: inout String.UnicodeScalarView) throws(TOMLError) {
    let kind = ahead(1)
    let digits: Int
    switch kind {
    case "b": out.append("\u{8}")
    case "t": out.append("\t")
    case "n": out.append("\n")
    case "f": out.append("\u{C}")
    case "r": out.append("\r")
    case "e": out.append("\u{1B}")
    case "\"": out.append("\"")
    case "\\": out.append("\\")
    case "x", "u", "U":
      digits = kind == "x" ? 2 : kind == "u" ? 4 : 8
      let hex = String(String.UnicodeScalarView((0..<digits).compactMap { ahead(2 + $0) }))
      guard hex.utf8.count == digits, hex.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
        let value = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(value)
      else { throw failure("this escape is no character", "write the character itself") }
      out.append(scalar)
      advance(digits)
    default:
      guard isLong, try lineContinues() else {
        throw failure("a backslash here must be doubled", "write \\\\, or put the text in single quotes")
      }
      return
    }
    advance(2)
  }

  /// A backslash at the end of a line takes away the line end and all blanks behind it.
  private mutating func lineContinues() throws(TOMLError) -> Bool {
    var count = 1
    while let scalar = ahead(count), scalar == " " || scalar == "\t" || scalar == "\r" { count += 1 }
    guard ahead(count) == "\n" else { return false }
    advance(count)
    while let scalar = current, scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n" { advance() }
    return true
  }

  // MARK: Numbers, dates, true and false

  private mutating func word() throws(TOMLError) -> TOMLDocument.Value {
    let start = at
    let (line, column) = (line, column)
    while let scalar = current, !" \t\r\n#,]}".unicodeScalars.contains(scalar) { advance() }
    // A date and its time may have one blank between them.
    if at - start == 10, current == " ", let next = ahead(1), ("0"..."9").contains(next), scalars[start + 4] == "-" {
      advance()
      while let scalar = current, !" \t\r\n#,]}".unicodeScalars.contains(scalar) { advance() }
    }
    let word = String(String.UnicodeScalarView(scalars[start..<at]))
    guard word.utf8.count <= 64 else {
      throw failure("this is no value", "put text in quotes", line, column)
    }
    switch word {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "inf", "+inf": return .float(.infinity)
    case "-inf": return .float(-.infinity)
    case "nan", "+nan", "-nan": return .float(.nan)
    default: break
    }
    if let number = Self.number(word) { return number }
    if Self.isDate(word) { return .date(word) }
    throw failure(
      word.isEmpty ? "a value is expected here" : "\(word) is no value", "put text in quotes, e.g. \"\(word)\"", line,
      column)
  }

  private static func number(_ word: String) -> TOMLDocument.Value? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
      let digits = word.dropFirst(2)
      guard isGrouped(digits), digits.first != "+", digits.first != "-" else { return nil }
      return Int64(digits.replacing("_", with: ""), radix: radix).map { .integer($0) }
    }
    let unsigned = word.first == "+" || word.first == "-" ? word.dropFirst() : word[...]
    guard let first = unsigned.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9"), isGrouped(unsigned)
    else { return nil }
    let plain = word.replacing("_", with: "")
    if unsigned.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || $0 == UInt8(ascii: "_") }) {
      if first == UInt8(ascii: "0") && unsigned.utf8.count > 1 { return nil }
      return Int64(plain).map { .integer($0) }
    }
    guard unsigned.utf8.allSatisfy({ "0123456789_.eE+-".utf8.contains($0) }), !plain.hasSuffix("."),
      !plain.contains(".e"), !plain.contains(".E"),
      !(first == UInt8(ascii: "0") && unsigned.dropFirst().first?.isNumber == true)
    else { return nil }
    return Double(plain).map { .float($0) }
  }

  /// Underscores stand between digits only.
  private static func isGrouped(_ text: Substring) -> Bool {
    guard text.contains("_") else { return !text.isEmpty }
    let bytes = Array(text.utf8)
    return bytes.indices.allSatisfy { at in
      guard bytes[at] == UInt8(ascii: "_") else { return true }
      return at > 0 && at + 1 < bytes.count && Character(Unicode.Scalar(bytes[at - 1])).isHexDigit
        && Character(Unicode.Scalar(bytes[at + 1])).isHexDigit
    }
  }

  /// `2026-01-31`, `09:30:00`, or both with an offset.
  private static func isDate(_ word: String) -> Bool {
    let shape = String(decoding: word.utf8.map { $0 >= 48 && $0 <= 57 ? UInt8(ascii: "0") : $0 }, as: UTF8.self)
    let time = { (text: Substring) in
      text == "00:00" || text == "00:00:00" || text.hasPrefix("00:00:00.") && text.dropFirst(9).allSatisfy { $0 == "0" }
    }
    if shape == "0000-00-00" || time(shape[...]) { return true }
    guard shape.hasPrefix("0000-00-00"), let mark = shape.dropFirst(10).first, "Tt ".contains(mark) else {
      return false
    }
    var rest = shape.dropFirst(11)
    if rest.hasSuffix("Z") || rest.hasSuffix("z") {
      rest.removeLast()
    } else if rest.hasSuffix("+00:00") || rest.hasSuffix("-00:00") {
      rest.removeLast(6)
    }
    return time(rest)
  }
}

/// Written text as people paste it, made plain: no markup, no emoji, one kind of quote, dash and space.
enum WrittenText {
  static func clean(_ text: String) -> [Unicode.Scalar] {
    var out: [Unicode.Scalar] = []
    let input = Array(text.unicodeScalars)
    var at = 0
    while at < input.count {
      let scalar = input[at]
      switch scalar {
      case "<":
        if let end = tagEnd(input, at) {
          // What follows a block or a line break is a sentence of its own.
          let name = String(String.UnicodeScalarView(input[(at + 1)..<end])).lowercased()
          let blocks = ["br", "/p", "/div", "/li", "/h", "/tr", "/ul", "/ol"]
          out.append(blocks.contains { name.hasPrefix($0) } ? "\n" : " ")
          at = end
        } else {
          out.append(scalar)
        }
      case "&":
        if let (replacement, end) = entity(input, at) {
          out += replacement.unicodeScalars.filter { $0 != "<" && $0 != ">" }
          at = end
        } else {
          out.append(scalar)
        }
      case "[":
        // A link in Markdown: only its text is said.
        if let (inner, end) = link(input, at) {
          out += clean(String(String.UnicodeScalarView(inner)))
          at = end
        } else {
          out.append(scalar)
        }
      case "`", "*", "_",
        "~" where scalar != "~" || at + 1 < input.count && input[at + 1] == "~":
        // Emphasis; a star between figures is a multiplication.
        let between = isDigit(out.last { $0 != " " }) && isDigit(input[(at + 1)...].first { $0 != " " })
        if scalar == "*", between { out.append("×") } else if scalar == "_" { out.append(" ") }
        if scalar == "~" { at += 1 }
      case "#" where at == 0 || input[at - 1] == "\n":
        while at + 1 < input.count, input[at + 1] == "#" { at += 1 }
        if at + 1 < input.count, isDigit(input[at + 1]) { out.append("#") }
      default: out.append(contentsOf: plain(scalar))
      }
      at += 1
    }
    return out
  }

  static func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { "0"..."9" ~= $0 } ?? false }

  private static func plain(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    switch scalar.value {
    case 0x0A, 0x0D, 0x2028, 0x2029: return ["\n"]
    case 0x09, 0x20, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return [" "]
    case 0x2018, 0x2019, 0x201B, 0x2032, 0x02BC, 0xB4: return ["'"]
    case 0x201C...0x201F, 0x2033, 0xAB, 0xBB: return ["\""]
    case 0x2010, 0x2011: return ["-"]
    case 0x2012...0x2015: return ["–"]
    case 0x2212: return ["−"]
    case 0x2044, 0x2215: return ["/"]
    case 0x2022, 0x00B7, 0x25CF, 0x25AA: return ["•"]
    case 0x2026: return [".", ".", "."]
    // Full-width forms of ASCII.
    case 0xFF01...0xFF5E: return [Unicode.Scalar(scalar.value - 0xFEE0) ?? " "]
    case 0..<0x20, 0x7F..<0xA0: return [" "]
    // Invisible ones say nothing.
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF, 0xE0000...0xE0FFF: return []
    case 0xAE, 0xA9, 0x2122, 0x2120: return []
    // Symbols and pictures.
    case 0x2190...0x21FF, 0x2300...0x27BF, 0x2900...0x2BFF, 0x1F000...0x1FAFF, 0xFFFD: return [" "]
    case 0xFB00...0xFB06:
      let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]
      return Array(ligatures[Int(scalar.value - 0xFB00)].unicodeScalars)
    default: return [scalar]
    }
  }

  /// The place of ">" where "<" at `start` opens a tag or a comment, at most 500 scalars on.
  private static func tagEnd(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    guard start + 1 < text.count else { return nil }
    let next = text[start + 1]
    guard next == "/" || next == "!" || next == "?" || (next.isASCII && next.properties.isAlphabetic) else {
      return nil
    }
    let limit = min(text.count, start + 500)
    var at = start + 1
    while at < limit {
      if text[at] == ">" { return at }
      if text[at] == "<" { return nil }
      at += 1
    }
    return nil
  }

  private static func entity(_ text: [Unicode.Scalar], _ start: Int) -> (String, Int)? {
    let limit = min(text.count, start + 10)
    guard let end = (start + 1..<max(start + 1, limit)).first(where: { text[$0] == ";" }), end > start + 1 else {
      return nil
    }
    let name = String(String.UnicodeScalarView(text[(start + 1)..<end]))
    if name.hasPrefix("#") {
      let digits = name.dropFirst()
      let value =
        digits.hasPrefix("x") || digits.hasPrefix("X")
        ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
      guard let value, let scalar = Unicode.Scalar(value) else { return nil }
      return (String(String.UnicodeScalarView(plain(scalar))), end)
    }
    return entities[name].map { ($0, end) }
  }

  private static let entities = [
    "amp": "&", "lt": " ", "gt": " ", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–", "mdash": "–", "rsquo": "'",
    "lsquo": "'", "ldquo": "\"", "rdquo": "\"", "hellip": "...", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢",
    "deg": "°", "times": "×", "frac12": "½", "frac14": "¼", "frac34": "¾", "eacute": "é", "egrave": "è", "agrave": "à",
    "ccedil": "ç", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß",
    "ntilde": "ñ", "bull": "•", "middot": "•", "copy": "", "reg": "", "trade": "", "plusmn": "±", "micro": "µ",
  ]

  /// The text of `[text](address)` and the place of its last scalar.
  private static func link(_ text: [Unicode.Scalar], _ start: Int) -> (ArraySlice<Unicode.Scalar>, Int)? {
    let limit = min(text.count, start + 200)
    guard let close = (start..<limit).first(where: { text[$0] == "]" }), close + 1 < text.count, text[close + 1] == "(",
      !text[(start + 1)..<close].contains("["),
      let end = (close..<min(text.count, close + 300)).first(where: { text[$0] == ")" })
    else { return nil }
    return (text[(start + 1)..<close], end)
  }
}

/// Turns the HTML of a product description into plain text.
///
/// Not a parser of the standard's kind: it goes through the text once, forgives everything, and keeps what a person
/// would read. Blocks and list items begin a new line; scripts, styles and comments are dropped.
package enum HTMLText {
  /// Longer descriptions are cut here, at a line or sentence where there is one near.
  package static let limit = 20_000

  package static func plain(_ html: String) -> String {
    var scanner = Scanner(bytes: Array(html.utf8))
    return scanner.run()
  }

  /// Resolves character references, e.g. in titles that were exported escaped.
  static func resolved(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.keepsTags = true
    return scanner.run()
  }

  /// Resolves character references and keeps every other byte, blanks included.
  static func references(_ bytes: [UInt8]) -> String {
    guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "&"), let (scalar, end) = reference(in: bytes, at: at) {
        out += Array(String(Character(scalar)).utf8)
        at = end
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Reads `&amp;`, `&#233;` or `&#xE9;` at an ampersand; nil for what is none. `end` is the first byte behind it.
  private static func reference(in bytes: [UInt8], at: Int) -> (scalar: Unicode.Scalar, end: Int)? {
    var cursor = at + 1
    while cursor < bytes.count, cursor - at <= 10, isLetterOrDigit(bytes[cursor]) || bytes[cursor] == UInt8(ascii: "#")
    {
      cursor += 1
    }
    let name = String(decoding: bytes[(at + 1)..<cursor], as: UTF8.self)
    let isClosed = cursor < bytes.count && bytes[cursor] == UInt8(ascii: ";")
    guard isClosed || name.hasPrefix("#") || ["amp", "lt", "gt", "quot", "nbsp"].contains(name),
      let scalar = scalar(name)
    else { return nil }
    return (scalar, isClosed ? cursor + 1 : cursor)
  }

  private static func scalar(_ name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return names[name] }
    let digits = name.dropFirst()
    let value =
      digits.hasPrefix("x") || digits.hasPrefix("X") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    return value.flatMap(Unicode.Scalar.init)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
      || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private struct Scanner {
    let bytes: [UInt8]
    var keepsTags = false
    private var at = 0
    private var out: [UInt8] = []
    private var pendingBlank = false
    private var pendingLine = false

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func run() -> String {
      while at < bytes.count, out.count < HTMLText.limit * 4 {
        let byte = bytes[at]
        switch byte {
        case UInt8(ascii: "<") where !keepsTags && beginsTag: tag()
        case UInt8(ascii: "&"): reference()
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20:
          pendingBlank = true
          at += 1
        case 0..<0x20, 0x7F: at += 1
        default:
          emit(byte)
          at += 1
        }
      }
      let text = String(decoding: out, as: UTF8.self)
      return text.unicodeScalars.count <= HTMLText.limit ? text : HTMLText.cut(text)
    }

    private mutating func emit(_ byte: UInt8) {
      if !out.isEmpty {
        if pendingLine { out.append(UInt8(ascii: "\n")) } else if pendingBlank { out.append(UInt8(ascii: " ")) }
      }
      (pendingLine, pendingBlank) = (false, false)
      out.append(byte)
    }

    /// "<" opens a tag only before a letter, "/", "!" or "?": "a < b" is text.
    private var beginsTag: Bool {
      guard at + 1 < bytes.count else { return false }
      let next = bytes[at + 1]
      return next | 0x20 >= UInt8(ascii: "a") && next | 0x20 <= UInt8(ascii: "z") || next == UInt8(ascii: "/")
        || next == UInt8(ascii: "!") || next == UInt8(ascii: "?")
    }

    private mutating func tag() {
      if starts(with: "<!--") {
        skip(past: "-->")
        return
      }
      var cursor = at + 1
      let closes = cursor < bytes.count && bytes[cursor] == UInt8(ascii: "/")
      if closes { cursor += 1 }
      var name: [UInt8] = []
      while cursor < bytes.count, name.count < 16, HTMLText.isLetterOrDigit(bytes[cursor]) {
        name.append(bytes[cursor] | 0x20)
        cursor += 1
      }
      // To the end of the tag; quoted attribute values may hold ">".
      var quote: UInt8?
      while cursor < bytes.count {
        let byte = bytes[cursor]
        if let open = quote {
          if byte == open { quote = nil }
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        } else if byte == UInt8(ascii: ">") {
          break
        }
        cursor += 1
      }
      if cursor >= bytes.count, quote != nil {
        // A lost quote: the tag ends at its first ">".
        cursor = at
        while cursor < bytes.count, bytes[cursor] != UInt8(ascii: ">") { cursor += 1 }
      }
      at = min(cursor + 1, bytes.count)
      let word = String(decoding: name, as: UTF8.self)
      if ["script", "style", "template", "iframe", "noscript", "svg", "head"].contains(word), !closes {
        skip(past: "</\(word)")
        while at < bytes.count, bytes[at] != UInt8(ascii: ">") { at += 1 }
        at = min(at + 1, bytes.count)
        pendingBlank = true
        return
      }
      switch word {
      case "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "dt", "dd", "dl",
        "section", "article", "blockquote", "hr", "header", "footer", "pre", "figure", "figcaption", "details",
        "summary":
        pendingLine = true
      case "td", "th": pendingBlank = true
      default: break
      }
    }

    private func starts(with text: String, at place: Int? = nil) -> Bool {
      var cursor = place ?? at
      for byte in text.utf8 {
        guard cursor < bytes.count else { return false }
        let own = bytes[cursor]
        guard own == byte || own | 0x20 == byte && byte >= UInt8(ascii: "a") else { return false }
        cursor += 1
      }
      return true
    }

    private mutating func skip(past text: String) {
      while at < bytes.count, !starts(with: text) { at += 1 }
      at = min(at + text.utf8.count, bytes.count)
    }

    /// A character reference; what is none stays as written.
    private mutating func reference() {
      guard let (scalar, end) = HTMLText.reference(in: bytes, at: at) else {
        emit(bytes[at])
        at += 1
        return
      }
      at = end
      switch scalar.properties.generalCategory {
      case .spaceSeparator: pendingBlank = true
      case .control, .format, .surrogate: break
      default: for byte in String(Character(scalar)).utf8 { emit(byte) }
      }
    }
  }

  private static func cut(_ text: String) -> String {
    let head = String(text.unicodeScalars.prefix(limit))
    let end = head.lastIndex { $0 == "\n" || $0 == "." }
    guard let end, head.distance(from: end, to: head.endIndex) < 1000 else { return head }
    return String(head[...end])
  }

  /// The named references that product texts use.
  fileprivate static let names: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "ensp": " ", "emsp": " ",
    "thinsp": " ", "shy": "\u{AD}", "zwnj": "\u{200C}", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’",
    "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«", "raquo": "»", "hellip": "…", "bull": "•",
    "middot": "·", "deg": "°", "plusmn": "±", "times": "×", "divide": "÷", "frac12": "½", "frac14": "¼",
    "frac34": "¾", "sup2": "²", "sup3": "³", "micro": "µ", "trade": "™", "reg": "®", "copy": "©", "euro": "€",
    "pound": "£", "yen": "¥", "cent": "¢", "sect": "§", "para": "¶", "dagger": "†", "prime": "′", "Prime": "″",
    "rarr": "→", "larr": "←", "check": "✓", "star": "☆", "hearts": "♥", "ge": "≥", "le": "≤", "ne": "≠",
    "asymp": "≈", "Omega": "Ω", "aacute": "á", "Aacute": "Á", "agrave": "à", "Agrave": "À", "acirc": "â",
    "Acirc": "Â", "atilde": "ã", "Atilde": "Ã", "auml": "ä", "Auml": "Ä", "aring": "å", "Aring": "Å", "aelig": "æ",
    "AElig": "Æ", "ccedil": "ç", "Ccedil": "Ç", "eacute": "é", "Eacute": "É", "egrave": "è", "Egrave": "È",
    "ecirc": "ê", "Ecirc": "Ê", "euml": "ë", "Euml": "Ë", "iacute": "í", "Iacute": "Í", "igrave": "ì", "Igrave": "Ì",
    "icirc": "î", "Icirc": "Î", "iuml": "ï", "Iuml": "Ï", "ntilde": "ñ", "Ntilde": "Ñ", "oacute": "ó", "Oacute": "Ó",
    "ograve": "ò", "Ograve": "Ò", "ocirc": "ô", "Ocirc": "Ô", "otilde": "õ", "Otilde": "Õ", "ouml": "ö", "Ouml": "Ö",
    "oslash": "ø", "Oslash": "Ø", "oelig": "œ", "OElig": "Œ", "szlig": "ß", "uacute": "ú", "Uacute": "Ú",
    "ugrave": "ù", "Ugrave": "Ù", "ucirc": "û", "Ucirc": "Û", "uuml": "ü", "Uuml": "Ü", "yacute": "ý", "Yacute": "Ý",
    "yuml": "ÿ", "scaron": "š", "Scaron": "Š", "eth": "ð", "thorn": "þ", "iexcl": "¡", "iquest": "¿", "ordm": "º",
    "ordf": "ª", "permil": "‰",
  ]
}

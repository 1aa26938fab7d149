/// The last touch on spoken text: only what a synthesiser can take, single spaces, marks where they belong.
package enum SpokenText {
  /// `text` with letters, apostrophes, inner hyphens, spaces and the marks . , ? ! only.
  package static func tidy(_ text: String, ascii: Bool = false) -> String {
    var out = String.UnicodeScalarView()
    var pendingSpace = false
    /// The mark to be written before the next word.
    var mark: Unicode.Scalar?
    let scalars = Array(text.unicodeScalars)
    func isWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
        || scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .spacingMark
    }
    func append(_ scalar: Unicode.Scalar) {
      if let found = mark {
        if !out.isEmpty { out.append(found) }
        mark = nil
        pendingSpace = true
      }
      if pendingSpace, !out.isEmpty { out.append(" ") }
      pendingSpace = false
      out.append(scalar)
    }
    for (index, scalar) in scalars.enumerated() {
      if isWord(scalar) {
        if ascii, !scalar.isASCII {
          for letter in fold(scalar) { append(letter) }
        } else {
          append(scalar)
        }
      } else if scalar == "'" || scalar == "-" {
        // Only inside a word.
        let before = index > 0 && isWord(scalars[index - 1])
        let after = index + 1 < scalars.count && isWord(scalars[index + 1])
        if before, after, mark == nil, !out.isEmpty { append(scalar) } else if scalar == "-" { pendingSpace = true }
      } else if scalar == "." || scalar == "?" || scalar == "!" {
        // The end of a sentence is stronger than a comma, a question stronger than a stop.
        if mark == nil || mark == "," || (mark == "." && scalar != ".") { mark = scalar }
      } else if scalar == "," || scalar == ";" || scalar == ":" {
        if mark == nil { mark = "," }
      } else {
        pendingSpace = true
      }
    }
    if let mark, !out.isEmpty, mark != "," { out.append(mark) }
    return String(out)
  }

  /// For languages without rules: symbols become spaces or their words, figures stay for the synthesiser.
  static func withoutSymbols(_ text: [Unicode.Scalar], _ language: SpokenLanguage) -> String {
    var out = ""
    for scalar in text {
      switch scalar {
      case "\n": out += ". "
      case "•", "(", ")", "/", "|": out += ", "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// A letter without its marks, for voices that know plain Latin letters only; nothing for other scripts.
  static func fold(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    if let special = special[scalar] { return Array(special.unicodeScalars) }
    return decomposed[scalar].map { [$0] } ?? []
  }

  private static let special: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "đ": "d", "ł": "l", "Ł": "L", "þ": "th",
    "ð": "th", "ı": "i", "µ": "micro ", "μ": "micro ", "Ω": "ohm",
  ]

  private static let decomposed: [Unicode.Scalar: Unicode.Scalar] = {
    var map: [Unicode.Scalar: Unicode.Scalar] = [:]
    let groups = [
      "a": "àáâãäåāăą", "c": "çćĉċč", "d": "ď", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭį", "j": "ĵ",
      "k": "ķ", "l": "ĺļľŀ", "n": "ñńņňŉ", "o": "òóôõöōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûüũūŭůűų",
      "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
    ]
    for (plain, marked) in groups {
      for scalar in marked.unicodeScalars {
        map[scalar] = plain.unicodeScalars.first
        if let upper = scalar.properties.uppercaseMapping.unicodeScalars.first, upper != scalar {
          map[upper] = plain.uppercased().unicodeScalars.first
        }
      }
    }
    return map
  }()
}

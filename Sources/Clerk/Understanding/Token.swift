/// One word of a question or of the shop's texts, in the form in which words are compared.
package struct Token: Sendable, Hashable {
  /// Lower case, without accents or punctuation; a number in digits ("twelve" is "12"), a unit in its short form.
  package var text: String
  /// The text without plural and inflection endings, for comparison.
  package var stem: String
  /// The value, where the token is a number.
  package var number: Double?

  package init(text: String, stem: String? = nil, number: Double? = nil) {
    self.text = text
    self.stem = stem ?? Stemmer.stem(text)
    self.number = number
  }

  /// Whether the token is a unit of measure in its short form.
  package var isUnit: Bool { Units.isCanonical(text) }
}

/// Cuts text into tokens: the same way for what the shopper says and for what the merchant wrote, so that
/// "Twelve Ounce", "12 oz" and "12oz" are equal.
package enum Tokenizer {
  /// The tokens of `text`.
  /// - Parameter speech: whether contractions are opened and fillers dropped, as is right for a question and wrong for
  ///   a product's title.
  package static func tokens(_ text: String, speech: Bool = false) -> [Token] {
    var words = split(fold(text))
    if speech { words = Contractions.open(words) }
    words = words.compactMap { trim($0) }
    return Numbers.combine(words)
  }

  /// Lower case, without accents, typographic signs in their plain form.
  package static func fold(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "A"..."Z": out.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) + 32))
      case _ where scalar.isASCII: out.unicodeScalars.append(scalar)
      case "\u{2019}", "\u{2018}", "\u{02BC}": out.append("'")
      case "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}": out.append("-")
      case "\u{2033}", "\u{201C}", "\u{201D}": out.append("\"")
      case "\u{00BD}": out.append(" 1/2")
      case "\u{00BC}": out.append(" 1/4")
      case "\u{00BE}": out.append(" 3/4")
      case "\u{00D7}": out.append(" x ")
      case "\u{00DF}": out.append("ss")
      case "\u{00E6}", "\u{00C6}": out.append("ae")
      case "\u{00F8}", "\u{00D8}": out.append("o")
      case "\u{0153}", "\u{0152}": out.append("oe")
      case "\u{0142}", "\u{0141}": out.append("l")
      default:
        // The base letter of a letter with an accent; anything else in lower case.
        let lower = String(scalar).lowercased()
        if let base = base(lower) {
          out.append(base)
        } else if scalar.properties.isAlphabetic {
          out.append(lower)
        } else if scalar.properties.generalCategory != .nonspacingMark {
          out.append(" ")
        }
      }
    }
    return out
  }

  private static func base(_ letter: String) -> String? {
    for scalar in letter.unicodeScalars {
      for (range, base) in accents where range.contains(scalar) { return base }
    }
    return nil
  }

  private static let accents: [(ClosedRange<Unicode.Scalar>, String)] = [
    ("\u{E0}"..."\u{E5}", "a"), ("\u{E7}"..."\u{E7}", "c"), ("\u{E8}"..."\u{EB}", "e"), ("\u{EC}"..."\u{EF}", "i"),
    ("\u{F1}"..."\u{F1}", "n"), ("\u{F2}"..."\u{F6}", "o"), ("\u{F9}"..."\u{FC}", "u"), ("\u{FD}"..."\u{FF}", "y"),
    ("\u{101}"..."\u{105}", "a"), ("\u{107}"..."\u{10D}", "c"), ("\u{10F}"..."\u{111}", "d"),
    ("\u{113}"..."\u{11B}", "e"), ("\u{11D}"..."\u{123}", "g"), ("\u{129}"..."\u{131}", "i"),
    ("\u{144}"..."\u{148}", "n"), ("\u{14D}"..."\u{151}", "o"), ("\u{155}"..."\u{159}", "r"),
    ("\u{15B}"..."\u{161}", "s"), ("\u{163}"..."\u{167}", "t"), ("\u{169}"..."\u{173}", "u"),
    ("\u{17A}"..."\u{17E}", "z"),
  ]

  /// Words at spaces and signs; a number and the letters behind it part ("12oz"), a number keeps its point and slash.
  private static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var rest: [UInt8] = Array(text.utf8)
    rest.append(32)
    func flush() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    func isDigit(_ c: UInt8) -> Bool { c >= 48 && c <= 57 }
    for i in rest.indices {
      let c = rest[i]
      let next: UInt8 = i + 1 < rest.count ? rest[i + 1] : 32
      switch c {
      case 48...57:
        if let last = word.last, !isDigit(last), last != 46, last != 47 { flush() }
        word.append(c)
      case 97...122, 128...255:
        if let last = word.last, isDigit(last) { flush() }
        word.append(c)
      case 39: if word.isEmpty { continue } else { word.append(c) }  // '
      case 46 where isDigit(next) && (word.last.map(isDigit) ?? true): word.append(c)  // 3.5, .5
      case 47 where isDigit(next) && (word.last.map(isDigit) ?? false): word.append(c)  // 3/4
      case 44 where isDigit(next) && (word.last.map(isDigit) ?? false): continue  // 1,200
      case 37:
        flush()
        words.append("percent")
      case 38, 43:
        flush()
        words.append("and")
      case 36:
        flush()
        words.append("$")
      case 34:
        flush()
        if let last = words.last?.utf8.last, isDigit(last) { words.append("inch") }
      default: flush()
      }
    }
    return words
  }

  /// Without a possessive ending; nil where nothing is left.
  private static func trim(_ word: String) -> String? {
    guard word.contains("'") else { return word }
    var word = word
    if word.hasSuffix("'s") { word.removeLast(2) }
    word.removeAll { $0 == "'" }
    return word.isEmpty ? nil : word
  }
}

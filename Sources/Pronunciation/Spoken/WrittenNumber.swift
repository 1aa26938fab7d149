/// A number as it is written: digits before and after the mark.
struct WrittenNumber {
  /// Digits of the whole part, separators removed.
  var digits: String
  /// Digits after the mark, or nil.
  var decimals: String?
  /// Over and under of a fraction behind the whole part ("2½", "2 1/2").
  var part: (top: UInt64, bottom: UInt64)?
  /// The place after the number.
  var end: Int
  /// Whether the whole part had separators.
  var grouped = false

  /// The whole part, or nil where it has more than 18 digits.
  var whole: UInt64? { digits.count <= 18 ? UInt64(digits) : nil }
  /// A whole number without anything behind it.
  var isWhole: Bool { decimals == nil && part == nil }
  /// Written with zeros in front, or too long to be a quantity: said digit by digit.
  var isCode: Bool { isWhole && !grouped && ((digits.count > 1 && digits.hasPrefix("0")) || digits.count > 9) }
  /// Exactly one, so that its unit stands in the singular.
  var isOne: Bool { whole == 1 && part == nil && (decimals?.allSatisfy { $0 == "0" } ?? true) }
  /// Decimals without zeros at the end, or nil where none is left.
  var significantDecimals: String? {
    guard var text = decimals else { return nil }
    while text.hasSuffix("0") { text.removeLast() }
    return text.isEmpty ? nil : text
  }
}

/// A cursor over written text with what every rule needs: looking ahead, numbers, words.
struct WrittenCursor {
  let text: [Unicode.Scalar]
  /// How the language writes numbers.
  let decimalMark: Unicode.Scalar
  let groupMarks: Set<Unicode.Scalar>

  subscript(_ at: Int) -> Unicode.Scalar? { at >= 0 && at < text.count ? text[at] : nil }

  func isDigit(_ at: Int) -> Bool { self[at].map { "0"..."9" ~= $0 } ?? false }
  func isLetter(_ at: Int) -> Bool { self[at].map { $0.properties.isAlphabetic } ?? false }
  func isUpper(_ at: Int) -> Bool { self[at].map { $0.properties.isUppercase } ?? false }
  func isSpace(_ at: Int) -> Bool { self[at] == " " || self[at] == "\n" }

  /// The first place from `at` on that is not a space (line ends stop).
  func afterSpaces(_ at: Int) -> Int {
    var at = at
    while self[at] == " " { at += 1 }
    return at
  }

  func has(_ word: String, at start: Int, ignoringCase: Bool = false) -> Bool {
    var at = start
    for scalar in word.unicodeScalars {
      guard let other = self[at] else { return false }
      if other != scalar, !ignoringCase || other.properties.lowercaseMapping != scalar.properties.lowercaseMapping {
        return false
      }
      at += 1
    }
    return true
  }

  func string(_ range: Range<Int>) -> String {
    String(
      String.UnicodeScalarView(
        text[max(0, range.lowerBound)..<min(text.count, max(range.lowerBound, range.upperBound))]))
  }

  /// The place after the letters from `at` on (marks and inner apostrophes included).
  func wordEnd(_ at: Int) -> Int {
    var at = at
    while isLetter(at) || self[at]?.properties.generalCategory == .nonspacingMark
      || (self[at] == "'" && isLetter(at - 1) && isLetter(at + 1))
    { at += 1 }
    return at
  }

  /// One or two digits from `at` on, not followed by another.
  func shortNumber(_ at: Int, digits: ClosedRange<Int> = 1...2) -> (value: Int, end: Int)? {
    var end = at
    while isDigit(end), end - at <= digits.upperBound { end += 1 }
    guard digits.contains(end - at), let value = Int(string(at..<end)) else { return nil }
    return (value, end)
  }

  private static let vulgar: [Unicode.Scalar: (UInt64, UInt64)] = [
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
  ]

  /// The number that begins at `start`, its separators read as the language writes them.
  func number(_ start: Int) -> WrittenNumber? {
    if let scalar = self[start], let part = Self.vulgar[scalar] {
      return WrittenNumber(digits: "0", part: part, end: start + 1)
    }
    guard isDigit(start) || (self[start] == decimalMark && isDigit(start + 1)) else { return nil }
    var at = start
    while isDigit(at) { at += 1 }
    var digits = string(start..<at)
    if digits.isEmpty { digits = "0" }
    var number = WrittenNumber(digits: digits, end: at)
    // Groups of three: "1,299", "1.299" where the comma is the decimal mark, "12 000" with a narrow space only where
    // the language writes so.
    if at - start <= 3, at > start, self[start] != "0" {
      while let mark = self[at], groupMarks.contains(mark), isDigit(at + 1), isDigit(at + 2), isDigit(at + 3),
        !isDigit(at + 4)
      {
        number.digits += string(at + 1..<at + 4)
        number.grouped = true
        at += 4
      }
    }
    // Decimals; the foreign mark is taken too where what follows cannot be a group.
    if let mark = self[at], mark == "." || mark == ",", isDigit(at + 1) {
      var end = at + 1
      while isDigit(end) { end += 1 }
      let foreign = mark != decimalMark
      let money = end < text.count && isCurrencyNear(end)
      if !foreign || ((end - at - 1) != 3 && (mark == "." || money)) {
        number.decimals = string(at + 1..<end)
        at = end
      }
    }
    number.end = at
    if number.decimals == nil {
      if let scalar = self[at], let part = Self.vulgar[scalar] {
        number.part = part
        number.end = at + 1
      } else if self[at] == " " || self[at] == "-", let top = shortNumber(at + 1), self[top.end] == "/",
        let bottom = shortNumber(top.end + 1), top.value > 0, top.value < bottom.value,
        [2, 3, 4, 5, 8, 16, 32].contains(bottom.value), !isDigit(bottom.end), self[bottom.end] != "/"
      {
        number.part = (UInt64(top.value), UInt64(bottom.value))
        number.end = bottom.end
      }
    }
    return number
  }

  private func isCurrencyNear(_ at: Int) -> Bool {
    let next = afterSpaces(at)
    return self[next]?.properties.generalCategory == .currencySymbol || has("EUR", at: next)
  }
}

/// Reads written text from left to right and says it piece by piece; each kind of thing has its rule in a file of its
/// own, tried in order.
struct SpokenReader {
  let cursor: WrittenCursor
  let language: SpokenLanguage
  let currencyCode: String
  var out = ""
  var at = 0
  /// Words since the sentence began, and whether the last began with a capital: a size after a title is set off.
  var wordsInSentence = 0
  var lastWordIsCapital = false
  /// The last plain word, lower case.
  var lastWord = ""
  var openQuote = false
  /// Whether a size was said in this text, so that a lone "L" after "or" is one too.
  var sizeSaid = false

  init(text: [Unicode.Scalar], language: SpokenLanguage, currencyCode: String) {
    cursor = WrittenCursor(text: text, decimalMark: language.decimalMark, groupMarks: language.groupMarks)
    self.language = language
    self.currencyCode = currencyCode
  }

  mutating func read() -> String {
    let count = cursor.text.count
    while at < count {
      let before = at
      if !readOne() || at <= before { symbol() }
      // Whatever a rule may do, reading goes on.
      if at <= before { at = before + 1 }
    }
    return out
  }

  private mutating func readOne() -> Bool {
    let startsToken = !cursor.isLetter(at - 1) && !cursor.isDigit(at - 1)
    if startsToken {
      if address() || phone() || money() { return true }
      if cursor.isDigit(at) || cursor.number(at) != nil {
        return date() || time() || slashed() || quantity()
      }
      if sign() { return true }
    }
    if cursor.isLetter(at) { return word() }
    if cursor.number(at) != nil { return quantity() }
    return false
  }

  /// Says `text` as a word or words.
  mutating func say(_ text: String) {
    out += " " + text + " "
    wordsInSentence += 1
    lastWordIsCapital = false
    lastWord = ""
  }

  /// Says a word of the text itself.
  mutating func sayWord(_ text: String, capital: Bool) {
    out += text
    wordsInSentence += 1
    lastWordIsCapital = capital && wordsInSentence > 1
    lastWord = text.lowercased()
  }

  mutating func mark(_ text: String) {
    out += text
    if text.contains(where: { ".?!".contains($0) }) {
      wordsInSentence = 0
      lastWordIsCapital = false
    }
  }

  /// A minus before a number, at the start of a token.
  private mutating func sign() -> Bool {
    guard let first = cursor[at], first == "-" || first == "−" || first == "–" || first == "+" || first == "±" else {
      return false
    }
    let isNumber = cursor.isDigit(at + 1) || (cursor[at + 1] == language.decimalMark && cursor.isDigit(at + 2))
    let isMoney = cursor[at + 1]?.properties.generalCategory == .currencySymbol
    guard isNumber || isMoney, at == 0 || cursor.isSpace(at - 1) || cursor[at - 1] == "(" || cursor[at - 1] == ":"
    else {
      return false
    }
    // A dash with a number before it is a range that was written with spaces.
    if first != "+", first != "±", lastIsFigure(before: at) { return false }
    say(language.word(first == "+" ? "plus" : first == "±" ? "plusMinus" : "minus"))
    at += 1
    return true
  }

  private func lastIsFigure(before place: Int) -> Bool {
    var place = place - 1
    while cursor[place] == " " { place -= 1 }
    return cursor.isDigit(place)
  }

  /// Everything that no rule took: marks, signs, and what is passed over.
  private mutating func symbol() {
    guard let scalar = cursor[at] else { return }
    let next = cursor[cursor.afterSpaces(at + 1)]
    let figureNext = next.map { "0"..."9" ~= $0 || $0.properties.generalCategory == .currencySymbol } ?? false
    let spaced = cursor.isSpace(at - 1) || cursor.isSpace(at + 1)
    at += 1
    switch scalar {
    case " ": out += " "
    case "\n": mark(". ")
    case ".", "?", "!":
      // Inside a word or number it is no end of a sentence.
      if cursor.isLetter(at) || cursor.isDigit(at) { out += " " } else { mark(String(scalar)) }
    case "¿", "¡": out += " "
    case ",", ";": out += ", "
    case ":": out += ", "
    case "(", "[", "{", ")", "]", "}", "|", "•": out += ", "
    case "/": out += spaced ? ", " : " "
    case "–": out += ", "
    case "-": out += cursor.isLetter(at) && cursor.isLetter(at - 2) ? "-" : (spaced ? ", " : " ")
    case "&": say(language.word("and"))
    case "+": say(language.word("plus"))
    case "@": say(language.word("at"))
    case "%": say(language.word("percent"))
    case "=": say(language.word("equals"))
    case "×": say(language.word("times"))
    case "~" where figureNext, "≈" where figureNext: say(language.word("about"))
    case "<" where figureNext: say(language.word("under"))
    case ">" where figureNext: say(language.word("over"))
    case "≤": say(language.word("atMost"))
    case "≥": say(language.word("atLeast"))
    case "±": say(language.word("plusMinus"))
    case "#" where figureNext, "№": say(language.word("number"))
    case "°": say(language.word("degrees"))
    case "\"":
      openQuote.toggle()
      out += " "
    case "'": out += cursor.isLetter(at - 2) && cursor.isLetter(at) ? "'" : " "
    default:
      // Letters of scripts without upper and lower case, and their marks, are kept.
      let category = scalar.properties.generalCategory
      if category == .nonspacingMark || category == .spacingMark || scalar.properties.isAlphabetic {
        out.unicodeScalars.append(scalar)
      } else {
        out += " "
      }
    }
  }

  // MARK: Numbers in words

  /// A whole number, digit by digit where it is a code.
  func cardinal(_ digits: String, gender: SpokenLanguage.Gender? = nil) -> String {
    guard digits.count <= 18, let value = UInt64(digits) else { return self.digits(digits) }
    return language.cardinal(value, gender)
  }

  /// Each digit by itself.
  func digits(_ text: String) -> String {
    text.compactMap { $0.wholeNumberValue.map { language.cardinal(UInt64($0), nil) } }.joined(separator: " ")
  }

  /// A number with what stands behind its mark.
  func spoken(_ number: WrittenNumber, gender: SpokenLanguage.Gender? = nil, keepZeros: Bool = false) -> String {
    if let part = number.part {
      let fraction = language.fraction(part.top, part.bottom) ?? "\(part.top) \(language.word("slash")) \(part.bottom)"
      if number.whole == 0 { return fraction }
      let joined = part == (1, 2) ? language.word("andHalf") : ""
      let whole = cardinal(number.digits, gender: gender)
      if !joined.isEmpty { return whole + " " + joined }
      // "two and a quarter", "two and three quarters"
      let text = part.top == 1 && fraction.hasPrefix("one ") ? "a " + fraction.dropFirst(4) : fraction
      return whole + " " + language.word("and") + " " + text
    }
    if number.isCode { return digits(number.digits) }
    guard let decimals = keepZeros ? number.decimals : number.significantDecimals else {
      return cardinal(number.digits, gender: gender)
    }
    return cardinal(number.digits) + " " + language.word("point") + " " + digits(decimals)
  }
}

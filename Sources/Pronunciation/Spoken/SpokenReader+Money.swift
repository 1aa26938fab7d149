/// Amounts of money: "$3.49", "3,49 €", "USD 5", "99p", "$3–$5", "$3.49/lb".
extension SpokenReader {
  private static let signs: [(sign: String, code: String?)] = [
    ("US$", "USD"), ("CA$", "CAD"), ("C$", "CAD"), ("AU$", "AUD"), ("A$", "AUD"), ("NZ$", "NZD"), ("HK$", "HKD"),
    ("S$", "SGD"), ("R$", "BRL"), ("MX$", "MXN"), ("$", nil), ("€", "EUR"), ("£", "GBP"), ("¥", nil), ("₹", "INR"),
    ("₩", "KRW"), ("₽", "RUB"), ("₺", "TRY"), ("₪", "ILS"), ("฿", "THB"), ("₫", "VND"), ("₴", "UAH"), ("₦", "NGN"),
    ("₱", "PHP"), ("kr", nil), ("zł", "PLN"), ("Kč", "CZK"), ("Ft", "HUF"), ("Fr.", "CHF"),
  ]

  /// Currencies that share a sign: which one is meant is the shop's own where that fits.
  private func code(sign: String) -> String {
    switch sign {
    case "$":
      let dollars = ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP"]
      return dollars.contains(currencyCode) ? currencyCode : "USD"
    case "¥": return currencyCode == "CNY" ? "CNY" : "JPY"
    case "kr": return ["NOK", "DKK", "ISK"].contains(currencyCode) ? currencyCode : "SEK"
    default: return "USD"
    }
  }

  /// The currency sign or code at `place`, and the place after it. Signs made of letters must end there.
  func currency(_ place: Int) -> (code: String, end: Int)? {
    guard let first = cursor[place],
      first.properties.isAlphabetic || first.properties.generalCategory == .currencySymbol
    else { return nil }
    for (sign, code) in Self.signs where cursor.has(sign, at: place) {
      let end = place + sign.unicodeScalars.count
      if sign.last?.isLetter ?? false, cursor.isLetter(end) { continue }
      return (code ?? self.code(sign: sign), end)
    }
    let end = place + 3
    if (place..<end).allSatisfy({ cursor.isUpper($0) }), !cursor.isLetter(end) {
      let code = cursor.string(place..<end)
      if language.currencies[code] != nil { return (code, end) }
    }
    return nil
  }

  /// Money that begins with its sign.
  mutating func money() -> Bool {
    var place = at
    var negative = false
    if cursor[place] == "-" || cursor[place] == "−", let next = cursor[place + 1],
      next.properties.generalCategory == .currencySymbol, !cursor.isDigit(place - 1)
    {
      negative = true
      place += 1
    }
    guard let (code, afterSign) = currency(place) else { return false }
    var start = cursor.afterSpaces(afterSign)
    // "kr", "Fr." and codes are words too: an amount must follow.
    if cursor[start] == "-" || cursor[start] == "−", cursor.isDigit(start + 1) {
      negative = true
      start += 1
    }
    guard let number = cursor.number(start), let currency = language.currencies[code] else { return false }
    var (text, end) = amount(number, currency)
    // A range: the second amount with or without its sign.
    var second = cursor.afterSpaces(end)
    if cursor[second] == "–" || cursor[second] == "-" {
      let dash = second
      second = cursor.afterSpaces(second + 1)
      let tight = cursor[dash] == "–" || (second == dash + 1) == (end == dash)
      if let (again, after) = self.currency(second), again == code { second = cursor.afterSpaces(after) }
      if tight, let other = cursor.number(second) {
        let (last, lastEnd) = amount(other, currency)
        // "three to five dollars"
        let first = number.significantDecimals == nil && other.significantDecimals == nil && number.part == nil
        text =
          (first ? cardinal(number.digits, gender: currency.main.gender) : text) + " " + language.word("to") + " "
          + last
        end = lastEnd
      }
    }
    // "$5 USD" says the currency twice.
    let again = cursor.afterSpaces(end)
    if let (same, after) = self.currency(again), same == code, cursor.isLetter(again) { end = after }
    say((negative ? language.word("minus") + " " : "") + text)
    at = end
    perUnit()
    return true
  }

  /// An amount in words and the place after it; takes a following "k", "M" or "million" along.
  func amount(_ number: WrittenNumber, _ currency: SpokenLanguage.Currency) -> (String, Int) {
    var end = number.end
    if cursor.has(".-", at: end) || cursor.has(",-", at: end) || cursor.has(".–", at: end) { end += 2 }
    for (suffix, word) in [
      ("k", "thousand"), ("K", "thousand"), ("M", "million"), ("m", "million"), ("bn", "billion"), ("B", "billion"),
    ]
    where cursor.has(suffix, at: end) && !cursor.isLetter(end + suffix.count) && !cursor.isDigit(end + suffix.count) {
      return ("\(spoken(number)) \(language.word(word)) \(currency.main.many)", end + suffix.count)
    }
    let next = cursor.afterSpaces(end)
    for word in ["thousand", "million", "billion"] where next > end && cursor.has(word, at: next) {
      return ("\(spoken(number)) \(word) \(currency.main.many)", next + word.count)
    }
    guard let whole = number.whole, number.part == nil else { return (spoken(number) + " " + currency.main.many, end) }
    guard let decimals = number.decimals else { return (language.money(whole, 0, currency), end) }
    let hundredths = decimals.count == 1 ? decimals + "0" : decimals
    if hundredths.count == 2, currency.minor != nil, let value = Int(hundredths) {
      return (language.money(whole, value, currency), end)
    }
    // Thousandths, as fuel is priced, or a currency without hundredths.
    if number.significantDecimals == nil { return (language.money(whole, 0, currency), end) }
    return (spoken(number) + " " + currency.main.many, end)
  }

  /// Money whose sign follows: "3,49 €", "99p", "50¢", "5 USD". `number` has just been read.
  func moneyAfter(_ number: WrittenNumber) -> (String, Int)? {
    let next = cursor.afterSpaces(number.end)
    if cursor[next] == "¢", let noun = (language.currencies["USD"] ?? language.currencies["EUR"])?.minor {
      return ("\(spoken(number)) \(number.isOne ? noun.one : noun.many)", next + 1)
    }
    if cursor[next] == "p", next == number.end, !cursor.isLetter(next + 1), currencyCode == "GBP", number.isWhole {
      return ("\(spoken(number)) p", next + 1)
    }
    guard let (code, end) = currency(next), let currency = language.currencies[code] else { return nil }
    // "5 $10 notes": a sign that another number follows belongs to that.
    if cursor.isDigit(end), next > number.end { return nil }
    let (text, _) = amount(number, currency)
    return (text, end)
  }

  /// "/lb", "/kg", "/each" behind an amount or quantity.
  mutating func perUnit() {
    guard cursor[at] == "/" || (cursor[at] == " " && cursor[at + 1] == "/") else { return }
    let start = cursor.afterSpaces((cursor[at] == "/" ? at : at + 1) + 1)
    if let number = cursor.number(start), number.isWhole, let (unit, end) = unit(number.end) {
      say("\(language.word("per")) \(spoken(number)) \(number.isOne ? unit.one : unit.many)")
      at = end
      return
    }
    if let (unit, end) = unit(start, attached: true) {
      say("\(language.word("per")) \(unit.one)")
      at = end
    } else if cursor.isLetter(start) {
      let end = cursor.wordEnd(start)
      let word = cursor.string(start..<end)
      if ["ea", "each", "stk", "stück", "ud"].contains(word.lowercased()) {
        say(language.word("each"))
      } else if word.count > 2 {
        say("\(language.word("per")) \(word)")
      } else {
        return
      }
      at = end
    }
  }
}

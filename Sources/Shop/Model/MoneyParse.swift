/// Why a text is no price.
public enum PriceError: Error, Sendable, Hashable, CustomStringConvertible {
  case notANumber(String)
  case negative(String)
  /// The number has more decimals than the currency: it may be a thousands separator or a slip.
  case tooManyDecimals(String)
  case tooLarge(String)
  case otherCurrency(String, expected: String)

  public var description: String {
    switch self {
    case .notANumber(let text): "\"\(text)\" is no price"
    case .negative(let text): "\"\(text)\" is below zero"
    case .tooManyDecimals(let text): "\"\(text)\" has more decimals than the currency"
    case .tooLarge(let text): "\"\(text)\" is larger than any price can be"
    case .otherCurrency(let text, let expected): "\"\(text)\" is not in \(expected), the currency of the shop"
    }
  }
}

extension Money {
  /// The largest price that is believed, in minor units: ten billion dollars.
  public static let limit: Int64 = 1_000_000_000_000

  /// Reads a price as merchants write it: `3.49`, `$3.49`, `3,49 €`, `1,299.00`, `1.299,00`, `15.00 USD`, `1 299`.
  ///
  /// A lone separator with three digits behind it is a thousands separator when it is a comma (`1,299`) and refused
  /// when it is a dot (`1.299` may be either). A wrong price is worse than none, so whatever is doubtful throws.
  public init(parsing text: String, currency: Currency) throws(PriceError) {
    let shown = text.utf8.count <= 40 ? text : String(text.prefix(40)) + "…"
    var digits: [UInt8] = []
    // Where each separator stands: how many digits came before it.
    var separators: [(mark: UInt8, at: Int)] = []
    var signs = ""
    var pendingBlank = false
    var ended = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "0"..."9":
        if ended { throw .notANumber(shown) }
        if pendingBlank && !digits.isEmpty { separators.append((0x20, digits.count)) }
        pendingBlank = false
        digits.append(UInt8(scalar.value))
      case ".", ",", "'", "\u{2019}":
        if digits.isEmpty && scalar != "." { throw .notANumber(shown) }
        if pendingBlank || ended { throw .notANumber(shown) }
        separators.append((scalar == "." || scalar == "," ? UInt8(scalar.value) : 0x27, digits.count))
      case " ", "\u{A0}", "\u{202F}", "\u{2009}": pendingBlank = !digits.isEmpty
      case "-", "\u{2212}": if digits.isEmpty { throw .negative(shown) } else { throw .notANumber(shown) }
      case "+" where digits.isEmpty && signs.isEmpty: break
      default:
        if !digits.isEmpty { ended = true }
        pendingBlank = false
        signs.unicodeScalars.append(scalar)
      }
    }
    guard !digits.isEmpty, digits.count <= 24 else { throw digits.isEmpty ? .notANumber(shown) : .tooLarge(shown) }
    try Self.check(signs: signs, currency, shown)
    let decimals = try Self.decimals(of: separators, digits: digits.count, shown)
    try self.init(digits, decimals: decimals, currency, shown)
  }

  private init(
    _ digits: [UInt8], decimals: Int, _ currency: Currency, _ shown: String
  ) throws(PriceError) {
    var digits = digits
    var decimals = decimals
    while decimals > currency.minorDigits {
      guard digits.last == UInt8(ascii: "0") else { throw .tooManyDecimals(shown) }
      digits.removeLast()
      decimals -= 1
    }
    digits += Array(repeating: UInt8(ascii: "0"), count: currency.minorDigits - decimals)
    var amount: Int64 = 0
    for digit in digits {
      amount = amount * 10 + Int64(digit - UInt8(ascii: "0"))
      guard amount <= Self.limit else { throw .tooLarge(shown) }
    }
    self.init(minorUnits: amount, currency: currency)
  }

  /// How many of the digits stand behind the decimal separator.
  private static func decimals(
    of separators: [(mark: UInt8, at: Int)], digits: Int, _ shown: String
  ) throws(PriceError) -> Int {
    guard let last = separators.last else { return 0 }
    let behind = digits - last.at
    let same = separators.filter { $0.mark == last.mark }.count
    let isDecimal: Bool
    switch last.mark {
    case UInt8(ascii: "."), UInt8(ascii: ","):
      if same > 1 {
        isDecimal = false
      } else if behind == 3 && separators.count == 1 && last.at > 0 && last.at <= 3 && last.mark == UInt8(ascii: ",") {
        isDecimal = false
      } else {
        isDecimal = true
      }
    default: isDecimal = false
    }
    let groups = isDecimal ? separators.dropLast() : separators[...]
    if isDecimal && behind == 0 && last.at == 0 { throw .notANumber(shown) }
    // Thousands separators are all the same and stand three digits apart (two in India's lakhs).
    var previous: Int?
    for group in groups {
      guard group.mark == groups.first?.mark, group.at > 0 else { throw .notANumber(shown) }
      if let previous, group.at - previous != 3 && group.at - previous != 2 { throw .notANumber(shown) }
      previous = group.at
    }
    let wholeDigits = isDecimal ? last.at : digits
    if let previous, wholeDigits - previous != 3 { throw .notANumber(shown) }
    return isDecimal ? behind : 0
  }

  /// What stands around the digits must be the currency's own sign or code.
  private static func check(signs: String, _ currency: Currency, _ shown: String) throws(PriceError) {
    let name = signs.uppercased()
    if name.isEmpty || name == currency.code || name == currency.symbol { return }
    if name == "US$" && currency.code == "USD" || name == "CA$" && currency.code == "CAD" { return }
    if name == "A$" && currency.code == "AUD" || name == "FR." && currency.code == "CHF" { return }
    if name == "KR" && ["SEK", "NOK", "DKK", "ISK"].contains(currency.code) { return }
    if name == "ZŁ" && currency.code == "PLN" { return }
    let isCode = name.utf8.count == 3 && name.utf8.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
    let isSign = name.unicodeScalars.allSatisfy { $0.properties.generalCategory == .currencySymbol }
    throw isCode || isSign ? .otherCurrency(shown, expected: currency.code) : .notANumber(shown)
  }
}

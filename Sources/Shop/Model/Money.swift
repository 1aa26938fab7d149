/// An amount of money in the smallest unit of its currency, so that no price is ever rounded.
public struct Money: Hashable, Sendable, Comparable {
  /// The amount in minor units, e.g. cents.
  public var minorUnits: Int64
  /// The currency that the amount is in.
  public var currency: Currency

  public init(minorUnits: Int64, currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  public static func < (a: Money, b: Money) -> Bool { a.minorUnits < b.minorUnits }
}

/// An ISO 4217 currency, e.g. `USD`.
public struct Currency: Hashable, Sendable, Codable {
  /// The three-letter code in upper case.
  public let code: String

  public init(code: String) { self.code = code.uppercased() }

  /// Digits after the decimal point: 2 for most, 0 for e.g. JPY, 3 for e.g. KWD.
  public var minorDigits: Int {
    switch code {
    case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
      "XPF":
      0
    case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
    default: 2
    }
  }

  /// How many minor units make a major one: 100 for most, 1 for e.g. JPY.
  var minorScale: Double { minorDigits == 0 ? 1 : minorDigits == 3 ? 1000 : 100 }

  /// The sign written before an amount ("$"), or nil where the code is written instead.
  public var symbol: String? {
    switch code {
    case "USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD": "$"
    case "EUR": "€"
    case "GBP": "£"
    case "JPY", "CNY": "¥"
    case "INR": "₹"
    case "KRW": "₩"
    default: nil
    }
  }
}

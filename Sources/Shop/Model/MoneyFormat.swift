extension Money {
  /// The amount in digits with its currency: "$3.49", "€1,299.00", "3.49 CHF", "¥500", "-$2.00".
  public var formatted: String {
    let sign = minorUnits < 0 ? "-" : ""
    if let symbol = currency.symbol { return sign + symbol + digits }
    return sign + digits + " " + currency.code
  }

  /// The digits alone, without sign and currency: "1,299.00".
  public var digits: String {
    let places = currency.minorDigits
    var text = String(minorUnits.magnitude)
    if text.utf8.count <= places { text = String(repeating: "0", count: places + 1 - text.utf8.count) + text }
    var out: [UInt8] = []
    let whole = text.utf8.dropLast(places)
    for (at, digit) in whole.enumerated() {
      if at > 0 && (whole.count - at) % 3 == 0 { out.append(UInt8(ascii: ",")) }
      out.append(digit)
    }
    if places > 0 {
      out.append(UInt8(ascii: "."))
      out += text.utf8.suffix(places)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The amount in major units, e.g. 3.49: for JSON and comparison only, never for arithmetic.
  public var majorUnits: Double { Double(minorUnits) / currency.minorScale }
}

extension Money: CustomStringConvertible {
  public var description: String { formatted }
}

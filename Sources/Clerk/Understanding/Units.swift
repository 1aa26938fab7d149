/// Units of measure: their names, and what makes two amounts the same amount.
package enum Units {
  /// What is measured, so that only like is compared with like.
  package enum Dimension: Sendable { case mass, volume, length, data, power, count, time, temperature, other }

  /// A unit in its short form with its size in the base unit of its dimension (grams, millilitres, millimetres, ...).
  struct Unit: Sendable {
    var dimension: Dimension
    var size: Double
    var names: [String]
  }

  /// Short form to unit. An "oz" is a mass here; `same` lets it stand for a fluid ounce too.
  static let all: [String: Unit] = [
    "oz": Unit(dimension: .mass, size: 28.35, names: ["ounce", "ounces", "ozs"]),
    "lb": Unit(dimension: .mass, size: 453.6, names: ["pound", "pounds", "lbs"]),
    "g": Unit(dimension: .mass, size: 1, names: ["gram", "grams", "gramme", "grammes", "gr", "gm"]),
    "kg": Unit(dimension: .mass, size: 1000, names: ["kilo", "kilos", "kilogram", "kilograms", "kgs"]),
    "mg": Unit(dimension: .mass, size: 0.001, names: ["milligram", "milligrams"]),
    "ml": Unit(
      dimension: .volume, size: 1, names: ["milliliter", "milliliters", "millilitre", "millilitres", "mil", "mils"]),
    "cl": Unit(dimension: .volume, size: 10, names: ["centiliter", "centiliters", "centilitre", "centilitres"]),
    "l": Unit(dimension: .volume, size: 1000, names: ["liter", "liters", "litre", "litres", "ltr"]),
    "pint": Unit(dimension: .volume, size: 473, names: ["pints", "pt"]),
    "quart": Unit(dimension: .volume, size: 946, names: ["quarts", "qt"]),
    "gallon": Unit(dimension: .volume, size: 3785, names: ["gallons", "gal"]),
    "mm": Unit(dimension: .length, size: 1, names: ["millimeter", "millimeters", "millimetre", "millimetres"]),
    "cm": Unit(dimension: .length, size: 10, names: ["centimeter", "centimeters", "centimetre", "centimetres"]),
    "m": Unit(dimension: .length, size: 1000, names: ["meter", "meters", "metre", "metres"]),
    "inch": Unit(dimension: .length, size: 25.4, names: ["inches"]),
    "ft": Unit(dimension: .length, size: 304.8, names: ["foot", "feet"]),
    "yard": Unit(dimension: .length, size: 914.4, names: ["yards", "yd", "yds"]),
    "mile": Unit(dimension: .other, size: 1, names: ["miles"]),
    "mb": Unit(dimension: .data, size: 1, names: ["megabyte", "megabytes"]),
    "gb": Unit(dimension: .data, size: 1000, names: ["gigabyte", "gigabytes", "gig", "gigs"]),
    "tb": Unit(dimension: .data, size: 1_000_000, names: ["terabyte", "terabytes"]),
    "watt": Unit(dimension: .power, size: 1, names: ["watts", "w"]),
    "volt": Unit(dimension: .other, size: 2, names: ["volts", "v"]),
    "karat": Unit(dimension: .other, size: 3, names: ["karats", "carat", "carats", "kt", "k"]),
    "pack": Unit(dimension: .count, size: 1, names: ["packs", "pk", "count", "ct"]),
    "piece": Unit(dimension: .count, size: 1, names: ["pieces", "pcs", "pc"]),
    "tablet": Unit(dimension: .count, size: 1, names: ["tablets"]),
    "capsule": Unit(dimension: .count, size: 1, names: ["capsules"]),
  ]

  /// Names that are units only right behind a number.
  private static let afterNumberOnly: Set<String> = Set(
    words: """
      g l m w v k pt ct gr gm kt pc count foot feet pk gal gig gigs mb gb tb cl mm cm mg ml ltr
      """)

  private static let byName: [String: String] = {
    var table: [String: String] = [:]
    for (short, unit) in all {
      table[short] = short
      for name in unit.names { table[name] = short }
    }
    return table
  }()

  /// The short form of a unit's name, or nil for another word.
  package static func canonical(_ word: String, afterNumber: Bool) -> String? {
    guard let short = byName[word] else { return nil }
    return afterNumber || !afterNumberOnly.contains(word) ? short : nil
  }

  package static func isCanonical(_ text: String) -> Bool { all[text] != nil }

  /// Whether two amounts are the same amount within one percent ("16 oz" and "1 lb").
  package static func same(_ a: Double, _ unitA: String, _ b: Double, _ unitB: String) -> Bool {
    if unitA == unitB { return abs(a - b) < 1e-6 }
    guard let x = all[unitA], let y = all[unitB] else { return false }
    func close(_ p: Double, _ q: Double) -> Bool { abs(p - q) <= 0.011 * max(abs(p), abs(q)) }
    if x.dimension == y.dimension, x.dimension != .other { return close(a * x.size, b * y.size) }
    // An ounce behind a drink is a fluid one.
    if unitA == "oz", y.dimension == .volume { return close(a * 29.57, b * y.size) }
    if unitB == "oz", x.dimension == .volume { return close(a * x.size, b * 29.57) }
    return false
  }

  /// The amount in the base unit of its dimension, for ordering; nil for an unknown unit.
  package static func magnitude(_ amount: Double, _ unit: String) -> (Dimension, Double)? {
    all[unit].map { ($0.dimension, amount * $0.size) }
  }
}

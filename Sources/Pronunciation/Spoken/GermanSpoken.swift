extension SpokenLanguage {
  /// German.
  static let german = SpokenLanguage(
    code: "de", decimalMark: ",", groupMarks: [".", " "], ordinalEndings: [],
    yearWords: ["seit", "jahr", "ab", "anno"],
    clockWords: ["Uhr"], untilWords: ["bis"], dottedDates: true,
    cardinal: GermanNumbers.cardinal, ordinal: { GermanNumbers.ordinal($0) + "r" }, year: GermanNumbers.year,
    date: { day, month, year in
      let text = GermanNumbers.ordinal(UInt64(day)) + "r " + GermanNumbers.months[max(0, min(11, month - 1))]
      return year.map { text + " " + GermanNumbers.year(UInt64($0)) } ?? text
    },
    time: { hour, minute, _, _ in GermanNumbers.time(hour, minute) },
    timeRange: { from, to in
      let first = GermanNumbers.time(from / 60, from % 60)
      // "zehn bis neunzehn Uhr"
      let head = from % 60 == 0 && first.hasSuffix(" Uhr") ? String(first.dropLast(4)) : first
      return head + " bis " + GermanNumbers.time(to / 60, to % 60)
    },
    money: { whole, hundredths, currency in
      func said(_ count: UInt64, _ noun: Noun) -> String {
        "\(GermanNumbers.cardinal(count, noun.gender)) \(count == 1 ? noun.one : noun.many)"
      }
      guard hundredths > 0, let minor = currency.minor else { return said(whole, currency.main) }
      if whole == 0 { return said(UInt64(hundredths), minor) }
      return said(whole, currency.main) + " " + GermanNumbers.cardinal(UInt64(hundredths), nil)
    },
    currencies: [
      "EUR": .init(main: .init(one: "Euro", many: "Euro"), minor: .init(one: "Cent", many: "Cent")),
      "USD": .init(main: .init(one: "Dollar", many: "Dollar"), minor: .init(one: "Cent", many: "Cent")),
      "CHF": .init(main: .init(one: "Franken", many: "Franken"), minor: .init(one: "Rappen", many: "Rappen")),
      "GBP": .init(
        main: .init(one: "Pfund", many: "Pfund", gender: .neuter), minor: .init(one: "Penny", many: "Pence")),
      "JPY": .init(main: .init(one: "Yen", many: "Yen"), minor: nil),
      "PLN": .init(main: .init(one: "Zloty", many: "Zloty"), minor: .init(one: "Groschen", many: "Groschen")),
      "CZK": .init(main: .init(one: "Krone", many: "Kronen", gender: .feminine), minor: nil),
      "SEK": .init(main: .init(one: "Krone", many: "Kronen", gender: .feminine), minor: nil),
      "DKK": .init(main: .init(one: "Krone", many: "Kronen", gender: .feminine), minor: nil),
      "NOK": .init(main: .init(one: "Krone", many: "Kronen", gender: .feminine), minor: nil),
    ],
    units: SpokenTables.nouns(
      """
      L | l | ltr = Liter / Liter
      ml | mL = Milliliter / Milliliter
      cl | cL = Zentiliter / Zentiliter
      kg | Kg | KG = Kilogramm / Kilogramm / n
      g | gr = Gramm / Gramm / n
      mg = Milligramm / Milligramm / n
      Pfd | Pfd. = Pfund / Pfund / n
      m = Meter / Meter
      cm = Zentimeter / Zentimeter
      mm = Millimeter / Millimeter
      km = Kilometer / Kilometer
      m² | qm = Quadratmeter / Quadratmeter
      °C = Grad Celsius / Grad Celsius
      ° = Grad / Grad
      W = Watt / Watt / n
      V = Volt / Volt / n
      mAh = Milliamperestunde / Milliamperestunden / f
      GB = Gigabyte / Gigabyte / n
      TB = Terabyte / Terabyte / n
      kcal = Kilokalorie / Kilokalorien / f
      kJ = Kilojoule / Kilojoule / n
      Std. | Std | h = Stunde / Stunden / f
      Min. | Min | min = Minute / Minuten / f
      St. | Stk. | Stk | Stck. = Stück / Stück / n
      Pkg. | Pck. = Packung / Packungen / f
      Fl. = Flasche / Flaschen / f
      EL = Esslöffel / Esslöffel
      TL = Teelöffel / Teelöffel
      """),
    words: [
      "minus": "minus", "point": "Komma", "percent": "Prozent", "to": "bis", "by": "mal", "and": "und", "at": "ät",
      "dot": "Punkt", "slash": "Schrägstrich", "plus": "plus", "per": "pro", "times": "mal", "number": "Nummer",
      "about": "etwa", "under": "unter", "over": "über", "equals": "gleich", "degrees": "Grad", "outOf": "von",
      "atMost": "höchstens", "atLeast": "mindestens", "dash": "Bindestrich", "underscore": "Unterstrich",
      "plusMinus": "plus minus", "each": "das Stück", "fractionOf": "", "thousand": "tausend", "million": "Millionen",
      "billion": "Milliarden", "allDay": "rund um die Uhr", "andHalf": "einhalb",
    ],
    half: { whole, unit in
      if whole == 0 {
        switch unit.gender {
        case .masculine: return "ein halber \(unit.one)"
        case .feminine: return "eine halbe \(unit.one)"
        case .neuter: return "ein halbes \(unit.one)"
        }
      }
      return whole <= 20 ? "\(GermanNumbers.cardinal(whole, .masculine))einhalb \(unit.many)" : nil
    },
    fraction: { top, bottom in
      guard top > 0, bottom > 1, bottom <= 100 else { return nil }
      if bottom == 2 { return top == 1 ? "ein halb" : GermanNumbers.cardinal(top, nil) + " Halbe" }
      let stem = GermanNumbers.ordinal(bottom).dropLast(bottom < 20 ? 2 : 3)
      let name = bottom == 3 ? "Drittel" : bottom == 7 ? "Siebtel" : stem + (bottom < 20 ? "tel" : "stel")
      return GermanNumbers.cardinal(top, .neuter) + " " + name.prefix(1).uppercased() + name.dropFirst()
    },
    months: GermanNumbers.months,
    monthNames: SpokenTables.monthNames(GermanNumbers.months, ["mrz": 3, "märz": 3, "mär": 3]),
    weekdays: [
      "mo": "Montag", "di": "Dienstag", "mi": "Mittwoch", "do": "Donnerstag", "fr": "Freitag", "sa": "Samstag",
      "so": "Sonntag",
    ],
    abbreviations: [
      "ca.": "circa", "z.b.": "zum Beispiel", "bzw.": "beziehungsweise", "inkl.": "inklusive", "exkl.": "exklusive",
      "usw.": "und so weiter", "d.h.": "das heißt", "u.a.": "unter anderem", "zzgl.": "zuzüglich",
      "ggf.": "gegebenenfalls",
      "evtl.": "eventuell", "max.": "maximal", "min.": "mindestens", "mwst.": "Mehrwertsteuer",
      "mwst": "Mehrwertsteuer",
      "dr.": "Doktor", "hr.": "Herr", "fr.": "Frau", "tel.": "Telefon", "str.": "Straße", "vgl.": "vergleiche",
      "mind.": "mindestens", "versch.": "verschiedene", "bio": "Bio",
    ],
    saidAsWords: ["lego", "ikea", "nato", "bio", "tee", "neu", "rot", "ei", "aldi", "edeka", "rewe"],
    spelled: ["usb", "led", "tv", "uv", "dvd", "cd", "pc", "hd", "eu", "usa", "dhl", "ec", "ean", "hdmi", "gps"],
    sizes: ["XS": "extra small", "XL": "extra large", "XXL": "doppel extra large"])
}

/// Numbers and times in German words.
enum GermanNumbers {
  static let months = [
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
  ]
  private static let small = [
    "null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn",
    "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
  ]
  private static let tens = [
    "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
  ]

  static func cardinal(_ number: UInt64, _ gender: SpokenLanguage.Gender?) -> String {
    if number == 1 { return gender == nil ? "eins" : gender == .feminine ? "eine" : "ein" }
    let text = joined(number)
    return gender == nil && number % 100 == 1 ? text + "s" : text
  }

  /// Without the "s" of "eins" at the end.
  private static func joined(_ number: UInt64) -> String {
    switch number {
    case 0..<20: return small[Int(number)]
    case 20..<100:
      let (ten, one) = (Int(number / 10), Int(number % 10))
      return one == 0 ? tens[ten] : small[one] + "und" + tens[ten]
    case 100..<1_000:
      let rest = number % 100
      return (number < 200 ? "" : small[Int(number / 100)]) + "hundert" + (rest == 0 ? "" : joined(rest))
    case 1_000..<1_000_000:
      let rest = number % 1_000
      return (number < 2_000 ? "" : joined(number / 1_000)) + "tausend" + (rest == 0 ? "" : joined(rest))
    default:
      for (scale, one, many) in [
        (UInt64(1_000_000_000_000_000), "Billiarde", "Billiarden"), (1_000_000_000_000, "Billion", "Billionen"),
        (1_000_000_000, "Milliarde", "Milliarden"), (1_000_000, "Million", "Millionen"),
      ] where number >= scale {
        let rest = number % scale
        let head = number / scale == 1 ? "eine " + one : joined(number / scale) + " " + many
        return rest == 0 ? head : head + " " + joined(rest)
      }
      return ""
    }
  }

  /// "erste", "dritte", "zwanzigste".
  static func ordinal(_ number: UInt64) -> String {
    let last = number % 100
    let special: [UInt64: String] = [1: "erste", 3: "dritte", 7: "siebte", 8: "achte"]
    if let ending = special[last] { return (number > 100 ? joined(number - last) : "") + ending }
    return joined(number) + (last > 0 && last < 20 ? "te" : "ste")
  }

  static func year(_ year: UInt64) -> String {
    guard (1_100..<2_000).contains(year) else { return cardinal(year, nil) }
    let rest = year % 100
    return joined(year / 100) + "hundert" + (rest == 0 ? "" : cardinal(rest, nil))
  }

  static func time(_ hour: Int, _ minute: Int) -> String {
    let text = (hour == 1 ? "ein" : cardinal(UInt64(hour), nil)) + " Uhr"
    return minute == 0 ? text : text + " " + cardinal(UInt64(minute), nil)
  }
}

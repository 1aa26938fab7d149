extension SpokenLanguage {
  /// French.
  static let french = SpokenLanguage(
    code: "fr", decimalMark: ",", groupMarks: [" ", "."], ordinalEndings: ["er", "ère", "ème", "e"],
    yearWords: ["en", "depuis", "année"], clockWords: ["heures", "heure", "h"], untilWords: ["à", "jusqu'à"],
    cardinal: FrenchNumbers.cardinal, ordinal: FrenchNumbers.ordinal, year: { FrenchNumbers.cardinal($0, nil) },
    date: { day, month, year in
      let text =
        (day == 1 ? "premier" : FrenchNumbers.cardinal(UInt64(day), nil)) + " "
        + FrenchNumbers.months[max(0, min(11, month - 1))]
      return year.map { text + " " + FrenchNumbers.cardinal(UInt64($0), nil) } ?? text
    },
    time: { hour, minute, _, _ in FrenchNumbers.time(hour, minute) },
    timeRange: { from, to in
      FrenchNumbers.time(from / 60, from % 60) + " à " + FrenchNumbers.time(to / 60, to % 60)
    },
    money: { whole, hundredths, currency in
      func said(_ count: UInt64, _ noun: Noun) -> String {
        "\(FrenchNumbers.cardinal(count, noun.gender)) \(count < 2 ? noun.one : noun.many)"
      }
      guard hundredths > 0, let minor = currency.minor else { return said(whole, currency.main) }
      if whole == 0 { return said(UInt64(hundredths), minor) }
      return said(whole, currency.main) + " " + FrenchNumbers.cardinal(UInt64(hundredths), nil)
    },
    currencies: [
      "EUR": .init(main: .init(one: "euro", many: "euros"), minor: .init(one: "centime", many: "centimes")),
      "USD": .init(main: .init(one: "dollar", many: "dollars"), minor: .init(one: "cent", many: "cents")),
      "CAD": .init(main: .init(one: "dollar", many: "dollars"), minor: .init(one: "cent", many: "cents")),
      "CHF": .init(main: .init(one: "franc", many: "francs"), minor: .init(one: "centime", many: "centimes")),
      "GBP": .init(
        main: .init(one: "livre", many: "livres", gender: .feminine), minor: .init(one: "penny", many: "pence")),
      "JPY": .init(main: .init(one: "yen", many: "yens"), minor: nil),
    ],
    units: SpokenTables.nouns(
      """
      L | l = litre / litres
      ml | mL = millilitre / millilitres
      cl | cL = centilitre / centilitres
      kg | Kg | KG = kilogramme / kilogrammes
      g | gr = gramme / grammes
      mg = milligramme / milligrammes
      m = mètre / mètres
      cm = centimètre / centimètres
      mm = millimètre / millimètres
      km = kilomètre / kilomètres
      m² = mètre carré / mètres carrés
      °C = degré Celsius / degrés Celsius
      ° = degré / degrés
      W = watt / watts
      V = volt / volts
      mAh = milliampère heure / milliampères heure
      GB | Go = gigaoctet / gigaoctets
      To | TB = téraoctet / téraoctets
      kcal = kilocalorie / kilocalories / f
      min = minute / minutes / f
      pcs | pce = pièce / pièces / f
      """),
    words: [
      "minus": "moins", "point": "virgule", "percent": "pour cent", "to": "à", "by": "par", "and": "et",
      "at": "arobase",
      "dot": "point", "slash": "barre oblique", "plus": "plus", "per": "par", "times": "fois", "number": "numéro",
      "about": "environ", "under": "moins de", "over": "plus de", "equals": "égale", "degrees": "degrés",
      "outOf": "sur",
      "atMost": "au plus", "atLeast": "au moins", "dash": "tiret", "underscore": "tiret bas",
      "plusMinus": "plus ou moins",
      "each": "la pièce", "fractionOf": "de", "thousand": "mille", "million": "millions d'", "billion": "milliards d'",
      "allDay": "vingt-quatre heures sur vingt-quatre", "andHalf": "et demi",
    ],
    half: { whole, unit in
      let demi = unit.gender == .feminine ? "demie" : "demi"
      if whole == 0 { return "\(unit.gender == .feminine ? "une" : "un") demi-\(unit.one)" }
      return whole <= 20
        ? "\(FrenchNumbers.cardinal(whole, unit.gender)) \(whole == 1 ? unit.one : unit.many) et \(demi)" : nil
    },
    fraction: { top, bottom in
      guard top > 0, bottom > 1, bottom <= 100 else { return nil }
      let names: [UInt64: String] = [2: "demi", 3: "tiers", 4: "quart"]
      let name = names[bottom] ?? FrenchNumbers.ordinal(bottom)
      return FrenchNumbers.cardinal(top, .masculine) + " " + name + (top > 1 && bottom != 3 ? "s" : "")
    },
    months: FrenchNumbers.months,
    monthNames: SpokenTables.monthNames(FrenchNumbers.months, ["févr": 2, "fév": 2, "juil": 7, "déc": 12, "août": 8]),
    weekdays: [
      "lun": "lundi", "mar": "mardi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi", "sam": "samedi",
      "dim": "dimanche",
    ],
    abbreviations: [
      "env.": "environ", "etc.": "et cetera", "p.ex.": "par exemple", "ex.": "exemple", "mme": "madame",
      "mme.": "madame",
      "mlle": "mademoiselle", "tél.": "téléphone", "max.": "maximum", "min.": "minimum", "incl.": "inclus",
      "ttc": "toutes taxes comprises", "ht": "hors taxes", "qté": "quantité", "av.": "avenue", "bd": "boulevard",
    ],
    saidAsWords: ["lego", "ikea", "fnac", "bio", "otan", "thé", "riz", "lait"],
    spelled: ["usb", "led", "tv", "uv", "dvd", "cd", "pc", "hd", "ue", "usa", "tgv", "hdmi", "gps", "rsa"],
    sizes: ["XS": "extra small", "XL": "extra large", "XXL": "double extra large"])
}

/// Numbers and times in French words.
enum FrenchNumbers {
  static let months = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
  ]
  private static let small = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
  ]
  private static let tens = [
    "", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt",
  ]

  static func cardinal(_ number: UInt64, _ gender: SpokenLanguage.Gender?) -> String {
    let text = said(number, last: true)
    if gender == .feminine, number % 10 == 1, number % 100 != 11, number % 100 != 71, number % 100 != 91 {
      return text + "e"
    }
    return text
  }

  private static func said(_ number: UInt64, last: Bool) -> String {
    switch number {
    case 0..<20: return small[Int(number)]
    case 20..<100:
      let ten = Int(number / 10)
      // Seventies and nineties count on from sixty and eighty.
      let rest = Int(number % 10) + (ten == 7 || ten == 9 ? 10 : 0)
      if rest == 0 { return ten == 8 && last ? "quatre-vingts" : tens[ten] }
      return tens[ten] + ((rest == 1 || rest == 11) && ten < 8 ? " et " : "-") + small[rest]
    case 100..<1_000:
      let (hundreds, rest) = (number / 100, number % 100)
      let head = hundreds == 1 ? "cent" : small[Int(hundreds)] + " cent" + (rest == 0 && last ? "s" : "")
      return rest == 0 ? head : head + " " + said(rest, last: last)
    case 1_000..<1_000_000:
      let rest = number % 1_000
      let head = number < 2_000 ? "mille" : said(number / 1_000, last: false) + " mille"
      return rest == 0 ? head : head + " " + said(rest, last: last)
    default:
      for (scale, name) in [
        (UInt64(1_000_000_000_000_000), "billiard"), (1_000_000_000_000, "billion"), (1_000_000_000, "milliard"),
        (1_000_000, "million"),
      ] where number >= scale {
        let rest = number % scale
        let head = said(number / scale, last: true) + " " + name + (number / scale > 1 ? "s" : "")
        return rest == 0 ? head : head + " " + said(rest, last: last)
      }
      return ""
    }
  }

  static func ordinal(_ number: UInt64) -> String {
    if number == 1 { return "premier" }
    var text = cardinal(number, nil)
    if text.hasSuffix("quatre-vingts") || text.hasSuffix("cents") { text.removeLast() }
    if text.hasSuffix("e") { text.removeLast() }
    if text.hasSuffix("cinq") { text += "u" }
    if text.hasSuffix("neuf") { text = text.dropLast() + "v" }
    return text + "ième"
  }

  static func time(_ hour: Int, _ minute: Int) -> String {
    if minute == 0, hour == 12 { return "midi" }
    if minute == 0, hour == 0 || hour == 24 { return "minuit" }
    let text = cardinal(UInt64(hour), .feminine) + (hour < 2 ? " heure" : " heures")
    return minute == 0 ? text : text + " " + cardinal(UInt64(minute), nil)
  }
}

extension SpokenLanguage {
  /// Spanish.
  static let spanish = SpokenLanguage(
    code: "es", decimalMark: ",", groupMarks: [".", " "], ordinalEndings: ["º", "ª", "er"],
    yearWords: ["en", "desde", "año"], clockWords: ["horas", "hs", "h"], untilWords: ["a", "hasta"],
    cardinal: SpanishNumbers.cardinal, ordinal: SpanishNumbers.ordinal, year: { SpanishNumbers.cardinal($0, nil) },
    date: { day, month, year in
      let text =
        (day == 1 ? "primero" : SpanishNumbers.cardinal(UInt64(day), nil)) + " de "
        + SpanishNumbers.months[max(0, min(11, month - 1))]
      return year.map { text + " de " + SpanishNumbers.cardinal(UInt64($0), nil) } ?? text
    },
    time: { hour, minute, _, _ in SpanishNumbers.time(hour, minute) },
    timeRange: { from, to in
      let first = SpanishNumbers.time(from / 60, from % 60)
      let head = from % 60 == 0 && first.hasSuffix(" horas") ? String(first.dropLast(6)) : first
      return head + " a " + SpanishNumbers.time(to / 60, to % 60)
    },
    money: { whole, hundredths, currency in
      func said(_ count: UInt64, _ noun: Noun) -> String {
        "\(SpanishNumbers.cardinal(count, noun.gender)) \(count == 1 ? noun.one : noun.many)"
      }
      guard hundredths > 0, let minor = currency.minor else { return said(whole, currency.main) }
      if whole == 0 { return said(UInt64(hundredths), minor) }
      return said(whole, currency.main) + " con " + SpanishNumbers.cardinal(UInt64(hundredths), nil)
    },
    currencies: {
      func make(_ one: String, _ many: String, _ minor: String = "centavo", _ gender: Gender = .masculine) -> Currency {
        Currency(main: Noun(one: one, many: many, gender: gender), minor: Noun(one: minor, many: minor + "s"))
      }
      var all = [
        "EUR": make("euro", "euros", "céntimo"), "USD": make("dólar", "dólares"),
        "GBP": make("libra", "libras", "penique", .feminine), "PEN": make("sol", "soles", "céntimo"),
      ]
      for code in ["MXN", "ARS", "CLP", "COP", "UYU", "DOP"] { all[code] = make("peso", "pesos") }
      return all
    }(),
    units: SpokenTables.nouns(
      """
      L | l = litro / litros
      ml | mL = mililitro / mililitros
      cl | cL = centilitro / centilitros
      kg | Kg | KG = kilogramo / kilogramos
      g | gr = gramo / gramos
      mg = miligramo / miligramos
      m = metro / metros
      cm = centímetro / centímetros
      mm = milímetro / milímetros
      km = kilómetro / kilómetros
      m² = metro cuadrado / metros cuadrados
      °C = grado Celsius / grados Celsius
      ° = grado / grados
      W = vatio / vatios
      V = voltio / voltios
      mAh = miliamperio hora / miliamperios hora
      GB = gigabyte / gigabytes
      TB = terabyte / terabytes
      kcal = kilocaloría / kilocalorías / f
      min = minuto / minutos
      lb | lbs = libra / libras / f
      oz = onza / onzas / f
      uds | ud | uds. | ud. = unidad / unidades / f
      """),
    words: [
      "minus": "menos", "point": "coma", "percent": "por ciento", "to": "a", "by": "por", "and": "y", "at": "arroba",
      "dot": "punto", "slash": "barra", "plus": "más", "per": "por", "times": "por", "number": "número",
      "about": "unos", "under": "menos de", "over": "más de", "equals": "igual a", "degrees": "grados", "outOf": "de",
      "atMost": "como máximo", "atLeast": "como mínimo", "dash": "guion", "underscore": "guion bajo",
      "plusMinus": "más menos", "each": "la unidad", "fractionOf": "de", "thousand": "mil", "million": "millones de",
      "billion": "mil millones de", "allDay": "las veinticuatro horas", "andHalf": "y medio",
    ],
    half: { whole, unit in
      let half = unit.gender == .feminine ? "media" : "medio"
      if whole == 0 { return "\(half) \(unit.one)" }
      return whole <= 20
        ? "\(SpanishNumbers.cardinal(whole, unit.gender)) \(whole == 1 ? unit.one : unit.many) y \(half)" : nil
    },
    fraction: { top, bottom in
      let names: [UInt64: String] = [
        2: "medio", 3: "tercio", 4: "cuarto", 5: "quinto", 6: "sexto", 7: "séptimo", 8: "octavo", 9: "noveno",
        10: "décimo",
      ]
      guard top > 0, let name = names[bottom] else { return nil }
      return SpanishNumbers.cardinal(top, .masculine) + " " + name + (top > 1 ? "s" : "")
    },
    months: SpanishNumbers.months, monthNames: SpokenTables.monthNames(SpanishNumbers.months, ["sept": 9]),
    weekdays: [
      "lun": "lunes", "mar": "martes", "mié": "miércoles", "jue": "jueves", "vie": "viernes", "sáb": "sábado",
      "dom": "domingo",
    ],
    abbreviations: [
      "aprox.": "aproximadamente", "etc.": "etcétera", "p.ej.": "por ejemplo", "ej.": "ejemplo", "sra.": "señora",
      "sr.": "señor", "dra.": "doctora", "dr.": "doctor", "tel.": "teléfono", "máx.": "máximo", "mín.": "mínimo",
      "incl.": "incluido", "av.": "avenida", "avda.": "avenida", "cant.": "cantidad", "ud.": "usted",
    ],
    saidAsWords: ["lego", "ikea", "ong", "iva", "otan", "té", "pan", "sal"],
    spelled: ["usb", "led", "tv", "uv", "dvd", "cd", "pc", "hd", "ue", "dni", "hdmi", "gps"],
    sizes: ["XS": "extra pequeña", "XL": "extra grande", "XXL": "doble extra grande"])
}

/// Numbers and times in Spanish words.
enum SpanishNumbers {
  static let months = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
  ]
  private static let small = [
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
    "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós",
    "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
  ]
  private static let tens = [
    "", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa",
  ]
  private static let hundreds = [
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
    "ochocientos",
    "novecientos",
  ]

  static func cardinal(_ number: UInt64, _ gender: SpokenLanguage.Gender?) -> String {
    let text = said(number)
    guard let gender, text.hasSuffix("uno") else {
      return gender == .feminine
        ? text.split(separator: " ").map { $0.hasSuffix("cientos") || $0 == "quinientos" ? $0.dropLast(2) + "as" : $0 }
          .joined(separator: " ") : text
    }
    if gender == .feminine { return text.dropLast(3) + "una" }
    return text.hasSuffix("veintiuno") ? text.dropLast(3) + "ún" : text.dropLast(3) + "un"
  }

  private static func said(_ number: UInt64) -> String {
    switch number {
    case 0..<30: return small[Int(number)]
    case 30..<100:
      let one = Int(number % 10)
      return tens[Int(number / 10)] + (one == 0 ? "" : " y " + small[one])
    case 100: return "cien"
    case 101..<1_000:
      let rest = number % 100
      return hundreds[Int(number / 100)] + (rest == 0 ? "" : " " + said(rest))
    case 1_000..<1_000_000:
      let rest = number % 1_000
      let head = number < 2_000 ? "mil" : cardinal(number / 1_000, .masculine) + " mil"
      return rest == 0 ? head : head + " " + said(rest)
    case 1_000_000..<1_000_000_000_000:
      let (millions, rest) = (number / 1_000_000, number % 1_000_000)
      let head = millions == 1 ? "un millón" : cardinal(millions, .masculine) + " millones"
      return rest == 0 ? head : head + " " + said(rest)
    default:
      let (billions, rest) = (number / 1_000_000_000_000, number % 1_000_000_000_000)
      let head = billions == 1 ? "un billón" : cardinal(billions, .masculine) + " billones"
      return rest == 0 ? head : head + " " + said(rest)
    }
  }

  static func ordinal(_ number: UInt64) -> String {
    let names = ["primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo"]
    return (1...10).contains(number) ? names[Int(number) - 1] : cardinal(number, nil)
  }

  static func time(_ hour: Int, _ minute: Int) -> String {
    let text = cardinal(UInt64(hour), .feminine)
    return minute == 0 ? text + (hour == 1 ? " hora" : " horas") : text + " y " + cardinal(UInt64(minute), nil)
  }
}

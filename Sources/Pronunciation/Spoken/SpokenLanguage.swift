/// How one language says figures, sizes, money and times: a value, so that a language is added by writing one file.
struct SpokenLanguage: Sendable {
  enum Gender: Sendable { case masculine, feminine, neuter }

  /// Something that is counted: "litre", "litres", and its gender.
  struct Noun: Sendable {
    var one: String
    var many: String
    var gender = Gender.masculine
  }

  /// How a currency is said: the main unit, the hundredth, and the sign's place is found by itself.
  struct Currency: Sendable {
    var main: Noun
    var minor: Noun?
  }

  /// Two letters.
  var code: String
  /// Whether there are rules at all.
  var reads = true
  /// Whether the result is to hold plain ASCII letters only.
  var ascii = false
  var decimalMark: Unicode.Scalar = "."
  var groupMarks: Set<Unicode.Scalar> = [","]
  /// What may stand behind a figure to make it an ordinal: "st", "er", "º".
  var ordinalEndings: [String] = []
  /// Words before a year.
  var yearWords: Set<String> = []
  /// "Uhr", "h": what makes a figure a time.
  var clockWords: [String] = []
  /// Words between two times.
  var untilWords: [String] = []
  /// Whether "31.12." is a date.
  var dottedDates = false
  /// Month before day in "3/4/2025".
  var monthFirst = false
  /// A whole number, before a noun of `gender` or alone (nil).
  var cardinal: @Sendable (UInt64, Gender?) -> String
  var ordinal: @Sendable (UInt64) -> String
  /// A year, 1000–2999.
  var year: @Sendable (UInt64) -> String
  /// A day of a month, with or without its year.
  var date: @Sendable (_ day: Int, _ month: Int, _ year: Int?) -> String
  /// A time of day; `half` is "a" or "p" where the text says a.m. or p.m.
  var time: @Sendable (_ hour: Int, _ minute: Int, _ half: Unicode.Scalar?, _ leadingZero: Bool) -> String
  /// From one time (minutes after midnight) to another.
  var timeRange: @Sendable (_ from: Int, _ to: Int) -> String
  /// An amount: whole units, hundredths and the currency.
  var money: @Sendable (_ whole: UInt64, _ hundredths: Int, _ currency: Currency) -> String
  var currencies: [String: Currency]
  /// Units by how they are written, case kept.
  var units: [String: Noun]
  /// Words for figures' company: minus, point, percent, to, by, and, at, dot, slash, plus, per, times, number, about,
  /// under, over, equals, degrees, half, quarter, thirds, outOf, hash.
  var words: [String: String]
  /// Half a unit ("half a litre") and one and a half ("one and a half litres"), or nil to say the decimals.
  var half: (@Sendable (_ whole: UInt64, _ unit: Noun) -> String?)?
  var fraction: @Sendable (_ top: UInt64, _ bottom: UInt64) -> String?
  var months: [String]
  /// Short and long forms of months, lower case without a stop, to 1–12.
  var monthNames: [String: Int]
  var weekdays: [String: String]
  /// Abbreviations, lower case with their stops, to what is said.
  var abbreviations: [String: String]
  /// Capitals that are said as a word; lower case.
  var saidAsWords: Set<String>
  /// Capitals that are spelled although they look like a word; lower case.
  var spelled: Set<String>
  /// Sizes such as "XL", upper case.
  var sizes: [String: String]

  func word(_ key: String) -> String { words[key] ?? "" }

  static func of(_ tag: String) -> SpokenLanguage {
    let parts = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" })
    switch parts.first.map(String.init) ?? "en" {
    case "en": return .english(british: parts.count > 1 && ["gb", "au", "ie", "nz", "in", "za"].contains(parts[1]))
    case "de": return .german
    case "fr": return .french
    case "es": return .spanish
    case let code:
      var plain = english(british: false)
      plain.code = code
      plain.reads = false
      plain.ascii = false
      return plain
    }
  }
}

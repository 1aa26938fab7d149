extension SpokenLanguage {
  /// English; `british` puts "and" into numbers and the day before the month.
  static func english(british: Bool) -> SpokenLanguage {
    let cardinal: @Sendable (UInt64) -> String = { EnglishNumbers.cardinal($0, and: british) }
    return SpokenLanguage(
      code: "en", ascii: true, ordinalEndings: ["st", "nd", "rd", "th"],
      yearWords: [
        "in", "since", "year", "est", "established", "vintage", "spring", "summer", "autumn", "fall", "winter",
      ],
      untilWords: ["to", "until", "till", "through"], monthFirst: !british,
      cardinal: { number, _ in cardinal(number) },
      ordinal: { EnglishNumbers.ordinal($0, and: british) },
      year: EnglishNumbers.year,
      date: { day, month, year in
        let name = EnglishNumbers.months[max(0, min(11, month - 1))]
        let text = "\(name) \(EnglishNumbers.ordinal(UInt64(day), and: false))"
        return year.map { text + ", " + EnglishNumbers.year(UInt64($0)) } ?? text
      },
      time: EnglishTimes.time, timeRange: EnglishTimes.range,
      money: { whole, hundredths, currency in
        func said(_ count: UInt64, _ noun: Noun) -> String { "\(cardinal(count)) \(count == 1 ? noun.one : noun.many)" }
        guard hundredths > 0, let minor = currency.minor else { return said(whole, currency.main) }
        if whole == 0 { return said(UInt64(hundredths), minor) }
        // "three dollars five" might be half of something: below ten the cents are named.
        if hundredths < 10 { return said(whole, currency.main) + " and " + said(UInt64(hundredths), minor) }
        return said(whole, currency.main) + " " + cardinal(UInt64(hundredths))
      },
      currencies: EnglishWords.currencies, units: EnglishWords.units, words: EnglishWords.words,
      half: { whole, unit in
        if whole == 0 {
          let vowel = unit.one.first.map { "aeiou".contains($0) } ?? false
          return "half \(vowel ? "an" : "a") \(unit.one)"
        }
        return whole <= 20 ? "\(cardinal(whole)) and a half \(unit.many)" : nil
      },
      fraction: EnglishNumbers.fraction, months: EnglishNumbers.months, monthNames: EnglishWords.monthNames,
      weekdays: EnglishWords.weekdays, abbreviations: EnglishWords.abbreviations, saidAsWords: EnglishWords.saidAsWords,
      spelled: EnglishWords.spelled,
      sizes: [
        "S": "small", "M": "medium", "L": "large", "XS": "extra small", "XXS": "double extra small",
        "XL": "extra large",
        "XXL": "double extra large", "XXXL": "triple extra large", "2XL": "two extra large", "3XL": "three extra large",
        "4XL": "four extra large", "5XL": "five extra large", "2XS": "two extra small",
      ])
  }
}

/// Numbers in English words.
enum EnglishNumbers {
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
  private static let scales: [(UInt64, String)] = [
    (1_000_000_000_000_000_000, "quintillion"), (1_000_000_000_000_000, "quadrillion"), (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"),
  ]

  static func cardinal(_ number: UInt64, and: Bool) -> String {
    if number < 20 { return small[Int(number)] }
    if number < 100 {
      let (ten, one) = (Int(number / 10), Int(number % 10))
      return one == 0 ? tens[ten] : tens[ten] + "-" + small[one]
    }
    if number < 1_000 {
      let rest = number % 100
      return small[Int(number / 100)] + " hundred" + (rest == 0 ? "" : (and ? " and " : " ") + cardinal(rest, and: and))
    }
    for (scale, name) in scales where number >= scale {
      let rest = number % scale
      let head = cardinal(number / scale, and: and) + " " + name
      return rest == 0 ? head : head + (and && rest < 100 ? " and " : " ") + cardinal(rest, and: and)
    }
    return ""
  }

  static func ordinal(_ number: UInt64, and: Bool) -> String {
    let text = cardinal(number, and: and)
    let cut = text.lastIndex { $0 == " " || $0 == "-" }.map { text.index(after: $0) } ?? text.startIndex
    let last = String(text[cut...])
    let irregular = [
      "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
      "twelve": "twelfth",
    ]
    let ending = irregular[last] ?? (last.hasSuffix("y") ? last.dropLast() + "ieth" : last + "th")
    return text[..<cut] + ending
  }

  static func year(_ year: UInt64) -> String {
    let (high, low) = (year / 100, year % 100)
    if year < 1_000 || year >= 3_000 || (year % 1_000 < 10) { return cardinal(year, and: false) }
    if low == 0 { return cardinal(high, and: false) + " hundred" }
    return cardinal(high, and: false) + (low < 10 ? " oh " : " ") + cardinal(low, and: false)
  }

  static func fraction(_ top: UInt64, _ bottom: UInt64) -> String? {
    guard top > 0, bottom > 1, bottom <= 100 else { return nil }
    let count = cardinal(top, and: false)
    switch bottom {
    case 2: return top == 1 ? "one half" : count + " halves"
    case 4: return top == 1 ? "one quarter" : count + " quarters"
    default: return count + " " + ordinal(bottom, and: false) + (top == 1 ? "" : "s")
    }
  }
}

/// Times of day in English: on a clock of twelve hours, with "A M" and "P M" where it would not be clear.
enum EnglishTimes {
  static func time(hour: Int, minute: Int, half: Unicode.Scalar?, leadingZero: Bool) -> String {
    if let half {
      let text = clock(hour, minute)
      if hour == 12, minute == 0 { return half == "p" ? "noon" : "midnight" }
      return text + (half == "p" ? " P M" : " A M")
    }
    if minute == 0, hour == 0 || hour == 24 { return "midnight" }
    if minute == 0, hour == 12 { return "noon" }
    if hour > 12 || hour == 0 { return clock(hour, minute) + (hour % 24 >= 12 ? " P M" : " A M") }
    if leadingZero { return clock(hour, minute) + " A M" }
    return minute == 0 ? clock(hour, 0) + " o'clock" : clock(hour, minute)
  }

  static func range(from: Int, to: Int) -> String {
    let spoken = { (minutes: Int) -> String in
      switch minutes % 1_440 {
      case 0: return "midnight"
      case 720: return "noon"
      default: return clock(minutes / 60 % 24, minutes % 60)
      }
    }
    let (a, b) = (spoken(from), spoken(to))
    let named = Set(["noon", "midnight"])
    let (early, late) = (from % 1_440 < 720, to % 1_440 < 720)
    if named.contains(a), named.contains(b) { return "\(a) to \(b)" }
    // From the morning to an earlier hour of the afternoon can only be that: "nine to five".
    if early, !late, !named.contains(a), !named.contains(b), to % 720 < from % 720, to - from <= 720 {
      return "\(a) to \(b)"
    }
    func full(_ text: String, _ early: Bool) -> String {
      named.contains(text) ? text : text + (early ? " A M" : " P M")
    }
    if early == late, !named.contains(a), !named.contains(b), from <= to { return "\(a) to \(full(b, late))" }
    return "\(full(a, early)) to \(full(b, late))"
  }

  private static func clock(_ hour: Int, _ minute: Int) -> String {
    let twelve = hour % 12 == 0 ? 12 : hour % 12
    let spoken = EnglishNumbers.cardinal(UInt64(twelve), and: false)
    if minute == 0 { return spoken }
    let minutes = EnglishNumbers.cardinal(UInt64(minute), and: false)
    return spoken + (minute < 10 ? " oh " : " ") + minutes
  }
}

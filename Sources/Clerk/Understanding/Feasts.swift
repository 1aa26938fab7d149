/// A day on which a shop may keep other hours, as merchants write of it.
struct Feast: Sendable, Equatable {
  /// As it is said: "Thanksgiving".
  let name: String
  /// Whether a clause of the merchant's speaks of it.
  private let said: Patterns
  /// What only sounds like it: "the day after Thanksgiving".
  private let apart: Patterns?

  private init(_ name: String, _ said: Patterns, apart: Patterns? = nil) {
    self.name = name
    self.said = said
    self.apart = apart
  }

  static func == (a: Feast, b: Feast) -> Bool { a.name == b.name }

  /// Whether `clause` speaks of this day.
  func isMeant(in clause: String) -> Bool {
    let words = Tokenizer.tokens(clause, speech: true).map(\.text)
    guard let found = said.find(in: words) else { return false }
    return apart?.find(in: words).map { !$0.overlaps(found) } ?? true
  }

  /// The feasts of a date by the Gregorian calendar, those of the United States and of Christians.
  static func on(_ date: CalendarDay) -> [Feast] {
    let week = (date.day - 1) / 7 + 1
    let isLast = date.day + 7 > date.daysInMonth
    var feasts: [Feast] = []
    switch (date.month, date.day) {
    case (1, 1): feasts = [newYear]
    case (6, 19): feasts = [Feast("Juneteenth", Patterns("juneteenth", "june 19"))]
    case (7, 4):
      feasts = [Feast("Independence Day", Patterns("independence day", "fourth|4 of? july", "july fourth|4"))]
    case (11, 11): feasts = [Feast("Veterans Day", Patterns("veterans|veteran day"))]
    case (12, 24): feasts = [Feast("Christmas Eve", Patterns("christmas eve", "december 24", "24 of? december"))]
    case (12, 25): feasts = [christmas]
    case (12, 26): feasts = [Feast("Boxing Day", Patterns("boxing day", "after christmas", "december 26"))]
    case (12, 31): feasts = [Feast("New Year's Eve", Patterns("new year|years eve", "december 31", "31 of? december"))]
    default: break
    }
    switch (date.month, date.weekday, week) {
    case (1, 0, 3): feasts.append(Feast("Martin Luther King Day", Patterns("martin luther king", "mlk day")))
    case (2, 0, 3): feasts.append(Feast("Presidents' Day", Patterns("presidents|president day")))
    case (5, 0, _) where isLast: feasts.append(Feast("Memorial Day", Patterns("memorial day")))
    case (9, 0, 1): feasts.append(Feast("Labor Day", Patterns("labor|labour day")))
    case (10, 0, 2): feasts.append(Feast("Columbus Day", Patterns("columbus day", "indigenous peoples|people day")))
    case (11, 3, 4): feasts.append(thanksgiving)
    case (11, 4, _) where (23...29).contains(date.day):
      feasts.append(Feast("the day after Thanksgiving", Patterns("after thanksgiving", "black friday")))
    case (11, 2, _) where (21...27).contains(date.day):
      feasts.append(Feast("the day before Thanksgiving", Patterns("before thanksgiving", "thanksgiving eve")))
    default: break
    }
    switch date.days(since: CalendarDay.easter(date.year)) {
    case -2: feasts.append(Feast("Good Friday", Patterns("good friday")))
    case 0: feasts.append(Feast("Easter Sunday", Patterns("easter sunday?"), apart: Patterns("easter monday")))
    case 1: feasts.append(Feast("Easter Monday", Patterns("easter monday")))
    default: break
    }
    return feasts
  }

  private static let newYear = Feast(
    "New Year's Day", Patterns("new year|years day?", "january 1|first"), apart: Patterns("new year|years eve"))
  private static let christmas = Feast(
    "Christmas Day", Patterns("christmas|xmas day?", "december 25", "25 of? december"),
    apart: Patterns("christmas|xmas eve", "before|after|until christmas"))
  private static let thanksgiving = Feast(
    "Thanksgiving", Patterns("thanksgiving day?"),
    apart: Patterns("after|before|until thanksgiving", "thanksgiving eve"))
}

/// A day of the calendar.
struct CalendarDay: Sendable, Equatable {
  var year: Int
  /// 1–12.
  var month: Int
  /// 1–31.
  var day: Int
  /// 0 is Monday.
  var weekday: Int

  var daysInMonth: Int { Self.daysInMonth(month, year) }

  private static func daysInMonth(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// So many days later, which are few.
  func adding(_ days: Int) -> CalendarDay {
    var next = self
    for _ in 0..<max(0, days) {
      next.weekday = (next.weekday + 1) % 7
      next.day += 1
      guard next.day > next.daysInMonth else { continue }
      next.day = 1
      next.month += 1
      if next.month > 12 { (next.month, next.year) = (1, next.year + 1) }
    }
    return next
  }

  /// Days from another day of the same year to this one.
  func days(since other: (month: Int, day: Int)) -> Int {
    func ordinal(_ month: Int, _ day: Int) -> Int {
      (1..<max(1, month)).reduce(day) { $0 + Self.daysInMonth($1, year) }
    }
    return ordinal(month, day) - ordinal(other.month, other.day)
  }

  /// Easter Sunday, by the anonymous Gregorian computus (Nature, 20 April 1876).
  static func easter(_ year: Int) -> (month: Int, day: Int) {
    let a = year % 19
    let (b, c) = year.quotientAndRemainder(dividingBy: 100)
    let (d, e) = b.quotientAndRemainder(dividingBy: 4)
    let g = (b - (b + 8) / 25 + 1) / 3
    let h = (19 * a + b - d - g + 15) % 30
    let (i, k) = c.quotientAndRemainder(dividingBy: 4)
    let l = (32 + 2 * e + 2 * i - h - k) % 7
    let m = (a + 11 * h + 22 * l) / 451
    let n = h + l - 7 * m + 114
    return (n / 31, n % 31 + 1)
  }
}

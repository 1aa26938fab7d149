/// The day and time of day that a question on opening hours is about.
package enum Moment: Sendable, Equatable {
  case now, today, tomorrow
  /// 0 is Monday.
  case weekday(Int)
  case weekdays, weekend, everyDay
  /// A feast by its name, e.g. "christmas".
  case holiday(String)
}

package enum Moments {
  static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
  private static let short = ["mon", "tues", "wed", "thurs", "fri", "sat", "sun"]
  private static let holidays: [(Pattern, String)] = [
    (Pattern("christmas eve"), "christmas eve"), (Pattern("christmas|xmas day?"), "christmas"),
    (Pattern("boxing day"), "boxing day"), (Pattern("new year|years eve"), "new year eve"),
    (Pattern("new year|years day?"), "new year"), (Pattern("easter sunday|monday?"), "easter"),
    (Pattern("good friday"), "good friday"), (Pattern("thanksgiving"), "thanksgiving"),
    (Pattern("independence day"), "independence day"), (Pattern("fourth|4 of? july"), "july"),
    (Pattern("july fourth|4"), "july"),
    (Pattern("labor|labour day"), "labor day"), (Pattern("memorial day"), "memorial day"),
    (Pattern("veterans day"), "veterans day"),
    (Pattern("presidents day"), "presidents day"), (Pattern("mother|mothers day"), "mother day"),
    (Pattern("halloween"), "halloween"),
    (Pattern("valentine|valentines day?"), "valentine"), (Pattern("black friday"), "black friday"),
    (Pattern("bank|public|federal holiday|holidays"), "holiday"), (Pattern("holiday|holidays"), "holiday"),
    (Pattern("hanukkah"), "hanukkah"), (Pattern("ramadan"), "ramadan"), (Pattern("eid"), "eid"),
    (Pattern("diwali"), "diwali"),
    (Pattern("super bowl"), "super bowl"), (Pattern("juneteenth"), "juneteenth"),
    (Pattern("columbus day"), "columbus day"),
    (Pattern("inventory day"), "inventory"), (Pattern("december 24|25"), "december"),
    (Pattern("24|25 of? december"), "december"),
  ]

  /// Whether a word is a day or a time of day.
  static func isTime(_ word: String) -> Bool {
    let bare = word.hasSuffix("s") ? String(word.dropLast()) : word
    return weekdays.contains(bare)
      || ["morning", "afternoon", "evening", "night", "lunch", "christmas", "eve", "easter", "weekend", "tomorrow"]
        .contains(bare)
      || short.contains(word)
  }

  static func read(_ words: [String]) -> Moment? {
    for (pattern, name) in holidays where pattern.find(in: words) != nil { return .holiday(name) }
    // A day that is named says more than "still" or "tonight" before it.
    for (i, word) in words.enumerated() {
      let bare = word.hasSuffix("s") ? String(word.dropLast()) : word
      if let day = weekdays.firstIndex(of: word) ?? weekdays.firstIndex(of: bare) ?? short.firstIndex(of: word),
        !(word == "sun" || word == "sat" || word == "wed") || i > 0 && (words[i - 1] == "on" || words[i - 1] == "this")
      {
        return .weekday(day)
      }
      switch word {
      case "tomorrow": return .tomorrow
      case "weekday", "weekdays": return .weekdays
      case "weekend", "weekends": return .weekend
      case "everyday": return .everyDay
      default: break
      }
    }
    for word in words {
      switch word {
      case "tonight", "today", "evening": return .today
      case "now", "currently", "still": return .now
      default: break
      }
    }
    if Pattern("every day|night").find(in: words) != nil || Pattern("seven|7 days").find(in: words) != nil {
      return .everyDay
    }
    if Pattern("during the week").find(in: words) != nil { return .weekdays }
    return nil
  }
}

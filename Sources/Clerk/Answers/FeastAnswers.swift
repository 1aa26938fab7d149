import Shop

/// Days on which the usual hours do not hold.
extension Turn {
  /// What the merchant wrote of a day that is a feast, so many days from today; nil where it is none or nothing was
  /// written of it.
  /// - Parameter when: "today", "tomorrow", "on Thursday".
  func feast(in days: Int, _ when: String) -> String? {
    let note = clerk.info.hours.holidays.trimmed
    guard !note.isEmpty else { return nil }
    let today = CalendarDay(year: now.year, month: now.month, day: now.day, weekday: now.weekday)
    let feasts = Feast.on(today.adding(days))
    for clause in note.split(whereSeparator: { ".;\n".contains($0) }).map({ String($0).trimmed }) {
      guard let feast = feasts.first(where: { $0.isMeant(in: clause) }) else { continue }
      let words = Tokenizer.tokens(clause).map(\.text)
      // "Closed on Thanksgiving and December 25"; "Christmas Eve until 15:00, closed on Christmas Day" says more.
      let isClosed =
        words.contains("closed") && !clause.contains(":")
        && !words.contains { ["open", "until", "till", "from", "am", "pm", "noon", "to"].contains($0) }
      guard isClosed else {
        return Wording.sentence("\(when) is \(feast.name)") + " " + Wording.sentence(clause)
      }
      let asksShut = self.words.contains { ["closed", "shut"].contains($0) }
      let opening = reading.yesNo ? asksShut ? "Yes, we're" : "No, we're" : "We're"
      return "\(opening) closed \(when), it's \(feast.name)."
    }
    return nil
  }

  /// The feast that a question on hours falls on; where a day of the week is named, what holds on others, too.
  func feastAsked() -> String? {
    switch reading.moment {
    case .tomorrow: return feast(in: 1, "tomorrow")
    case .today, .now, nil: return feast(in: 0, "today")
    case .weekday(let day):
      let days = (day - now.weekday + 7) % 7
      // "On Thursdays": the usual ones.
      if words.contains(Self.dayNames[day].lowercased() + "s") { return nil }
      return feast(in: days, days == 0 ? "today" : days == 1 ? "tomorrow" : "this " + Self.dayNames[day])
    case .weekdays, .weekend, .everyDay, .holiday: return nil
    }
  }
}

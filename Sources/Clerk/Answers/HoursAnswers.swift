package import Shop

extension Turn {
  static let dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// When the shop is open.
  func hoursAnswer() -> Draft {
    let hours = clerk.info.hours
    func made(_ text: String, _ confidence: Double = 0.93) -> Draft {
      var draft = Draft(text: text, intent: .hours, confidence: confidence)
      draft.facts.texts.append(hours.holidays)
      for span in hours.days.compactMap({ $0 }).joined() {
        draft.facts.texts.append(Wording.time(span.opens) + " " + Wording.time(span.closes))
      }
      draft.facts.texts.append(contentsOf: hours.notes.map(\.value))
      draft.keepsFocus = true
      return draft
    }
    if let note = hours.notes.first(where: { note in
      note.key.split(separator: "_").contains { key in question.tokens.contains { $0.stem == Stemmer.stem(String(key)) }
      }
    }) {
      return made(Wording.sentence("\(note.name): \(note.value)"))
    }
    guard hours.days.contains(where: { $0 != nil }) || !hours.holidays.isEmpty else {
      return made("I don't have our opening hours here. Please ask a member of staff.", 0.4)
    }
    if reading.moment != nil && !words.contains(where: ["normally", "usually"].contains)
      || !Self.asksOfWeek.matches(words), let feast = feastAsked()
    {
      guard case .weekday(let day) = reading.moment, let open = hours.days[day], !open.isEmpty else {
        return made(feast)
      }
      return made("\(feast) On other \(Self.dayNames[day])s we're open from \(spans(open)).")
    }
    if let time = ClockTime.read(question), let said = at(time, hours) { return made(said) }
    if Self.whichDay.matches(words), let late = latest(hours) { return made(late) }
    switch reading.moment {
    case .holiday(let name): return made(holiday(name, hours))
    case .weekday(let day): return made(on(day, Self.dayNames[day], hours, relative: false))
    case .tomorrow: return made(on((now.weekday + 1) % 7, "tomorrow", hours, relative: true))
    case .weekdays: return made(group(Array(0..<5), hours))
    case .weekend: return made(group([5, 6], hours))
    case .everyDay:
      let closed = hours.days.indices.filter { hours.days[$0]?.isEmpty == true }
      return made(
        (closed.isEmpty
          ? "Yes, every day: " : "No, we're closed on \(Wording.list(closed.map { Self.dayNames[$0] })). Otherwise: ")
          + week(hours))
    case .today, .now: return made(today(hours))
    case nil:
      if Pattern("now|still|yet|currently").matches(words) || Pattern("are you open|closed").matches(words) {
        return made(today(hours))
      }
      if Pattern("hours|times").matches(words) || Pattern("when are you").matches(words)
        || Pattern("what|which days").matches(words)
      {
        return made("We're open " + week(hours))
      }
      return made(today(hours) + " " + "Our hours: " + week(hours))
    }
  }

  /// The usual hours are asked for, whatever day it is.
  private static let asksOfWeek = Patterns(
    "opening|business|store|shop|trading|your|the|usual|normal|regular hours|times", "hours are|do", "what|which days",
    "every", "usually|normally")

  /// "Which night are you open late", "what's your latest evening".
  private static let whichDay = Patterns(
    "which|what night|nights|evening|evenings|day|days ~ late|latest|later|longest",
    "latest|longest night|evening|day", "late night|nights|evening|evenings|opening")

  /// The days on which the shop closes last, where there are some.
  private func latest(_ hours: OpeningHours) -> String? {
    let closes = hours.days.map { $0?.map(\.closes).max() ?? 0 }
    guard let last = closes.max(), last > 0 else { return nil }
    let days = closes.indices.filter { closes[$0] == last }
    guard days.count < closes.count(where: { $0 > 0 }) else { return nil }
    return "We're open latest on \(Wording.list(days.map { Self.dayNames[$0] })), until \(Wording.time(last))."
  }

  private func spans(_ spans: [OpeningHours.Span]) -> String {
    Wording.list(spans.map { "\(Wording.time($0.opens)) to \(Wording.time($0.closes))" })
  }

  private func on(_ day: Int, _ name: String, _ hours: OpeningHours, relative: Bool) -> String {
    let when = relative ? name : "on " + name
    guard hours.days.indices.contains(day), let open = hours.days[day] else {
      return "I don't have our hours \(when) here. Please ask a member of staff."
    }
    guard !open.isEmpty else {
      return (reading.yesNo && !words.contains("closed") ? "No, we're" : reading.yesNo ? "Yes, we're" : "We're")
        + " closed \(when)."
    }
    let span = "\(when) we're open from \(spans(open))"
    if reading.yesNo { return words.contains("closed") ? "No, \(span)." : "Yes, \(span)." }
    return Wording.sentence(span)
  }

  /// "Are you open at nine on Saturday": whether, and the hours of that day; nil where no one day is meant.
  private func at(_ time: ClockTime, _ hours: OpeningHours) -> String? {
    let (day, name): (Int, String)
    switch reading.moment {
    case .weekday(let named): (day, name) = (named, "on " + Self.dayNames[named])
    case .tomorrow: (day, name) = ((now.weekday + 1) % 7, "tomorrow")
    case .today, .now, nil: (day, name) = (now.weekday, "today")
    case .holiday, .weekdays, .weekend, .everyDay: return nil
    }
    guard hours.days.indices.contains(day), let own = hours.days[day] else { return nil }
    let closed = words.contains { ["closed", "shut"].contains($0) }
    // "Until six" is said of a time after the opening.
    let later = time.minutes.filter { minutes in own.contains { $0.opens < minutes } }
    let meant = time.bound == .until && !later.isEmpty ? later : time.minutes
    let open = Set(
      meant.compactMap { minutes in
        switch time.bound {
        case .at, .after: hours.isOpen(minutes, on: day)
        case .until: hours.isOpen(minutes, on: day, closing: true)
        case .before: own.contains { $0.opens < minutes }
        }
      })
    // "Nine" may be the morning's or the evening's: where that makes a difference, the hours are the answer.
    let yes = open.count == 1 && reading.yesNo ? open.first.map { $0 != closed } : nil
    let opener = yes.map { $0 ? "Yes, " : "No, " } ?? ""
    if own.isEmpty, open != [true] { return Wording.sentence(opener + "we're closed \(name).") }
    if own.isEmpty { return nil }
    let span = "we're open from \(spans(own)) \(name)"
    return Wording.sentence(opener + span + ".")
  }

  private func group(_ days: [Int], _ hours: OpeningHours) -> String {
    let known = days.filter { hours.days[$0] != nil }
    guard let first = known.first else { return "I don't have those hours here. Please ask a member of staff." }
    if known.count == days.count, Set(known.map { hours.days[$0] ?? [] }).count == 1 {
      let label = days.count == 5 ? "from Monday to Friday" : "on Saturday and Sunday"
      let open = hours.days[first] ?? []
      return open.isEmpty
        ? "We're closed \(label)."
        : "\(label.prefix(1).uppercased() + label.dropFirst()) we're open from \(spans(open))."
    }
    return "We're open " + ranges(known, hours) + "."
  }

  private func week(_ hours: OpeningHours) -> String {
    ranges(hours.days.indices.filter { hours.days[$0] != nil }, hours) + "."
  }

  /// Days of the same hours together: "Monday to Thursday 7 AM to 10 PM, Sunday closed".
  private func ranges(_ days: [Int], _ hours: OpeningHours) -> String {
    var runs: [[Int]] = []
    for day in days {
      if let last = runs.last, let end = last.last, end + 1 == day, hours.days[end] == hours.days[day] {
        runs[runs.count - 1].append(day)
      } else {
        runs.append([day])
      }
    }
    let parts = runs.map { run -> String in
      let first = Self.dayNames[run[0]]
      let last = Self.dayNames[run[run.count - 1]]
      let name = run.count == 1 ? first : run.count == 2 ? "\(first) and \(last)" : "\(first) to \(last)"
      let open = hours.days[run[0]] ?? []
      return open.isEmpty ? "closed on \(name)" : "\(name) from \(spans(open))"
    }
    return Wording.list(parts)
  }

  private func today(_ hours: OpeningHours) -> String {
    // A shop open past midnight is still in yesterday's hours.
    let yesterday = hours.days[(now.weekday + 6) % 7] ?? []
    if let late = yesterday.first(where: { $0.closes > 1440 && now.minutes < $0.closes - 1440 }) {
      return "Yes, we're open until \(Wording.time(late.closes))."
    }
    guard let open = hours.days[now.weekday] else {
      return "I don't have today's hours here. Please ask a member of staff."
    }
    let asksNow = reading.moment == .now || reading.yesNo
    if let span = open.first(where: { now.minutes >= $0.opens && now.minutes < $0.closes }) {
      if words.contains("open"), words.contains("time") || words.contains("early") || words.contains("when"),
        !words.contains("until"), !words.contains("till")
      {
        return "Today we're open from \(spans(open))."
      }
      return
        (asksNow ? "Yes, we're open until \(Wording.time(span.closes)) today" : "Today we're open from \(spans(open))")
        + "."
    }
    if let span = open.first(where: { now.minutes < $0.opens }) {
      return (asksNow ? "Not yet: we" : "We")
        + " open today from \(Wording.time(span.opens)) to \(Wording.time(span.closes))."
    }
    // Closed for today: the next day that opens.
    for step in 1...7 {
      let day = (now.weekday + step) % 7
      guard let next = hours.days[day], let first = next.first else { continue }
      let when = step == 1 ? "tomorrow" : "on " + Self.dayNames[day]
      let was =
        open.isEmpty
        ? "We're closed today"
        : asksNow ? "No, we're closed now; today's hours were \(spans(open))" : "Today's hours were \(spans(open))"
      return "\(was). We open again \(when) at \(Wording.time(first.opens))."
    }
    return "We're closed today."
  }

  /// The merchant's own words on a feast.
  private func holiday(_ name: String, _ hours: OpeningHours) -> String {
    let text = hours.holidays.trimmed
    guard !text.isEmpty else { return "I don't have our holiday hours here. Please ask a member of staff." }
    let wanted = Tokenizer.tokens(name).map(\.stem)
    if wanted == ["holiday"] { return Wording.sentence(text) }
    // "Sundays before Christmas", "between Christmas and New Year": no one clause says it.
    if Pattern("before|around|over|between|after|until ~ christmas|easter|thanksgiving|new").matches(words) {
      return Wording.sentence(text)
    }
    var clauses: [String] = []
    var current = ""
    for c in text {
      if ",;.".contains(c) {
        clauses.append(current)
        current = ""
      } else {
        current.append(c)
      }
    }
    clauses.append(current)
    let hit = clauses.map(\.trimmed).filter { clause in
      let stems = Tokenizer.tokens(clause).map(\.stem)
      return wanted.allSatisfy { stems.contains($0) }
        || wanted.first.map { stems.contains($0) && wanted.count > 1 && wanted[1] == "eve" } ?? false
          && stems.contains("eve")
    }
    guard !hit.isEmpty else { return "Our holiday note doesn't mention that day. It says: \(Wording.sentence(text))" }
    // "Closed on Christmas Day, New Year's Day and Easter": the verb may stand in an earlier part.
    let first = hit[0]
    let hasVerb = Tokenizer.tokens(first).contains {
      ["closed", "open", "close", "closes", "until", "till"].contains($0.text) || $0.number != nil
    }
    let said = hasVerb ? hit.joined(separator: ", ") : text
    let closed = Tokenizer.tokens(said).contains { $0.text == "closed" }
    if hasVerb, reading.yesNo { return closed ? "No, we're \(Wording.lowerFirst(said))." : Wording.sentence(said) }
    return Wording.sentence(said)
  }
}

package import Shop

/// A time of day in a question on opening hours: "at half past eight", "until nine in the evening".
package struct ClockTime: Sendable, Equatable {
  /// How the time bounds the stay that is asked about.
  package enum Bound: Sendable, Equatable { case at, until, after, before }

  /// Minutes after the midnight that begins the day named; two where neither words nor figure say which half of the
  /// day is meant, and from 1,440 on for the small hours of a named night.
  package var minutes: [Int]
  package var bound: Bound

  static func read(_ question: Question) -> ClockTime? {
    let words = question.words
    for i in words.indices {
      // "At ten to six": the hour stands behind.
      if i + 2 < words.count, ["past", "to"].contains(words[i + 1]), question.tokens[i + 2].number != nil,
        part(question.tokens, at: i) != nil
      {
        continue
      }
      guard let (hour, minute, from, to) = figure(question.tokens, at: i) else { continue }
      let before = from > 0 ? words[from - 1] : ""
      let cue = cues[before] ?? (before == "around" || before == "about" ? Bound.at : nil)
      let half = half(words, from: to)
      guard cue != nil || half != nil || from < i || words[i] == "midnight" || words[i] == "noon" else { continue }
      // "Seven days", "24 hours", "8 dollars": a number of something.
      if half == nil, to < words.count, question.tokens[to].isUnit || counted.contains(words[to]) { continue }
      return ClockTime(
        minutes: candidates(hour, minute, half, named: words[i], night: words.contains { nights.contains($0) }),
        bound: cue ?? .at)
    }
    return nil
  }

  private static let cues: [String: Bound] = [
    "at": .at, "by": .at, "for": .at, "from": .at, "until": .until, "till": .until, "til": .until, "to": .until,
    "after": .after, "past": .after, "before": .before,
  ]
  private static let counted: Set<String> = ["days", "day", "hours", "hour", "minutes", "weeks", "dollars", "percent"]
  private static let nights: Set<String> = ["night", "nights", "tonight"]

  /// Hour and minute of the time that is named at `i`, and the words that it takes up.
  private static func figure(_ tokens: [Token], at i: Int) -> (hour: Int, minute: Int, from: Int, to: Int)? {
    func whole(_ k: Int) -> Int? {
      guard tokens.indices.contains(k) else { return nil }
      if tokens[k].text == "one" { return 1 }
      return tokens[k].number.flatMap { Int(exactly: $0) }
    }
    let hour: Int
    switch tokens[i].text {
    case "noon", "midday": hour = 12
    case "midnight": hour = 24
    default:
      guard let value = whole(i), (0...24).contains(value) else { return nil }
      // "The small one" is no time of day; "at one" and "half past one" are.
      if tokens[i].text == "one", i == 0 || cues[tokens[i - 1].text] == nil { return nil }
      hour = value
    }
    // "Half past eight", "quarter to nine", "ten past six".
    if i >= 2, tokens[i - 1].text == "past" || tokens[i - 1].text == "to" {
      let back = tokens[i - 1].text == "to"
      let part: Int? =
        switch tokens[i - 2].text {
        case "half" where !back: 30
        case "quarter": 15
        default: part(tokens, at: i - 2)
        }
      if let part {
        var from = i - 2
        if from > 0, tokens[from - 1].text == "a" { from -= 1 }
        return back ? ((hour + 23) % 24, 60 - part, from, i + 1) : (hour == 24 ? 24 : hour, part, from, i + 1)
      }
    }
    if let minute = whole(i + 1), [0, 15, 30, 45].contains(minute) || (1..<60).contains(minute) && minute > 12 {
      return (hour, minute, i, i + 2)
    }
    return (hour, 0, i, i + 1)
  }

  /// The minutes at `i` that go before or beyond an hour: "open ten to six" is a span, "at ten to six" is a time.
  private static func part(_ tokens: [Token], at i: Int) -> Int? {
    guard i > 0, cues[tokens[i - 1].text] != nil, tokens[i - 1].text != "from",
      let value = tokens[i].number.flatMap({ Int(exactly: $0) }), (1..<30).contains(value), value % 5 == 0
    else { return nil }
    return value
  }

  private enum Half { case morning, afternoon, clock }

  private static func half(_ words: [String], from i: Int) -> Half? {
    let rest = words[min(i, words.count)...].prefix(4)
    guard let first = rest.first else { return nil }
    switch first {
    case "am": return .morning
    case "pm": return .afternoon
    case "a" where rest.dropFirst().first == "m": return .morning
    case "p" where rest.dropFirst().first == "m": return .afternoon
    case "o'clock", "oclock", "o", "clock", "sharp": return half(words, from: i + 1) ?? .clock
    default: break
    }
    if rest.contains("morning") { return .morning }
    if rest.contains(where: { ["afternoon", "evening", "night", "tonight"].contains($0) }) { return .afternoon }
    return nil
  }

  private static func candidates(_ hour: Int, _ minute: Int, _ half: Half?, named: String, night: Bool) -> [Int] {
    // Midnight ends the day that is named, and what follows it belongs to that night.
    if named == "midnight" { return [(hour == 23 ? 23 : 24) * 60 + minute] }
    if named == "noon" || named == "midday" { return [(hour == 11 ? 11 : 12) * 60 + minute] }
    if hour > 12 || hour == 0 { return [hour * 60 + minute] }
    switch half {
    case .morning: return [hour % 12 * 60 + minute]
    case .afternoon:
      if hour == 12 { return [night ? 24 * 60 + minute : 12 * 60 + minute] }
      // "One at night" is after midnight, "seven at night" is not.
      return [night && hour < 5 ? (24 + hour) * 60 + minute : (hour + 12) * 60 + minute]
    case .clock, nil:
      if night { return [hour == 12 || hour < 5 ? (12 + hour % 12 + 12) * 60 + minute : (hour + 12) * 60 + minute] }
      return [hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute]
    }
  }
}

extension OpeningHours {
  /// Whether the shop is open at `minutes` after the midnight that begins `day`, or nil where that day is not written.
  /// - Parameter closing: asks for the moment before, so that "until nine" holds for a shop that closes at nine.
  func isOpen(_ minutes: Int, on day: Int, closing: Bool = false) -> Bool? {
    guard days.indices.contains(day), let own = days[day] else { return nil }
    let moment = closing ? minutes - 1 : minutes
    func within(_ spans: [Span], _ moment: Int) -> Bool { spans.contains { moment >= $0.opens && moment < $0.closes } }
    return within(own, moment) || within(days[(day + 6) % 7] ?? [], moment + 1440)
      || within(days[(day + 1) % 7] ?? [], moment - 1440)
  }
}

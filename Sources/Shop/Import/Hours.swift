/// Reads what a merchant writes for a day's opening hours.
///
/// `07:00-22:00`, `9-17`, `9:00 am - 5:30 pm`, several spans with commas, `closed`, `24h`; a span that ends at or
/// before its start goes past midnight.
package enum HoursParser {
  /// The spans in the order of the day, empty for "closed", or nil for what cannot be read.
  package static func spans(_ text: String) -> [OpeningHours.Span]? {
    guard text.utf8.count <= 200 else { return nil }
    let words = text.lowercased().split(whereSeparator: \.isWhitespace).map { $0 == "to" || $0 == "until" ? "-" : $0 }
    let lower = words.joined(separator: " ")
    switch lower {
    case "closed", "-", "–", "none": return []
    case "24h", "24 h", "24 hours", "24/7", "open 24 hours": return [OpeningHours.Span(opens: 0, closes: 1440)]
    default: break
    }
    var spans: [OpeningHours.Span] = []
    for piece in lower.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == "&" }) {
      guard let span = span(piece) else { return nil }
      spans.append(span)
    }
    guard !spans.isEmpty else { return nil }
    spans.sort { $0.opens < $1.opens }
    for (a, b) in zip(spans, spans.dropFirst()) where b.opens < a.closes { return nil }
    return spans
  }

  private static func span(_ text: Substring) -> OpeningHours.Span? {
    let halves = text.split(omittingEmptySubsequences: false, whereSeparator: { "-–—".contains($0) })
    guard halves.count == 2, var opening = time(halves[0]), let closing = time(halves[1]) else { return nil }
    if opening.half == nil && closing.half == .afternoon && opening.minutes + 720 < closing.minutes {
      // "1-5 pm" is an afternoon; "7-11 pm" may be a day or an evening, so it is refused.
      guard opening.minutes < 360 else { return nil }
      opening.minutes += 720
    }
    guard opening.minutes < 1440 else { return nil }
    let closes = closing.minutes <= opening.minutes ? closing.minutes + 1440 : closing.minutes
    return OpeningHours.Span(opens: opening.minutes, closes: closes)
  }

  private enum Half { case morning, afternoon, named }

  private static func time(_ text: Substring) -> (minutes: Int, half: Half?)? {
    var rest = text.filter { $0 != " " }
    switch rest {
    case "noon": return (720, .named)
    case "midnight": return (1440, .named)
    default: break
    }
    var half: Half?
    for (mark, which) in [("am", Half.morning), ("a.m.", .morning), ("pm", .afternoon), ("p.m.", .afternoon)]
    where rest.hasSuffix(mark) {
      half = which
      rest.removeLast(mark.count)
      break
    }
    for mark in ["uhr", "h"] where rest.hasSuffix(mark) { rest.removeLast(mark.count) }
    let parts = rest.split(omittingEmptySubsequences: false, whereSeparator: { $0 == ":" || $0 == "." || $0 == "h" })
    guard (1...2).contains(parts.count), let first = parts.first, (1...2).contains(first.utf8.count),
      var hours = number(first)
    else { return nil }
    var minutes = 0
    if parts.count == 2 {
      guard parts[1].utf8.count == 2, let read = number(parts[1]), read < 60 else { return nil }
      minutes = read
    }
    if let half {
      guard (1...12).contains(hours) else { return nil }
      hours = hours % 12 + (half == .afternoon ? 12 : 0)
    }
    guard hours < 24 || hours == 24 && minutes == 0 else { return nil }
    return (hours * 60 + minutes, half)
  }

  private static func number(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
    return Int(text)
  }
}

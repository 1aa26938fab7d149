/// Times of day and dates: "10:00–19:00", "7:30 pm", "2025-01-31", "Dec 24", "31/12", "24/7".
extension SpokenReader {
  struct Clock {
    var hour: Int
    var minute: Int
    /// "a" or "p" where the text says which half of the day.
    var half: Unicode.Scalar?
    var leadingZero: Bool
    var hasMinutes: Bool
    var end: Int

    /// Minutes after midnight, the half of the day taken into account.
    var minutes: Int {
      switch half {
      case "p": (hour % 12 + 12) * 60 + minute
      case "a": hour % 12 * 60 + minute
      default: hour * 60 + minute
      }
    }
  }

  /// A time at `place`: with minutes, or with a half of the day or the language's word for "o'clock" behind it.
  func clock(_ place: Int) -> Clock? {
    guard let (hour, afterHour) = cursor.shortNumber(place), hour <= 24 else { return nil }
    var clock = Clock(
      hour: hour, minute: 0, half: nil, leadingZero: cursor[place] == "0", hasMinutes: false, end: afterHour)
    if let mark = cursor[afterHour], mark == ":" || mark == "." || (mark == "h" && language.code != "en"),
      let (minute, end) = cursor.shortNumber(afterHour + 1, digits: 2...2), minute < 60, !cursor.isDigit(end),
      !(cursor[end] == "." && cursor.isDigit(end + 1)),
      !cursor.isLetter(end) || halfOfDay(end) != nil || cursor[end] == "h"
    {
      clock.minute = minute
      clock.end = end
      clock.hasMinutes = mark != "."
      if mark == ":", let (seconds, end) = cursor[end] == ":" ? cursor.shortNumber(end + 1, digits: 2...2) : nil,
        seconds < 60
      {
        clock.end = end
      }
      if mark == ".", halfOfDay(cursor.afterSpaces(end)) == nil, clockWord(end) == nil { return nil }
    }
    if let (half, end) = halfOfDay(cursor.afterSpaces(clock.end)), (1...12).contains(hour) {
      clock.half = half
      clock.end = end
      return clock
    }
    if let end = clockWord(clock.end) {
      clock.end = end
      clock.hasMinutes = true
      return clock
    }
    guard clock.hasMinutes, hour < 24 || clock.minute == 0 else { return nil }
    return clock
  }

  /// "am", "p.m." and the like at `place`.
  private func halfOfDay(_ place: Int) -> (Unicode.Scalar, Int)? {
    guard language.code == "en", let first = cursor[place]?.properties.lowercaseMapping.unicodeScalars.first,
      first == "a" || first == "p"
    else { return nil }
    for form in ["m", ".m.", ".m", " m"] where cursor.has(form, at: place + 1, ignoringCase: true) {
      var end = place + 1 + form.count
      if cursor.isLetter(end) || cursor.isDigit(end) { continue }
      // The last stop of "p.m." may end the sentence too.
      if form == ".m.", cursor[cursor.afterSpaces(end)] == nil || (cursor[end] == " " && cursor.isUpper(end + 1)) {
        end -= 1
      }
      return (first, end)
    }
    return nil
  }

  /// "Uhr", "h" or "heures" after a figure: the place after it.
  private func clockWord(_ place: Int) -> Int? {
    let start = cursor.afterSpaces(place)
    for word in language.clockWords where cursor.has(word, at: start, ignoringCase: true) {
      let end = start + word.unicodeScalars.count
      if !cursor.isLetter(end), !cursor.isDigit(end) { return end }
    }
    return nil
  }

  mutating func time() -> Bool {
    // "9–5 pm": the first without anything of its own.
    let bare = cursor.shortNumber(at).flatMap { short -> Clock? in
      guard (1...12).contains(short.value), rangeJoint(short.end) != nil else { return nil }
      return Clock(hour: short.value, minute: 0, half: nil, leadingZero: false, hasMinutes: false, end: short.end)
    }
    guard var first = clock(at) ?? bare else { return false }
    if let next = rangeJoint(first.end), var last = clock(next) {
      // Only what surely is a time makes a bare figure one.
      if !first.hasMinutes, first.half == nil, last.half == nil, clockWord(first.end) == nil, language.code == "en" {
        return false
      }
      if first.half == nil, let half = last.half, first.hour <= 12 {
        first.half = first.hour % 12 < last.hour % 12 ? half : (half == "p" ? "a" : "p")
      } else if first.half != nil, last.half == nil, last.hour <= 12 {
        last.half = last.hour % 12 > first.hour % 12 ? first.half : (first.half == "p" ? "a" : "p")
      } else if first.half == nil, last.half == nil, language.code == "en", last.minutes <= first.minutes,
        last.hour < 12, !last.leadingZero, last.hour > 0
      {
        // "8:00-5:00" as people write it on doors.
        last.half = "p"
      }
      say(language.timeRange(first.minutes, last.minutes))
      at = last.end
      return true
    }
    guard first.hasMinutes || first.half != nil else { return false }
    say(language.time(first.hour, first.minute, first.half, first.leadingZero))
    at = first.end
    return true
  }

  /// A dash, or the language's word for "to", between two times: the place of the second.
  private func rangeJoint(_ place: Int) -> Int? {
    let start = cursor.afterSpaces(place)
    if cursor[start] == "–" || cursor[start] == "-" { return cursor.afterSpaces(start + 1) }
    guard start > place else { return nil }
    for word in language.untilWords where cursor.has(word + " ", at: start, ignoringCase: true) {
      return cursor.afterSpaces(start + word.unicodeScalars.count)
    }
    return nil
  }

  // MARK: Dates

  /// A date in figures, or a day followed by the name of a month.
  mutating func date() -> Bool {
    if let (year, end) = cursor.shortNumber(at, digits: 4...4), cursor[end] == "-" || cursor[end] == "/",
      let (month, monthEnd) = cursor.shortNumber(end + 1, digits: 2...2), cursor[monthEnd] == cursor[end],
      let (day, dayEnd) = cursor.shortNumber(monthEnd + 1, digits: 2...2), !cursor.isDigit(dayEnd), isDay(day, month)
    {
      sayDate(day, month, year)
      at = dayEnd
      return true
    }
    guard let (first, firstEnd) = cursor.shortNumber(at) else { return false }
    // 31/12/2025, 31.12.2025, 31-12-2025, and 31.12. where dates are written so
    if let mark = cursor[firstEnd], mark == "/" || mark == "." || mark == "-",
      let (second, secondEnd) = cursor.shortNumber(firstEnd + 1), cursor[secondEnd] == mark
    {
      if let (year, end) = cursor.shortNumber(secondEnd + 1, digits: 2...4), !cursor.isDigit(end),
        year < 100 || year >= 1_000,
        let (day, month) = dayAndMonth(first, second, mark)
      {
        sayDate(day, month, year < 100 ? 2_000 + year : year)
        at = end
        return true
      }
      if mark == ".", language.dottedDates, !cursor.isDigit(secondEnd + 1), isDay(first, second) {
        sayDate(first, second, nil)
        // The stop belongs to the date, unless nothing follows.
        at = cursor[cursor.afterSpaces(secondEnd + 1)] == nil ? secondEnd : secondEnd + 1
        return true
      }
    }
    // "24 December", "24th of December", "24. Dezember"
    var place = firstEnd
    for ending in language.ordinalEndings where cursor.has(ending, at: place, ignoringCase: true) {
      place += ending.unicodeScalars.count
      break
    }
    if cursor[place] == ".", language.dottedDates { place += 1 }
    place = cursor.afterSpaces(place)
    for word in ["of", "de"] where cursor.has(word + " ", at: place) { place = cursor.afterSpaces(place + 2) }
    guard place > firstEnd, let (month, monthEnd) = monthName(place), isDay(first, month) else { return false }
    let (year, end) = yearBehind(monthEnd)
    sayDate(first, month, year)
    at = end
    return true
  }

  private mutating func sayDate(_ day: Int, _ month: Int, _ year: Int?) {
    var text = language.date(day, month, year)
    // German bends the day behind a preposition: "am vierundzwanzigsten Dezember".
    let bends = ["am", "vom", "zum", "dem", "bis", "ab", "seit", "beim", "und"]
    if language.code == "de", bends.contains(lastWord), let cut = text.firstIndex(of: " ") {
      text = text[..<cut].dropLast() + "n" + text[cut...]
    }
    say(text)
  }

  /// The name of a month followed by a day or a year; `place` is where a word begins.
  mutating func monthAndDay(_ place: Int) -> Bool {
    guard let (month, monthEnd) = monthName(place) else { return false }
    let start = cursor.afterSpaces(monthEnd)
    guard start > monthEnd else { return false }
    if let (year, end) = cursor.shortNumber(start, digits: 4...4), (1_500...2_199).contains(year), !cursor.isLetter(end)
    {
      say(language.months[month - 1] + " " + language.year(UInt64(year)))
      at = end
      return true
    }
    guard language.monthFirst || language.code == "en", let (day, dayEnd) = cursor.shortNumber(start), isDay(day, month)
    else {
      return false
    }
    var end = dayEnd
    for ending in language.ordinalEndings
    where cursor.has(ending, at: end, ignoringCase: true) && !cursor.isLetter(end + 2) {
      end += ending.unicodeScalars.count
      break
    }
    // "May 5.5", "March 5 kg" and "May 10:00" are no dates.
    if cursor.isLetter(end) || cursor[end] == ":" || cursor[end] == "%"
      || (cursor[end] == "." && cursor.isDigit(end + 1))
      || (cursor[end] == "," && cursor.isDigit(end + 1)) || (unit(end) != nil && cursor[end] == " ")
    {
      return false
    }
    let (year, yearEnd) = yearBehind(end)
    sayDate(day, month, year)
    at = yearEnd
    // "Dec 24–26"
    if cursor[at] == "–" || cursor[at] == "-", let (last, lastEnd) = cursor.shortNumber(at + 1), isDay(last, month),
      last > day
    {
      say(language.word("to") + " " + language.ordinal(UInt64(last)))
      at = lastEnd
    }
    return true
  }

  private func monthName(_ place: Int) -> (Int, Int)? {
    guard !cursor.isLetter(place - 1), cursor.isUpper(place) || language.code != "en" else { return nil }
    var end = cursor.wordEnd(place)
    guard let month = language.monthNames[cursor.string(place..<end).lowercased()] else { return nil }
    if cursor[end] == ".", end - place <= 4, cursor.isDigit(cursor.afterSpaces(end + 1)) { end += 1 }
    return (month, end)
  }

  /// ", 2025" or " 2025" behind a date.
  private func yearBehind(_ place: Int) -> (Int?, Int) {
    var start = cursor.afterSpaces(cursor[place] == "," ? place + 1 : place)
    for word in ["de", "of"] where cursor.has(word + " ", at: start) { start = cursor.afterSpaces(start + 2) }
    guard start > place, let (year, end) = cursor.shortNumber(start, digits: 4...4), (1_500...2_199).contains(year),
      !cursor.isLetter(end), cursor[end] != ":", unit(end) == nil
    else { return (nil, place) }
    return (year, end)
  }

  private func isDay(_ day: Int, _ month: Int) -> Bool {
    (1...12).contains(month) && day >= 1
      && day <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][max(0, min(11, month - 1))]
  }

  private func dayAndMonth(_ first: Int, _ second: Int, _ mark: Unicode.Scalar) -> (Int, Int)? {
    // Dots are European; slashes are as the language has them, unless that is no date.
    let (day, month) = language.monthFirst && mark != "." ? (second, first) : (first, second)
    if isDay(day, month) { return (day, month) }
    return isDay(month, day) ? (month, day) : nil
  }

  /// "24/7", "1/2", "4.5/5", "31/12".
  mutating func slashed() -> Bool {
    if cursor.has("24/7", at: at), !cursor.isDigit(at + 4), cursor[at + 4] != "/" {
      say(language.word("allDay"))
      at += 4
      return true
    }
    guard let number = cursor.number(at), !number.grouped, number.part == nil, cursor[number.end] == "/" else {
      return false
    }
    guard let bottom = cursor.number(number.end + 1), bottom.isWhole, let under = bottom.whole, under > 0,
      cursor[bottom.end] != "/", !cursor.isLetter(bottom.end), unit(bottom.end) == nil || number.isWhole
    else { return false }
    if number.decimals != nil {
      // A mark: "4.8/5".
      say(spoken(number) + " " + language.word("outOf") + " " + spoken(bottom))
      at = bottom.end
      return true
    }
    guard let top = number.whole, top > 0, top <= 99, under <= 99 else { return false }
    let common: Set<UInt64> = [2, 3, 4, 5, 6, 8, 10, 16, 32, 64]
    if common.contains(under), top < under || unit(bottom.end) != nil, let text = language.fraction(top, under) {
      if let (noun, end) = unit(bottom.end) {
        at = end
        let half = top == 1 && under == 2 ? language.half?(0, noun) : nil
        let article =
          language.code == "en" && (noun.one.first.map { "aeiou".contains($0) } ?? false)
          ? "of an" : language.word("fractionOf")
        say(half ?? "\(text.hasPrefix("one ") ? "a " + text.dropFirst(4) : text) \(article) \(noun.one)")
        return true
      }
      // "1/2" before a day of the week or alone in figures is still a half.
      say(text)
      at = bottom.end
      return true
    }
    if let (day, month) = dayAndMonth(Int(top), Int(under), "/") {
      sayDate(day, month, nil)
      at = bottom.end
      return true
    }
    return false
  }
}

/// Numbers and what they count: sizes, dimensions, ranges, percentages, ordinals, codes that begin with a figure.
extension SpokenReader {
  /// The unit at `place`, after at most one space (two for a line-broken one), and the place after it.
  ///
  /// A stop behind it is taken along unless it ends the sentence. "in" is a unit only where it cannot be the word.
  func unit(_ place: Int, attached: Bool = false) -> (noun: SpokenLanguage.Noun, end: Int)? {
    let start = attached ? place : cursor.afterSpaces(place)
    guard start - place <= 2, cursor[start] != "\n" else { return nil }
    let longest = 9
    for length in stride(from: min(longest, cursor.text.count - start), to: 0, by: -1) {
      guard let noun = language.units[cursor.string(start..<start + length)] else { continue }
      var end = start + length
      let last = cursor[end - 1]
      if last?.properties.isAlphabetic ?? false, cursor.isLetter(end) || cursor.isDigit(end) || cursor[end] == "'" {
        continue
      }
      if cursor.string(start..<end) == "in", language.code == "en", start > place, !isInches(end) { continue }
      if last == ".", length > 1 {
        // The stop of "ft." may be the sentence's too.
        let next = cursor.afterSpaces(end)
        if cursor[next] == nil || cursor[next] == "\n" || (next > end && cursor.isUpper(next)) { end -= 1 }
      }
      if cursor[end] == ".", last != ".", last?.properties.isAlphabetic ?? false {
        let next = cursor.afterSpaces(end + 1)
        if next < cursor.text.count, cursor[next] != "\n", !cursor.isUpper(next) || cursor[end + 1] != " " { end += 1 }
      }
      return (noun, end)
    }
    return nil
  }

  /// Whether "in" that ends at `end` means inches: nothing more of the sentence follows, or a dimension does.
  private func isInches(_ end: Int) -> Bool {
    let next = cursor.afterSpaces(cursor[end] == "." ? end + 1 : end)
    guard let scalar = cursor[next], scalar != "\n" else { return true }
    if cursor[end] == "." { return true }
    if ",;:)×/!?".unicodeScalars.contains(scalar) { return true }
    let word = cursor.string(next..<cursor.wordEnd(next)).lowercased()
    return ["x", "by", "wide", "long", "deep", "tall", "high", "thick", "diameter", "w", "h", "d", "round"].contains(
      word)
  }

  /// A number with everything that belongs to it.
  mutating func quantity() -> Bool {
    guard let first = cursor.number(at) else { return false }
    let start = at
    if ordinal(first) || karat(first) || feetAndInches(first) || version(first) || code(first) { return true }
    if let (text, end) = moneyAfter(first) {
      say(text)
      at = end
      perUnit()
      return true
    }
    if yearAlone(first) { return true }
    // A chain: "2–3", "120 x 60 x 75", each perhaps with its own unit.
    var numbers = [first]
    var joints: [String] = []
    var end = first.end
    var unitFound = unit(end) ?? inchMark(end)
    if let found = unitFound, isJoint(found.end) { end = found.end }
    while numbers.count < 5, let (joint, next) = joint(end), let number = cursor.number(next),
      !number.isCode || joint == "by"
    {
      if joint == "to", let time = clock(next), time.hasMinutes { break }
      if let earlier = unitFound, earlier.end > end { end = earlier.end }
      numbers.append(number)
      joints.append(joint)
      end = number.end
      unitFound = unit(end) ?? inchMark(end)
      if let found = unitFound, isJoint(found.end) { end = found.end }
    }
    let last = numbers[numbers.count - 1]
    if numbers.count > 1, joints.allSatisfy({ $0 == "to" }), let (text, moneyEnd) = moneyAfter(last) {
      let heads = numbers.dropLast().map { spoken($0) }
      say((heads + [text]).joined(separator: " \(language.word("to")) "))
      at = moneyEnd
      perUnit()
      return true
    }
    let percent = cursor.afterSpaces(end)
    if cursor[percent] == "%" {
      say(chain(numbers, joints, gender: nil) + " " + language.word("percent"))
      at = percent + 1
      return true
    }
    if let (noun, unitEnd) = unitFound {
      var text: String
      // A hyphen or a noun behind it makes it an adjective: "a twelve ounce bag".
      if numbers.count == 1, last.part == nil, last.significantDecimals == "5", let whole = last.whole,
        let half = language.half?(whole, noun)
      {
        text = half
      } else if numbers.count == 1, let part = last.part, last.whole == 0 {
        text = fractionOf(part, noun)
      } else if numbers.count == 1, let part = last.part, part == (1, 2), let whole = last.whole,
        let half = language.half?(whole, noun)
      {
        text = half
      } else {
        // "a sixteen ounce cup": before a noun the unit is an adjective.
        let adjective =
          language.code == "en" && (lastWord == "a" || lastWord == "an") && cursor[unitEnd] == " "
          && cursor.isLetter(cursor.afterSpaces(unitEnd))
        let one = adjective || (last.isOne && numbers.count == 1)
        text = chain(numbers, joints, gender: noun.gender) + " " + (one ? noun.one : noun.many)
      }
      if text.isEmpty { text = noun.many }
      let apart = lastWordIsCapital && start > 0 && cursor[start - 1] == " " && numbers.count == 1
      at = unitEnd
      if apart { out += "," }
      say(text)
      perUnit()
      if apart, cursor[at] == " ", cursor.isLetter(cursor.afterSpaces(at)) { out += "," }
      return true
    }
    // "12-oz", "6-pack": an adjective.
    if numbers.count == 1, cursor[end] == "-", let (noun, unitEnd) = unit(end + 1, attached: true) {
      say(spoken(first) + " " + noun.one)
      at = unitEnd
      return true
    }
    // "3x faster", "2 x Oat Milk"
    let times = cursor.afterSpaces(end)
    if numbers.count == 1, cursor[times] == "x" || cursor[times] == "X" || cursor[times] == "×",
      !cursor.isLetter(times + 1),
      !cursor.isDigit(times + 1), first.isWhole
    {
      say(spoken(first) + " " + language.word("times"))
      at = times + 1
      return true
    }
    say(chain(numbers, joints, gender: nil))
    at = end
    if cursor[at] == "+", !cursor.isDigit(at + 1) {
      say(language.word("plus"))
      at += 1
    }
    return true
  }

  private func chain(_ numbers: [WrittenNumber], _ joints: [String], gender: SpokenLanguage.Gender?) -> String {
    var text = ""
    for (index, number) in numbers.enumerated() {
      if index > 0 { text += " " + language.word(joints[index - 1]) + " " }
      text += spoken(number, gender: index == numbers.count - 1 ? gender : nil)
    }
    return text
  }

  private func isJoint(_ place: Int) -> Bool {
    guard let (_, next) = joint(place) else { return false }
    return cursor.number(next) != nil
  }

  /// "–", "-", "x" or "×" between two numbers.
  private func joint(_ place: Int) -> (String, Int)? {
    let start = cursor.afterSpaces(place)
    let next = cursor.afterSpaces(start + 1)
    switch cursor[start] {
    case "–": return ("to", next)
    // A hyphen with a space on one side only is a minus or a dash.
    case "-": return (start > place) == (next > start + 1) ? ("to", next) : nil
    case "x", "X", "×": return ("by", next)
    default: return nil
    }
  }

  private func fractionOf(_ part: (top: UInt64, bottom: UInt64), _ noun: SpokenLanguage.Noun) -> String {
    if part == (1, 2), let half = language.half?(0, noun) { return half }
    guard let text = language.fraction(part.top, part.bottom) else { return noun.many }
    let article =
      language.code == "en" && (noun.one.first.map { "aeiou".contains($0) } ?? false)
      ? "of an" : language.word("fractionOf")
    return "\(text.hasPrefix("one ") ? "a " + text.dropFirst(4) : text) \(article) \(noun.one)"
  }

  // MARK: Figures that are more than a quantity

  /// "1st", "22nd", "3.", "1er", "2º".
  private mutating func ordinal(_ number: WrittenNumber) -> Bool {
    guard number.isWhole, let value = number.whole, value > 0 else { return false }
    for ending in language.ordinalEndings where cursor.has(ending, at: number.end, ignoringCase: true) {
      let end = number.end + ending.unicodeScalars.count
      if cursor.isLetter(end) || cursor.isDigit(end) { continue }
      say(language.ordinal(value))
      at = end
      return true
    }
    return false
  }

  /// "18K", "14 kt gold", "9ct gold", "0.5 ct": purity or weight of jewellery.
  private mutating func karat(_ number: WrittenNumber) -> Bool {
    guard language.code == "en" else { return false }
    let start = cursor.afterSpaces(number.end)
    let end = cursor.wordEnd(start)
    let suffix = cursor.string(start..<end)
    guard !cursor.isDigit(end) else { return false }
    let purity = number.isWhole && [8, 9, 10, 12, 14, 15, 18, 20, 21, 22, 23, 24].contains(number.whole ?? 0)
    let next = cursor.string(cursor.afterSpaces(end)..<cursor.wordEnd(cursor.afterSpaces(end))).lowercased()
    let metals = ["gold", "white", "yellow", "rose"]
    switch suffix {
    case "K", "k", "KT", "kt", "Kt":
      guard purity, suffix.count == 2 || metals.contains(next) || number.end == start else { return false }
      say(spoken(number) + " " + language.word("karat"))
    case "ct", "CT", "ctw", "cttw":
      let gems = metals + ["diamond", "diamonds", "ruby", "sapphire", "emerald", "tw", "total", "natural", "lab"]
      guard gems.contains(next) || number.decimals != nil || number.part != nil || suffix != "ct" && suffix != "CT"
      else {
        return false
      }
      say(spoken(number) + " " + language.word(number.isOne || purity && metals.contains(next) ? "carat" : "carats"))
    default: return false
    }
    at = end
    return true
  }

  /// `5'10"`, `6'`, `12"`.
  private mutating func feetAndInches(_ number: WrittenNumber) -> Bool {
    guard language.code == "en" else { return false }
    if cursor[number.end] == "'", !cursor.isLetter(number.end + 1) {
      var text = spoken(number) + " " + language.word(number.isOne ? "foot" : "feet")
      at = number.end + 1
      if let inches = cursor.number(cursor.afterSpaces(at)), cursor[inches.end] == "\"" {
        text += " " + spoken(inches) + " " + language.word(inches.isOne ? "inch" : "inches")
        at = inches.end + 1
      }
      say(text)
      return true
    }
    guard let (noun, end) = inchMark(number.end), !isJoint(end) else { return false }
    say(spoken(number) + " " + (number.isOne ? noun.one : noun.many))
    at = end
    return true
  }

  private func inchMark(_ place: Int) -> (noun: SpokenLanguage.Noun, end: Int)? {
    guard language.code == "en", cursor[place] == "\"", !openQuote else { return nil }
    return (SpokenLanguage.Noun(one: language.word("inch"), many: language.word("inches")), place + 1)
  }

  /// "1.2.3": parts joined by "point".
  private mutating func version(_ number: WrittenNumber) -> Bool {
    guard number.decimals != nil, cursor[number.end] == ".", cursor.isDigit(number.end + 1) else { return false }
    var end = at
    while cursor.isDigit(end) || (cursor[end] == "." && cursor.isDigit(end + 1)) { end += 1 }
    let parts = cursor.string(at..<end).split(separator: ".").map { cardinal(String($0)) }
    say(parts.joined(separator: " " + language.word("point") + " "))
    at = end
    return true
  }

  /// "4K", "3D", "2XL", "90s", "10x20mm" aside: a figure with letters stuck to it that are no unit.
  private mutating func code(_ number: WrittenNumber) -> Bool {
    guard number.isWhole, cursor.isLetter(number.end), unit(number.end, attached: true) == nil else { return false }
    var end = number.end
    while cursor.isLetter(end) || cursor.isDigit(end) { end += 1 }
    let whole = cursor.string(at..<end)
    if let size = language.sizes[whole] {
      say(size)
      at = end
      return true
    }
    let suffix = cursor.string(number.end..<end)
    // A word that lost its space ("2pack"), or a decade ("90s").
    if suffix == "s" {
      let text = spoken(number)
      say(text.hasSuffix("y") ? text.dropLast() + "ies" : text + "s")
      at = end
      return true
    }
    if suffix.lowercased() == "x" || moneyAfter(number) != nil { return false }
    if suffix.count > 3, suffix.allSatisfy(\.isLetter), suffix != suffix.uppercased() { return false }
    say(spelled(whole))
    at = end
    return true
  }

  /// A year where the word before says that it is one.
  private mutating func yearAlone(_ number: WrittenNumber) -> Bool {
    guard number.isWhole, !number.grouped, number.digits.count == 4, let value = number.whole,
      (1_500...2_099).contains(value),
      language.yearWords.contains(lastWord), unit(number.end) == nil, cursor[cursor.afterSpaces(number.end)] != "%"
    else { return false }
    say(language.year(value))
    at = number.end
    return true
  }
}

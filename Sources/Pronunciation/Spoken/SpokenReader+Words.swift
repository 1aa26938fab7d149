/// Words that are not said as they are written: abbreviations, capitals, codes, sizes, days; and addresses, telephone
/// numbers.
extension SpokenReader {
  mutating func word() -> Bool {
    let end = cursor.wordEnd(at)
    if monthAndDay(at) || slashedAbbreviation() { return true }
    // Letters with figures: "MM-1001", "USB-C", "A4", "B12", "SPF50".
    if mixedCode() { return true }
    let text = cursor.string(at..<end)
    if abbreviation(text, end) || weekday(text, end) || size(text, end) { return true }
    if text.count > 1, text == text.uppercased(), text != text.lowercased(), capitals(text, end) { return true }
    if text.count == 1, cursor.isUpper(at), let first = text.first, spelledAlone(first, end) { return true }
    sayWord(text, capital: cursor.isUpper(at))
    at = end
    return true
  }

  // MARK: Abbreviations

  /// "w/", "n/a" and others with a slash.
  private mutating func slashedAbbreviation() -> Bool {
    for form in ["w/o", "w/", "b/c", "n/a", "N/A", "a/c", "A/C", "c/o", "y/o", "p/n", "s/o"]
    where cursor.has(form, at: at) && !cursor.isLetter(at - 1) {
      guard let text = language.abbreviations[form.lowercased()] else { continue }
      let end = at + form.count
      if form != "w/", cursor.isLetter(end) || cursor.isDigit(end) { continue }
      say(text)
      at = end
      return true
    }
    return false
  }

  private mutating func abbreviation(_ text: String, _ end: Int) -> Bool {
    let key = text.lowercased()
    // Dotted letters: "e.g.", "a.m.", "U.S.A.".
    if text.count == 1, cursor[end] == ".", cursor.isLetter(end + 1) {
      var last = end
      while cursor[last] == ".", cursor.isLetter(last + 1), !cursor.isLetter(last + 2) { last += 2 }
      if cursor[last] == "." { last += 1 }
      let form = cursor.string(at..<last)
      if last - at >= 3 {
        let dotted = form.lowercased().hasSuffix(".") ? form.lowercased() : form.lowercased() + "."
        say(language.abbreviations[dotted] ?? spelled(form))
        finish(form, last)
        return true
      }
    }
    if ["no", "nr", "nos", "n"].contains(key), cursor[end] == "." || cursor[end] == "º" || cursor[end] == "°" {
      // Only before a figure; "No." may be an answer.
      if cursor.isDigit(cursor.afterSpaces(end + 1)) {
        say(language.word("number"))
        at = end + 1
        return true
      }
      return false
    }
    if language.code == "en", let text = streetOrTitle(key, end) {
      say(text)
      finish(cursor.string(at..<end + (cursor[end] == "." ? 1 : 0)), end + (cursor[end] == "." ? 1 : 0), title: true)
      return true
    }
    if cursor[end] == ".", let text = language.abbreviations[key + "."], text != "", !isOwnWord(key, end) {
      say(text)
      finish(key + ".", end + 1)
      return true
    }
    if let text = language.abbreviations[key] {
      say(text)
      at = end
      return true
    }
    return false
  }

  /// Words such as "co", "max", "org" or "min" with the stop of a sentence behind them are themselves.
  private func isOwnWord(_ key: String, _ end: Int) -> Bool {
    let next = cursor.afterSpaces(end + 1)
    let ends = cursor[next] == nil || cursor[next] == "\n" || (next > end + 1 && cursor.isUpper(next))
    return ends && ["sun", "med", "est", "temp", "reg", "org", "ext", "ave", "veg", "rd", "mt", "max"].contains(key)
  }

  /// Goes on behind an abbreviation; its stop also ends the sentence where a capital or nothing follows.
  private mutating func finish(_ form: String, _ end: Int, title: Bool = false) {
    at = end
    guard form.hasSuffix("."), !title || cursor[cursor.afterSpaces(end)] == nil else { return }
    let next = cursor.afterSpaces(end)
    let titles = [
      "mr.", "mrs.", "ms.", "prof.", "z.b.", "d.h.", "u.a.", "e.g.", "i.e.", "p.ex.", "p.ej.", "ca.", "approx.", "vs.",
      "mt.", "fr.", "hr.", "sra.", "sr.", "dra.", "mme.", "m.",
    ]
    if cursor[next] == nil || cursor[next] == "\n"
      || (next > end && cursor.isUpper(next) && !titles.contains(form.lowercased()))
    {
      mark(".")
    }
  }

  /// "St." is a saint before a name and a street after one; "Dr." a doctor or a drive.
  private func streetOrTitle(_ key: String, _ end: Int) -> String? {
    guard key == "st" || key == "dr", cursor.isUpper(at),
      cursor[end] == "." || cursor[end] == " " || cursor[end] == nil || cursor[end] == ","
    else { return nil }
    let next = cursor.afterSpaces(cursor[end] == "." ? end + 1 : end)
    let beforeName = cursor.isUpper(next) && cursor.wordEnd(next) - next > 1
    if key == "st" {
      if beforeName, !lastWordIsCapital { return "Saint" }
      return lastWordIsCapital ? "Street" : (beforeName ? "Saint" : nil)
    }
    if cursor[end] != ".", !beforeName { return nil }
    return beforeName && !lastWordIsCapital ? "Doctor" : "Drive"
  }

  // MARK: Days and sizes

  /// "Mon–Fri", "Sat:", "Sun 10:00". Words that are also something else need such company.
  private mutating func weekday(_ text: String, _ end: Int) -> Bool {
    guard cursor.isUpper(at), let name = language.weekdays[text.lowercased()] else { return false }
    let ambiguous = ["sun", "sat", "wed", "mon", "mar", "dim", "mi", "do", "so", "sam", "sa", "di", "fr"]
    var after = end
    if cursor[after] == ".", cursor[after + 1] != nil { after += 1 }
    let next = cursor.afterSpaces(after)
    let joined = cursor[next] == "–" || cursor[next] == "-"
    if ambiguous.contains(text.lowercased()) {
      let before = cursor[at - 1] == " " ? cursor[at - 2] : cursor[at - 1]
      let company =
        (joined && language.weekdays[weekdayBehind(next + 1)] != nil) || cursor[next] == ":" || cursor.isDigit(next)
        || before == "–" || before == "-" || (cursor[next] == "," && language.weekdays[weekdayBehind(next + 1)] != nil)
        || (cursor[next] == "&" && language.weekdays[weekdayBehind(next + 1)] != nil)
      guard company else { return false }
    }
    say(name)
    at = after
    if joined,
      language.weekdays[weekdayBehind(next + 1)] != nil
        || language.weekdays.values.contains(where: { $0.lowercased() == weekdayBehind(next + 1) })
    {
      say(language.word("to"))
      at = next + 1
    }
    return true
  }

  private func weekdayBehind(_ place: Int) -> String {
    let start = cursor.afterSpaces(place)
    return cursor.string(start..<cursor.wordEnd(start)).lowercased()
  }

  /// "XL" anywhere; "S", "M" and "L" only as a size among sizes.
  private mutating func size(_ text: String, _ end: Int) -> Bool {
    guard let name = language.sizes[text], !cursor.isDigit(end), cursor[end] != "'" else { return false }
    if text.count == 1 {
      let before = previousScalar(at)
      let next = cursor.afterSpaces(end)
      let list: Set<Unicode.Scalar> = ["/", ",", "|", "–", "-"]
      let neighbour =
        (before.map { list.contains($0) } ?? false && isSize(endingBefore: at))
        || (cursor[next].map { list.contains($0) } ?? false && isSize(at: cursor.afterSpaces(next + 1)))
      let slash = (cursor[next] == "/" && next > end) || (before == "/" && cursor.isSpace(at - 1))
      let conjunction = ["or", "and", "to"].contains(lastWord) && sizeSaid
      guard
        ["size", "sizes", "grösse", "größe", "taille", "talla"].contains(lastWord) || neighbour || slash || conjunction
          || (before == "(" && cursor[next] == ")")
      else { return false }
    }
    say(name)
    sizeSaid = true
    at = end
    if cursor[at] == "-" || cursor[at] == "–", isSize(at: at + 1) {
      say(language.word("to"))
      at += 1
    }
    return true
  }

  private func previousScalar(_ place: Int) -> Unicode.Scalar? {
    var place = place - 1
    while cursor[place] == " " { place -= 1 }
    return cursor[place]
  }

  private func isSize(at place: Int) -> Bool {
    var end = place
    while cursor.isLetter(end) || cursor.isDigit(end) { end += 1 }
    return language.sizes[cursor.string(place..<end)] != nil
  }

  private func isSize(endingBefore place: Int) -> Bool {
    var end = place - 1
    while cursor[end] == " " || cursor[end] == "/" || cursor[end] == "," || cursor[end] == "|" || cursor[end] == "-"
      || cursor[end] == "–"
    { end -= 1 }
    var start = end
    while cursor.isLetter(start - 1) || cursor.isDigit(start - 1) { start -= 1 }
    return start >= 0 && end >= start && language.sizes[cursor.string(start..<end + 1)] != nil
  }

  // MARK: Capitals and codes

  /// Each letter and figure of a code by itself; figures of up to two as a number.
  func spelled(_ code: String) -> String {
    var parts: [String] = []
    var figures = ""
    func close() {
      if figures.isEmpty { return }
      parts.append(figures.count <= 2 && !figures.hasPrefix("0") ? cardinal(figures) : digits(figures))
      figures = ""
    }
    for character in code {
      if character.isASCII, character.isNumber {
        figures.append(character)
      } else {
        close()
        if character == "&" || character == "+" {
          parts.append(language.word(character == "&" ? "and" : "plus"))
        } else if character.isLetter {
          parts.append(
            character.uppercased() == "A" && language.code == "en" ? language.word("A") : character.uppercased())
        }
      }
    }
    close()
    return parts.joined(separator: " ")
  }

  /// Letters and figures run together or joined by hyphens, at least one of each, or capitals with a hyphen.
  private mutating func mixedCode() -> Bool {
    var end = at
    var letters = 0
    var figures = 0
    while true {
      if cursor.isLetter(end) {
        letters += 1
      } else if cursor.isDigit(end) {
        figures += 1
      } else if cursor[end] == "-" || cursor[end] == "_", cursor.isLetter(end + 1) || cursor.isDigit(end + 1), end > at
      {
        // Joins its sides.
      } else {
        break
      }
      end += 1
      // No code is as long as this.
      if end - at > 64 { return false }
    }
    let text = cursor.string(at..<end)
    let isCapital = text == text.uppercased()
    let pieces = text.split(whereSeparator: { $0 == "-" || $0 == "_" })
    if figures == 0 {
      // "USB-C", "T-shirt" and "X-ray" keep their words; only short capitals are a code.
      guard pieces.count > 1, isCapital, pieces.allSatisfy({ $0.count <= 4 }), pieces.contains(where: { $0.count == 1 })
      else {
        return false
      }
      say(pieces.map { capitalsSaid(String($0), alone: true) ?? $0.lowercased() }.joined(separator: " "))
      at = end
      return true
    }
    // "SPF50", "iPhone15", "covid-19", "Vitamin-B12": words stay words.
    let parts = pieces.flatMap { Self.runs($0) }
    let said = parts.map { part -> String in
      guard let first = part.first else { return "" }
      if first.isNumber {
        let short = part.count <= 2 && !part.hasPrefix("0") && part.count < 3
        return short ? cardinal(part) : digits(part)
      }
      if part.count <= 3 && part == part.uppercased()
        || language.spelled.contains(part.lowercased()) && part == part.uppercased()
      {
        return language.saidAsWords.contains(part.lowercased()) && part.count > 2 ? part.lowercased() : spelled(part)
      }
      if part == part.uppercased() { return capitalsSaid(part, alone: true) ?? part.lowercased() }
      return part
    }
    say(said.joined(separator: " "))
    at = end
    return true
  }

  /// "SPF50" into "SPF" and "50".
  private static func runs(_ text: Substring) -> [String] {
    var out: [String] = []
    for character in text {
      if let last = out.last?.last, last.isNumber == character.isNumber {
        out[out.count - 1].append(character)
      } else {
        out.append(String(character))
      }
    }
    return out
  }

  private mutating func capitals(_ text: String, _ end: Int) -> Bool {
    guard let said = capitalsSaid(text, alone: !hasLoudNeighbour(end)) else {
      sayWord(text.lowercased(), capital: true)
      at = end
      return true
    }
    say(said)
    at = end
    // "AT&T", "H&M", "B&B"
    if cursor[at] == "&", cursor.isUpper(at + 1), text.count <= 2 {
      say(language.word("and"))
      at += 1
    }
    // "LEDs", "USBs": the plural hangs on.
    return true
  }

  /// Capitals letter by letter, or nil where they are a word. `alone`: what stands beside is not shouted too.
  private func capitalsSaid(_ text: String, alone: Bool) -> String? {
    let key = text.lowercased()
    if text.count == 1 { return spelled(text) }
    if text == "AAA" { return "triple " + spelled("A") }
    if text == "AA" { return "double " + spelled("A") }
    if language.spelled.contains(key), alone || text.count > 2 { return spelled(text) }
    if language.saidAsWords.contains(key) { return nil }
    let vowels = key.filter { "aeiouyäöüàáâèéêìíîòóôùúû".contains($0) }.count
    if vowels == 0 { return spelled(text) }
    // A short one by itself is an abbreviation more often than a shout.
    return alone && text.count <= 3 ? spelled(text) : nil
  }

  /// Whether a word beside is in capitals too and long enough to be one: then this is a shouted title.
  private func hasLoudNeighbour(_ end: Int) -> Bool {
    let next = cursor.afterSpaces(end)
    let nextEnd = cursor.wordEnd(next)
    if nextEnd - next > 3, (next..<nextEnd).allSatisfy({ cursor.isUpper($0) }) { return true }
    var last = at - 1
    while cursor[last] == " " { last -= 1 }
    var start = last
    while cursor.isLetter(start) { start -= 1 }
    return last - start > 3 && (start + 1...last).allSatisfy { cursor.isUpper($0) }
  }

  /// A capital by itself: a letter, except where it is the article or the pronoun.
  private mutating func spelledAlone(_ letter: Character, _ end: Int) -> Bool {
    if letter == "A", language.code == "en" {
      // "vitamin A", "plan A." but not "A good one".
      guard wordsInSentence > 0,
        !cursor.isLetter(cursor.afterSpaces(end)) || ["vitamin", "type", "size", "plan", "grade"].contains(lastWord)
      else { return false }
      say(language.word("A"))
      at = end
      return true
    }
    // "H&M", "B&B"
    if cursor[end] == "&", cursor.isUpper(end + 1) {
      say(spelled(String(letter)) + " " + language.word("and"))
      at = end + 1
      return true
    }
    return false
  }

  // MARK: Addresses and telephone numbers

  /// Mail and web addresses.
  mutating func address() -> Bool {
    guard cursor.isLetter(at) || cursor.isDigit(at), !cursor.isLetter(at - 1), !cursor.isDigit(at - 1),
      cursor[at - 1] != "."
    else { return false }
    var end = at
    var hasDot = false
    var atSign = false
    while let scalar = cursor[end], scalar.isASCII, scalar.value > 0x20, !"()<>\"|,;".unicodeScalars.contains(scalar) {
      if scalar == "@" { atSign = true }
      if scalar == ".", cursor.isLetter(end + 1) { hasDot = true }
      end += 1
      if end - at > 300 { break }
    }
    while end > at, let last = cursor[end - 1], ".!?:'".unicodeScalars.contains(last) { end -= 1 }
    guard hasDot, end > at else { return false }
    var text = cursor.string(at..<end)
    let lower = text.lowercased()
    let web = lower.hasPrefix("http://") || lower.hasPrefix("https://") || lower.hasPrefix("www.")
    guard web || atSign || isHost(lower) else { return false }
    for prefix in ["https://", "http://", "www."] where text.lowercased().hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    if let cut = text.firstIndex(where: { $0 == "?" || $0 == "#" }) { text = String(text[..<cut]) }
    while text.hasSuffix("/") { text.removeLast() }
    var said = ""
    var piece = ""
    func close() {
      guard !piece.isEmpty else { return }
      let short = piece.count <= 2 && piece.lowercased() != "me" && piece.lowercased() != "my"
      let runs = Self.runs(Substring(piece))
      said +=
        " "
        + runs.map { run in
          run.first?.isNumber ?? false ? digits(run) : (short && runs.count == 1 ? spelled(run) : run)
        }.joined(separator: " ")
      piece = ""
    }
    let names: [Character: String] = ["@": "at", ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "+": "plus"]
    for character in text {
      if let name = names[character] {
        close()
        said += " " + language.word(name)
      } else if character.isLetter || character.isNumber {
        piece.append(character)
      } else {
        close()
      }
    }
    close()
    say(said)
    at = end
    return true
  }

  /// "shop.com", "shop.co.uk/returns": a name that ends as names of hosts do.
  private func isHost(_ text: String) -> Bool {
    let host = text.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2,
      labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } })
    else {
      return false
    }
    let ends = [
      "com", "org", "net", "shop", "store", "io", "de", "fr", "es", "uk", "eu", "ca", "au", "info", "biz", "app",
      "coffee", "us", "ch", "at",
    ]
    return ends.contains(String(labels[labels.count - 1])) && (labels[0].count > 1)
  }

  /// A telephone number: figures in groups, digit by digit, a breath between groups.
  mutating func phone() -> Bool {
    guard let first = cursor[at], cursor.isDigit(at) || first == "+" || first == "(" else { return false }
    guard first != "+" || cursor.isDigit(at + 1), first != "(" || cursor.isDigit(at + 1) else { return false }
    var groups: [String] = []
    var group = ""
    var marks: Set<Unicode.Scalar> = []
    var end = at
    var last = at
    while let scalar = cursor[end], end - at < 24 {
      if "0"..."9" ~= scalar {
        group.unicodeScalars.append(scalar)
        last = end + 1
      } else if " -.()/".unicodeScalars.contains(scalar) || (scalar == "+" && end == at) {
        if !group.isEmpty { groups.append(group) }
        group = ""
        // Two marks in a row other than ") " end the number.
        if scalar == " ", cursor[end + 1] == " " { break }
        if cursor.isDigit(end + 1) || cursor[end + 1] == " " || cursor[end + 1] == "(" || cursor[end + 1] == ")" {
          marks.insert(scalar)
        } else {
          break
        }
      } else {
        break
      }
      end += 1
    }
    if !group.isEmpty { groups.append(group) }
    guard !cursor.isLetter(last), !cursor.isDigit(last) else { return false }
    let count = groups.reduce(0) { $0 + $1.count }
    guard (7...15).contains(count), !groups.isEmpty else { return false }
    let tight = groups.allSatisfy { $0.count >= 2 || $0 == "1" } && groups.allSatisfy { $0.count <= 8 }
    let isPhone: Bool
    if first == "+" {
      isPhone = count >= 8
    } else if first == "(" {
      isPhone = groups[0].count >= 2 && groups[0].count <= 5 && count >= 9 && marks.contains(")")
    } else if groups.count >= 2, tight {
      let threeFour = groups.map(\.count) == [3, 4] && marks == ["-"]
      let dashes =
        (marks.contains("-") || marks == ["."] || marks == ["/"] || marks == ["/", " "]) && count >= 10
        && groups.count >= 2
      let national =
        groups[0].hasPrefix("0") && groups[0].count >= 2 && count >= 9
        && (marks == [" "] || marks.contains("/") || marks.contains("-"))
      isPhone = threeFour || (dashes && groups.count >= 3) || national
    } else {
      isPhone = groups.count == 1 && groups[0].hasPrefix("0") && count >= 10 && count <= 11
    }
    guard isPhone else { return false }
    let said = groups.map { digits($0) }.joined(separator: ", ")
    say((first == "+" ? language.word("plus") + " " : "") + said)
    at = last
    if cursor[at] == ")" { at += 1 }
    return true
  }
}

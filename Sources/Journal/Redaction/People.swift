/// Finds mail addresses, written or spoken, and names where the words around them give them away.
struct PeopleFinder {
  /// Words that the shop itself uses; they name products, not people.
  let kept: Set<String>

  // MARK: Mail

  private static let domains: Set<String> = [
    "com", "org", "net", "edu", "gov", "info", "biz", "co", "uk", "us", "de", "at", "ch", "fr", "es", "it", "nl", "be",
    "eu", "io", "me", "ca", "au", "ie", "pt", "pl", "se", "dk", "no", "fi", "in", "jp", "br", "mx",
  ]
  private static let joints: Set<String> = [
    "dot", "underscore", "dash", "hyphen", "minus", "punkt", "point", "punto", "plus",
  ]

  func mail(in words: [RedactableText.Word]) -> [(words: Range<Int>, mark: String)] {
    var found: [(Range<Int>, String)] = []
    for (index, word) in words.enumerated() {
      if let sign = word.plain.firstIndex(of: "@"), sign != word.plain.startIndex {
        found.append((index..<(index + 1), Redactor.mail))
      } else if word.plain == "at" || word.plain == "arroba" || word.plain == "@" || word.plain == "ät",
        let end = domainEnd(words, after: index)
      {
        found.append((localStart(words, before: index)..<end, Redactor.mail))
      }
    }
    return found
  }

  /// Behind "at": up to four words, then "dot com", or one word "gmail.com".
  private func domainEnd(_ words: [RedactableText.Word], after at: Int) -> Int? {
    var index = at + 1
    while index < words.count, index <= at + 5 {
      let parts = words[index].plain.split(separator: ".")
      if parts.count >= 2, let last = parts.last, Self.domains.contains(String(last)) { return index + 1 }
      if Self.joints.contains(words[index].plain), index > at + 1, index + 1 < words.count,
        Self.domains.contains(words[index + 1].plain)
      {
        var end = index + 2
        // "dot co dot uk"
        if end + 1 < words.count, Self.joints.contains(words[end].plain), Self.domains.contains(words[end + 1].plain) {
          end += 2
        }
        return end
      }
      index += 1
    }
    return nil
  }

  /// Before "at": one word, and whatever is spelled or joined to it.
  private func localStart(_ words: [RedactableText.Word], before at: Int) -> Int {
    var start = max(0, at - 1)
    while start > 0 {
      let before = words[start - 1].plain
      let isSpelled = words[start].plain.count == 1 && before.count == 1
      let isJoint = Self.joints.contains(before) || Self.joints.contains(words[start].plain)
      let isDigit = words[start].plain.allSatisfy(\.isNumber)
      guard isSpelled || isJoint || isDigit else { break }
      start -= 1
    }
    return start
  }

  // MARK: Names

  /// Words behind which a name stands, however it is written.
  private static let introductions: [[String]] = [
    ["my", "name", "is"], ["my", "name's"], ["name", "is"], ["i", "am", "called"], ["i'm", "called"],
    ["under", "the", "name", "of"], ["under", "the", "name"], ["in", "the", "name", "of"], ["call", "me"],
    ["my", "surname", "is"], ["my", "first", "name", "is"], ["my", "last", "name", "is"], ["ich", "heiße"],
    ["ich", "heisse"], ["mein", "name", "ist"], ["je", "m'appelle"], ["mon", "nom", "est"], ["me", "llamo"],
    ["mi", "nombre", "es"],
  ]
  /// Words behind which a name stands if it is written with a capital.
  private static let openings: [[String]] = [
    ["i", "am"], ["i'm"], ["this", "is"], ["it's"], ["ask", "for"], ["speak", "to"], ["ich", "bin"], ["je", "suis"],
    ["soy"],
  ]
  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mister", "missus", "doctor", "dr", "herr", "frau", "monsieur", "madame", "señor",
    "señora",
  ]
  /// Small words that stand behind an introduction when no name does ("my name is on the list").
  private static let noNames: Set<String> = [
    "a", "an", "the", "on", "in", "at", "not", "and", "or", "is", "it", "to", "for", "of", "but", "i", "i'm", "can",
    "could", "do", "does", "how", "what", "where", "when", "who", "back", "if", "any", "please", "so", "just", "you",
    "we", "have", "are", "there", "this", "that", "my", "with", "from", "some", "looking",
  ]

  func names(in words: [RedactableText.Word]) -> [(words: Range<Int>, mark: String)] {
    var found: [(Range<Int>, String)] = []
    var at = 0
    while at < words.count {
      if let start = behind(Self.introductions, words, at), let end = nameEnd(words, start, needsCapital: false) {
        found.append((start..<end, Redactor.name))
        at = end
      } else if let start = behind(Self.openings, words, at), let end = nameEnd(words, start, needsCapital: true) {
        found.append((start..<end, Redactor.name))
        at = end
      } else if Self.titles.contains(words[at].plain), let end = nameEnd(words, at + 1, needsCapital: true) {
        found.append((at..<end, Redactor.name))
        at = end
      } else {
        at += 1
      }
    }
    return found
  }

  private func behind(_ phrases: [[String]], _ words: [RedactableText.Word], _ at: Int) -> Int? {
    phrases.filter { phrase in
      at + phrase.count <= words.count && phrase.indices.allSatisfy { words[at + $0].plain == phrase[$0] }
    }.map { at + $0.count }.max()
  }

  /// Up to three words of a name from `start`: the first as told, further ones with a capital.
  private func nameEnd(_ words: [RedactableText.Word], _ start: Int, needsCapital: Bool) -> Int? {
    var end = start
    while end < words.count, end < start + 3 {
      let word = words[end]
      let isName =
        (word.startsUpper || end == start && !needsCapital) && !Self.noNames.contains(word.plain)
        && !(needsCapital && kept.contains(word.plain)) && word.plain.contains(where: \.isLetter)
      guard isName else { break }
      end += 1
      if word.endsSentence { break }
    }
    return end > start ? end : nil
  }
}

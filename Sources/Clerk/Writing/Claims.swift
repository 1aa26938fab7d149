/// Whether an answer with pointers says what the rules wrote: every value as often (a name at least once), in the same
/// order, with the same part to play, and the same claims. `Models/answerer/check.py` has the same rules.
package enum Claims {
  /// Why `answer` is not true to `draft`, or nil.
  package static func fault(draft: String, answer: String) -> String? {
    let (given, said) = (units(draft), units(answer))
    for kind in "nmpfox".utf8 {
      let (a, b) = (pointers(given, kind), pointers(said, kind))
      let isMoreOften = b.contains { number in b.count { $0 == number } > a.count { $0 == number } }
      if firsts(a) != firsts(b) || kind != UInt8(ascii: "n") && a.count != b.count || isMoreOften {
        return "values of kind \(UnicodeScalar(kind)): \(a) became \(b)"
      }
    }
    for case .word(let word) in given where WriterWords.kept.contains(word) {
      let isSaid = said.count { $0 == .word(word) } >= given.count { $0 == .word(word) }
      if !isSaid { return "'\(word)' is missing" }
    }
    for (name, isMade) in claims where isMade(given) != isMade(said) { return "claim '\(name)'" }
    if saysYes(said), !saysYes(given) { return "claim 'yes'" }
    if given.contains(.word("no")) != said.contains(.word("no")) { return "claim 'no'" }
    if places(given, closedWords).count != places(said, closedWords).count { return "claim 'closed'" }
    let compares = given.contains { $0 == .word("cheaper") || $0 == .word("more") }
    let turns: Set<Unit> = [.word("than"), .word("compared"), .word("against")]
    if compares, let against = said.firstIndex(where: turns.contains),
      let name = said.firstIndex(of: .pointer(UInt8(ascii: "n"), 0)), against < name
    {
      return "a comparison was turned round"
    }
    let parts = parts(given)
    if parts != Self.parts(said) { return "values changed their parts" }
    let old = Set(parts.filter { $0.value.contains(.old) }.keys)
    if let fault = company(given.filter { !old.contains($0) }, said.filter { !old.contains($0) }) { return fault }
    let pairs = Set(pairs(given))
    if let odd = Self.pairs(said).first(where: { !pairs.contains($0) && !WriterWords.pairs.contains($0) }) {
      return "'\(odd)' is no English"
    }
    return nil
  }

  /// Each unit with the next, as `WriterWords.pairs` has them: pointers by their kind.
  private static func pairs(_ units: [Unit]) -> [String] {
    let keys =
      ["^"]
      + units.map { unit in
        switch unit {
        case .word(let word): word
        case .pointer(let kind, _): "<\(UnicodeScalar(kind))>"
        case .mark(let mark): String(UnicodeScalar(mark))
        }
      }
    return zip(keys, keys.dropFirst()).map { $0 + "_" + $1 }
  }

  // MARK: Words, pointers and marks

  enum Unit: Hashable {
    case word(String)
    case pointer(UInt8, Int)
    case mark(UInt8)

    var isThing: Bool { if case .pointer(let kind, _) = self { "nox".utf8.contains(kind) } else { false } }
    var isName: Bool { if case .pointer(let kind, _) = self { kind == UInt8(ascii: "n") } else { false } }
  }

  static func units(_ text: String) -> [Unit] {
    let bytes = Array(text.lowercased().utf8)
    var out: [Unit] = []
    var at = 0
    while at < bytes.count {
      var end = at
      if bytes[at] == UInt8(ascii: "<"), let close = bytes[at...].firstIndex(of: UInt8(ascii: ">")), close >= at + 5 {
        let digits = String(decoding: bytes[(at + 3)..<(close - 1)], as: UTF8.self)
        if let number = Int(digits) { out.append(.pointer(bytes[at + 2], number)) }
        at = close + 1
        continue
      }
      while end < bytes.count,
        (97...122).contains(bytes[end]) || (48...57).contains(bytes[end]) || bytes[end] == 39
          || bytes[end] >= 128
      { end += 1 }
      if end > at {
        out.append(.word(String(decoding: bytes[at..<end], as: UTF8.self)))
        at = end
      } else {
        if bytes[at] != 32 { out.append(.mark(bytes[at])) }
        at += 1
      }
    }
    return out
  }

  private static func pointers(_ units: [Unit], _ kind: UInt8) -> [Int] {
    units.compactMap { unit in
      guard case .pointer(let other, let number) = unit, other == kind else { return nil }
      return number
    }
  }

  private static func firsts(_ numbers: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return numbers.filter { seen.insert($0).inserted }
  }

  // MARK: Claims

  /// Where one of `phrases` stands, each in words with spaces between.
  private static func places(_ units: some RandomAccessCollection<Unit>, _ phrases: [String]) -> [Int] {
    let units = Array(units)
    var found: [Int] = []
    for phrase in phrases {
      let words = phrase.split(separator: " ").map { Unit.word(String($0)) }
      guard words.count <= units.count else { continue }
      for start in 0...(units.count - words.count) where units[start..<start + words.count].elementsEqual(words) {
        found.append(start)
      }
    }
    return found
  }

  private static func has(_ units: some RandomAccessCollection<Unit>, _ phrases: [String]) -> Bool {
    !places(units, phrases).isEmpty
  }

  private static func has(
    _ units: [Unit], _ phrases: [String], unlessBefore: [String] = [], unlessAfter: [String] = []
  ) -> Bool {
    places(units, phrases).contains { at in
      let before = at > 0 ? units[at - 1] : .mark(0)
      let after = at + 1 < units.count ? units[at + 1] : .mark(0)
      if case .word(let word) = before, word.hasSuffix("n't"), unlessBefore.contains("not") { return false }
      return !unlessBefore.contains { before == .word($0) } && !unlessAfter.contains { after == .word($0) }
    }
  }

  private static func isDenied(_ unit: Unit) -> Bool {
    if case .word(let word) = unit { word == "not" || word.hasSuffix("n't") } else { false }
  }

  private static let closedWords = ["closed", "shut"]
  private static let outWords = ["out of stock", "sold out", "run out", "unavailable"]
  private static let missingWords = ["have", "carry", "sell", "find", "say", "listed"]

  private static func isMissing(_ units: some RandomAccessCollection<Unit>) -> Bool {
    let units = Array(units)
    return units.indices.dropFirst().contains { at in
      isDenied(units[at - 1]) && missingWords.contains { units[at] == .word($0) }
    }
  }

  private typealias Claim = (name: String, isMade: @Sendable ([Unit]) -> Bool)

  private static func claim(_ name: String, _ phrases: [String]) -> Claim { (name, { has($0, phrases) }) }

  private static let claims: [Claim] = [
    (
      "nothing",
      {
        has($0, ["no", "never", "none", "nothing", "neither", "nor", "unable", "cannot", "closed"] + outWords)
          || $0.contains(where: isDenied)
      }
    ),
    claim("out", outWords),
    ("stocked", { has($0, ["in stock", "available"], unlessBefore: ["not"]) }),
    ("missing", { isMissing($0) }),
    ("few", { has($0, ["only", "just"], unlessAfter: ["head", "out", "run", "right"]) }),
    claim("left", ["left", "remaining", "remain"]),
    claim("cheaper", ["cheaper", "less", "lower"]),
    claim("dearer", ["cost more", "costs more", "more expensive", "dearer", "pricier"]),
    claim("cheapest", ["cheapest", "least expensive"]),
    claim("dearest", ["most expensive", "dearest"]),
    claim("same", ["same"]),
    claim(
      "reduced",
      ["reduced", "down", "off", "instead", "usually", "usual", "was", "were", "used to", "save", "sale"]),
    ("offer", { has($0, ["offer", "deal", "promotion"], unlessBefore: ["can"]) }),
    claim("today", ["today"]),
    claim("tomorrow", ["tomorrow"]),
    claim("week", ["week", "month", "tonight"]),
    claim("open", ["open", "opening"]),
    claim("closed", closedWords),
    claim("each", ["each"]),
    claim("total", ["come to", "total", "together", "altogether"]),
    (
      "range",
      { has($0, ["from", "between", "up to", "start", "starts", "starting"], unlessBefore: ["made"]) }
    ),
    claim("every", ["every", "all of"]),
    (
      "more",
      { units in
        places(units, ["and"]).contains { at in
          var next = at + 1
          if next < units.count, case .pointer(let kind, _) = units[next], kind == UInt8(ascii: "f") { next += 1 }
          return next < units.count && units[next] == .word("more")
        }
      }
    ),
    claim("budget", ["budget"]),
    claim("listed", ["listed"]),
    claim("until", ["until"]),
    claim("without", ["without"]),
    ("asks", { $0.contains(.mark(UInt8(ascii: "?"))) }),
  ]

  private static func saysYes(_ units: [Unit]) -> Bool {
    has(units, ["yes", "certainly", "indeed", "luck", "good news"])
  }

  // MARK: Parts

  enum Part: Hashable { case out, missing, old, each, total, low }

  private static let old = [
    "was", "were", "usually", "usual", "normally", "reduced from", "down from", "instead of", "used to", "before",
  ]

  /// What each value has to do with the others: what was, what is for each, what is out of stock or not there.
  private static func parts(_ units: [Unit]) -> [Unit: Set<Part>] {
    var found: [Unit: Set<Part>] = [:]
    let first = units.first(where: \.isName)
    // "the large (out of stock)" is of the one before alone.
    var plain: [Unit] = []
    var at = 0
    let aside: [Unit] = [
      .mark(UInt8(ascii: "(")), .word("out"), .word("of"), .word("stock"), .mark(UInt8(ascii: ")")),
    ]
    while at < units.count {
      if case .pointer = plain.last, units[at...].starts(with: aside), let last = plain.last {
        found[last, default: []].insert(.out)
        at += aside.count
      } else {
        plain.append(units[at])
        at += 1
      }
    }
    let breaks: Set<Unit> = Set(".!?;:".utf8.map(Unit.mark) + ["but", "though", "however", "except"].map(Unit.word))
    for clause in plain.split(whereSeparator: breaks.contains) {
      let clause = Array(clause)
      let inside = clause.indices.filter { if case .pointer = clause[$0] { true } else { false } }
      let things = inside.map { clause[$0] }.filter(\.isThing)
      let (isOut, isMissing) = (has(clause, outWords), isMissing(clause))
      let meant = things.isEmpty ? [first].compactMap(\.self) : things
      for thing in meant {
        if isOut { found[thing, default: []].insert(.out) }
        if isMissing, !things.isEmpty { found[thing, default: []].insert(.missing) }
      }
      var start = 0
      for (place, index) in inside.enumerated() {
        if case .pointer(let kind, _) = clause[index], kind == UInt8(ascii: "m") {
          let end = place + 1 < inside.count ? inside[place + 1] : clause.count
          let before = clause[start..<index]
          if before.last == .word("from") { found[clause[index], default: []].insert(.low) }
          if has(before, old) { found[clause[index], default: []].insert(.old) }
          if has(clause[(index + 1)..<end], ["each"]) { found[clause[index], default: []].insert(.each) }
          if has(before, ["come to", "total", "together", "altogether"]) {
            found[clause[index], default: []].insert(.total)
          }
        }
        start = index + 1
      }
    }
    return found
  }
}

/// Reads grammars.
///
/// A grammar is one expression, or rules `name = expression`, one a line, of which the last is what the text has to be;
/// a rule may use those before it. In an expression, `"text"` stands for itself, `[a-z0-9]` for one of some characters
/// (`[^…]` for any other but a line break), `.` for any character but a line break, a name for its rule, `( )` groups,
/// `|` is or, and `? * + {2} {1,3}` repeat what is before them. `#` begins a comment.
struct GrammarParser {
  /// A grammar that needs more states than this is refused.
  private static let mostStates = 10_000

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var automaton = ByteAutomaton()
  private var rules: [String: Tree] = [:]
  private var depth = 0

  /// What an expression says.
  indirect enum Tree: Sendable {
    case characters([ClosedRange<UInt32>])
    case sequence([Tree])
    case choice([Tree])
    case repeated(Tree, least: Int, most: Int?)
  }

  static func automaton(of grammar: String) throws(TransformerError) -> ByteAutomaton {
    var parser = GrammarParser(scalars: Array(grammar.unicodeScalars))
    let tree = try parser.grammar()
    try parser.build(tree, from: parser.automaton.start, to: parser.automaton.end)
    return parser.automaton
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private func failed(_ reason: String) -> TransformerError {
    let line = 1 + scalars[..<min(index, scalars.count)].count { $0 == "\n" }
    return .invalid(
      file: "grammar", place: "line \(line)", reason: reason,
      remedy: #"write rules such as: answer = ("yes" | "no") " " [0-9]{1,3}"#)
  }

  // MARK: Reading

  private mutating func grammar() throws(TransformerError) -> Tree {
    var last: Tree?
    while true {
      skip(lines: true)
      guard index < scalars.count else { break }
      let start = index
      if let name = word() {
        skip(lines: false)
        if take("=") {
          let tree = try choice()
          guard rules.updateValue(tree, forKey: name) == nil else { throw failed("the rule '\(name)' comes twice") }
          last = tree
          try endOfLine()
          continue
        }
      }
      index = start
      guard last == nil else { throw failed("a rule is missing: '=' was expected") }
      last = try choice()
      skip(lines: true)
      guard index == scalars.count else { throw failed("'\(scalars[index])' was not expected") }
    }
    guard let last else { throw failed("is empty") }
    return last
  }

  private mutating func endOfLine() throws(TransformerError) {
    skip(lines: false)
    guard index == scalars.count || scalars[index] == "\n" || scalars[index] == "\r" else {
      throw failed("'\(scalars[index])' was not expected")
    }
  }

  private mutating func skip(lines: Bool) {
    while index < scalars.count {
      if scalars[index] == "#" {
        while index < scalars.count, scalars[index] != "\n" { index += 1 }
      } else if scalars[index] == " " || scalars[index] == "\t"
        || lines && (scalars[index] == "\n" || scalars[index] == "\r")
      {
        index += 1
      } else {
        return
      }
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard index < scalars.count, scalars[index] == scalar else { return false }
    index += 1
    return true
  }

  private mutating func word() -> String? {
    let start = index
    while index < scalars.count,
      scalars[index].properties.isAlphabetic || scalars[index] == "_"
        || index > start && (("0"..."9").contains(scalars[index]) || scalars[index] == "-")
    { index += 1 }
    return start < index ? String(String.UnicodeScalarView(scalars[start..<index])) : nil
  }

  /// Within parentheses an expression may go over several lines.
  private mutating func choice(isGrouped: Bool = false) throws(TransformerError) -> Tree {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw failed("is nested more than 100 deep") }
    var ways = [try sequence(isGrouped)]
    while take("|") { ways.append(try sequence(isGrouped)) }
    return ways.count == 1 ? ways[0] : .choice(ways)
  }

  private mutating func sequence(_ isGrouped: Bool) throws(TransformerError) -> Tree {
    var parts: [Tree] = []
    while true {
      skip(lines: isGrouped)
      guard index < scalars.count, !["|", ")", "\n", "\r"].contains(scalars[index]) else { return .sequence(parts) }
      parts.append(try repetition(of: try atom()))
    }
  }

  private mutating func atom() throws(TransformerError) -> Tree {
    if take("(") {
      let tree = try choice(isGrouped: true)
      guard take(")") else { throw failed("')' is missing") }
      return tree
    }
    if take("\"") { return try literal() }
    if take("[") { return try characters() }
    if take(".") { return Self.anything }
    guard let name = word() else { throw failed("'\(scalars[index])' was not expected; a text needs quotes") }
    guard let rule = rules[name] else { throw failed("there is no rule '\(name)' before this one") }
    return rule
  }

  private static let anything = Tree.characters(others([0x0A...0x0A]))

  private mutating func escaped() throws(TransformerError) -> Unicode.Scalar {
    defer { index += 1 }
    guard scalars[index] == "\\" else { return scalars[index] }
    index += 1
    guard index < scalars.count else { throw failed("ends after '\\'") }
    switch scalars[index] {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    default: return scalars[index]
    }
  }

  private mutating func literal() throws(TransformerError) -> Tree {
    var parts: [Tree] = []
    while index < scalars.count, scalars[index] != "\"" {
      let scalar = try escaped()
      parts.append(.characters([scalar.value...scalar.value]))
    }
    guard take("\"") else { throw failed("a text does not end") }
    return .sequence(parts)
  }

  private mutating func characters() throws(TransformerError) -> Tree {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    while index < scalars.count, scalars[index] != "]" {
      let first = try escaped().value
      var last = first
      if index + 1 < scalars.count, scalars[index] == "-", scalars[index + 1] != "]" {
        index += 1
        last = try escaped().value
      }
      guard first <= last else { throw failed("a range of characters is the wrong way round") }
      ranges.append(first...last)
    }
    guard take("]") else { throw failed("']' is missing") }
    if isNegated { return .characters(Self.others(ranges + [0x0A...0x0A])) }
    guard !ranges.isEmpty else { throw failed("'[]' is no character") }
    return .characters(ranges)
  }

  /// All characters that are in none of `ranges`.
  private static func others(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var (result, next): ([ClosedRange<UInt32>], UInt32) = ([], 0)
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if next < range.lowerBound { result.append(next...range.lowerBound - 1) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return result
  }

  private mutating func repetition(of tree: Tree) throws(TransformerError) -> Tree {
    if take("?") { return .repeated(tree, least: 0, most: 1) }
    if take("*") { return .repeated(tree, least: 0, most: nil) }
    if take("+") { return .repeated(tree, least: 1, most: nil) }
    guard take("{") else { return tree }
    func number() -> Int? {
      var value: Int?
      while index < scalars.count, ("0"..."9").contains(scalars[index]) {
        value = min(10_000, (value ?? 0) * 10 + Int(scalars[index].value - 0x30))
        index += 1
      }
      return value
    }
    guard let least = number() else { throw failed("a number is missing after '{'") }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}"), most.map({ $0 >= least && $0 <= 1000 }) ?? (least <= 1000) else {
      throw failed("repeats are written {2}, {1,3} or {2,}, 1000 at most")
    }
    return .repeated(tree, least: least, most: most)
  }

  // MARK: Building

  private mutating func build(_ tree: Tree, from: Int, to: Int) throws(TransformerError) {
    guard automaton.states.count < Self.mostStates else { throw failed("is too large") }
    switch tree {
    case .characters(let ranges):
      for range in ranges { UTF8Ranges.each(range) { bytes in add(bytes, from, to) } }
    case .sequence(let parts):
      var place = from
      for part in parts {
        let next = automaton.add()
        try build(part, from: place, to: next)
        place = next
      }
      automaton.states[place].free.append(to)
    case .choice(let ways): for way in ways { try build(way, from: from, to: to) }
    case .repeated(let tree, let least, let most):
      var place = automaton.add()
      automaton.states[from].free.append(place)
      for _ in 0..<least {
        let next = automaton.add()
        try build(tree, from: place, to: next)
        place = next
      }
      guard let most else {
        // Round and round.
        try build(tree, from: place, to: place)
        automaton.states[place].free.append(to)
        return
      }
      for _ in least..<most {
        automaton.states[place].free.append(to)
        let next = automaton.add()
        try build(tree, from: place, to: next)
        place = next
      }
      automaton.states[place].free.append(to)
    }
  }

  private mutating func add(_ bytes: [ClosedRange<UInt8>], _ from: Int, _ to: Int) {
    var place = from
    for (index, range) in bytes.enumerated() {
      let next = index == bytes.count - 1 ? to : automaton.add()
      automaton.states[place].steps.append((range, next))
      place = next
    }
  }
}

/// Ranges of characters as sequences of ranges of bytes in UTF-8.
enum UTF8Ranges {
  /// Calls `body` with sequences that together are exactly the characters of `range`, surrogates left out.
  static func each(_ range: ClosedRange<UInt32>, _ body: ([ClosedRange<UInt8>]) -> Void) {
    for part in [0...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF] as [ClosedRange<UInt32>] {
      let (low, high) = (max(part.lowerBound, range.lowerBound), min(part.upperBound, range.upperBound))
      if low <= high { split(low, high, body) }
    }
  }

  /// `low` and `high` have the same number of bytes.
  private static func split(_ low: UInt32, _ high: UInt32, _ body: ([ClosedRange<UInt8>]) -> Void) {
    // Where a tail of bytes does not run from the first to the last value, the range is cut so that it does.
    for bits in [6, 12, 18] as [UInt32] {
      let mask: UInt32 = (1 << bits) - 1
      guard low & ~mask != high & ~mask else { continue }
      if low & mask != 0 {
        split(low, low | mask, body)
        split((low | mask) + 1, high, body)
        return
      }
      if high & mask != mask {
        split(low, (high & ~mask) - 1, body)
        split(high & ~mask, high, body)
        return
      }
    }
    body(zip(encode(low), encode(high)).map { $0...$1 })
  }

  private static func encode(_ code: UInt32) -> [UInt8] {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (code >> shift) & 0x3F) }
    switch code {
    case ..<0x80: return [UInt8(code)]
    case ..<0x800: return [UInt8(0xC0 | code >> 6), tail(0)]
    case ..<0x10000: return [UInt8(0xE0 | code >> 12), tail(6), tail(0)]
    default: return [UInt8(0xF0 | code >> 18), tail(12), tail(6), tail(0)]
    }
  }
}

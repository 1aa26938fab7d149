import Glibc
import Shop

/// What speaks for a fact of a product, and for what the rules answer in its place, as numbers that the finder weighs.
struct FactSigns {
  private let turn: Turn
  private let main: Draft
  private let facts: [Turn.KnownFact]
  /// How probable each kind of question is, by `Judge.kinds`.
  private let odds: [Float]
  /// For each fact whether the rules tell it.
  let isTold: [Bool]

  init(_ facts: [Turn.KnownFact], _ main: Draft, _ turn: Turn, _ odds: [Float]) {
    self.facts = facts
    self.main = main
    self.turn = turn
    self.odds = odds
    let said = Self.plain(main.text)
    isTold = facts.map { fact in
      let value = Self.plain(fact.value)
      return !value.isEmpty && said.contains(value.prefix(40))
    }
  }

  private static func plain(_ text: String) -> String {
    String(text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " })
  }

  /// The signs of each fact and, last, of what the rules answer, in the order in which Models/understanding/facts.py has
  /// them.
  func read() -> [[Float]] {
    let wanted = AskedMeasure.all.map { $0.isAsked(turn.words) }
    var rows = facts.map { own($0, wanted) }
    for (column, relative) in Self.relatives {
      let best = rows.map { $0[column] }.max() ?? 0
      for row in rows.indices { rows[row][relative] = rows[row][column] - best }
    }
    let asked = log(max(Self.factKinds.reduce(0) { $0 + probability($1) }, 1e-3))
    for row in rows.indices { rows[row] += [isTold[row] ? 1 : 0, asked] }
    // The rules' answer has the signs of the fact that it tells, the likeliest of several.
    let told = rows.indices.filter { isTold[$0] }.max { rows[$0][0] < rows[$1][0] }
    let shared = rows.first?.count ?? 1
    let same = told.map { Array(rows[$0].dropLast()) } ?? [Float](repeating: 0, count: shared - 1)
    let ruled = rules(tellsFact: told != nil)
    return rows.map { $0 + [Float](repeating: 0, count: ruled.count) } + [same + [0] + ruled]
  }

  private func probability(_ kind: String) -> Float {
    Judge.index(of: kind).flatMap { odds.indices.contains($0) ? odds[$0] : nil } ?? 0
  }

  /// Columns of which also the distance to the best counts, and where that stands.
  private static let relatives = [(0, 35), (2, 36), (3, 37), (4, 38)]
  private static let factKinds = ["detail", "ingredient", "options", "allergen"]

  private func own(_ fact: Turn.KnownFact, _ wanted: [Bool]) -> [Float] {
    func sign(_ holds: Bool) -> Float { holds ? 1 : 0 }
    let tokens = Tokenizer.tokens(fact.value)
    let told = AskedMeasure.all.map { $0.isTold(fact.value, tokens) }
    let keys = fact.key.map { Tokenizer.tokens($0).filter { Words.role($0) != .function } } ?? []
    let named = turn.nameStemsInFocus
    let asked = Set(
      turn.question.tokens.filter { !named.contains($0.stem) }.map { Stemmer.deepStem($0.text) })
    let hits = keys.count { asked.contains(Stemmer.deepStem($0.text)) }
    var usual: Float = 0
    if let property = turn.reading.property, let key = fact.attribute,
      let place = property.keys.firstIndex(where: { key == $0 || key.hasSuffix("_" + $0) || key.hasPrefix($0 + "_") })
    {
      usual = 1 / Float(1 + place)
    }
    var signs: [Float] = [
      fact.similarity, fact.likeness, fact.keySimilarity, Float(min(fact.shared, 3)), fact.nearness,
      Float(hits) / Float(max(1, keys.count)), sign(hits > 0), sign(fact.key == nil), sign(fact.isOption),
      Float(min(fact.value.count, 200)) / 200, sign(wanted.contains(true)), usual,
      sign(turn.reading.property != nil && usual == 0),
      Float(zip(wanted, told).count { $0.0 && $0.1 }), Float(zip(wanted, told).count { $0.0 && !$0.1 }),
    ]
    for (isWanted, isTold) in zip(wanted, told) { signs += [sign(isWanted && isTold), sign(isWanted && !isTold)] }
    return signs + [0, 0, 0, 0]
  }

  private func rules(tellsFact: Bool) -> [Float] {
    func sign(_ holds: Bool) -> Float { holds ? 1 : 0 }
    let kind = Judge.kind(of: main.intent)
    let lower = main.text.lowercased()
    let kinds = ["detail", "ingredient", "options", "allergen", "price", "stock", "location", "policy"]
    return [1, sign(tellsFact)] + kinds.map { sign($0 == kind) }
      + [
        sign(!kinds.contains(kind)), log(max(probability(kind), 1e-3)), Float(main.confidence),
        sign(lower.contains("member of staff")), sign(lower.hasPrefix("sorry")), sign(lower.hasSuffix("?")),
        sign(lower.hasPrefix("yes") || lower.hasPrefix("no,")), sign(turn.reading.yesNo),
        sign(main.text == turn.dialogue.lastAnswer?.answer),
      ]
  }
}

import Glibc

/// What speaks for a way and against it, as numbers that the judge weighs.
struct WaySigns {
  /// How many ways lead to the same words.
  let texts: [String: Int]
  let main: Draft
  let turn: Turn
  private let telling: [String]
  private let unnamed: [String]
  private let asksNumber: Bool

  /// - Parameter turn: the question, with what was found for it.
  init(_ ways: [Way], _ turn: Turn) {
    self.turn = turn
    main = ways[0].draft
    texts = ways.reduce(into: [:]) { $0[$1.draft.text, default: 0] += 1 }
    let question = turn.question
    let named = turn.namedPositions
    let carrying = question.tokens.indices.filter {
      question.roles[$0] == .content && !turn.reading.used.contains($0)
    }
    telling = carrying.map { question.tokens[$0].stem }
    unnamed = carrying.filter { !named.contains($0) }.map { question.tokens[$0].stem }
    asksNumber = Self.number.matches(turn.words)
  }

  private static let number = Pattern("how many|long|tall|wide|deep|big|heavy|much|old|far|thick|high|hot|often|strong")

  /// The signs of a way, in the order in which Models/understanding/judge.py has them.
  /// - Parameter odds: how probable each kind of question is, by `Judge.kinds`.
  func read(_ way: Way, _ odds: [Float]) -> [Float] {
    let text = way.draft.text
    let lower = text.lowercased()
    let said = Set(Tokenizer.tokens(text).map(\.stem))
    func share(_ stems: [String]) -> Float {
      Float(stems.count(where: said.contains)) / Float(max(1, stems.count))
    }
    func sign(_ holds: Bool) -> Float { holds ? 1 : 0 }
    let same = sign(text == main.text)
    let confidence = Float(way.draft.confidence)
    let staff = sign(lower.contains("member of staff"))
    let sorry = sign(lower.hasPrefix("sorry") || lower.hasPrefix("i don"))
    let money = sign(text.contains("$") || text.contains("£") || text.contains("€"))
    let goesOn = !turn.dialogue.focus.isEmpty
    let hasDigit = text.contains(where: \.isNumber)
    func probability(_ kind: String) -> Float { Judge.index(of: kind).map { odds[$0] } ?? 0 }
    let likely = log(probability(way.kind) + 1e-4)
    var signs: [Float] = [
      same, confidence, share(telling), share(unnamed), staff, sorry, sign(lower.hasSuffix("?")),
      Float(min(way.draft.products.count, 4)) / 4, log(Float(texts[text] ?? 1)),
      sign(goesOn && way.route == .focus), sign(goesOn && way.route == .main), money, sign(lower.hasPrefix("yes")),
      sign(lower.hasPrefix("no,") || lower.hasPrefix("no.")), Float(text.count) / 200,
      sign(asksNumber && hasDigit), sign(asksNumber && !hasDigit),
    ]
    signs += Way.Route.allCases.map { sign($0 == way.route) }
    signs += [likely, same * likely, same * log(max(odds.max() ?? 0, 1e-4)), money * probability("price")]
    signs += [same * confidence, same * staff, same * sorry, same * share(telling)]
    return signs
  }
}

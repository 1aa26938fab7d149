import Transformer

extension Turn {
  /// How probable each kind of question is; empty where its meaning is not known.
  func kindOdds(_ judge: Judge) -> [Float] {
    guard let vector = vector(), let encoded = try? clerk.encoder?.encode(masked) else { return [] }
    return judge.odds(vector, encoded)
  }

  /// All ways to answer this question, of which nothing is known yet; none where the rules are not doubted.
  /// - Parameters:
  ///   - main: what the rules answer, `after` with what is known then.
  ///   - odds: how probable each kind of question is.
  func weighed(_ main: Draft, _ after: Turn, _ odds: [Float]) -> [Way] {
    guard !odds.isEmpty else { return [] }
    // Where the meaning agrees with the rules, as for three questions of four, nothing else is thought of: that takes time.
    if let decided = Judge.index(of: Judge.kind(of: main.intent)), odds[decided] > Judge.sure { return [] }
    let likely = Set(zip(odds, Judge.kinds).sorted { $0.0 > $1.0 }.prefix(Judge.thoughtOf).map(\.1))
    return ways(besides: main, after: after, likely: likely)
  }

  /// The way that is clearly better than what the rules decided, or nil.
  func betterWay(than main: Draft, _ after: Turn, _ odds: [Float]) -> Way? {
    guard let judge = clerk.judge, after.isOpenToJudgement(main) else { return nil }
    // Of what is not sold no other thing's price is told as if it were this.
    let ways = weighed(main, after, odds).filter {
      main.intent != .unknownProduct || ![.near, .meaning].contains($0.route)
    }
    guard ways.count > 1 else { return nil }
    let signs = WaySigns(ways, after)
    let scores = ways.map { judge.score(signs.read($0, odds)) }
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), ways[best].draft.text != main.text else {
      return nil
    }
    let own = zip(ways, scores).filter { $0.0.draft.text == main.text }.map(\.1).max() ?? scores[0]
    return scores[best] - own > Judge.margin ? ways[best] : nil
  }

  /// Whether what the rules decided may be weighed against other ways: not what is said to who greets, is in danger, asks
  /// for their safety or asks no shop, nor what is asked back.
  func isOpenToJudgement(_ main: Draft) -> Bool {
    guard question.tokens.count > 1, !main.callsStaff, main.offer == nil, !resolution.bySound else { return false }
    switch main.intent {
    case .greeting, .thanks, .goodbye, .repeat, .staff, .unsafe, .outOfScope: return false
    // What was not understood may have been said to nobody here.
    case .unclear: return isToldToShop
    case .allergen, .ingredient: return reading.substances.isEmpty
    default: return true
    }
  }
}

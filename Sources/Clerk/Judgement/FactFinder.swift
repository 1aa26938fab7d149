import Glibc
package import Transformer

/// Finds what of all that is known of a product answers a question, among it what the rules answer. Merchants call their
/// columns as they like ("Minutes", "To warm up", "Ready in"): no list of keys knows them all. It is learned from questions
/// to which the right answers are known, of shops that taught the rules nothing (Models/understanding/facts.py).
package struct FactFinder: Sendable {
  /// (hidden, signs), (hidden), (hidden), (signs).
  private let net: SignNet

  /// Nil where the weights were not made for `encoder`.
  package init?(_ encoder: any TextEncoder) {
    guard encoder.identity.lowercased().contains("minilm"),
      let net = SignNet(FactWeights.hidden, FactWeights.biases, FactWeights.output, FactWeights.straight)
    else { return nil }
    self.net = net
  }

  func score(_ signs: [Float]) -> Float { net.score(signs) }

  /// How many signs of a fact are weighed.
  package var signCount: Int { net.signCount }

  /// By how much a fact must be better than what the rules answer.
  static let margin: Float = 1
}

extension Turn {
  /// The facts of the one product found and their signs with those of the rules' answer last; nil where the question asks
  /// for a person's safety or for no product.
  func weighedFacts(_ main: Draft, _ odds: [Float]) -> (facts: [KnownFact], signs: [[Float]])? {
    guard isOpenToFacts(main), let product = resolution.found.cards.first.flatMap({ product($0) }) else { return nil }
    let facts = knownFacts(of: product)
    guard !facts.isEmpty else { return nil }
    return (facts, FactSigns(facts, main, self, odds).read())
  }

  /// The fact that answers clearly better than what the rules do, or nil.
  func betterFact(than main: Draft, _ odds: [Float]) -> Draft? {
    guard let finder = clerk.finder, let (facts, signs) = weighedFacts(main, odds) else { return nil }
    let scores = signs.map(finder.score)
    guard let best = facts.indices.max(by: { scores[$0] < scores[$1] }),
      scores[best] - scores[facts.count] > FactFinder.margin,
      let product = resolution.found.cards.first.flatMap({ product($0) })
    else { return nil }
    return draft(facts[best].said, .detail, 0.75, [product])
  }

  /// Whether a fact may be told in place of what the rules answer: not where the price, the stock or the place is asked for
  /// ("how much syrup do I give her"), nor for what is asked back.
  private func isOpenToFacts(_ main: Draft) -> Bool {
    guard resolution.found.cards.count == 1, isOpenToJudgement(main), reading.substances.isEmpty, !reading.health,
      main.products.count <= 1, !main.asksBack, !main.text.hasSuffix("?")
    else { return false }
    // What was just told is not asked for again.
    return ![.price, .stock, .location].contains(main.intent) || main.text == dialogue.lastAnswer?.answer
  }
}

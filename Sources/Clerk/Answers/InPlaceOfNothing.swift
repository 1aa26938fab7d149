import Glibc
import Shop
import Transformer

/// What is told in place of "we don't have that" and "I didn't get that".
extension Turn {
  /// The merchant's text in place of a draft that answers nothing, where it probably is what was asked for; else the
  /// draft.
  mutating func inPlaceOfNothing(_ draft: Draft) -> Draft {
    guard answersNothing(draft), question.tokens.count >= 4, !namesThing(draft), !Self.worldly.matches(words),
      reading.substances.isEmpty, !resolution.isFollowUp || draft.products.isEmpty, !talksOfTheWorld
    else { return draft }
    let byWords = passages
    func shared(_ passage: Int) -> Float { byWords.first { $0.passage == passage }?.coverage ?? 0 }
    var ranked: [(passage: Int, similarity: Float, score: Float)] = []
    for near in meaningOfPassages().prefix(4) {
      ranked.append((near.passage, near.similarity, near.similarity + 0.15 * shared(near.passage)))
    }
    ranked.sort { $0.score > $1.score }
    guard let best = ranked.first, !asksForOtherThing(than: best.passage) else { return draft }
    let next = ranked.count > 1 ? ranked[1].score : 0
    let odds = oddsInPlace(best.similarity, ahead: best.score - next, shared(best.passage))
    guard odds.right > (draft.products.isEmpty ? 0.28 : 0.33), odds.right > 0.5 || mayAnswer(best.passage),
      // Who may have asked nothing of the shop is told nothing of it, where a guess would do for a shopper.
      odds.asked > (draft.intent == .outOfScope ? 0.4 : 0.25)
    else { return draft }
    alsoPassage = nil
    return passageAnswer(
      PassageMatch(
        passage: best.passage, score: min(1, best.similarity), coverage: shared(best.passage), titleCoverage: 0,
        positions: []))
  }

  /// How probable it is that a text answers where all else failed: the nearer it is, and the farther ahead of the next;
  /// and that it answers rather than that the question was asked of no shop. The weights are learned from the question
  /// sets' halves for developing and from what is said to other trades (Models/understanding/instead.py).
  private func oddsInPlace(_ similarity: Float, ahead: Float, _ shared: Float) -> (right: Float, asked: Float) {
    guard let vector = vector() else { return (0, 0) }
    let (goods, known, service) = (nearestGoods(vector), knownShare, logOdds(.policy))
    var right = 6.48 * similarity + 4.46 * ahead + 0.12 * shared - 2.6
    right += 0.41 * service - 2.64 * goods - 1.99 * known
    var asked = 5.63 * similarity + 3.58 * ahead + 1.04 * shared - 5.14
    asked += 0.27 * service - 0.35 * logOdds(.outOfScope) + 3.96 * goods + 0.79 * known
    return (1 / (1 + exp(-right)), 1 / (1 + exp(-asked)))
  }

  /// Whether a draft only says that nothing is known, or asks back what is meant.
  func answersNothing(_ draft: Draft) -> Bool {
    switch draft.intent {
    case .unclear, .unknownProduct, .outOfScope: true
    case .staff, .unsafe, .allergen, .ingredient, .repeat, .greeting, .thanks, .goodbye: false
    default: draft.asksBack || draft.confidence <= 0.4
    }
  }

  /// "Do you sell kayaks" names what it asks for, and no text on paddling answers it.
  private func namesThing(_ draft: Draft) -> Bool {
    guard draft.intent == .unknownProduct, let asked = Cues.have.find(in: words) else { return false }
    // "Is there a group I could run with" says what it is for, and may not be a thing.
    if words[asked.upperBound...].contains(where: ["i", "we", "you", "he", "she", "they"].contains) { return false }
    return question.tokens.indices.contains { $0 >= asked.upperBound && question.roles[$0] == .content }
  }
}

/// What has nothing to do with any shop.
extension Turn {
  /// Whether the question is none of the clerk's: it names nothing of the shop, nothing that the merchant wrote lies
  /// near it, and by its meaning it is of the kind that no clerk is asked. The thresholds are measured (see
  /// Models/understanding): what is sent away so is told honestly that it is not known here, in place of the text that
  /// happens to lie nearest.
  mutating func isForeign() -> Bool {
    guard clerk.intents != nil, question.tokens.count >= 4, !resolution.isFollowUp, !resolution.exact,
      reading.limit == nil, reading.substances.isEmpty, !reading.settled, diets().isEmpty,
      Self.strange.contains(reading.intent), let vector = vector()
    else { return false }
    // "How long does a game of empires take": a word of a product's own name is no word of the world outside.
    if let card = resolution.found.cards.first,
      resolution.positions.contains(where: { i in
        question.roles[i] == .content && catalogue.cards[card].core.contains { $0.stem == question.tokens[i].stem }
      })
    {
      return false
    }
    let odds = odds(.outOfScope)
    guard odds > 0.45 || isClearly(.outOfScope, least: 0.42) else { return false }
    if nearPassages == nil { nearPassages = clerk.meanings?.nearest(to: vector) ?? [] }
    return (nearPassages?.first?.similarity ?? 0) < 0.5
  }

  /// What is read into a question that is none: a wish, a price or a place is asked for in words of their own.
  private static let strange: Set<Intent> = [.detail, .unclear, .list, .faq, .policy, .shopDetail, .outOfScope]
}

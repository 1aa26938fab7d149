/// Talk of the world outside in which a word of a name happens to stand.
extension Turn {
  /// "The winter was long and dark" is of no Dark Chocolate: a draft on goods, where neither the thing itself was said nor
  /// anything asked, or little is known of what was said and no answer was found; else the draft.
  func withoutPassingWord(_ draft: Draft) -> Draft {
    // "How many onions do I have" is of the shopper's own, which no shop knows.
    if Self.ofGoods.contains(draft.intent), let own = Self.ofOwn.find(in: words),
      !words[own.upperBound...].contains("to")
    {
      return outOfScope()
    }
    guard Self.ofGoods.contains(draft.intent), question.tokens.count >= 5, !resolution.exact, !resolution.isFollowUp,
      !resolution.found.cards.isEmpty, !resolution.found.cards.contains(where: isSaid), reading.limit == nil
    else { return draft }
    let tells = words.first.map(Self.ofOthers.contains) ?? false
    if tells, knownShare <= 0.5, !words.contains(where: Self.ofAsking.contains) { return outOfScope() }
    if answersNothing(draft), knownShare < 0.34, odds(.outOfScope) > 0.15 { return outOfScope() }
    return draft
  }

  /// Whether the head noun of a name stands in the question.
  private func isSaid(_ card: Int) -> Bool {
    let head = catalogue.cards[card].headStem
    return resolution.positions.contains { position in
      let stem = question.tokens[position].stem
      return stem == head || Synonyms.of(stem).contains(head)
    }
  }

  private static let ofGoods: Set<Intent> = [.detail, .price, .list, .stock, .location, .options]
  /// What is asked of what the shopper has.
  private static let ofOwn = Patterns("how many|much * do i have", "did i buy|eat|order", "have i got")

  /// How a statement begins that is of neither the shopper nor the shop.
  private static let ofOthers = Set(words: "it he she they his her its their the a an there")
  /// Words of who asks, or speaks of what they chose.
  private static let ofAsking = Set(
    words: """
      i me my mine we us our you your what which how where when who why whose any some please want need like much many
      cost costs price priced sell stock one ones this these that those
      """)
}

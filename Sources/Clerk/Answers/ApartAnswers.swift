import Shop

/// What the question sets aside is not offered.
extension Turn {
  /// Takes what is set aside out of the question, where it is something that the shop sells.
  mutating func setAside() {
    for range in Negations.read(question) {
      let others = Set(question.tokens.indices).subtracting(range)
      let found = clerk.resolver.resolve(question, ignored: others).found.cards
      let substance = !reading.substancePositions.isDisjoint(with: range)
      // "That isn't wool" avoids wool; "that isn't peanut butter" a thing of that name.
      guard !found.isEmpty, substance ? found.count == 1 : found.count * 2 <= max(8, catalogue.cards.count) else {
        continue
      }
      apart.formUnion(found)
      reading.used.formUnion(range)
      guard substance else { continue }
      var bare = question
      for position in range { bare.tokens[position] = Token(text: "_", stem: "_") }
      var again = IntentReader.read(bare)
      again.used.formUnion(reading.used)
      reading = again
    }
  }

  /// What there is of the kind beside what was set aside; nil where something else is asked.
  func apartAnswer() -> Draft? {
    guard !apart.isEmpty, [.list, .recommend, .stock, .unclear, .detail].contains(reading.intent) else { return nil }
    if let category = clerk.resolver.category(question, ignored: reading.used) {
      let rest = category.cards.filter { !apart.contains($0) }
      return rest.isEmpty ? nil : listAnswer(rest, category.label)
    }
    guard resolution.found.cards.isEmpty || resolution.isFollowUp, wishes().isEmpty,
      let first = apart.sorted().first
    else { return nil }
    let rest = alternatives(to: first).filter { !apart.contains($0) }
    return rest.isEmpty ? nil : listAnswer(Array(rest.prefix(5)), "")
  }
}

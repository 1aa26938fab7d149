import Shop

/// "Which one can go in the dishwasher", "which of them are waterproof": the things of which the shop's words say so.
extension Turn {
  func whichHas() -> Draft? {
    guard words.first == "which" || words.first == "what", reading.superlative == nil,
      Comparison.read(words) == nil, ![.location, .price, .hours, .recommend].contains(reading.intent)
    else { return nil }
    guard let start = Self.ones.find(in: words)?.upperBound else { return nil }
    if start + 1 >= words.count { return whichOneThen() }
    let asked = (start..<words.count).filter { i in
      question.roles[i] == .content
        || question.roles[i] == .soft && question.tokens[i].number == nil
          && !Self.cueWords.contains(words[i])
    }
    guard asked.contains(where: { question.roles[$0] == .content }) else { return nil }
    let wanted = asked.filter { question.roles[$0] == .content }.map { Stemmer.deepStem(words[$0]) }
    let pool = spokenOf()
    guard pool.count > 1 else { return nil }
    var found: [(product: Product, said: String)] = []
    for product in products(pool.prefix(40)) {
      guard let said = saying(product, wanted), product.variants.contains(where: \.inventory.isAvailable) else {
        continue
      }
      found.append((product, said))
    }
    guard let first = found.first, found.count < pool.count || found.count <= 3 else { return nil }
    let shown = found.prefix(3)
    let text =
      found.count == 1
      ? Wording.sentence(first.said)
      : "That's \(Wording.list(shown.map { theLower(name($0.product)) })). " + Wording.sentence(first.said)
    var draft = draft(text, .detail, 0.75, shown.map(\.product))
    draft.list = shown.map(\.product.id)
    return draft
  }

  /// "Which one can", after a question about another: what was asked of that one is asked of those like it.
  private func whichOneThen() -> Draft? {
    guard let before = dialogue.asked, let focus = dialogue.focus.first.flatMap({ catalogue.index(id: $0) }) else {
      return nil
    }
    let question = Question(before)
    let wanted = question.tokens.indices.filter {
      question.roles[$0] == .content && question.tokens[$0].text != "item"
    }.map { Stemmer.deepStem(question.tokens[$0].text) }
    guard !wanted.isEmpty else { return nil }
    for product in products(alternatives(to: focus).prefix(12)) {
      guard let said = saying(product, wanted), product.variants.contains(where: \.inventory.isAvailable) else {
        continue
      }
      return draft(Wording.sentence(said), .detail, 0.75, [product])
    }
    var draft = Draft(
      text: "I don't find one of which it says so. Please ask a member of staff.", intent: .detail, confidence: 0.4)
    draft.callsStaff = true
    // The one that was asked about is not the one that is meant.
    draft.focus = []
    return draft
  }

  private static let ones = Patterns("which|what one|ones", "which|what of them|these|those|the|your")

  /// What was listed last; else what is like that of which was spoken.
  private func spokenOf() -> [Int] {
    let listed = dialogue.list.compactMap { catalogue.index(id: $0) }
    if listed.count > 1 { return listed }
    guard let focus = dialogue.focus.first.flatMap({ catalogue.index(id: $0) }) else { return [] }
    return [focus] + alternatives(to: focus).prefix(12)
  }

  /// The sentence or attribute of a product that has all of these words, where it does not deny them.
  private func saying(_ product: Product, _ stems: [String]) -> String? {
    func has(_ text: String) -> Bool {
      let tokens = Tokenizer.tokens(text)
      let own = Set(tokens.map { Stemmer.deepStem($0.text) })
      return stems.allSatisfy(own.contains)
        && !tokens.contains { ["not", "no", "never", "without", "isn't", "don't", "only"].contains($0.text) }
    }
    for sentence in Self.sentences(product.body) where has(sentence) {
      return "\(the(name(product))): \(Wording.lowerFirstWord(sentence))"
    }
    for attribute in product.attributes where has(keyWords(attribute.key) + " " + attribute.value) {
      guard !["no", "false"].contains(attribute.value.lowercased()) else { return nil }
      return attributeSentence(product, attribute)
    }
    for tag in product.tags where has(tag) {
      return "\(the(name(product))) \(Wording.isAre(name(product))) listed as \(Wording.lowerFirst(tag))"
    }
    return nil
  }
}

import Shop
import Transformer

/// "What goes with the linen shirt": what the merchant says goes together, by texts, offers and tags.
extension Turn {
  func pairing() -> Draft? {
    guard Self.together.matches(words), resolution.found.cards.count == 1, let card = resolution.found.cards.first,
      let product = product(card)
    else { return nil }
    let own = catalogue.cards[card]
    let near = pairNeighbours(product)
    let messages = offers.all(for: product).filter { $0.appliesTo.trimmed != "*" }.map { $0.title + " " + $0.message }
    var scored: [(product: Product, score: Float, reason: String?)] = []
    for (index, other) in catalogue.cards.enumerated() where index != card && other.headStem != own.headStem {
      guard mayGo(index, with: card, near[other.id] ?? 0), let candidate = self.product(index),
        candidate.variants.contains(where: \.inventory.isAvailable)
      else { continue }
      var score = 0.6 * max(0, near[other.id] ?? 0)
      var reason: String?
      if let said = pairs(product, with: index) ?? pairs(candidate, with: card) {
        score += 1
        reason = said
      }
      if messages.contains(where: { mentions($0, index) }) { score += 0.8 }
      let alike = !own.type.isEmpty && other.type == own.type
      if let sentence = mention(of: card, in: candidate) {
        score += alike ? 0.45 : 0.6
        reason = reason ?? "\(the(name(candidate))): \(Wording.sentence(Wording.lowerFirstWord(sentence)))"
      }
      if let sentence = mention(of: index, in: product) {
        score += alike ? 0.4 : 0.5
        reason = reason ?? "\(the(name(product))): \(Wording.sentence(Wording.lowerFirstWord(sentence)))"
      }
      let shared = other.tags.filter(own.tags.contains)
      if !alike, let tag = shared.first {
        score += 0.15 * Float(min(shared.count, 2))
        reason = reason ?? "Both are listed under \(Wording.lowerFirst(tag))."
      }
      if score >= 0.45 { scored.append((candidate, score, reason)) }
    }
    scored.sort { $0.score > $1.score }
    let top = scored.first?.score ?? 0
    let chosen = scored.filter { $0.score >= top * 0.6 }.prefix(3)
    guard let first = chosen.first else { return nil }
    let parts = chosen.map { "\(theLower(name($0.product))) (\(priceWords($0.product)))" }
    var text = "With \(theLower(name(product))) you could take \(Wording.list(parts, "or"))."
    if let reason = first.reason { text += " " + reason }
    var draft = draft(text, .recommend, 0.75, chosen.map(\.product))
    draft.facts.add(product)
    draft.list = chosen.map(\.product.id)
    addOffer(product, to: &draft)
    return draft
  }

  private static let together = Patterns(
    "goes|go|going|pairs|pair|serve|eat|wear|drink|have ~ with", "with the|this|that|it ~ goes|go|recommend|suggest",
    "else do|would|will|should i need ~ with|for", "need|get|buy ~ to go with",
    "to go|eat|have|serve|drink|wear with|on",
    "go|goes|good|nice well? on the side", "side of|with|for")

  /// Products near in meaning to "goes with" this one.
  private func pairNeighbours(_ product: Product) -> [Int64: Float] {
    guard let vector = try? clerk.encoder?.encode("goes with \(name(product))") else { return [:] }
    return Dictionary(
      clerk.shop.nearestProducts(to: vector, limit: 30).map { ($0.id, $0.score) }, uniquingKeysWith: { a, _ in a })
  }

  /// Whether it is worth looking at: large shops are not read product by product.
  private func mayGo(_ index: Int, with card: Int, _ near: Float) -> Bool {
    catalogue.cards.count <= 500 || near > 0.2 || clerk.resolver.carries(index, catalogue.cards[card].headStem)
  }

  /// What the merchant says goes with a product, where it names the other.
  private func pairs(_ product: Product, with card: Int) -> String? {
    for attribute in product.attributes
    where ["pair", "goes_with", "serve_with", "match", "companion", "works_with", "served_with"].contains(
      where: attribute.key.contains)
    {
      if mentions(attribute.value, card) { return attributeSentence(product, attribute) }
    }
    return nil
  }

  /// Whether a text names a product: its head noun with one more word of its name, or a head noun that is its alone.
  private func mentions(_ text: String, _ card: Int) -> Bool {
    let said = Set(Tokenizer.tokens(text).map(\.stem))
    let info = catalogue.cards[card]
    guard said.contains(info.headStem) else { return false }
    return (catalogue.frequency[info.headStem] ?? 0) <= 1
      || info.core.contains { $0.stem != info.headStem && said.contains($0.stem) }
  }

  /// The sentence of a product's description that speaks of the other by its head noun, and not as what it is itself.
  private func mention(of card: Int, in product: Product) -> String? {
    let head = catalogue.cards[card].headStem
    guard head.utf8.count > 2, !nameStems(product).contains(head) else { return nil }
    return Self.sentences(product.body).first { sentence in
      let tokens = Tokenizer.tokens(sentence)
      guard sentence.count <= 110, tokens.contains(where: { $0.stem == head }) else { return false }
      return !tokens.contains { ["not", "no", "never", "without", "don't", "cannot"].contains($0.text) }
    }
  }
}

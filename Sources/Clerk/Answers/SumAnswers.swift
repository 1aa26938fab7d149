package import Shop

extension Turn {
  /// "Two lattes and a muffin", "a coffee with almond milk": several products at once, each with its price, and the sum.
  func sumAnswer() -> Draft? {
    let cuts = words.indices.filter { ["and", "with", "plus"].contains(words[$0]) && $0 > 0 && $0 + 1 < words.count }
    guard !cuts.isEmpty, cuts.count <= 3 else { return nil }
    // A name may hold the word ("Salt and Vinegar Chips").
    if resolution.exact, let first = resolution.positions.min(), let last = resolution.positions.max(),
      cuts.allSatisfy({ $0 > first && $0 < last }),
      resolution.found.cards.first.map({ card in
        cuts.allSatisfy { cut in Tokenizer.tokens(catalogue.cards[card].name).contains { $0.text == words[cut] } }
      }) ?? false
    {
      return nil
    }
    var parts: [(product: Product, variants: [Variant], quantity: Int)] = []
    // "And a croissant", of which there are two.
    var several: [Product] = []
    let bounds = [0] + cuts.map { $0 + 1 } + [words.count]
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let tokens = Array(question.tokens[start..<(end == words.count ? end : end - 1)])
      // "Two mugs with a picture on them" is one thing.
      if start > 0, words[start - 1] == "with", tokens.contains(where: { ["it", "them", "that"].contains($0.text) }) {
        return nil
      }
      let part = Question(question.raw, tokens: tokens)
      let found = clerk.resolver.resolve(part, ignored: []).found
      if case .several(let cards) = found, cards.count <= 3 {
        several.append(contentsOf: products(cards))
        continue
      }
      guard case .one(let card) = found, let product = product(card) else { return nil }
      guard !parts.contains(where: { $0.product.id == product.id }) else { return nil }
      var pick = VariantMatcher.pick(product, tokens, nameStems: nameStems(product))
      guard pick.unavailable == nil else { return nil }
      if pick.chosen.isEmpty, product.variants.count > 1 {
        // "Shampoo and conditioner, the small ones": said once, meant of both.
        let shared = VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product))
        if shared.unavailable == nil, shared.together == nil { pick = shared }
      }
      let number = tokens.first { $0.number != nil && !pick.positions.contains(tokens.firstIndex(of: $0) ?? -1) }?
        .number
      let quantity = number.flatMap { Int(exactly: $0) }.map { $0 >= 1 && $0 <= 100 ? $0 : 1 } ?? 1
      parts.append((product, pick.variants, pick.quantity ?? quantity))
    }
    guard parts.count >= 2 || parts.count == 1 && several.count > 1 else { return nil }
    several.removeAll { product in parts.contains { $0.product.id == product.id } }
    var texts: [String] = []
    var total: Int64? = 0
    var facts: [(Money, String)] = []
    for part in parts {
      let name = name(part.product)
      let prices = Set(part.variants.compactMap { offers.price(of: $0, part.product)?.now })
      let options =
        part.variants.count == 1 && part.product.variants.count > 1
        ? suffix(Wording.options(part.product, part.variants[0])) : ""
      texts.append(
        "\(theLower(name)) \(Wording.isAre(name)) \(shortPrice(part.product, part.variants))\(options)\(part.quantity > 1 ? " each" : "")"
      )
      if prices.count == 1, let price = prices.first {
        let (product, overflow) = price.minorUnits.multipliedReportingOverflow(by: Int64(part.quantity))
        total = overflow ? nil : total.map { $0 + product }
        facts.append((price, "\(part.quantity) x \(price.formatted)"))
      } else {
        total = nil
      }
    }
    for product in several {
      texts.append("\(theLower(name(product))) \(Wording.isAre(name(product))) \(shortPrice(product))")
      total = nil
    }
    var text = Wording.sentence(Wording.list(texts))
    if let total, let currency = facts.first?.0.currency {
      let sum = Money(minorUnits: total, currency: currency)
      let count = parts.reduce(0) { $0 + $1.quantity }
      text += count > parts.count ? " That comes to \(sum.formatted)." : " Together that's \(sum.formatted)."
      var draft = draft(text, .price, 0.82, parts.map(\.product))
      draft.facts.derive(sum, from: facts.map(\.1).joined(separator: " + "))
      return draft
    }
    let all = parts.map(\.product) + several
    var draft = draft(text, .price, 0.72, all)
    draft.list = all.map(\.id)
    return draft
  }
}

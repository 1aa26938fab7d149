package import Shop

extension Turn {
  /// "Two lattes and a muffin", "a coffee with almond milk": several products at once, each with its price, and the sum.
  func sumAnswer() -> Draft? {
    let cuts = words.indices.filter { ["and", "with", "plus"].contains(words[$0]) && $0 > 0 && $0 + 1 < words.count }
    guard !cuts.isEmpty, cuts.count <= 3 else { return nil }
    // A name may hold the word ("Salt and Vinegar Chips").
    if resolution.exact, let first = resolution.positions.min(), let last = resolution.positions.max(),
      cuts.allSatisfy({ $0 > first && $0 < last })
    {
      return nil
    }
    var parts: [(product: Product, variants: [Variant], quantity: Int)] = []
    let bounds = [0] + cuts.map { $0 + 1 } + [words.count]
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let tokens = Array(question.tokens[start..<(end == words.count ? end : end - 1)])
      let part = Question(question.raw, tokens: tokens)
      guard case .one(let card) = clerk.resolver.resolve(part, ignored: []).found, let product = product(card) else {
        return nil
      }
      guard !parts.contains(where: { $0.product.id == product.id }) else { return nil }
      let pick = VariantMatcher.pick(product, tokens, nameStems: nameStems(product))
      guard pick.unavailable == nil else { return nil }
      let number = tokens.first { $0.number != nil && !pick.positions.contains(tokens.firstIndex(of: $0) ?? -1) }?
        .number
      let quantity = number.flatMap { Int(exactly: $0) }.map { $0 >= 1 && $0 <= 100 ? $0 : 1 } ?? 1
      parts.append((product, pick.variants, pick.quantity ?? quantity))
    }
    guard parts.count >= 2 else { return nil }
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
    var text = Wording.sentence(Wording.list(texts))
    if let total, let currency = facts.first?.0.currency {
      let sum = Money(minorUnits: total, currency: currency)
      let count = parts.reduce(0) { $0 + $1.quantity }
      text += count > parts.count ? " That comes to \(sum.formatted)." : " Together that's \(sum.formatted)."
      var draft = draft(text, .price, 0.82, parts.map(\.product))
      draft.facts.derive(sum, from: facts.map(\.1).joined(separator: " + "))
      return draft
    }
    var draft = draft(text, .price, 0.72, parts.map(\.product))
    draft.list = parts.map(\.product.id)
    return draft
  }
}

package import Shop

extension Turn {
  /// What products cost.
  func priceAnswer(_ products: [Product]) -> Draft {
    if products.count == 1 { return priceAnswer(products[0]) }
    if products.count <= 3 {
      let parts = products.map { name($0) + " " + Wording.isAre(name($0)) + " " + shortPrice($0) }
      var draft = draft(Wording.sentence(Wording.list(parts)), .price, 0.75, products)
      draft.list = products.map(\.id)
      if products.count > 1 {
        draft.text += " Which one would you like?"
        draft.asksBack = true
      }
      return draft
    }
    return whichOne(products, .price)
  }

  /// Several products fit: their range and their names, and which one?
  func whichOne(_ products: [Product], _ intent: Intent) -> Draft {
    let shown = Array(products.prefix(4))
    let names = shown.map(name)
    let more = products.count - shown.count
    let list = more > 0 ? names.joined(separator: ", ") + " and \(more) more" : Wording.list(names)
    var text = "We have \(list)."
    var all = products
    if intent == .price {
      let prices = products.flatMap { p in p.variants.compactMap { offers.price(of: $0, p)?.now } }
      if let low = prices.min(), let high = prices.max(), low != high {
        text = "They cost from \(low.formatted) to \(high.formatted). " + text
      }
    }
    text += " Which one would you like?"
    all = shown
    var draft = draft(text, intent, 0.6, all)
    draft.asksBack = true
    for product in products {
      draft.facts.add(product)
      for variant in product.variants {
        if let p = offers.price(of: variant, product) { draft.facts.amounts.append(p.now.formatted) }
      }
    }
    draft.facts.counts.insert(String(more))
    draft.list = shown.map(\.id)
    return draft
  }

  /// "$3.49", "$3.49 to $5.79", "$1.56 today (usually $1.95)".
  func shortPrice(_ product: Product, _ variants: [Variant]? = nil) -> String {
    let prices = (variants ?? product.variants).compactMap { offers.price(of: $0, product) }
    guard let low = prices.min(by: { $0.now < $1.now }), let high = prices.max(by: { $0.now < $1.now }) else {
      return "without a listed price"
    }
    if low.now != high.now { return "\(low.now.formatted) to \(high.now.formatted)" }
    return low.now.formatted + (low.before.map { " (was \($0.formatted))" } ?? "")
  }

  private func priceAnswer(_ product: Product) -> Draft {
    let name = name(product)
    let pick = pick(product)
    if pick.chosen.isEmpty, let told = unitPriceAnswer(product) { return told }
    if let unavailable = pick.unavailable { return notMade(product, unavailable, .price) }
    if let together = pick.together { return notTogether(product, together, .price) }
    if let constraint = unmet(product, pick) { return notThat(product, constraint, .price) }
    if Cues.earlier.matches(words), let before = priceBefore(product, pick) { return before }
    let variants = pick.variants
    let priced = variants.compactMap { v in offers.price(of: v, product).map { (v, $0) } }
    guard let first = priced.first else {
      return draft(
        "I don't have a price listed for \(the(name)). Please ask a member of staff.", .price, 0.5, [product],
        chosen: pick.chosen)
    }
    var text: String
    var variant: Variant?
    let distinct = Set(priced.map { $0.1.now.minorUnits })
    let chosenNumber = pick.positions.contains {
      question.tokens[$0].number.map { Int(exactly: $0) == reading.quantity } ?? false
    }
    let quantity = pick.quantity ?? (chosenNumber ? nil : reading.quantity)
    if distinct.count == 1 {
      variant = priced.count == 1 ? first.0 : nil
      let chosen = Set(pick.chosen.keys)
      let options =
        variants.count == 1 ? Wording.options(product, first.0) : Wording.options(product, first.0, only: chosen)
      text = "\(the(name)) \(Wording.isAre(name)) \(first.1.now.formatted)" + suffix(options)
      if variants.count > 1, chosen.isEmpty, product.options.count == 1, first.1.before == nil {
        text += ", in every \(product.options[0].name.lowercased())"
      }
      text += reduction(first.1)
      if let quantity, quantity > 1 { return several(product, quantity, first.1, first.0, pick.chosen) }
      if !first.0.inventory.isAvailable, variant != nil {
        text +=
          Self.isToOrder(first.0)
          ? ", to order" : ", but \(Wording.itThey(name) == "they" ? "they're" : "it's") out of stock right now"
      }
      text += "."
    } else if let listed = listed(product, priced, pick) {
      text = "\(the(name)) \(Wording.isAre(name)) \(listed)."
    } else {
      let low = priced.min { $0.1.now < $1.1.now }!.1
      let high = priced.max { $0.1.now < $1.1.now }!.1
      let open = product.options.indices.filter { i in
        Set(variants.compactMap { i < $0.optionValues.count ? $0.optionValues[i] : nil }).count > 1
      }
      let names = open.map { product.options[$0].name.lowercased() }
      let chosenWords =
        pick.chosen.isEmpty ? "" : suffix(Wording.options(product, first.0, only: Set(pick.chosen.keys)))
      text =
        "\(the(name)) \(Wording.isAre(name)) from \(low.now.formatted) to \(high.now.formatted)\(chosenWords), depending on \(Wording.list(names)). Which one would you like?"
    }
    var draft = draft(text, .price, 0.92, [product], variant: variant, chosen: pick.chosen)
    for (_, price) in priced where price.promotion != nil { draft.promotion = price.promotion }
    addOffer(product, to: &draft)
    return draft
  }

  /// What it cost before it was reduced, where it was.
  private func priceBefore(_ product: Product, _ pick: VariantPick) -> Draft? {
    let name = name(product)
    for variant in pick.variants {
      guard let price = offers.price(of: variant, product), let before = price.before else { continue }
      let first = variant.compareAtPrice.map { $0 > before ? $0 : before } ?? before
      let options = pick.variants.count > 1 ? suffix(Wording.options(product, variant)) : ""
      return draft(
        "\(the(name)) \(Wording.isPlural(name) ? "were" : "was") \(first.formatted)\(options), and \(Wording.isAre(name)) \(price.now.formatted) now.",
        .price, 0.88, [product], variant: variant, chosen: pick.chosen)
    }
    return nil
  }

  /// "Three of them are $12.00 together."
  private func several(
    _ product: Product, _ quantity: Int, _ price: SpokenPrice, _ variant: Variant, _ chosen: [Int: [String]]
  ) -> Draft {
    let name = name(product)
    let options = Wording.options(product, variant, only: product.variants.count == 1 ? nil : Set(chosen.keys))
    // A bundle of just so many comes first.
    for promotion in offers.all(for: product) {
      if case .bundle(let money) = promotion.kind,
        Tokenizer.tokens(promotion.message + " " + promotion.title).contains(where: { $0.number == Double(quantity) })
      {
        var draft = draft(
          "There's an offer: \(Wording.lowerFirst(promotion.message.isEmpty ? promotion.title : promotion.message)). One is \(price.now.formatted).",
          .price,
          0.9, [product], variant: variant, chosen: chosen)
        draft.facts.derive(money, from: promotion.title)
        draft.promotion = promotion
        return draft
      }
    }
    let (sum, overflow) = price.now.minorUnits.multipliedReportingOverflow(by: Int64(quantity))
    guard !overflow else {
      return draft(
        "\(the(name)) \(Wording.isAre(name)) \(price.now.formatted)" + suffix(options) + " each.", .price, 0.8,
        [product], variant: variant, chosen: chosen)
    }
    let total = Money(minorUnits: sum, currency: price.now.currency)
    var draft = draft(
      "\(the(name)) \(Wording.isAre(name)) \(price.now.formatted) each\(suffix(options))\(reduction(price)), so \(quantity) come to \(total.formatted).",
      .price, 0.9, [product],
      variant: variant, chosen: chosen)
    draft.facts.derive(total, from: "\(quantity) x \(price.now.formatted)")
    draft.facts.counts.insert(String(quantity))
    draft.promotion = price.promotion
    addOffer(product, to: &draft)
    return draft
  }

  /// "$3.49 for the quart and $5.79 for the half gallon", where so few prices differ that a person would say them all.
  private func listed(_ product: Product, _ priced: [(Variant, SpokenPrice)], _ pick: VariantPick) -> String? {
    let open = product.options.indices.filter { i in
      Set(priced.compactMap { i < $0.0.optionValues.count ? $0.0.optionValues[i] : nil }).count > 1
    }
    guard !open.isEmpty else { return nil }
    // One option decides the price: say each of its values.
    for option in open {
      var groups: [(value: String, prices: Set<Int64>, price: SpokenPrice, available: Bool)] = []
      for (variant, price) in priced where option < variant.optionValues.count {
        let value = variant.optionValues[option]
        if let i = groups.firstIndex(where: { $0.value == value }) {
          groups[i].prices.insert(price.now.minorUnits)
          groups[i].available = groups[i].available || variant.inventory.isAvailable || Self.isToOrder(variant)
        } else {
          groups.append(
            (value, [price.now.minorUnits], price, variant.inventory.isAvailable || Self.isToOrder(variant)))
        }
      }
      guard groups.allSatisfy({ $0.prices.count == 1 }) else { continue }
      // Values of one price are said together.
      var merged: [(values: [String], price: SpokenPrice, out: Bool)] = []
      for group in groups {
        let out = !group.available
        if let i = merged.firstIndex(where: { $0.price.now == group.price.now && $0.out == out }) {
          merged[i].values.append(group.value)
        } else {
          merged.append(([group.value], group.price, out))
        }
      }
      guard merged.count <= 4 else { continue }
      let parts = merged.map { group -> String in
        let values =
          group.values.count > 3
          ? "the other \(group.values.count)" : Wording.list(group.values.map { said(product.options[option], $0) })
        return group.price.now.formatted + (group.price.before.map { " (was \($0.formatted))" } ?? "") + " "
          + preposition(product.options[option], group.values[0]) + values
          + (group.out ? " (out of stock)" : "")
      }
      guard !merged.contains(where: { $0.values.count > 3 }) else { continue }
      let chosen = suffix(Wording.options(product, priced[0].0, only: Set(pick.chosen.keys)))
      return (chosen.isEmpty ? "" : chosen.trimmed + ": ") + Wording.list(parts)
    }
    return nil
  }

  func said(_ option: ProductOption, _ value: String) -> String {
    switch Wording.OptionKind(option, value) {
    case .within: Wording.value(value)
    case .size: "size " + value
    case .plain: Wording.value(value)
    }
  }

  private func preposition(_ option: ProductOption, _ value: String) -> String {
    switch Wording.OptionKind(option, value) {
    case .within: "in "
    case .size: "in "
    case .plain: "for the "
    }
  }

  func suffix(_ options: String) -> String {
    if options.isEmpty { return "" }
    if options.hasPrefix("in ") { return " " + options }
    return options.hasPrefix("size ") ? " in " + options : " for the " + options
  }

  /// "today (25% off, usually $14.00)".
  func reduction(_ price: SpokenPrice) -> String {
    guard let before = price.before else { return "" }
    if let promotion = price.promotion {
      if case .percentOff(let percent) = promotion.kind {
        return " today (\(Numbers.write(percent))% off, usually \(before.formatted))"
      }
      if case .amountOff(let off) = promotion.kind {
        return " today (\(off.formatted) off, usually \(before.formatted))"
      }
    }
    return " (reduced from \(before.formatted))"
  }

  /// "The" belongs before a plain name and not before a name that begins with one's own article.
  func the(_ name: String) -> String {
    let first = name.prefix { $0.isLetter }.lowercased()
    return ["the", "a", "an", "my", "our", "your"].contains(first) ? name : "The " + name
  }

  func theLower(_ name: String) -> String {
    let text = the(name)
    return text.hasPrefix("The ") && !name.hasPrefix("The ") ? "the " + name : text
  }

  /// An offer on what was asked for is told behind the answer, where it changes no price that was said: one in a
  /// dialogue.
  func addOffer(_ product: Product, to draft: inout Draft) {
    guard draft.promotion == nil, !dialogue.hasAdvertised else { return }
    for promotion in offers.all(for: product)
    where promotion.appliesTo.trimmed != "*" && !dialogue.told.contains(promotion.id) {
      switch promotion.kind {
      case .bundle, .message: break
      case .percentOff, .amountOff: continue
      }
      guard !promotion.message.trimmed.isEmpty else { continue }
      // What fails the check is the offer and never the answer.
      draft.safe = draft.safe ?? draft.text
      draft.advertises = true
      draft.text += " There's an offer, too: " + Wording.sentence(Wording.lowerFirst(promotion.message))
      draft.promotion = promotion
      return
    }
  }
}

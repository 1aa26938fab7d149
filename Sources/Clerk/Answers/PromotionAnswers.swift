package import Shop

extension Turn {
  /// What is on offer, of what was asked for or of the whole shop.
  func promotionAnswer(_ products: [Product], named: Bool) -> Draft {
    // Words of the question in a promotion's own text count as much as its product.
    let asked = Set(
      question.tokens.indices.filter {
        (question.roles[$0] == .content || resolution.positions.contains($0))
          && !["percent", "discount", "offer", "deal", "sale"].contains(question.tokens[$0].stem)
      }.map { question.tokens[$0].stem })
    var hits: [(Promotion, Int)] = []
    for promotion in offers.active {
      let stems = Set(
        Tokenizer.tokens(
          promotion.title + " " + promotion.message + " "
            + promotion.appliesTo.split(separator: "-").joined(separator: " ")
        ).map(\.stem))
      var score = stems.intersection(asked).count * 2
      if named, products.contains(where: { offers.applies(promotion, to: $0) }), promotion.appliesTo.trimmed != "*" {
        score += 3
      }
      // An offer on other goods is no answer to a question about these.
      let target = promotion.appliesTo.trimmed
      if named, !products.isEmpty, target != "*", !products.contains(where: { offers.applies(promotion, to: $0) }),
        // "A muffin and a coffee": what names all that was asked for is on these, whatever it is filed under.
        asked.count < 2 || !asked.isSubset(of: stems)
      {
        score = 0
      }
      if score > 0 { hits.append((promotion, score)) }
    }
    hits.sort { $0.1 > $1.1 }
    // "Is there 25 % off lamps": another figure, or an offer on something else, is no yes.
    let percents = question.tokens.indices.filter { i in
      question.tokens[i].number != nil && i + 1 < words.count && words[i + 1] == "percent"
    }.compactMap { question.tokens[$0].number }
    if let percent = percents.first {
      hits.removeAll { hit in
        if case .percentOff(let value) = hit.0.kind {
          return "\(value)" != "\(percent)" && Double("\(value)") != percent
        }
        return true
      }
      if hits.isEmpty {
        let what = products.count == 1 ? " on " + theLower(name(products[0])) : ""
        var draft = Draft(
          text: "No, there is no \(Numbers.write(percent)) percent offer\(what) right now.", intent: .promotion,
          confidence: 0.75)
        draft.facts.texts.append(question.raw)
        draft.facts.texts.append("\(Numbers.write(percent)) percent")
        draft.facts.texts.append(contentsOf: products.prefix(1).map { name($0) })
        draft.keepsFocus = true
        return draft
      }
    }
    if let off = amountOff, !hits.contains(where: { $0.0.isOff(off) }) {
      var draft = Draft(
        text: "No, there is no offer of \(Numbers.write(off)) dollars off right now.", intent: .promotion,
        confidence: 0.75)
      draft.facts.texts.append("\(Numbers.write(off)) dollars")
      draft.keepsFocus = true
      return draft
    }
    if let best = hits.first {
      let chosen = hits.filter { $0.1 >= max(2, best.1 - 1) }.prefix(2).map(\.0)
      return tell(Array(chosen), products: products.filter { p in chosen.contains { offers.applies($0, to: p) } })
    }
    if named, let product = products.first {
      let reduced = products.filter { p in p.variants.contains { offers.price(of: $0, p)?.before != nil } }
      if let one = reduced.first { return reducedAnswer(one) }
      let name = name(product)
      var text = "There's no offer on \(theLower(products.count == 1 ? name : name)) right now."
      if products.count > 1 { text = "There's no offer on those right now." }
      let whole = offers.active.filter { $0.appliesTo.trimmed == "*" }
      if let general = whole.first { text += " But: \(Wording.sentence(Wording.lowerFirst(general.message)))" }
      var draft = draft(text, .promotion, 0.75, Array(products.prefix(2)))
      draft.promotion = whole.first
      if let general = whole.first { draft.facts.texts.append(general.message) }
      return draft
    }
    if !asked.isEmpty, !offers.active.isEmpty || true, !leftOver().isEmpty, !named {
      // Something else was asked for by name: say what there is.
    }
    var active = offers.active
    if active.isEmpty {
      let reduced = reducedProducts(3)
      if !reduced.isEmpty {
        let parts = reduced.map {
          "\(name($0)) at \(shortPrice($0, $0.variants.filter { v in v.compareAtPrice != nil }))"
        }
        return draft("Reduced right now: \(Wording.list(parts)).", .promotion, 0.8, reduced)
      }
      var draft = Draft(text: "There are no special offers right now.", intent: .promotion, confidence: 0.75)
      draft.keepsFocus = true
      return draft
    }
    let more = max(0, active.count - 3)
    active = Array(active.prefix(3))
    var draft = tell(active, products: [])
    if more > 0 {
      draft.text += " There \(more == 1 ? "is 1 more offer" : "are \(more) more offers")."
      draft.facts.counts.insert(String(more))
    }
    return draft
  }

  /// "Are watches still fifty dollars off".
  private var amountOff: Double? {
    guard reading.yesNo, let off = words.lastIndex(of: "off"), off >= 2,
      ["dollar", "dollars", "buck", "bucks"].contains(words[off - 1])
    else { return nil }
    return question.tokens[off - 2].number
  }

  private func reducedProducts(_ limit: Int) -> [Product] {
    var out: [Product] = []
    try? clerk.shop.everyProduct { product in
      if out.count < limit,
        product.variants.contains(where: {
          $0.compareAtPrice != nil && $0.inventory.isAvailable
            && ($0.compareAtPrice ?? $0.price!) > ($0.price ?? $0.compareAtPrice!)
        })
      {
        out.append(product)
      }
    }
    return out
  }

  private func reducedAnswer(_ product: Product) -> Draft {
    let name = name(product)
    guard
      let (variant, price) = product.variants.compactMap({ v in offers.price(of: v, product).map { (v, $0) } }).first(
        where: { $0.1.before != nil }), let before = price.before
    else {
      return priceAnswer([product])
    }
    let options = product.variants.count > 1 ? suffix(Wording.options(product, variant)) : ""
    return draft(
      "Yes, \(theLower(name)) \(Wording.isAre(name)) reduced from \(before.formatted) to \(price.now.formatted)\(options).",
      .promotion, 0.88, [product], variant: variant)
  }

  private func tell(_ promotions: [Promotion], products: [Product]) -> Draft {
    var about = products
    if about.isEmpty {
      for promotion in promotions {
        if let card = catalogue.card(handle: promotion.appliesTo.trimmed),
          let p = clerk.shop.goods(ids: [card.id]).first
        {
          about.append(p)
        }
      }
    }
    let texts = promotions.map { promotion in
      promotion.message.trimmed.isEmpty ? Wording.sentence(promotion.title) : Wording.sentence(promotion.message)
    }
    let yes = reading.yesNo ? "Yes: " : ""
    var text = yes + (yes.isEmpty ? texts.joined(separator: " ") : Wording.lowerFirst(texts.joined(separator: " ")))
    // The price that comes of it, where one product is meant.
    if about.count == 1, promotions.count == 1,
      let price = about[0].variants.compactMap({ offers.price(of: $0, about[0]) }).first, price.promotion != nil,
      Set(about[0].variants.compactMap { $0.price?.minorUnits }).count == 1
    {
      text += " That makes \(price.now.formatted) instead of \(price.before?.formatted ?? "")."
    }
    var draft = draft(text, .promotion, 0.88, Array(about.prefix(4)))
    for promotion in promotions {
      draft.facts.texts.append(promotion.message + " " + promotion.title)
      if case .bundle(let money) = promotion.kind { draft.facts.derive(money, from: promotion.title) }
      if case .amountOff(let money) = promotion.kind { draft.facts.derive(money, from: promotion.title) }
    }
    draft.promotion = promotions.first
    draft.list = about.map(\.id)
    if about.isEmpty {
      draft.focus = nil
      draft.keepsFocus = true
    }
    return draft
  }
}

extension Promotion {
  /// Whether it takes off just so much.
  fileprivate func isOff(_ amount: Double) -> Bool {
    if case .amountOff(let off) = kind { off.majorUnits == amount } else { false }
  }
}

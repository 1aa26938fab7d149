package import Shop

extension Turn {
  /// Whether a product is there.
  func stockAnswer(_ products: [Product]) -> Draft {
    guard products.count > 1 else { return stockAnswer(products[0]) }
    let fitting = products.filter { unmet($0, pick($0)) == nil }
    if fitting.isEmpty { return stockAnswer(products[0]) }
    if fitting.count < products.count { return stockAnswer(fitting) }
    let available = products.filter { $0.variants.contains { $0.inventory.isAvailable } }
    guard !available.isEmpty else {
      var draft = draft(
        "Sorry, \(Wording.list(products.prefix(4).map(name))) are all out of stock right now.", .stock, 0.8,
        Array(products.prefix(4)))
      draft.list = products.map(\.id)
      return draft
    }
    let shown = Array(available.prefix(4))
    var text =
      "Yes, we have "
      + (available.count > 5
        ? shown.map(name).joined(separator: ", ") + " and \(available.count - 4) more"
        : Wording.list(available.prefix(5).map(name))) + "."
    let out = products.filter { p in !available.contains { $0.id == p.id } }
    if !out.isEmpty, out.count <= 2 {
      text +=
        " \(Wording.list(out.map(name))) \(out.count > 1 || Wording.isPlural(name(out[0])) ? "are" : "is") out of stock."
    }
    // Who looks for them is told where, if they stand together.
    let places = Set(available.prefix(5).map { placeWords($0) ?? "" })
    if available.count <= 5, out.isEmpty, places.count == 1, let place = places.first, !place.isEmpty {
      text += " They're \(place)."
    }
    var draft = draft(text, .stock, 0.8, available.count > 5 ? shown : Array(available.prefix(5)))
    for product in products { draft.facts.add(product) }
    draft.facts.counts.insert(String(available.count - 4))
    draft.list = draft.focus ?? []
    return draft
  }

  private func stockAnswer(_ product: Product) -> Draft {
    let name = name(product)
    let pick = pick(product)
    if let unavailable = pick.unavailable {
      return notMade(product, unavailable, .stock)
    }
    if let together = pick.together { return notTogether(product, together, .stock) }
    if let constraint = unmet(product, pick) { return notThat(product, constraint, .stock) }
    let variants = pick.variants
    let there = variants.filter(\.inventory.isAvailable)
    let chosen = Set(pick.chosen.keys)
    let wording =
      variants.first.map {
        Wording.name(name, product, $0, only: variants.count == 1 && !chosen.isEmpty ? nil : chosen)
      } ?? name
    let variant = variants.count == 1 ? variants[0] : nil
    if there.isEmpty {
      var text = "Sorry, \(theLower(wording)) \(Wording.isAre(name)) out of stock right now."
      if variants.contains(where: { if case .preorder = $0.inventory { true } else { false } }) {
        text = "\(the(wording)) can be ordered in advance, but \(Wording.isAre(name)) not in the shop yet."
      } else if variants.contains(where: Self.isToOrder) {
        // What the merchant sells on though none is there is made or fetched to order.
        text = "You can order \(theLower(wording)), but there's none here right now."
      }
      let others = product.variants.filter { v in v.inventory.isAvailable && !variants.contains { $0.id == v.id } }
      var list: [Product] = [product]
      if !others.isEmpty, !pick.chosen.isEmpty {
        let values = otherValues(product, variants, others)
        if !values.isEmpty { text += " We do have \(Wording.isPlural(name) ? "them" : "it") \(values)." }
      } else if let like = alternative(to: product) {
        text += " We do have \(theLower(self.name(like)))."
        list.append(like)
      }
      var draft = draft(text, .stock, 0.9, [product], variant: variant, chosen: pick.chosen)
      draft.facts.counts.formUnion((1...30).map { String(max(0, product.variants.count - $0)) })
      if list.count > 1 { draft.facts.add(list[1]) }
      return draft
    }
    var text: String
    if reading.wantsCount, let count = count(there) {
      text = "We have \(count) \(Wording.isPlural(name) || count == 1 ? "" : "of the ")\(wording) left."
      if count == 1 { text = "We have just 1 \(wording) left." }
      var draft = draft(text, .stock, 0.9, [product], variant: variant, chosen: pick.chosen)
      draft.facts.counts.insert(String(count))
      return draft
    }
    text = "Yes, we have \(theLower(wording))\(variants.count == 1 ? " in stock" : "")"
    let left = variants.count == 1 ? count(there) : nil
    if let left, left <= 3 { text = "Yes, we have \(theLower(wording)), but only \(left) left" }
    let out = variants.filter { !$0.inventory.isAvailable }
    let varying = Set(
      product.options.indices.filter { i in
        Set(variants.compactMap { i < $0.optionValues.count ? $0.optionValues[i] : nil }).count > 1
      })
    if variants.count > 1, variants.count <= 6, varying.count == 1 {
      let values = unique(there.map { Wording.options(product, $0, only: varying) }).filter { !$0.isEmpty }
      if !values.isEmpty {
        text +=
          values[0].hasPrefix("in ")
          ? " "
            + Wording.list(values.enumerated().map { $0.offset == 0 ? $0.element : String($0.element.dropFirst(3)) })
          : ": " + Wording.list(values)
      }
    }
    text += "."
    // What has run out is told to who may have asked for just that: "the notebook with dots".
    let isOpen = !leftOver().isEmpty || question.tokens.contains { $0.number != nil }
    if !out.isEmpty, out.count <= 3, varying.count == 1, isOpen {
      let values = unique(out.map { Wording.options(product, $0, only: varying) })
      text +=
        " The \(Wording.list(values.map { $0.hasPrefix("in ") ? String($0.dropFirst(3)) : $0 })) \(values.count > 1 ? "are" : "is") out of stock."
    } else if !out.isEmpty {
      text = text.dropLast() + " right now."
    }
    if let place = placeWords(product) {
      text += " \(Wording.isPlural(name) ? "They're" : "It's") \(place)."
    }
    var draft = draft(text, .stock, 0.9, [product], variant: variant, chosen: pick.chosen)
    if let left { draft.facts.counts.insert(String(left)) }
    addOffer(product, to: &draft)
    return draft
  }

  /// Whether a variant is sold though there is none.
  static func isToOrder(_ variant: Variant) -> Bool {
    if case .backorder = variant.inventory { true } else { false }
  }

  /// What else there is in place of a variant that is out: other values of one option, the rest as it was asked for.
  private func otherValues(_ product: Product, _ asked: [Variant], _ others: [Variant]) -> String {
    for option in product.options.indices.reversed() {
      var values: [String] = []
      for other in others where other.optionValues.indices.contains(option) {
        let same = asked.contains { variant in
          variant.optionValues.indices.allSatisfy {
            $0 == option || $0 < other.optionValues.count && variant.optionValues[$0] == other.optionValues[$0]
          }
        }
        if same, !asked.contains(where: { $0.optionValues[option] == other.optionValues[option] }),
          !values.contains(other.optionValues[option])
        {
          values.append(other.optionValues[option])
        }
      }
      guard !values.isEmpty else { continue }
      switch Wording.OptionKind(product.options[option], values[0]) {
      case .within: return "in " + Wording.list(values.map(Wording.value), limit: 4)
      case .size: return "in size " + Wording.list(values, limit: 4)
      case .plain: return "as " + Wording.list(values.map(Wording.value), limit: 4)
      }
    }
    return ""
  }

  func unique(_ values: [String]) -> [String] {
    var seen: Set<String> = []
    return values.filter { seen.insert($0).inserted }
  }

  /// How many are left, where all are counted.
  private func count(_ variants: [Variant]) -> Int? {
    var total = 0
    for variant in variants {
      switch variant.inventory {
      case .tracked(let n), .backorder(let n): total += max(0, n)
      default: return nil
      }
    }
    return total
  }

  /// Something of the same kind that is there.
  func alternative(to product: Product) -> Product? {
    guard let index = catalogue.index(id: product.id) else { return nil }
    for card in alternatives(to: index).prefix(8) {
      if let other = self.product(card), other.variants.contains(where: \.inventory.isAvailable) { return other }
    }
    return nil
  }

  /// Products like another, the most alike first: by kind, by the words of its name in theirs and in their descriptions.
  func alternatives(to index: Int) -> [Int] {
    let card = catalogue.cards[index]
    let stems = card.core.map(\.stem)
    var scores: [Int: Float] = [:]
    for (i, stem) in stems.enumerated() {
      let count = catalogue.postings[stem]?.count ?? 0
      guard count > 0, count <= max(60, catalogue.cards.count / 5) else { continue }
      for posting in catalogue.postings[stem] ?? [] {
        scores[Int(posting.card), default: 0] += (posting.weight > 0.85 ? 0.5 : 0.35) * (i == card.head ? 0.8 : 1.5)
      }
    }
    for (i, other) in catalogue.cards.enumerated() {
      var score = scores[i] ?? 0
      if other.headStem == card.headStem { score += 0.6 }
      if !card.type.isEmpty, other.type == card.type { score += 0.5 }
      score += 0.1 * Float(other.tags.count { card.tags.contains($0) })
      if score > 0 { scores[i] = score }
    }
    scores[index] = nil
    return scores.filter { $0.value >= 0.85 }.sorted { ($0.value, -$0.key) > ($1.value, -$1.key) }.map(\.key)
  }
}

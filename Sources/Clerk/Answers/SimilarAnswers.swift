import Shop

/// Something like what was spoken of: cheaper, or without what is avoided.
extension Turn {
  /// "Anything cheaper": something of the kind of what was spoken of, or of the kind that is named, that costs less; in
  /// the size and the like that was chosen before, where it comes in that.
  func cheaperOne() -> Draft? {
    guard words.contains("cheaper") || Pattern("less expensive").matches(words), !words.contains("than"),
      !words.contains("or"), !words.contains("which"), !Self.chosen.matches(words),
      let focus = dialogue.focus.first, let card = catalogue.index(id: focus), let product = product(card)
    else { return nil }
    let kind = clerk.resolver.category(question, ignored: reading.used)?.cards.filter { $0 != card } ?? []
    guard resolution.isFollowUp || !kind.isEmpty && !resolution.exact else { return nil }
    let wanted = Set(dialogue.chosen.values.joined())
    func fitting(_ other: Product, _ least: Int) -> [Variant] {
      other.variants.filter { $0.inventory.isAvailable && Set($0.optionValues).intersection(wanted).count >= least }
    }
    func lowest(_ other: Product, _ variants: [Variant]) -> Money? {
      variants.compactMap { offers.price(of: $0, other)?.now }.min()
    }
    let own = product.variants.filter { variant in
      dialogue.chosen.allSatisfy {
        $0.key < variant.optionValues.count && $0.value.contains(variant.optionValues[$0.key])
      }
    }
    guard let limit = lowest(product, own.isEmpty ? product.variants : own) else { return nil }
    let others = kind.isEmpty ? Array(alternatives(to: card).prefix(12)) : Array(kind.prefix(40))
    for least in (0...min(3, wanted.count)).reversed() {
      let cheaper = others.compactMap { self.product($0) }.compactMap { other in
        lowest(other, fitting(other, least)).flatMap { $0 < limit ? (other, $0) : nil }
      }
      guard let best = kind.isEmpty ? cheaper.first : cheaper.min(by: { $0.1 < $1.1 }) else { continue }
      let other = best.0
      let price = shortPrice(other, fitting(other, least))
      return draft(
        "Yes, \(theLower(name(other))) \(Wording.isAre(name(other))) \(price).", .recommend, 0.7, [other])
    }
    return draft(
      "No, I don't find anything like \(theLower(name(product))) that costs less.", .recommend, 0.6, [product])
  }

  /// "The cheaper one then" chooses, and asks for nothing else.
  private static let chosen = Pattern("the cheaper|dearer one|ones")

  /// "Anything with more power", "is there a lighter one": of what is like it, the next that has more or less.
  func moreOfIt() -> Draft? {
    guard resolution.isFollowUp || resolution.found.cards.isEmpty, !words.contains("than"), !words.contains("or"),
      !words.contains("which"), Self.another.matches(words), let asked = Comparison.read(words),
      asked.measure != .price,
      let focus = dialogue.focus.first, let card = catalogue.index(id: focus), let product = product(card)
    else { return nil }
    for key in Self.measures(asked) {
      guard let own = product.attributes.first(where: { $0.key.contains(key) }), let limit = Self.amount(own.value)
      else { continue }
      let others = alternatives(to: card).prefix(40).compactMap { self.product($0) }.compactMap {
        other -> (product: Product, value: String, amount: Double)? in
        guard other.variants.contains(where: \.inventory.isAvailable), let value = other.attribute(own.key),
          let amount = Self.amount(value), amount.dimension == limit.dimension,
          asked.more ? amount.size > limit.size : amount.size < limit.size
        else { return nil }
        return (other, value, amount.size)
      }
      guard
        let best = asked.more ? others.min(by: { $0.amount < $1.amount }) : others.max(by: { $0.amount < $1.amount })
      else {
        return draft(
          "No, I don't find anything like \(theLower(name(product))) with \(asked.more ? "more" : "less"): \(own.name.lowercased()) \(own.value).",
          .recommend, 0.6, [product])
      }
      let name = name(best.product)
      return draft(
        "Yes, \(theLower(name)), \(shortPrice(best.product)). \(own.name): \(best.value), against \(own.value).",
        .recommend, 0.75, [best.product, product])
    }
    return nil
  }
  private static let another = Patterns("anything|something|any|else|other|another", "with more|less", "a * one")

  /// The one amount of a text, in the base unit of its dimension.
  static func amount(_ value: String) -> (dimension: Units.Dimension, size: Double)? {
    let tokens = Tokenizer.tokens(value)
    let found = VariantMatcher.amounts(tokens).filter { $0.positions.count == 2 }
    guard found.count == 1, tokens.count(where: { $0.number != nil }) == 1 else { return nil }
    return Units.magnitude(found[0].value, found[0].unit)
  }

  /// "Is there one like it without wheat", "anything similar": something of the kind of what was spoken of.
  func similar() -> Draft? {
    guard let focus = dialogue.focus.first, let card = catalogue.index(id: focus) else { return nil }
    let likeIt =
      Pattern("like it|that|this|them|those").matches(words)
      || Pattern("similar|alternative|alternatives|instead|substitute").matches(words)
    let without =
      !reading.substances.isEmpty && Pattern("one|ones|anything|something|any|version|other|another").matches(words)
      && Pattern("without|free|no|not").matches(words)
    guard likeIt || without, resolution.found.cards.allSatisfy({ $0 == card }) else { return nil }
    let options = alternatives(to: card).compactMap { self.product($0) }.filter { p in
      p.variants.contains(where: \.inventory.isAvailable)
        && reading.substances.allSatisfy { s in
          switch finding(p, s, labels(p)) {
          case .contains, .mayContain: false
          case .claimedFree: true
          case .notListed: !labels(p).isEmpty || !p.body.isEmpty
          }
        }
    }
    let claimed = options.first { p in
      !reading.substances.isEmpty
        && reading.substances.allSatisfy { s in if case .claimedFree = finding(p, s, labels(p)) { true } else { false }
        }
    }
    guard let best = claimed ?? options.first else {
      let what = reading.substances.isEmpty ? "" : " without \(Wording.list(reading.substances.map(\.name), "or"))"
      var draft = draft(
        "I don't find anything like \(theLower(catalogue.spokenName(catalogue.cards[card])))\(what) here. Please ask a member of staff.",
        reading.intent, 0.5, products([card]))
      draft.facts.texts.append(contentsOf: reading.substances.map(\.name))
      return draft
    }
    var text = "You could take \(theLower(name(best))), \(shortPrice(best))"
    if !reading.substances.isEmpty {
      text += ": no \(Wording.list(reading.substances.map(\.name), "or")) listed. Please check the label to be sure"
    }
    var draft = draft(text + ".", .recommend, 0.75, [best])
    draft.facts.texts.append(contentsOf: reading.substances.map(\.name))
    return draft
  }
}

package import Shop

extension Turn {
  private static let otherThan = Patterns(
    "anything|something|any|colors|colours|color|colour|sizes|size|flavors|flavours but|besides|except|apart",
    "other|else than|but|besides",
    "another|other|different color|colour|size|finish|finishes|colors|colours|sizes|flavor|flavors|scent|scents|style|styles"
  )

  /// What a product comes in: all its options, or the one asked for ("what roasts").
  func optionsAnswer(_ products: [Product]) -> Draft {
    let product = products[0]
    let name = name(product)
    let they = Wording.isPlural(name)
    if products.count == 1 {
      let pick = VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product))
      if let unavailable = pick.unavailable { return notMade(product, unavailable, .options) }
      let whole = self.pick(product)
      if let together = whole.together { return notTogether(product, together, .options) }
      if let constraint = unmet(product, whole) { return notThat(product, constraint, .options) }
      // "Does it come in blue": yes or no, and what is left of it.
      // "In anything but brown" asks for the others.
      if !pick.chosen.isEmpty, !Self.otherThan.matches(words),
        !asksWhich || resolution.isFollowUp && Pattern("what|how about").matches(words)
      {
        return chosenAnswer(product, whole)
      }
    }
    let asked = askedOption(product)
    // "What size needles do I use", "how many colors are in it": the merchant has a word for just that.
    if asked == nil, products.count == 1, let told = attributeAsked(product, strict: true) {
      return draft(attributeSentence(product, told), .options, 0.8, [product])
    }
    if asked == nil, products.count == 1, words.contains("many"), let counted = countSentence(product, near: true) {
      return draft(Wording.sentence(counted), .options, 0.75, [product])
    }
    // "What colour does the rose flower": no option, but the description may say.
    if asked == nil, products.count == 1, let word = askedOptionWord(), word != "size", word != "style",
      let fact = bestFact(product), fact.score > 0.3
    {
      return draft(fact.said, .options, 0.65, [product])
    }
    let options = product.options.filter { $0.values.count > 0 && (asked == nil || $0.name == asked) }
    guard !options.isEmpty, product.variants.count > 1 || asked != nil else {
      // The property may stand among the attributes.
      if let word = askedOptionWord(),
        let attribute = product.attributes.first(where: {
          Tokenizer.tokens($0.key.split(separator: "_").joined(separator: " ")).contains { $0.stem == word }
        })
      {
        return draft(attributeSentence(product, attribute), .options, 0.85, [product])
      }
      if askedOptionWord() == "size",
        let told = Self.amountKeys.lazy.compactMap({ attribute(keyed: $0, of: product) }).first
      {
        return draft(attributeSentence(product, told), .options, 0.8, [product])
      }
      let only = product.variants.first.flatMap { v in
        product.options.isEmpty || v.optionValues.isEmpty ? nil : Wording.options(product, v)
      }
      var text = "\(the(name)) \(they ? "come" : "comes") in one version only" + (only.map { ": " + $0 } ?? "")
      let amounts = VariantMatcher.amounts(Tokenizer.tokens(product.title + ". " + product.body)).filter {
        $0.positions.count == 2
      }
      if only == nil, !product.body.isEmpty, !amounts.isEmpty, product.body.count < 120 {
        text += ": " + Wording.lowerFirst(product.body.trimmed)
      }
      return draft(Wording.sentence(text), .options, 0.7, [product])
    }
    var parts: [String] = []
    for option in options {
      let available = option.values
      let values = available.map { value -> String in
        let out = !product.variants.contains { v in v.optionValues.contains(value) && v.inventory.isAvailable }
        return Wording.value(value) + (out ? " (out of stock)" : "")
      }
      let kind = option.name.lowercased()
      let shown = values.count > 9 ? Wording.list(values, limit: 8) : Wording.list(values)
      parts.append(asked != nil || options.count == 1 || kind == "title" ? shown : "\(kind) \(shown)")
    }
    let text = "\(the(name)) \(they ? "come" : "comes") in \(parts.joined(separator: "; "))."
    var draft = draft(text, .options, 0.9, [product])
    for option in options { draft.facts.counts.insert(String(option.values.count - 8)) }
    return draft
  }

  /// "What sizes do the fries come in", of which there are two or three: each of them.
  func severalOptions(_ products: [Product]) -> Draft? {
    guard (2...3).contains(products.count), products.allSatisfy({ askedOption($0) != nil && $0.variants.count > 1 })
    else { return nil }
    let drafts = products.map { optionsAnswer([$0]) }
    var draft = draft(drafts.map(\.text).joined(separator: " "), .options, 0.8, products)
    for each in drafts { draft.facts.counts.formUnion(each.facts.counts) }
    draft.list = products.map(\.id)
    return draft
  }

  /// Keys of attributes that say how much there is of a thing.
  private static let amountKeys = ["size", "pack_size", "net_weight", "volume", "weight", "capacity", "dimensions"]

  private var asksWhich: Bool {
    words.contains("what") || words.contains("which") || Pattern("how many").matches(words)
  }

  private func chosenAnswer(_ product: Product, _ pick: VariantPick) -> Draft {
    let name = name(product)
    let there = pick.variants.contains(where: \.inventory.isAvailable)
    let words = pick.variants.first.map { Wording.name(name, product, $0, only: Set(pick.chosen.keys)) } ?? name
    let variant = pick.variants.count == 1 ? pick.variants[0] : nil
    let text =
      there
      ? "Yes, we have \(theLower(words))."
      : "We sell \(theLower(words)), but \(Wording.isPlural(name) ? "they're" : "it's") out of stock right now."
    return draft(text, .options, 0.88, [product], variant: variant, chosen: pick.chosen)
  }

  /// The stem of an option's name in the question: "roasts", "sizes".
  func askedOptionWord() -> String? {
    for token in question.tokens {
      if catalogue.optionNames[token.stem] != nil { return token.stem }
      if [
        "size", "color", "flavor", "finish", "scent", "length", "style", "strength", "shade", "pattern", "material",
        "width", "fragrance", "wood", "metal",
      ].contains(token.stem) {
        return token.stem
      }
    }
    return nil
  }

  func askedOption(_ product: Product) -> String? {
    for token in question.tokens {
      for option in product.options where Tokenizer.tokens(option.name).contains(where: { $0.stem == token.stem }) {
        return option.name
      }
    }
    return nil
  }

  /// "What roasts can I get", of the whole shop: the values of an option that many products have.
  func shopOptions(_ word: String) -> Draft? {
    guard let name = catalogue.optionNames[word] else { return nil }
    var values: [String] = []
    var facts: [Product] = []
    try? clerk.shop.everyProduct { product in
      for option in product.options where option.name == name {
        if values.count < 40 { for value in option.values where !values.contains(value) { values.append(value) } }
        if facts.count < 8 { facts.append(product) }
      }
    }
    guard !values.isEmpty else { return nil }
    var draft = Draft(
      text:
        "We have \(Wording.list(values.map(Wording.value), limit: 8)). It depends on the item: which one are you looking at?",
      intent: .options, confidence: 0.7)
    if values.count <= 4 { draft.text = "You can have \(Wording.list(values.map(Wording.value), "or"))." }
    draft.facts.texts.append(contentsOf: values)
    draft.facts.counts.insert(String(values.count - 8))
    draft.keepsFocus = true
    return draft
  }
}

package import Shop

extension Turn {
  /// What the shop has of a kind.
  func listAnswer(_ cards: [Int], _ label: String) -> Draft {
    let all = products(cards)
    let there = all.filter { $0.variants.contains(where: \.inventory.isAvailable) || $0.variants.isEmpty }
    let shown = there.isEmpty ? all : there
    let names = unique(shown.map(name))
    let text: String
    if there.isEmpty {
      text =
        "Sorry, \(Wording.list(names, limit: 4)) \(names.count > 1 || Wording.isPlural(names[0]) ? "are" : "is") out of stock right now."
    } else if names.count == 1 {
      let sorts = shown.count == 1 ? sorts(of: shown[0]) : []
      let choice = sorts.isEmpty ? "" : " in \(Wording.list(sorts))"
      text = "We have \(theLower(names[0]))\(choice), \(shortPrice(shown[0]))."
    } else {
      // "Different grades of matcha": of few, what each comes in.
      let few = names.count <= 3 && names.count == shown.count && asksSorts
      let told =
        few
        ? zip(shown, names).map { product, name in
          let sorts = sorts(of: product)
          return theLower(name) + (sorts.isEmpty ? "" : " in " + Wording.list(sorts))
        } : names.map(theLower)
      text = "We have \(names.count <= 3 ? Wording.list(told) : Wording.list(names, limit: 5))."
    }
    let spoken = Array(shown.prefix(names.count > 6 ? 5 : 6))
    var draft = draft(text, .list, 0.85, spoken)
    for product in shown { draft.facts.add(product) }
    draft.facts.counts.insert(String(names.count - 5))
    draft.facts.counts.insert(String(names.count - 4))
    draft.list = spoken.map(\.id)
    return draft
  }

  private var asksSorts: Bool {
    words.contains {
      ["different", "kinds", "sorts", "types", "grades", "varieties", "flavors", "flavours", "which", "what"].contains(
        $0)
    }
  }

  /// "Which marshmallows do you have", where there is one kind: what of it is there to be chosen, by its only option
  /// that leaves a choice.
  private func sorts(of product: Product) -> [String] {
    let choices = product.options.filter { $0.values.count > 1 }
    guard choices.count == 1 else { return [] }
    let there = choices[0].values.filter { value in
      product.variants.contains { $0.optionValues.contains(value) && $0.inventory.isAvailable }
    }
    return (2...8).contains(there.count) ? there.map(Wording.value) : []
  }

  /// What the shop sells altogether.
  func wholeShopAnswer() -> Draft {
    let types = catalogue.types.prefix(6).map { Wording.value($0.name) }
    var draft = Draft(text: "", intent: .list, confidence: 0.7)
    if types.isEmpty {
      let some = products(Array(catalogue.cards.indices.prefix(5)))
      draft = self.draft("We have \(Wording.list(some.map(name))) and more.", .list, 0.6, some)
    } else {
      draft.text =
        "We sell \(Wording.list(Array(types)))\(catalogue.types.count > 6 ? ", and more" : ""). What are you looking for?"
      draft.facts.texts.append(contentsOf: catalogue.types.map(\.name))
    }
    draft.keepsFocus = true
    return draft
  }

  /// The cheapest, biggest, heaviest of some products; nil where the facts do not tell.
  func superlativeAnswer(_ superlative: Superlative, _ cards: [Int], _ label: String) -> Draft? {
    if case .other(let what) = superlative.measure { return most(of: what, superlative, cards, label) }
    let all = products(cards)
    let there = all.filter { $0.variants.contains(where: \.inventory.isAvailable) }
    let pool = there.isEmpty ? all : there
    if cards.count == 1, pool.count == 1, superlative.measure != .price || pool[0].variants.count > 1 {
      return variantSuperlative(superlative, pool[0])
    }
    var best: (Product, Variant, Double)?
    let chosen =
      superlative.measure == .price && pool.count > 1 && Self.inThat.matches(words) ? chosenVariants(of: pool) : [:]
    for product in pool where chosen.isEmpty || chosen[product.id] != nil {
      for variant in chosen[product.id] ?? product.variants where variant.inventory.isAvailable || there.isEmpty {
        guard let value = measure(superlative.measure, product, variant) else { continue }
        if best == nil || (superlative.most ? value > best!.2 : value < best!.2) { best = (product, variant, value) }
      }
    }
    guard let (product, variant, _) = best, let price = offers.price(of: variant, product) else {
      // "Which carrier takes the heaviest child": no weight of its own is asked.
      return superlative.measure == .price ? nil : most(of: superlative.word, superlative, cards, label)
    }
    let name = name(product)
    let options =
      product.variants.count > 1 && Set(product.variants.compactMap { $0.price?.minorUnits }).count > 1
      ? Wording.options(product, variant) : ""
    let word =
      superlative.word == "expensive"
      ? (superlative.most ? "most expensive" : "least expensive")
      : superlative.word == "affordable"
        ? "most affordable"
        : ["lowest", "highest"].contains(superlative.word)
          ? (superlative.most ? "dearest" : "cheapest") : superlative.word
    let what = label.isEmpty ? "one" : label
    var text = "The \(word) \(what) is "
    if what.contains(" ") == false, Wording.isPlural(what), !Wording.isPlural(name) {
      text = "The \(word) of our \(what) is "
    }
    if Wording.isPlural(name) { text = "The \(word) \(what.hasSuffix("s") ? what + " are" : what + " is") " }
    text +=
      "\(superlative.measure == .price || true ? theLowerName(name) : name), \(price.now.formatted)\(suffix(options))\(reduction(price))."
    if superlative.measure != .price, let fact = measureWords(superlative.measure, product) {
      text = "The \(word) \(what) is \(theLowerName(name)): \(fact)."
    }
    var draft = draft(text, .superlative, 0.88, [product], variant: variant)
    draft.facts.texts.append(label)
    draft.promotion = price.promotion
    return draft
  }

  private static let inThat = Patterns("by|in the|a", "in size? *")

  /// "The cheapest interior paint by the gallon": of what comes in what was said, the variants that do.
  private func chosenVariants(of products: [Product]) -> [Int64: [Variant]] {
    var chosen: [Int64: [Variant]] = [:]
    for product in products {
      let pick = pick(product)
      let telling = pick.positions.filter { !reading.used.contains($0) && !resolution.positions.contains($0) }
      guard !pick.chosen.isEmpty, pick.unavailable == nil, !telling.isEmpty else { continue }
      let there = pick.variants.filter(\.inventory.isAvailable)
      if !there.isEmpty { chosen[product.id] = there }
    }
    return chosen
  }

  private func theLowerName(_ name: String) -> String { theLower(name) }

  private func measure(_ measure: Superlative.Measure, _ product: Product, _ variant: Variant) -> Double? {
    switch measure {
    case .price: return offers.price(of: variant, product).map { Double($0.now.minorUnits) }
    case .weight:
      if variant.grams > 0 { return variant.grams }
      return attributeMagnitude(product, ["weight", "net_weight"], [.mass])
    case .size:
      let side = Self.side(reading.superlative?.word ?? "")
      if let value = attributeMagnitude(
        product, side ?? Self.sizeKeys, side == nil ? [.length, .volume, .mass] : [.length])
      {
        return value
      }
      if side != nil, catalogue.types.count > 1, resolution.found.cards.isEmpty { return nil }
      return VariantMatcher.rank(variant.optionValues.first ?? "").map { $0 }
    case .strength:
      return attributeMagnitude(
        product, ["alcohol", "abv", "strength", "power", "wattage", "intensity", "caffeine"], [.power, .mass, .other])
        ?? product.attributes.first {
          $0.key.contains("strength") || $0.key.contains("intensity") || $0.key.contains("heat")
        }
        .flatMap { Degrees.value($0.value) }
    case .other: return nil
    }
  }

  private static let sizeKeys = ["dimensions", "height", "length", "width", "size", "diameter", "capacity", "volume"]

  /// The keys for one side of a thing, where the word asks for one.
  private static func side(_ word: String) -> [String]? {
    switch word {
    case "tallest", "highest": ["height", "dimensions"]
    case "widest": ["width", "dimensions"]
    case "longest", "shortest": ["length", "dimensions", "height"]
    default: nil
    }
  }

  private func measureWords(_ measure: Superlative.Measure, _ product: Product) -> String? {
    let keys: [String]
    switch measure {
    case .weight: keys = ["weight", "net_weight"]
    case .size: keys = Self.side(reading.superlative?.word ?? "") ?? Self.sizeKeys
    case .strength: keys = ["alcohol", "abv", "strength", "power", "wattage", "intensity", "caffeine"]
    default: return nil
    }
    for key in keys { if let a = product.attribute(key) { return a } }
    return nil
  }

  private func attributeMagnitude(_ product: Product, _ keys: [String], _ dimensions: [Units.Dimension]) -> Double? {
    for key in keys {
      guard let attribute = product.attributes.first(where: { $0.key == key || $0.key.hasSuffix("_" + key) }) else {
        continue
      }
      let tokens = Tokenizer.tokens(attribute.value)
      if let amount = VariantMatcher.amounts(tokens).filter({ $0.positions.count == 2 }).max(by: { $0.value < $1.value }
      ), let (d, size) = Units.magnitude(amount.value, amount.unit), dimensions.contains(d) {
        // "180 x 90 cm": the unit stands once, the largest side counts.
        let largest = tokens.compactMap(\.number).max() ?? amount.value
        return size / max(amount.value, 0.0001) * max(largest, amount.value)
      }
      if let number = tokens.compactMap(\.number).max() { return number }
    }
    return nil
  }

  /// Among the variants of one product: its cheapest, its biggest size.
  private func variantSuperlative(_ superlative: Superlative, _ product: Product) -> Draft? {
    let name = name(product)
    let variants =
      product.variants.contains(where: \.inventory.isAvailable)
      ? product.variants.filter(\.inventory.isAvailable) : product.variants
    if superlative.measure == .price || product.options.isEmpty {
      let priced = variants.compactMap { v in offers.price(of: v, product).map { (v, $0) } }
      guard
        let best = superlative.most ? priced.max(by: { $0.1.now < $1.1.now }) : priced.min(by: { $0.1.now < $1.1.now }),
        superlative.measure == .price
      else { return nil }
      return draft(
        "The \(superlative.most ? "dearest" : "cheapest") \(name) is \(best.1.now.formatted)\(suffix(Wording.options(product, best.0)))\(reduction(best.1)).",
        .superlative, 0.88, [product], variant: best.0)
    }
    for (index, option) in product.options.enumerated() where option.values.count > 1 {
      let all = option.values.compactMap { value in VariantMatcher.rank(value).map { (value, $0) } }
      guard all.count == option.values.count else { continue }
      // What is out of stock is said, and what there is is meant.
      let ranked = all.filter { value in
        variants.contains { index < $0.optionValues.count && $0.optionValues[index] == value.0 }
      }
      guard
        let best = superlative.most ? ranked.max(by: { $0.1 < $1.1 }) : ranked.min(by: { $0.1 < $1.1 })
      else { continue }
      let fitting = product.variants.filter { index < $0.optionValues.count && $0.optionValues[index] == best.0 }
      let price = shortPrice(product, fitting)
      let beyond = superlative.most ? all.max { $0.1 < $1.1 } : all.min { $0.1 < $1.1 }
      let out = !fitting.contains(where: \.inventory.isAvailable)
      let more = beyond.map { $0.0 != best.0 ? " \(Wording.value($0.0)) is out of stock." : "" } ?? ""
      return draft(
        "The \(superlative.word) \(name) we have is \(Wording.value(best.0)), \(price)\(out ? ", but it's out of stock right now" : "").\(more)",
        .superlative, 0.85, [product], variant: fitting.count == 1 ? fitting[0] : nil, chosen: [index: [best.0]])
    }
    return nil
  }
}

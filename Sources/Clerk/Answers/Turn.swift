package import Shop

/// Everything that is known while one question is answered.
struct Turn {
  let clerk: Clerk
  var question: Question
  var reading: Reading
  var resolution: Resolution
  let dialogue: Dialogue
  let now: Now
  let offers: Offers
  /// What the question says besides the product, for follow-ups: options are read from it too.
  var passages: [PassageMatch] = []
  /// Cards that the question sets aside ("that isn't the brie").
  var apart: Set<Int> = []
  /// How unlike the name sounded, where the product was found by sound.
  var heardDistance: Float?
  /// What is computed once of the question's meaning.
  let meaning = QuestionMeaning()
  /// When it was known what the question means.
  var understood: ContinuousClock.Instant?

  var catalogue: Catalogue { clerk.catalogue }
  var words: [String] { question.words }
  /// The merchant's passages with their cosine to the question, best first; made where it is needed.
  var nearPassages: [(passage: Int, similarity: Float)]?
  /// Positions of words that name the product found: words of its description ask about it and do not name it.
  var namedPositions: Set<Int> {
    guard let first = resolution.found.cards.first, !resolution.bySound else { return resolution.positions }
    let card = catalogue.cards[first]
    return resolution.positions.filter { i in
      guard question.tokens.indices.contains(i) else { return false }
      let stems = [question.tokens[i].stem] + Synonyms.of(question.tokens[i].stem)
      return stems.contains { card.kindStems.contains($0) || card.vendorStems.contains($0) }
    }
  }

  /// What the rules decided.
  var decision: Draft?

  /// A second passage that answers as well as the first.
  var alsoPassage: Int?

  /// The question with "item" in place of the product's name.
  var masked: String {
    var out: [String] = []
    let named = namedPositions
    for (i, token) in question.tokens.enumerated() {
      if !named.contains(i) {
        out.append(token.text)
      } else if out.last != "item" {
        out.append("item")
      }
    }
    return out.joined(separator: " ")
  }

  func product(_ card: Int) -> Product? { clerk.shop.goods(ids: [catalogue.cards[card].id]).first }

  func products(_ cards: some Sequence<Int>) -> [Product] {
    clerk.shop.goods(ids: cards.map { catalogue.cards[$0].id })
  }

  func name(_ product: Product) -> String {
    catalogue.card(handle: product.handle).map { catalogue.spokenName($0) } ?? product.title
  }

  func nameStems(_ product: Product) -> Set<String> {
    Set(catalogue.card(handle: product.handle)?.core.map(\.stem) ?? [])
  }

  /// The variants meant by the question, or by the dialogue where the question says nothing of them.
  func pick(_ product: Product) -> VariantPick {
    var pick = VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product))
    if let step = stepFromChosen(product) {
      pick.chosen[step.option] = [step.value]
      pick.unavailable = nil
      pick.variants = product.variants.filter { variant in
        pick.chosen.allSatisfy {
          $0.key < variant.optionValues.count && $0.value.contains(variant.optionValues[$0.key])
        }
      }
    }
    if resolution.isFollowUp, dialogue.focus.first == product.id, !dialogue.chosen.isEmpty, pick.unavailable == nil {
      // What was chosen before still holds where the new question does not say otherwise.
      var merged = pick.chosen
      for (option, values) in dialogue.chosen where merged[option] == nil { merged[option] = values }
      let fitting = product.variants.filter { variant in
        merged.allSatisfy { $0.key < variant.optionValues.count && $0.value.contains(variant.optionValues[$0.key]) }
      }
      if !fitting.isEmpty {
        pick.variants = fitting
        pick.chosen = merged
      } else if !pick.chosen.isEmpty, !words.contains(where: { $0 == "any" || $0 == "other" }) {
        // "The queen" - "in navy": what was chosen before cannot be had together with it.
        pick.variants = []
        pick.together = merged
      }
    }
    return pick
  }

  /// "And the bigger one", after one size was spoken of: the next size.
  private func stepFromChosen(_ product: Product) -> (option: Int, value: String)? {
    guard resolution.isFollowUp, dialogue.focus.first == product.id,
      let up = words.contains(where: Self.biggerThanThat.contains)
        ? true : words.contains(where: Self.smallerThanThat.contains) ? false : nil
    else { return nil }
    for option in product.options.indices {
      guard let now = dialogue.chosen[option], now.count == 1, let order = VariantMatcher.order(product, option),
        let at = order.firstIndex(of: now[0]), order.indices.contains(at + (up ? 1 : -1))
      else { continue }
      return (option, order[at + (up ? 1 : -1)])
    }
    return nil
  }
  private static let biggerThanThat: Set<String> = ["bigger", "larger", "longer", "taller", "wider"]
  private static let smallerThanThat: Set<String> = ["smaller", "shorter", "narrower"]

  /// What of the first product's options a draft speaks of: of the variant that it names, else what the question chose,
  /// else the one value that its words hold.
  func chosen(in draft: Draft) -> [Int: [String]] {
    guard let first = draft.focus?.first,
      draft.products.first.map({ draft.focus?.count == 1 || !$0.options.isEmpty }) ?? false,
      let product = catalogue.index(id: first).flatMap({ product($0) }), product.variants.count > 1
    else { return [:] }
    if let options = draft.products.first?.options, !options.isEmpty {
      var chosen: [Int: [String]] = [:]
      for (index, option) in product.options.enumerated() { chosen[index] = options[option.name].map { [$0] } }
      return chosen
    }
    let pick = pick(product)
    if !pick.chosen.isEmpty { return pick.unavailable == nil && pick.together == nil ? pick.chosen : [:] }
    let said = " " + Tokenizer.tokens(draft.text).map(\.text).joined(separator: " ") + " "
    var chosen: [Int: [String]] = [:]
    for (index, option) in product.options.enumerated() where option.values.count > 1 {
      let held = option.values.filter {
        said.contains(" " + Tokenizer.tokens($0).map(\.text).joined(separator: " ") + " ")
      }
      if held.count == 1 { chosen[index] = held }
    }
    return chosen
  }

  func answered(_ product: Product, _ variant: Variant? = nil) -> Answer.AnsweredProduct {
    let one = variant ?? (product.variants.count == 1 ? product.variants[0] : nil)
    var options: [String: String] = [:]
    if let one { for (option, value) in zip(product.options, one.optionValues) { options[option.name] = value } }
    let price =
      one.flatMap { offers.price(of: $0, product)?.now }
      ?? product.variants.compactMap { offers.price(of: $0, product)?.now }.min()
    return Answer.AnsweredProduct(
      handle: product.handle, title: product.title,
      variant: one.map { $0.optionValues.isEmpty ? "Default Title" : $0.optionValues.joined(separator: " / ") },
      options: options, price: price,
      isAvailable: one?.inventory.isAvailable
        ?? (product.variants.isEmpty || product.variants.contains(where: \.inventory.isAvailable)))
  }

  /// A draft about products, with their facts.
  func draft(
    _ text: String, _ intent: Intent, _ confidence: Double, _ products: [Product], variant: Variant? = nil,
    chosen: [Int: [String]] = [:]
  ) -> Draft {
    var draft = Draft(text: text, intent: intent, confidence: confidence)
    for (i, product) in products.enumerated() {
      draft.products.append(answered(product, i == 0 ? variant : nil))
      draft.facts.add(product)
      for variant in product.variants {
        if let price = offers.price(of: variant, product), let promotion = price.promotion {
          draft.facts.derive(price.now, from: promotion.title)
          draft.facts.texts.append(promotion.message)
          if case .percentOff(let percent) = promotion.kind { draft.facts.texts.append(Numbers.write(percent) + "%") }
          if case .amountOff(let off) = promotion.kind { draft.facts.derive(off, from: promotion.title) }
        }
      }
      for promotion in offers.all(for: product) { draft.facts.texts.append(promotion.message) }
    }
    draft.focus = products.map(\.id)
    draft.chosen = chosen
    return draft
  }
}

import Shop

/// Several of what was spoken of: "one of each", "both together", "has she written anything else".
extension Turn {
  /// An answer about the products of this dialogue taken together, or about others like the one in focus; else nil.
  func ofRecent() -> Draft? {
    guard !dialogue.focus.isEmpty, !resolution.exact else { return nil }
    if Self.together.matches(words), let sum = sumOfRecent() { return sum }
    if Self.sameMaker.matches(words), let more = bySameMaker() { return more }
    if let taken = takenByIt() { return taken }
    if Self.series.matches(words), let next = inSeries() { return next }
    return nil
  }

  private static let together = Patterns(
    "one|two|three|1|2|3|some of each|both", "each of them|those|these",
    "both|all of? them? ~ together|total|altogether|come|cost|be",
    "how much ~ both|together|altogether|all", "what|how ~ both|together|altogether")
  private static let sameMaker = Patterns(
    "he|she|they ~ written|write|made|make|done|do ~ else|other|others|more",
    "anything|something|what else|more by|from ~ him|her|them|same",
    "same author|writer|brand|maker|designer|artist|people",
    "other|more books|things|products by|from ~ him|her|them|same")
  private static let series = Patterns(
    "series|sequel|prequel|trilogy", "comes|come after|next|before|following", "next one|book|part|volume|in")

  /// "What bags does it take", of a vacuum: what is called so and is said to be for it.
  private func takenByIt() -> Draft? {
    guard let at = Self.takes.find(in: words)?.lowerBound, let focus = dialogue.focus.first,
      let card = catalogue.index(id: focus), let product = product(card)
    else { return nil }
    let stem = question.tokens[at + 1].stem
    let fitting = products(
      catalogue.cards.indices.filter { other in
        other != card && catalogue.cards[other].headStem == stem
          && clerk.resolver.carries(other, catalogue.cards[card].headStem)
      })
    guard let first = fitting.first, fitting.count <= 3 else { return nil }
    let parts = fitting.map { "\(theLower(name($0))), \(shortPrice($0))" }
    var draft = draft(
      "For \(theLower(name(product))) we have \(Wording.list(parts)).", .recommend, 0.75, fitting)
    draft.facts.add(product)
    draft.list = fitting.map(\.id)
    if let told = first.attribute("fits") { draft.facts.texts.append(told) }
    return draft
  }
  private static let takes = Pattern("what|which * do|does it|they|that|this take|use|need|fit")

  private func sumOfRecent() -> Draft? {
    var ids = dialogue.list.count > 1 && dialogue.focus.count > 1 ? dialogue.focus : dialogue.recent
    if words.contains("both") { ids = Array(ids.prefix(2)) }
    let goods = clerk.shop.goods(ids: Array(ids.prefix(4)).reversed())
    guard goods.count >= 2 else { return nil }
    let each =
      question.tokens.indices.first { i in
        question.tokens[i].number != nil && i + 2 < words.count && words[i + 1] == "of" && words[i + 2] == "each"
      }.flatMap { question.tokens[$0].number }.flatMap { Int64(exactly: $0) } ?? 1
    guard each >= 1, each <= 100 else { return nil }
    var parts: [String] = []
    var total: Int64? = 0
    var currency: Currency?
    for product in goods {
      // What was chosen holds for the product last spoken of.
      let chosen = product.id == dialogue.focus.first ? dialogue.chosen : [:]
      let variants = product.variants.filter { variant in
        chosen.allSatisfy { $0.key < variant.optionValues.count && $0.value.contains(variant.optionValues[$0.key]) }
      }
      let prices = Set(variants.compactMap { offers.price(of: $0, product)?.now })
      parts.append("\(theLower(name(product))) \(Wording.isAre(name(product))) \(shortPrice(product, variants))")
      if prices.count == 1, let price = prices.first {
        let (line, overflow) = price.minorUnits.multipliedReportingOverflow(by: each)
        total = overflow ? nil : total.map { $0 + line }
        currency = price.currency
      } else {
        total = nil
      }
    }
    var text = Wording.sentence(Wording.list(parts))
    var draft = draft(text, .price, 0.8, goods)
    if let total, let currency {
      let sum = Money(minorUnits: total, currency: currency)
      text =
        "\(each == 1 ? "Together that's" : "\(each) of each come to") \(sum.formatted): " + Wording.lowerFirst(text)
      draft.facts.derive(sum, from: "the sum of these prices")
      draft.facts.counts.insert(String(each))
    }
    draft.text = text
    draft.list = goods.map(\.id)
    return draft
  }

  private func bySameMaker() -> Draft? {
    guard let focus = dialogue.focus.first, let card = catalogue.index(id: focus) else { return nil }
    let vendor = catalogue.cards[card].vendor
    var others: [Int] = []
    if !vendor.isEmpty {
      others = catalogue.cards.indices.filter { $0 != card && catalogue.cards[$0].vendor == vendor }
    }
    if let product = product(card), let author = product.attribute("author") ?? product.attribute("artist") {
      others = catalogue.cards.indices.filter { $0 != card }.filter { index in
        Tokenizer.tokens(author).allSatisfy { clerk.resolver.carries(index, $0.stem) }
      }
    }
    guard !others.isEmpty, others.count <= max(12, catalogue.cards.count / 3) else { return nil }
    return listAnswer(others, "")
  }

  /// Products whose description names the one in focus, or which its description names.
  private func inSeries() -> Draft? {
    guard let focus = dialogue.focus.first, let card = catalogue.index(id: focus), let product = product(card) else {
      return nil
    }
    func names(_ text: String, _ card: Int) -> Bool {
      let said = Set(Tokenizer.tokens(text).map(\.stem))
      let core = catalogue.cards[card].core
      return core.count > 1 && core.allSatisfy { said.contains($0.stem) }
    }
    let stems = catalogue.cards[card].core.map(\.stem)
    let mentioning = catalogue.cards.indices.filter { other in
      other != card && stems.allSatisfy { clerk.resolver.carries(other, $0) }
    }.compactMap { self.product($0) }.filter { names($0.body, card) }
    guard let other = mentioning.first else { return nil }
    let sentence = Self.sentences(other.body).first { names($0, card) } ?? other.body
    _ = product
    return draft(
      "\(the(name(other))): \(Wording.sentence(Wording.lowerFirstWord(sentence)))", .detail, 0.75, [other])
  }
}

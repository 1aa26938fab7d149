package import Shop
import Transformer

extension Wording {
  /// Grams as a person says them: "250 g", "1.5 kg".
  package static func weight(_ grams: Double) -> String {
    grams >= 1000
      ? Numbers.write((grams / 10).rounded() / 100) + " kg" : Numbers.write((grams * 10).rounded() / 10) + " g"
  }
}

extension Turn {
  /// A property of a product, from its attributes, its variants, its description or its tags.
  func detailAnswer(_ product: Product) -> Draft {
    let name = name(product)
    let chosen = pick(product)
    if reading.property == nil, !reading.yesNo, DetailCues.whatIs.matches(words), !chosen.chosen.isEmpty,
      leftOver().count(where: { token in !chosen.positions.contains { question.tokens[$0] == token } }) <= 1
    {
      return priceAnswer([product])
    }
    if let warned = warnedAgainst(product) { return warned }
    if let property = reading.property ?? inheritedProperty() {
      if let found = propertyAnswer(product, property) { return found }
    }
    if reading.property?.name != "capacity", let attribute = attributeAsked(product) {
      return draft(attributeSentence(product, attribute), .detail, 0.85, [product])
    }
    if reading.property == nil, DetailCues.about.matches(words) || plainWhat, pick(product).chosen.isEmpty {
      return aboutAnswer(product)
    }
    let facts = facts(of: product)
    let fact = facts.first
    if let fact, fact.score > 0.5 { return draft(fact.said, .detail, 0.75, [product]) }
    if let feature = featureAnswer(product) { return feature }
    if let fact, fact.score > 0.33, let text = tellFacts(facts) { return draft(text, .detail, 0.65, [product]) }
    if let sentence = bodySentence(product) { return draft(sentence, .detail, 0.65, [product]) }
    if let optioned = optionAsked(product) { return optioned }
    if let fact, fact.score > 0.24, let text = tellFacts(facts) { return draft(text, .detail, 0.5, [product]) }
    // "Is that local", of what the merchant has filed under just this.
    if reading.yesNo, let tag = product.tags.first(where: isAsked) {
      return draft(
        "Yes, \(theLower(name)) \(Wording.isAre(name)) listed as \(Wording.lowerFirst(tag)).", .detail, 0.7, [product])
    }
    // What is asked for is not among the facts: what is known may help all the same.
    var text = "The details I have for \(theLower(name)) don't say. Please ask a member of staff."
    if let property = reading.property, property.name != "use" {
      text = "I don't have the \(Self.noun(property.name)) of \(theLower(name)) listed. Please ask a member of staff."
    }
    let body = product.body.trimmed
    if !body.isEmpty, body.count < 160 { text += " What I have is: " + Wording.sentence(Wording.lowerFirstWord(body)) }
    // What lies nearest to the question first: it may be what is asked for.
    let nearness = Dictionary(facts.enumerated().map { ($1.key ?? "", $0) }) { first, _ in first }
    func place(_ attribute: Attribute) -> Int { nearness[keyWords(attribute.key)] ?? facts.count }
    let telling = product.attributes.filter { !isPlace($0.key) && $0.value.count < 60 }
      .sorted { place($0) < place($1) }
    for attribute in telling.prefix(3) {
      text += " \(attribute.name): \(Wording.sentence(attribute.value))"
    }
    return draft(text, .detail, 0.4, [product])
  }

  /// "Can I feed the goat pellets to my sheep", of which the merchant wrote "do not feed to sheep".
  private func warnedAgainst(_ product: Product) -> Draft? {
    guard reading.yesNo else { return nil }
    let asked = Set(leftOver().map { Stemmer.deepStem($0.text) })
    guard !asked.isEmpty else { return nil }
    func warns(_ text: String) -> Bool {
      let tokens = Tokenizer.tokens(text)
      guard let no = tokens.firstIndex(where: { ["not", "never", "don't", "dont", "no"].contains($0.text) }) else {
        return false
      }
      return tokens[no...].prefix(6).contains { asked.contains(Stemmer.deepStem($0.text)) }
    }
    if let sentence = Self.sentences(product.body).first(where: warns) {
      return draft(
        "\(the(name(product))): \(Wording.sentence(Wording.lowerFirstWord(sentence)))", .detail, 0.85, [product])
    }
    if let warning = product.attributes.first(where: { !isPlace($0.key) && $0.value.contains(" ") && warns($0.value) })
    {
      return draft("\(warning.name): \(Wording.sentence(warning.value))", .detail, 0.85, [product])
    }
    return nil
  }

  /// Whether a tag is the last word of the question, and not of the product's name ("can I mix it with water").
  private func isAsked(_ tag: String) -> Bool {
    let tokens = Tokenizer.tokens(tag)
    return tokens.count == 1 && tokens[0].stem == question.tokens.last?.stem
      && !nameStemsInFocus.contains(tokens[0].stem)
  }

  private var plainWhat: Bool {
    DetailCues.whatIs.matches(words) && (resolution.exact || resolution.positions.count > 0 || resolution.isFollowUp)
      && (leftOver().isEmpty || leftOver() == nickname)
  }

  /// A word right behind the name that the shop does not know: "the pulse pro buds".
  private var nickname: [Token] {
    guard let last = namedPositions.max(), last + 1 < question.tokens.count, question.roles[last + 1] == .content,
      catalogue.postings[question.tokens[last + 1].stem] == nil
    else { return [] }
    return [question.tokens[last + 1]]
  }

  func inheritedProperty() -> Property? {
    guard resolution.isFollowUp || reading.confidence < 0.3, let name = dialogue.property, dialogue.intent == .detail,
      reading.confidence < 0.6, leftOver().isEmpty
    else { return nil }
    return DetailCues.properties.first { $0.name == name }
  }

  static func noun(_ property: String) -> String {
    switch property {
    case "made_of": "material"
    case "count": "number"
    case "power": "power details"
    case "fit": "fit"
    case "age": "age range"
    case "nutrition": "nutrition facts"
    case "care": "care instructions"
    case "pages": "page count"
    case "expiry": "shelf life"
    default: property
    }
  }

  /// Words of the question that no product name and no cue explains.
  func leftOver() -> [Token] {
    let named = nameStemsInFocus
    let card = resolution.found.cards.count == 1 ? resolution.found.cards.first.map(Int32.init) : nil
    return question.tokens.indices.filter { i in
      question.roles[i] == .content && !reading.used.contains(i) && !named.contains(question.tokens[i].stem)
        && !(resolution.positions.contains(i) && card.map { isTag(question.tokens[i].stem, of: $0) } ?? false)
        && !(resolution.bySound && resolution.positions.contains(i))
    }.map { question.tokens[$0] }
  }

  /// Whether a word says of a product what it is, in its type or a tag.
  private func isTag(_ stem: String, of card: Int32) -> Bool {
    catalogue.postings[stem]?.contains { $0.card == card && $0.weight > 0.88 && $0.weight < 0.94 } ?? false
  }

  /// The words of the names of the products found, and what stands for them.
  var nameStemsInFocus: Set<String> {
    var stems: Set<String> = []
    for card in resolution.found.cards.prefix(1) {
      let info = catalogue.cards[card]
      for token in info.core {
        stems.insert(token.stem)
        stems.formUnion(Synonyms.of(token.stem))
      }
      stems.formUnion(info.vendorStems)
    }
    return stems
  }

  /// "Is it waterproof", "does it have pockets": whether the shop's words for the product say so.
  func featureAnswer(_ product: Product) -> Draft? {
    let name = name(product)
    var asked = leftOver()
    if asked.isEmpty {
      asked = question.tokens.indices.filter {
        question.roles[$0] == .soft && !resolution.positions.contains($0)
          && !Self.cueWords.contains(question.tokens[$0].text) && question.tokens[$0].number == nil
      }
      .map { question.tokens[$0] }
    }
    guard !asked.isEmpty else { return nil }
    let stems = asked.map { Stemmer.deepStem($0.text) }
    // "Is it scented" of what is called unscented.
    if asked.count == 1, let word = asked.first?.text {
      let texts = product.tags + [product.title] + product.attributes.map(\.value) + Self.sentences(product.body)
      for text in texts
      where Tokenizer.tokens(text).contains(where: { $0.text == "un" + word || $0.text == "non" + word }) {
        return draft(
          "No, \(theLower(name)) \(Wording.isAre(name)) described as: \(Wording.lowerFirstWord(Wording.sentence(text)))",
          .detail, 0.8, [product])
      }
    }
    // Tags and type.
    for tag in product.tags + [product.type] where !tag.isEmpty {
      let tokens = Tokenizer.tokens(tag).filter { Words.role($0) != .function }.map { Stemmer.deepStem($0.text) }
      // "Is it charged" of what is for charging.
      let isOther = asked.count == 1 && asked[0].text.hasSuffix("ed") && tag.hasSuffix("ing")
      if !tokens.isEmpty, !isOther, stems.allSatisfy({ tokens.contains($0) }) {
        return draft(
          "Yes, \(theLower(name)) \(Wording.isAre(name)) listed as \(Wording.lowerFirst(tag)).", .detail, 0.8, [product]
        )
      }
    }
    for attribute in product.attributes where !isPlace(attribute.key) {
      let tokens = Set(Tokenizer.tokens(attribute.value).map { Stemmer.deepStem($0.text) })
      if stems.allSatisfy({ tokens.contains($0) }) {
        return draft(attributeSentence(product, attribute), .detail, 0.75, [product])
      }
    }
    return nil
  }

  static let cueWords: Set<String> = Set(
    words: """
      work works made come safe size sizes product item thing shop store information detail details free check question
      """)

  /// An option that the words ask about, where the product has it ("is it available in blue").
  func optionAsked(_ product: Product) -> Draft? {
    let pick = VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product))
    if let unavailable = pick.unavailable { return notMade(product, unavailable, .options) }
    guard !pick.chosen.isEmpty else { return nil }
    if let together = pick.together { return notTogether(product, together, .options) }
    let there = pick.variants.contains(where: \.inventory.isAvailable)
    let words =
      pick.variants.first.map { Wording.name(name(product), product, $0, only: Set(pick.chosen.keys)) } ?? name(product)
    return draft(
      there
        ? "Yes, we have \(theLower(words))."
        : "Sorry, \(theLower(words)) \(Wording.isAre(name(product))) out of stock right now.", .detail, 0.7, [product],
      chosen: pick.chosen)
  }

  func aboutAnswer(_ product: Product) -> Draft {
    let name = name(product)
    let sentences = Self.sentences(product.body)
    let body = sentences.prefix(2).joined(separator: " ")
    var text = body.isEmpty ? "" : "\(the(name)): \(Wording.lowerFirstWord(body))"
    if text.isEmpty, let attribute = product.attributes.first(where: { !isPlace($0.key) }) {
      text = attributeSentence(product, attribute)
    }
    let price = shortPrice(product)
    if text.isEmpty { return draft("\(the(name)) \(Wording.isAre(name)) \(price).", .detail, 0.75, [product]) }
    text = Wording.sentence(text) + " \(Wording.isPlural(name) ? "They're" : "It's") \(price)."
    return draft(text, .detail, 0.75, [product])
  }

}

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
    if let property = reading.property ?? inheritedProperty() {
      if let found = propertyAnswer(product, property) { return found }
    }
    if let attribute = attributeAsked(product) {
      return draft(attributeSentence(product, attribute), .detail, 0.85, [product])
    }
    if reading.property == nil, DetailCues.about.matches(words) || plainWhat, pick(product).chosen.isEmpty {
      return aboutAnswer(product)
    }
    let chosen = pick(product)
    if DetailCues.whatIs.matches(words), !chosen.chosen.isEmpty,
      leftOver().allSatisfy({ token in chosen.positions.contains { question.tokens[$0] == token } })
    {
      return priceAnswer([product])
    }
    if let feature = featureAnswer(product) { return feature }
    if let sentence = bodySentence(product) { return draft(sentence, .detail, 0.65, [product]) }
    if let optioned = optionAsked(product) { return optioned }
    if let sentence = sentenceByMeaning(product) { return draft(sentence, .detail, 0.55, [product]) }
    // What is asked for is not among the facts.
    var text = "The details I have for \(theLower(name)) don't say. Please ask a member of staff."
    if let property = reading.property, property.name != "use" {
      text = "I don't have the \(Self.noun(property.name)) of \(theLower(name)) listed. Please ask a member of staff."
    }
    var draft = draft(text, .detail, 0.4, [product])
    draft.focus = [product.id]
    return draft
  }

  private var plainWhat: Bool {
    DetailCues.whatIs.matches(words) && (resolution.exact || resolution.positions.count > 0 || resolution.isFollowUp)
      && leftOver().isEmpty
  }

  private func inheritedProperty() -> Property? {
    guard resolution.isFollowUp || reading.confidence < 0.3, let name = dialogue.property, dialogue.intent == .detail,
      reading.confidence < 0.6
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
    return question.tokens.indices.filter { i in
      question.roles[i] == .content && !reading.used.contains(i) && !named.contains(question.tokens[i].stem)
        && !(resolution.bySound && resolution.positions.contains(i))
    }.map { question.tokens[$0] }
  }

  /// The words of the names of the products found, and what stands for them.
  private var nameStemsInFocus: Set<String> {
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

  private func propertyAnswer(_ product: Product, _ property: Property) -> Draft? {
    let name = name(product)
    let verb = Wording.isAre(name)
    func made(_ text: String, _ confidence: Double = 0.9) -> Draft {
      draft(Wording.sentence(text), .detail, confidence, [product])
    }
    // The key said outright ("what is the seat height") comes before the kinds of keys that usually answer.
    if !["capacity", "coverage", "drying"].contains(property.name),
      let attribute = attributeAsked(product, strict: true)
    {
      return made(attributeSentence(product, attribute))
    }
    for key in property.keys {
      guard
        let attribute = product.attributes.first(where: {
          $0.key == key || $0.key.hasSuffix("_" + key) || $0.key.hasPrefix(key + "_")
        })
      else { continue }
      if property.name == "dimensions", !fitsDimension(attribute.key, product) { continue }
      return made(attributeSentence(product, attribute))
    }
    let pick = pick(product)
    for variant in pick.variants.prefix(1) {
      for key in property.keys {
        if let attribute = variant.attributes.first(where: { $0.key == key }) {
          return made(attributeSentence(product, attribute))
        }
      }
    }
    switch property.name {
    case "brand", "author":
      if !product.vendor.isEmpty { return made("\(the(name)) \(verb) by \(product.vendor)") }
    case "weight":
      let weights = Set(pick.variants.map(\.grams).filter { $0 > 0 })
      if weights.count == 1, let grams = weights.first {
        return made("\(the(name)) \(Wording.isPlural(name) ? "weigh" : "weighs") \(Wording.weight(grams))")
      }
      if let measured = measuredSentence(product, .mass) { return made(measured, 0.8) }
    case "dimensions":
      if !hasMeasuredOption(product),
        let measured = measuredSentence(product, .length) ?? measuredSentence(product, .other)
      {
        return made(measured, 0.8)
      }
      if let option = product.options.first(where: {
        ["size", "length", "width", "height", "dimension"].contains(where: $0.name.lowercased().contains)
      }), product.variants.count > 1 {
        return made(
          "\(the(name)) \(Wording.isPlural(name) ? "come" : "comes") in \(Wording.list(option.values.map(Wording.value), limit: 8))"
        )
      }
      if let measured = measuredSentence(product, .length) ?? measuredSentence(product, .volume)
        ?? measuredSentence(product, .mass)
      {
        return made(measured, 0.8)
      }
    case "count":
      if let counted = countSentence(product) { return made(counted, 0.85) }
    default: break
    }
    if let sentence = bodySentence(product, also: property.keys) { return made(sentence, 0.75) }
    if property.name == "origin", !Pattern("what|which|where").matches(words) { return featureAnswer(product) }
    return nil
  }

  /// Whether the sizes it comes in say how big it is ("160 cm", not "M").
  private func hasMeasuredOption(_ product: Product) -> Bool {
    product.options.contains { option in
      option.values.contains { VariantMatcher.amounts(Tokenizer.tokens($0)).contains { $0.positions.count == 2 } }
    }
  }

  private func fitsDimension(_ key: String, _ product: Product) -> Bool {
    let wanted: [(Set<String>, [String])] = [
      (["tall", "high", "height"], ["height", "dimension", "size", "measure"]),
      (["wide", "width"], ["width", "dimension", "size", "measure"]),
      (["deep", "depth"], ["depth", "dimension", "size", "measure"]),
      (["long", "length"], ["length", "dimension", "size", "measure"]),
      (["thick", "thickness"], ["thickness", "dimension"]), (["diameter"], ["diameter", "dimension", "size"]),
    ]
    for (asked, keys) in wanted where words.contains(where: asked.contains) {
      return keys.contains(where: key.contains)
    }
    return true
  }

  /// The attribute whose name the question says.
  private func attributeAsked(_ product: Product, strict: Bool = false) -> Attribute? {
    var best: (Attribute, Int, Int)?
    let named = nameStemsInFocus
    let positions = question.tokens.indices.filter { !named.contains(question.tokens[$0].stem) }
    let stems = positions.map { Stemmer.deepStem(question.tokens[$0].text) }
    let all = product.attributes + (product.variants.count == 1 ? product.variants[0].attributes : [])
    for attribute in all {
      let keys = Tokenizer.tokens(attribute.key.split(separator: "_").joined(separator: " ")).filter {
        Words.role($0) != .function
      }
      guard !keys.isEmpty else { continue }
      let hits = keys.filter { stems.contains(Stemmer.deepStem($0.text)) }.count
      if hits == 0 || strict && hits < keys.count { continue }
      if best == nil || (hits, -keys.count) > (best!.1, -best!.2) { best = (attribute, hits, keys.count) }
    }
    return best?.0
  }

  /// An attribute as a sentence.
  func attributeSentence(_ product: Product, _ attribute: Attribute) -> String {
    let name = name(product)
    let subject = the(name)
    let plural = Wording.isPlural(name)
    let value = attribute.value.trimmed
    let key = attribute.key
    let lower = value.lowercased()
    if ["yes", "true"].contains(lower) {
      return
        "Yes, \(theLower(name)) \(Self.isAdjective(key) ? Wording.isAre(name) + " " + keyWords(key) : (plural ? "have" : "has") + " " + keyWords(key))."
    }
    if ["no", "false"].contains(lower) {
      return
        "No, \(theLower(name)) \(Self.isAdjective(key) ? Wording.isAre(name) + " not " + keyWords(key) : (plural ? "don't have" : "doesn't have") + " " + keyWords(key))."
    }
    let mid = Self.isSentence(value) ? value : Wording.lowerFirstWord(value)
    func end(_ text: String) -> String { Wording.sentence(text) }
    switch key {
    case "origin", "country", "country_of_origin", "source", "made_in", "region", "provenance", "grown", "grown_in":
      if lower.hasPrefix("made") || lower.hasPrefix("grown") || lower.hasPrefix("baked") || lower.hasPrefix("hand")
        || lower.hasPrefix("local")
      {
        return end("\(subject) \(plural ? "are" : "is") \(Wording.lowerFirst(value))")
      }
      return end("\(subject) \(plural ? "come" : "comes") from \(value)")
    case "material", "materials", "fabric", "composition", "made_of", "metal", "wood", "upper", "construction":
      return end("\(subject) \(plural ? "are" : "is") made of \(mid)")
    case "weight", "net_weight", "item_weight": return end("\(subject) \(plural ? "weigh" : "weighs") \(value)")
    case "dimensions", "dimension", "measurements": return end("\(subject) \(plural ? "measure" : "measures") \(value)")
    case "author", "artist", "brand", "maker", "designer", "manufacturer":
      return end("\(subject) \(plural ? "are" : "is") by \(value)")
    case "care", "care_instructions", "washing", "cleaning", "use", "usage", "directions", "instructions":
      return end("For \(theLower(name)): \(mid)")
    case "ingredients", "contents": return end("\(subject) \(plural ? "are" : "is") made with \(mid)")
    default:
      return end("\(keyWords(key).prefix(1).uppercased() + keyWords(key).dropFirst()) of \(theLower(name)): \(value)")
    }
  }

  private func keyWords(_ key: String) -> String { key.split(separator: "_").joined(separator: " ") }

  private static func isAdjective(_ key: String) -> Bool {
    let last = key.split(separator: "_").last.map(String.init) ?? key
    return [
      "able", "ible", "proof", "free", "safe", "less", "ic", "an", "resistant", "ed", "al", "friendly", "ful",
      "compatible", "er_safe", "ive", "or",
    ].contains(where: last.hasSuffix)
  }

  static func isSentence(_ value: String) -> Bool { value.contains(". ") }

  /// "Is it waterproof", "does it have pockets": whether the shop's words for the product say so.
  private func featureAnswer(_ product: Product) -> Draft? {
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
    // Tags and type.
    for tag in product.tags + [product.type] where !tag.isEmpty {
      let tokens = Tokenizer.tokens(tag).filter { Words.role($0) != .function }.map { Stemmer.deepStem($0.text) }
      if !tokens.isEmpty, tokens.allSatisfy({ stems.contains($0) }) || stems.allSatisfy({ tokens.contains($0) }) {
        return draft(
          "Yes, \(theLower(name)) \(Wording.isAre(name)) listed as \(Wording.lowerFirst(tag)).", .detail, 0.8, [product]
        )
      }
    }
    for attribute in product.attributes {
      let tokens = Set(Tokenizer.tokens(attribute.value).map { Stemmer.deepStem($0.text) })
      if stems.allSatisfy({ tokens.contains($0) }) {
        return draft(attributeSentence(product, attribute), .detail, 0.75, [product])
      }
    }
    return nil
  }

  static let cueWords: Set<String> = [
    "work", "works", "made", "come", "safe", "size", "sizes", "product", "item", "thing", "shop", "store",
    "information", "detail", "details", "free", "check", "question",
  ]

  /// An option that the words ask about, where the product has it ("is it available in blue").
  private func optionAsked(_ product: Product) -> Draft? {
    let pick = VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product))
    if let unavailable = pick.unavailable { return notMade(product, unavailable, .options) }
    guard !pick.chosen.isEmpty else { return nil }
    let there = pick.variants.contains(where: \.inventory.isAvailable)
    let words =
      pick.variants.first.map { Wording.name(name(product), product, $0, only: Set(pick.chosen.keys)) } ?? name(product)
    return draft(
      there
        ? "Yes, we have \(theLower(words))."
        : "Sorry, \(theLower(words)) \(Wording.isAre(name(product))) out of stock right now.", .detail, 0.7, [product],
      chosen: pick.chosen)
  }

  /// The sentence of the description that the question's words point at.
  private func bodySentence(_ product: Product, also keys: [String] = []) -> String? {
    var asked = Set(leftOver().map { Stemmer.deepStem($0.text) })
    if asked.contains("waterproof") { asked.insert("water") }
    let soft = Set(
      question.tokens.indices.filter { question.roles[$0] == .soft && !resolution.positions.contains($0) }.map {
        Stemmer.deepStem(question.tokens[$0].text)
      })
    let keyStems = Set(keys.map(Stemmer.deepStem))
    var best: (String, Float)?
    for sentence in Self.sentences(product.body) {
      let stems = Set(Tokenizer.tokens(sentence).map { Stemmer.deepStem($0.text) })
      let score =
        Float(stems.intersection(asked).count) + 0.4 * Float(stems.intersection(soft).count) + 0.6
        * Float(stems.intersection(keyStems).count)
      if score > 0.5, score > best?.1 ?? 0 { best = (sentence, score) }
    }
    guard let (sentence, _) = best else { return nil }
    return "\(the(name(product))): \(Wording.lowerFirstWord(sentence))"
  }

  /// The sentence or the attribute that lies nearest to the question in meaning, the product's name apart.
  private func sentenceByMeaning(_ product: Product) -> String? {
    guard let encoder = clerk.encoder else { return nil }
    let asked = question.tokens.indices.filter { !resolution.positions.contains($0) }.map { words[$0] }
    guard asked.count >= 2, let vector = try? encoder.encode(asked.joined(separator: " ")) else { return nil }
    var candidates: [(text: String, said: String)] = Self.sentences(product.body).prefix(12).map {
      ($0, "\(the(name(product))): \(Wording.lowerFirstWord($0))")
    }
    for attribute in product.attributes.prefix(16) {
      let key = attribute.key.split(separator: "_").joined(separator: " ")
      candidates.append((key + ": " + attribute.value, Wording.sentence(attributeSentence(product, attribute))))
    }
    guard let rows = try? encoder.encode(candidates.map(\.text)) else { return nil }
    var best: (said: String, similarity: Float)?
    for (row, candidate) in zip(rows, candidates) where row.count == vector.count {
      var sum: Float = 0
      for i in vector.indices { sum += row[i] * vector[i] }
      if sum > best?.similarity ?? 0.4 { best = (candidate.said, sum) }
    }
    return best?.said
  }

  static func sentences(_ text: String) -> [String] {
    var out: [String] = []
    var current = ""
    var characters = Array(text)
    characters.append(" ")
    for i in characters.indices.dropLast() {
      let c = characters[i]
      if c == "\n" || (c == "." || c == "!" || c == "?") && characters[i + 1].isWhitespace {
        if c != "\n" { current.append(c) }
        if !current.trimmed.isEmpty { out.append(current.trimmed) }
        current = ""
      } else {
        current.append(c)
      }
    }
    if !current.trimmed.isEmpty { out.append(current.trimmed) }
    return out
  }

  private func aboutAnswer(_ product: Product) -> Draft {
    let name = name(product)
    let sentences = Self.sentences(product.body)
    let body = sentences.prefix(2).joined(separator: " ")
    var text = body.isEmpty ? "" : "\(the(name)): \(Wording.lowerFirstWord(body))"
    if text.isEmpty, let attribute = product.attributes.first(where: { !Self.placeKeys.contains($0.key) }) {
      text = attributeSentence(product, attribute)
    }
    if text.isEmpty { text = "\(the(name)) \(Wording.isAre(name)) \(shortPrice(product))" }
    return draft(Wording.sentence(text), .detail, 0.75, [product])
  }

  /// A measure in the name, the options or the description.
  private func measuredSentence(_ product: Product, _ dimension: Units.Dimension) -> String? {
    let name = name(product)
    let inTitle = VariantMatcher.amounts(Tokenizer.tokens(product.title)).filter { $0.positions.count == 2 }
    if let amount = inTitle.first(where: { Units.magnitude($0.value, $0.unit)?.0 == dimension }) {
      return "\(the(name)) \(Wording.isAre(name)) \(Numbers.write(amount.value)) \(amount.unit)"
    }
    for sentence in Self.sentences(product.body) {
      let amounts = VariantMatcher.amounts(Tokenizer.tokens(sentence)).filter { $0.positions.count == 2 }
      if amounts.contains(where: { Units.magnitude($0.value, $0.unit)?.0 == dimension }) {
        return "\(the(name)): \(Wording.lowerFirstWord(sentence))"
      }
    }
    if dimension == .mass || dimension == .volume, let option = product.options.first, !option.values.isEmpty,
      option.values.allSatisfy({
        VariantMatcher.amounts(Tokenizer.tokens($0)).contains { Units.magnitude($0.value, $0.unit)?.0 == dimension }
      })
    {
      return
        "\(the(name)) \(Wording.isPlural(name) ? "come" : "comes") in \(Wording.list(option.values.map(Wording.value)))"
    }
    return nil
  }

  /// "How many tea bags are in the box": a number with the thing asked for, in the description or an option.
  private func countSentence(_ product: Product) -> String? {
    let asked = Set(question.tokens.indices.filter { question.roles[$0] != .function }.map { question.tokens[$0].stem })
    for option in product.options {
      let numbered = option.values.filter { Tokenizer.tokens($0).contains { $0.number != nil } }
      if numbered.count == option.values.count,
        option.values.contains(where: { Tokenizer.tokens($0).contains { $0.number == nil && asked.contains($0.stem) } })
      {
        return
          "\(the(name(product))) \(Wording.isPlural(name(product)) ? "come" : "comes") in \(Wording.list(option.values.map(Wording.value)))"
      }
    }
    let texts = [product.title] + Self.sentences(product.body) + product.attributes.map(\.value)
    var numbered: String?
    for text in texts {
      let tokens = Tokenizer.tokens(text)
      guard tokens.contains(where: { $0.number != nil }) else { continue }
      for (i, token) in tokens.enumerated() where token.number != nil {
        let near = tokens[max(0, i - 2)..<min(tokens.count, i + 4)]
        if near.contains(where: { $0.number == nil && asked.contains($0.stem) && !["in"].contains($0.text) }) {
          return "\(the(name(product))): \(Wording.lowerFirstWord(text))"
        }
      }
      if numbered == nil { numbered = text }
    }
    if let numbered { return "\(the(name(product))): \(Wording.lowerFirstWord(numbered))" }
    let sizes = product.options.first.map { Wording.list($0.values.map(Wording.value)) }
    return sizes.map { "\(the(name(product))) \(Wording.isPlural(name(product)) ? "come" : "comes") in \($0)" }
  }
}

extension Wording {
  /// The items of a list that the merchant wrote, each with a small first letter.
  package static func lowerItems(_ text: String) -> String {
    text.split(separator: ",", omittingEmptySubsequences: false).map { item in
      let space = item.prefix { $0 == " " }
      return space + lowerFirstWord(String(item.dropFirst(space.count)))
    }.joined(separator: ",")
  }

  /// With a small first letter where the first word is a common one: a place or a brand keeps its capital.
  package static func lowerFirstWord(_ text: String) -> String {
    let word = text.prefix { $0.isLetter || $0 == "-" }
    guard let first = word.first, first.isUppercase, word.dropFirst().allSatisfy({ $0.isLowercase || $0 == "-" }),
      word.count > 1
    else { return text }
    // Only where the next word is not a name as well ("North Carolina").
    let rest = text.dropFirst(word.count).drop { $0 == " " }
    if let next = rest.first, next.isUppercase { return text }
    return first.lowercased() + text.dropFirst()
  }
}

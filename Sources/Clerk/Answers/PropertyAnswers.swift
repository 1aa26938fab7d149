import Shop

/// A property asked for outright: where it comes from, what it weighs, what it is made of.
extension Turn {
  func propertyAnswer(_ product: Product, _ property: Property) -> Draft? {
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
    if property.name == "dimensions", let asked = timeAsked(product) {
      return made(attributeSentence(product, asked))
    }
    // "How strong does the sunscreen come": the strengths that there are.
    if property.name == "strength", words.contains(where: ["come", "comes"].contains),
      let option = product.options.first(where: { option in
        option.values.count > 1
          && option.values.allSatisfy { Tokenizer.tokens($0).contains { $0.number != nil } }
      })
    {
      let come = Wording.isPlural(name) ? "come" : "comes"
      return made("\(the(name)) \(come) in \(Wording.list(option.values.map(Wording.value)))")
    }
    if property.name == "fit",
      let fitting = product.attributes.first(where: { $0.key.contains("compatib") || $0.key == "fits" })
    {
      return made(attributeSentence(product, fitting))
    }
    if property.name == "count", let counted = countSentence(product, near: true) { return made(counted, 0.85) }
    if property.name == "expiry",
      let lasting = property.keys.lazy.compactMap({ self.attribute(keyed: $0, of: product) }).first(where: {
        attribute in
        Tokenizer.tokens(attribute.value).contains { Self.times.contains($0.stem) }
      })
    {
      return made(attributeSentence(product, lasting))
    }
    // "How many pictures can it store" is told by a number.
    if ["capacity", "count"].contains(property.name), words.contains("many"),
      let fact = facts(of: product).first(where: { $0.said.contains(where: \.isNumber) }), fact.similarity > 0.3
    {
      return made(fact.said, 0.8)
    }
    if ["power", "capacity", "count", "use", "fit", "care", "age", "expiry", "strength"].contains(property.name),
      let fact = bestFact(product, apartFrom: property.name == "capacity" ? ["weight"] : []), fact.score > 0.45
    {
      return made(fact.said, 0.8)
    }
    // "What is it stuffed with" asks for no cover.
    let keys =
      property.name == "made_of" && words.contains(where: Self.inner.contains)
      ? ["filling", "fill", "stuffing", "padding"] + property.keys
      : property.name == "dimensions" ? sideKeys + property.keys : property.keys
    for key in keys {
      guard let attribute = attribute(keyed: key, of: product) else { continue }
      if property.name == "dimensions", !fitsDimension(attribute.key, product) { continue }
      return made(attributeSentence(product, attribute))
    }
    // "How strong are the heaters": the watts that they come with.
    if ["strength", "power"].contains(property.name),
      words.contains(where: ["strong", "powerful", "wattage", "wattages", "strengths"].contains),
      let option = product.options.first(where: { option in
        option.values.count > 1
          && option.values.allSatisfy { value in
            VariantMatcher.amounts(Tokenizer.tokens(value)).contains { ["watt", "volt"].contains($0.unit) }
          }
      })
    {
      return made(
        "\(the(name)) \(Wording.isPlural(name) ? "come" : "comes") in \(Wording.list(option.values.map(Wording.value)))"
      )
    }
    if property.name == "expiry", let lasting = lastingTime(product) {
      return made(attributeSentence(product, lasting))
    }
    // What a thing smells or tastes of is in its description, where no attribute tells.
    if ["scent", "taste"].contains(property.name) { return nil }
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
      if let attribute = attributeAsked(product), attribute.value.contains(where: \.isNumber) {
        return made(attributeSentence(product, attribute))
      }
      if let counted = countSentence(product) { return made(counted, 0.85) }
    default: break
    }
    // "Will it fit under an eighty inch ceiling" asks for its measures.
    if property.name == "fit",
      VariantMatcher.amounts(question.tokens).contains(where: { Units.magnitude($0.value, $0.unit)?.0 == .length }),
      let measures = product.attributes.first(where: { a in
        ["dimension", "measure", "height", "size"].contains { a.key.contains($0) }
      })
    {
      return made(attributeSentence(product, measures))
    }
    let facts = facts(of: product)
    if let fact = facts.first, fact.score > 0.36, let text = tellFacts(facts) { return made(text, 0.75) }
    if let sentence = bodySentence(product, also: property.keys) { return made(sentence, 0.75) }
    if property.name == "origin", !Pattern("what|which|where").matches(words) { return featureAnswer(product) }
    return nil
  }

  private static let times: Set<String> = ["hour", "minute", "day", "week", "month", "year"]
  private static let inner: Set<String> = ["stuffed", "filled", "padded", "stuffing", "filling", "inside"]

  /// The attribute whose key is or holds a word; of several ("adult size", "tank size") the one nearest to the question.
  func attribute(keyed key: String, of product: Product) -> Attribute? {
    let keyed = product.attributes.filter {
      $0.key == key || $0.key.hasSuffix("_" + key) || $0.key.hasPrefix(key + "_")
    }
    guard keyed.count > 1, !keyed.contains(where: { $0.key == key }) else { return keyed.first }
    let order = facts(of: product).compactMap(\.key)
    return keyed.min { a, b in
      (order.firstIndex(of: keyWords(a.key)) ?? order.count) < (order.firstIndex(of: keyWords(b.key)) ?? order.count)
    }
  }

  /// "How long does it last": a time that the thing runs, burns or keeps.
  private func lastingTime(_ product: Product) -> Attribute? {
    product.attributes.first { attribute in
      let key = Set(attribute.key.split(separator: "_").map(String.init))
      guard !key.isDisjoint(with: ["life", "time", "run", "runtime", "burn", "burning", "lasts", "battery", "keeps"]),
        key.isDisjoint(with: ["drying", "delivery", "lead", "cooking", "prep", "charging", "assembly"])
      else { return false }
      return Tokenizer.tokens(attribute.value).contains {
        Self.times.contains($0.stem)
      }
    }
  }

  /// Whether the sizes it comes in say how big it is ("160 cm", not "M").
  func hasMeasuredOption(_ product: Product) -> Bool {
    product.options.contains { option in
      option.values.contains { VariantMatcher.amounts(Tokenizer.tokens($0)).contains { $0.positions.count == 2 } }
    }
  }

  func fitsDimension(_ key: String, _ product: Product) -> Bool {
    let wanted: [(Set<String>, [String])] = [
      (["tall", "high", "height"], ["height", "dimension", "size", "measure"]),
      (["wide", "width"], ["width", "dimension", "size", "measure"]),
      (["deep", "depth"], ["depth", "dimension", "size", "measure"]),
      (["long", "length"], ["length", "dimension", "size", "measure"]),
      (
        ["thick", "thickness"],
        // What has no other side, as a mattress, is as thick as it is high.
        product.attributes.contains { ["dimension", "width"].contains(where: $0.key.contains) }
          ? ["thickness", "dimension"] : ["thickness", "height", "profile", "loft", "depth"]
      ),
      (["diameter"], ["diameter", "dimension", "size"]),
    ]
    for (asked, keys) in wanted where words.contains(where: asked.contains) {
      return keys.contains(where: key.contains)
    }
    return true
  }

  /// The keys of the side that is asked for: the length of a roll before its other measures.
  private var sideKeys: [String] {
    let sides: [(Set<String>, [String])] = [
      (["tall", "high", "height"], ["height"]), (["wide", "width"], ["width"]), (["deep", "depth"], ["depth"]),
      (["long", "length"], ["length"]), (["thick", "thickness"], ["thickness", "profile", "loft"]),
      (["diameter"], ["diameter"]),
    ]
    return sides.first { words.contains(where: $0.0.contains) }?.1 ?? []
  }

  /// "How long is the trial on the mattress": what is called so, and no length.
  private func timeAsked(_ product: Product) -> Attribute? {
    guard let at = Self.howLongIs.find(in: words)?.upperBound, at < words.count, question.roles[at] != .function,
      !namedPositions.contains(at)
    else { return nil }
    let stem = Stemmer.deepStem(words[at])
    return product.attributes.first { attribute in
      attribute.value.contains(where: \.isNumber)
        && attribute.key.split(separator: "_").contains { Stemmer.deepStem(String($0)) == stem }
    }
  }
  private static let howLongIs = Pattern("how long|big|large|high is|are the|its")

  /// The attribute whose name the question says.
  func attributeAsked(_ product: Product, strict: Bool = false) -> Attribute? {
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

  /// A measure in the name, the options or the description.
  func measuredSentence(_ product: Product, _ dimension: Units.Dimension) -> String? {
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
  /// - Parameter near: whether the number must stand beside the word asked for.
  func countSentence(_ product: Product, near isNear: Bool = false) -> String? {
    let asked = Set(
      question.tokens.indices.filter { i in
        // "How many carats" is a measure, and no number of things; and what the thing is called counts nothing of it.
        question.roles[i] != .function && !namedPositions.contains(i)
          && !(isNear && Units.magnitude(1, words[i]).map { $0.0 != .count } ?? false)
      }.map { question.tokens[$0].stem })
    // "How many bowls do you get out of the ceremonial tin": bowls are counted.
    let counted = Set(
      words.indices.filter { i in
        i > 1 && words[..<i].suffix(3).contains("many") && question.roles[i] != .function && !namedPositions.contains(i)
      }.map { question.tokens[$0].stem })
    for option in product.options {
      let numbered = option.values.filter { Tokenizer.tokens($0).contains { $0.number != nil } }
      if numbered.count == option.values.count,
        option.values.contains(where: {
          Tokenizer.tokens($0).contains { $0.number == nil && (counted.isEmpty ? asked : counted).contains($0.stem) }
        })
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
    if isNear { return nil }
    // Of the figures that are known the one that lies nearest to the question.
    if let told = facts(of: product).first(where: { $0.said.contains(where: \.isNumber) }), told.similarity > 0.2 {
      return told.said
    }
    if let numbered { return "\(the(name(product))): \(Wording.lowerFirstWord(numbered))" }
    let sizes = product.options.first.map { Wording.list($0.values.map(Wording.value)) }
    return sizes.map { "\(the(name(product))) \(Wording.isPlural(name(product)) ? "come" : "comes") in \($0)" }
  }
}

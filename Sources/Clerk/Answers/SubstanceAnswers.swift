package import Shop

extension Turn {
  /// Keys of attributes that say what is in a thing, the most telling first.
  static let labelKeys = [
    "allergens", "allergen", "allergy", "contains", "may_contain", "ingredients", "ingredient", "material", "materials",
    "composition", "fabric", "metal", "lining", "filling", "sole", "upper", "contents", "free_from", "dietary", "diet",
    "active_ingredients", "active_ingredient", "milk",
  ]

  /// Keys of attributes that say what comes with a thing.
  private static let includedKeys = [
    "includes", "included", "in_the_box", "box_contents", "whats_included", "comes_with", "pack_contents", "extras",
    "supplied_with", "set_contents", "kit_contents", "contents",
  ]

  /// The attribute that says what comes with a product.
  func included(_ product: Product) -> Attribute? {
    Self.includedKeys.lazy.compactMap { key in product.attributes.first { $0.key == key } }.first
  }

  /// What one attribute alone tells of a substance: its own ("caffeine: none"), or that of what comes with the thing.
  private func toldOutright(_ product: Product, _ substance: SubstanceClass, _ intent: Intent) -> Draft? {
    let stems = Set(substance.asked)
    if let own = product.attributes.first(where: { attribute in
      !Self.labelKeys.contains(attribute.key)
        && stems.contains(attribute.key.split(separator: "_").map { Stemmer.stem(String($0)) }.joined(separator: " "))
    }) {
      return draft(attributeSentence(product, own), intent, 0.88, [product])
    }
    for key in Self.includedKeys {
      guard let included = product.attributes.first(where: { $0.key == key && !Self.isFree($0.key) }),
        case .contains = substance.find(in: included.value)
      else { continue }
      return draft("Yes. " + attributeSentence(product, included), intent, 0.88, [product])
    }
    // "Is there a heater with it" is no question for ingredients.
    if labels(product).allSatisfy({ Self.includedKeys.contains($0.key) }), let included = included(product),
      !Substances.classes.contains(where: { $0.name == substance.name })
    {
      let what = substance.name.prefix(1).uppercased() + substance.name.dropFirst()
      return draft(
        "\(what) isn't listed for \(theLower(name(product))). " + attributeSentence(product, included), intent, 0.8,
        [product])
    }
    return nil
  }

  func labels(_ product: Product) -> [Attribute] {
    Self.labelKeys.compactMap { key in product.attributes.first { $0.key == key } }
      + product.attributes.filter { a in
        !Self.labelKeys.contains(a.key)
          && ["allerg", "ingredient", "contain", "material"].contains(where: a.key.contains)
      }
  }

  private func allergens(_ product: Product) -> Attribute? {
    labels(product).first { $0.key.contains("allerg") || $0.key == "contains" }
  }

  /// What the label of a product says of the substances asked for; with advice, and never a promise.
  func substanceAnswer(_ product: Product, _ substances: [SubstanceClass], unsafe: Bool) -> Draft {
    let name = name(product)
    let labels = labels(product)
    let plural = Wording.isPlural(name)
    let intent: Intent = unsafe ? .unsafe : reading.intent == .ingredient ? .ingredient : .allergen
    if !unsafe, substances.count == 1, let told = toldOutright(product, substances[0], intent) { return told }
    if !unsafe, let choice = freeOption(product, substances) { return choice }
    let advice = unsafe ? medicalAdvice : "Please check the label or ask a member of staff."
    var claims: [String] = []
    var said: [String] = []
    var uncertain: [String] = []
    var contained = false
    var nothing: [String] = []
    for substance in substances {
      switch finding(product, substance, labels) {
      case .contains(let what):
        contained = true
        let asked = substance.name
        said.append(Self.sameThing(what, asked) ? asked : asked + " (" + what + ")")
      case .mayContain(let what): uncertain.append(Self.sameThing(what, substance.name) ? substance.name : what)
      case .claimedFree(let claim): claims.append(claim)
      case .notListed: nothing.append(substance.name)
      }
    }
    var parts: [String] = []
    if contained {
      let verb = plural ? "contain" : "contains"
      let opening = reading.asksFree ? "No" : "Yes"
      parts.append(
        unsafe
          ? "\(the(name)) \(verb) \(Wording.list(said))" : "\(opening), \(theLower(name)) \(verb) \(Wording.list(said))"
      )
    }
    if !uncertain.isEmpty {
      parts.append("\(contained ? (plural ? "They" : "It") : the(name)) may contain \(Wording.list(uncertain))")
    }
    for claim in claims {
      parts.append("\(the(name)) \(Wording.isAre(name)) described as \u{201C}\(claim.trimmed)\u{201D}")
    }
    if !nothing.isEmpty {
      if labels.isEmpty {
        parts.append(
          "I have no \(intent == .ingredient ? "ingredient" : "allergen") details for \(theLower(name)), so I can't say"
        )
      } else {
        let what = Wording.list(nothing, "or").prefix(1).uppercased() + Wording.list(nothing, "or").dropFirst()
        let verb =
          nothing.count == 1 && !nothing[0].hasSuffix("s") || nothing.count == 1 && nothing[0].hasSuffix("ss")
          ? "isn't" : "aren't"
        parts.append("\(what) \(verb) listed for \(theLower(name))")
      }
    }
    if let allergens = allergens(product) {
      if !contained || unsafe || substances.count > 1 {
        parts.append("The allergens listed are: \(Wording.lowerItems(allergens.value.trimmed))")
      }
    } else if !contained, !nothing.isEmpty,
      let label = labels.first ?? product.attributes.first(where: { Self.includedKeys.contains($0.key) })
    {
      parts.append("\(label.name): \(Wording.lowerItems(label.value.trimmed))")
    }
    if unsafe, !contained, !nothing.isEmpty, labels.isEmpty == false {
      parts.append("but that is no promise that \(plural ? "they are" : "it is") safe")
    }
    var text = parts.filter { !$0.hasPrefix("but ") }.map(Wording.sentence).joined(separator: " ")
    if unsafe { text = "I can't say what is safe for you. " + text }
    var draft = draft(text + " " + advice, intent, contained ? 0.92 : 0.85, [product])
    draft.facts.texts.append(contentsOf: substances.map(\.name))
    return draft
  }

  /// "Does the detergent come without perfume", of one that can be had fragrance free.
  private func freeOption(_ product: Product, _ substances: [SubstanceClass]) -> Draft? {
    guard reading.asksFree, substances.count == 1, let substance = substances.first else {
      return nil
    }
    for (index, option) in product.options.enumerated() where option.values.count > 1 {
      guard
        let value = option.values.first(where: { if case .claimedFree = substance.find(in: $0) { true } else { false } }
        )
      else { continue }
      let there = product.variants.contains {
        index < $0.optionValues.count && $0.optionValues[index] == value && $0.inventory.isAvailable
      }
      let name = name(product)
      let comes = Wording.isPlural(name) ? "come" : "comes"
      return draft(
        "Yes, \(theLower(name)) \(comes) in \(Wording.value(value))\(there ? "" : ", but that's out of stock right now").",
        reading.intent, 0.85, [product], chosen: [index: [value]])
    }
    return nil
  }

  private static func sameThing(_ a: String, _ b: String) -> Bool {
    let x = Tokenizer.tokens(a).map(\.stem)
    let y = Tokenizer.tokens(b).map(\.stem)
    return x == y
  }

  var medicalAdvice: String {
    let medicine = words.contains {
      [
        "pills", "medication", "medicine", "medications", "tablets", "antibiotics", "doctor", "dose", "dosage",
        "pregnant", "breastfeeding", "warfarin", "insulin", "blood", "heart", "interact",
      ].contains($0)
    }
    return medicine
      ? "Please ask your doctor or a pharmacist, and check the label."
      : "Please check the label and ask a member of staff."
  }

  /// Whether a key says what is not in a thing.
  private static func isFree(_ key: String) -> Bool {
    key == "free_from" || key == "free_of" || key.hasPrefix("without") || key.hasPrefix("no_")
      || key.hasSuffix("free_from")
  }

  /// A label without the sentences that speak of another option than the one asked for: "the latex cap is of rubber", of
  /// the silicone one.
  private func ofChosen(_ text: String, _ product: Product) -> String {
    guard product.options.contains(where: { $0.values.count > 1 }), case let chosen = pick(product).chosen,
      !chosen.isEmpty
    else { return text }
    let kept = Self.sentences(text).filter { sentence in
      let said = Set(Tokenizer.tokens(sentence).map(\.stem))
      return chosen.allSatisfy { option, values in
        guard product.options.indices.contains(option) else { return true }
        func isSaid(_ value: String) -> Bool { Tokenizer.tokens(value).allSatisfy { said.contains($0.stem) } }
        return values.contains(where: isSaid) || !product.options[option].values.contains(where: isSaid)
      }
    }
    return kept.joined(separator: " ")
  }

  /// Label first; then the name, tags and description, which may make a claim.
  func finding(_ product: Product, _ substance: SubstanceClass, _ labels: [Attribute]) -> SubstanceFinding {
    var result = SubstanceFinding.notListed
    var claim: String?
    let claims = product.attributes.filter { a in !labels.contains { $0.key == a.key } }.map(\.value)
    for tag in product.tags + [product.title] + claims {
      if case .claimedFree(let text) = substance.find(in: tag) { claim = text }
    }
    for label in labels {
      let value = ofChosen(label.value, product)
      let text: String
      if label.key.contains("may_contain") {
        text = "May contain " + value
      } else if label.key == "milk" {
        text = value + " milk"
      } else if Self.isFree(label.key), case .contains(let what) = substance.find(in: value) {
        // "Free from: BPA, phthalates": of each of these.
        claim = claim ?? "free from \(what)"
        continue
      } else {
        text = value
      }
      switch substance.find(in: text) {
      case .contains(let what):
        // A label that lists it outweighs any claim, except a class named beside a claim ("oats" in gluten free oats).
        return .contains(what)
      case .mayContain(let what): result = .mayContain(what)
      case .claimedFree(let text): claim = claim ?? text
      case .notListed: break
      }
    }
    if case .mayContain = result { return result }
    if let claim { return .claimedFree(claim) }
    switch substance.find(in: product.body) {
    case .claimedFree(let text): return .claimedFree(text)
    case .contains(let what) where labels.isEmpty || reading.intent == .ingredient: return .contains(what)
    case .mayContain(let what): return .mayContain(what)
    default: break
    }
    if labels.isEmpty, case .contains(let what) = substance.find(in: product.title) { return .contains(what) }
    return result
  }

  /// All allergens or all ingredients of a product.
  func labelAnswer(_ product: Product, _ intent: Intent) -> Draft {
    let name = name(product)
    let labels = labels(product)
    let plural = Wording.isPlural(name)
    if intent == .ingredient {
      if let ingredients = labels.first(where: {
        !$0.key.contains("allerg") && $0.key != "may_contain" && $0.key != "dietary"
      }) {
        let made =
          ingredients.key.contains("material") || ["fabric", "metal", "composition"].contains(ingredients.key)
          ? "made of" : "made with"
        return draft(
          "\(the(name)) \(Wording.isAre(name)) \(made) \(Wording.lowerFirstWord(ingredients.value.trimmed)).",
          .ingredient, 0.92, [product])
      }
      if let material = product.attributes.first(where: { Materials.isNamed(in: $0.value) }) {
        return draft(attributeSentence(product, material), .ingredient, 0.8, [product])
      }
      if !product.body.trimmed.isEmpty {
        return draft(
          "\(the(name)): \(Wording.lowerFirstWord(Wording.sentence(product.body)))", .ingredient, 0.6, [product])
      }
      if let allergens = labels.first {
        return draft(
          "I have no full list for \(theLower(name)), only the allergens: \(Wording.lowerItems(allergens.value)). Please check the label.",
          .ingredient, 0.6, [product])
      }
      return draft(
        "I have no ingredients listed for \(theLower(name)). Please check the label or ask a member of staff.",
        .ingredient, 0.5, [product])
    }
    if let allergens = allergens(product) {
      return draft(
        "\(the(name)) \(plural ? "list" : "lists") these allergens: \(Wording.lowerItems(allergens.value.trimmed)). Please check the label to be sure.",
        .allergen, 0.92, [product])
    }
    if let ingredients = labels.first {
      return draft(
        "No allergens are listed for \(theLower(name)). \(Wording.sentence("\(ingredients.name): \(Wording.lowerFirstWord(ingredients.value.trimmed))")) Please check the label or ask a member of staff.",
        .allergen, 0.75, [product])
    }
    return draft(
      "No allergens are listed for \(theLower(name)). Please check the label or ask a member of staff.", .allergen,
      0.55, [product])
  }

  private static let howMuchTaken = Pattern("how many|much|often ~ take|swallow|drink|have|give|use")

  /// Health questions without a substance: what is listed, and whom to ask.
  func unsafeAnswer(_ product: Product?) -> Draft {
    guard let product else {
      var draft = Draft(
        text:
          "I can't give advice on health or safety. Please ask a member of staff\(medicalAdvice.contains("doctor") ? ", your doctor or a pharmacist" : " and check the label").",
        intent: .unsafe, confidence: 0.75)
      draft.keepsFocus = true
      return draft
    }
    let name = name(product)
    // How much is taken is for the merchant's own directions to say.
    if Self.howMuchTaken.matches(words),
      let directions = product.attributes.first(where: { attribute in
        ["direction", "dosage", "dose", "suggested_use", "how_to_use"].contains(where: attribute.key.contains)
      })
    {
      return draft(
        "The label of \(theLower(name)) says: \(Wording.sentence(directions.value)) \(medicalAdvice)", .unsafe, 0.85,
        [product])
    }
    // "What does the ich cure treat": what the merchant wrote of just this.
    if let asked = attributeAsked(product, strict: true) {
      return draft(attributeSentence(product, asked) + " " + medicalAdvice, .unsafe, 0.8, [product])
    }
    var text = "I can't say whether \(theLower(name)) \(Wording.isAre(name)) safe for you."
    let warning = product.attributes.first {
      ["warning", "warnings", "caution", "safety", "age", "suitable", "precautions"].contains(where: $0.key.contains)
    }
    if let warning {
      text += " " + Wording.sentence("\(warning.name): \(warning.value)")
    } else if let label = labels(product).first {
      text += " " + Wording.sentence("\(label.name) listed: \(Wording.lowerItems(label.value))")
    }
    return draft(text + " " + medicalAdvice, .unsafe, 0.85, [product])
  }
}

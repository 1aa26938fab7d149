package import Shop

extension Turn {
  /// Keys of attributes that say what is in a thing, the most telling first.
  static let labelKeys = [
    "allergens", "allergen", "allergy", "contains", "may_contain", "ingredients", "ingredient", "material", "materials",
    "composition", "fabric", "metal", "lining", "filling", "sole", "upper", "contents", "free_from", "dietary", "diet",
    "active_ingredients", "active_ingredient", "milk",
  ]

  func labels(_ product: Product) -> [Attribute] {
    Self.labelKeys.compactMap { key in product.attributes.first { $0.key == key } }
      + product.attributes.filter { a in
        !Self.labelKeys.contains(a.key)
          && ["allergen", "ingredient", "contain", "material"].contains(where: a.key.contains)
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
      parts.append(
        unsafe ? "\(the(name)) \(verb) \(Wording.list(said))" : "Yes, \(theLower(name)) \(verb) \(Wording.list(said))")
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
    } else if !contained, let label = labels.first, !nothing.isEmpty {
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

  /// Label first; then the name, tags and description, which may make a claim.
  func finding(_ product: Product, _ substance: SubstanceClass, _ labels: [Attribute]) -> SubstanceFinding {
    var result = SubstanceFinding.notListed
    var claim: String?
    let claims = product.attributes.filter { a in !labels.contains { $0.key == a.key } }.map(\.value)
    for tag in product.tags + [product.title] + claims {
      if case .claimedFree(let text) = substance.find(in: tag) { claim = text }
    }
    for label in labels {
      let text =
        label.key.contains("may_contain")
        ? "May contain " + label.value : label.key == "milk" ? label.value + " milk" : label.value
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

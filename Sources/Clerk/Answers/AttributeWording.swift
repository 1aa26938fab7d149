import Shop

/// Attributes and bits of a merchant's text put in sentences.
extension Turn {
  /// An attribute as a sentence.
  func attributeSentence(_ product: Product, _ attribute: Attribute) -> String {
    let name = name(product)
    let subject = the(name)
    let plural = Wording.isPlural(name)
    let value = attribute.value.trimmed
    let key = attribute.key
    let lower = value.lowercased()
    if isPlace(key) { return "\(subject) \(Wording.isAre(name)) \(Self.phrase(attribute))." }
    if let said = predicate(key, value, of: name) { return said }
    if ["yes", "true"].contains(lower) {
      return
        "Yes, \(theLower(name)) \(Self.isAdjective(key) ? Wording.isAre(name) + " " + keyWords(key) : (plural ? "have" : "has") + " " + keyWords(key))."
    }
    if ["no", "false"].contains(lower) {
      return
        "No, \(theLower(name)) \(Self.isAdjective(key) ? Wording.isAre(name) + " not " + keyWords(key) : (plural ? "don't have" : "doesn't have") + " " + keyWords(key))."
    }
    if lower == "none" { return "\(subject) \(plural ? "have" : "has") no \(keyWords(key))." }
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
      if Self.namesNoPart(key) { return end("\(subject), \(Wording.lowerFirst(attribute.name)): \(mid)") }
      return end("\(keyWords(key).prefix(1).uppercased() + keyWords(key).dropFirst()) of \(theLower(name)): \(value)")
    }
  }

  /// "Keeps", "Works with", "For ages", "Made with": a key that says something of the thing is said of it, as its verb or
  /// behind "is"; nil for the key that names a part or a measure.
  private func predicate(_ key: String, _ value: String, of name: String) -> String? {
    let words = key.split(separator: "_").map(String.init)
    // Where a thing is made has words of its own.
    guard let first = words.first, let last = words.last, !["made_in", "made_of", "grown_in"].contains(key) else {
      return nil
    }
    let plural = Wording.isPlural(name)
    let rest = words.dropFirst().joined(separator: " ")
    let mid = Self.isSentence(value) ? value : Wording.lowerFirstWord(value)
    func joined(_ parts: String...) -> String { parts.filter { !$0.isEmpty }.joined(separator: " ") }
    guard Self.verbs.contains(first) else {
      guard words.count > 1, Self.leading.contains(first) || first.hasSuffix("ed"),
        Self.binding.contains(last) || first == "for"
      else { return nil }
      return Wording.sentence(joined(the(name), Wording.isAre(name), words.joined(separator: " "), mid))
    }
    let base = Self.base(first)
    let answer = value.lowercased().prefix { $0.isLetter }
    guard ["yes", "true", "no", "false"].contains(answer) else {
      return Wording.sentence(joined(the(name), plural ? base : first, rest, mid))
    }
    let isSo = answer == "yes" || answer == "true"
    let more = value.dropFirst(answer.count).drop { !$0.isLetter && !$0.isNumber }
    let verb = isSo ? plural ? base : first : "\(plural ? "don't" : "doesn't") \(base)"
    let said = joined(isSo ? "Yes," : "No,", theLower(name), verb, rest)
    return Wording.sentence(more.isEmpty ? said : said + ": " + Wording.lowerFirstWord(String(more)))
  }

  /// "Carries" as "carry".
  private static func base(_ verb: String) -> String {
    if verb.hasSuffix("ies") { return verb.dropLast(3) + "y" }
    let hisses = ["ches", "shes", "xes", "sses"].contains(where: verb.hasSuffix)
    return String(verb.dropLast(hisses ? 2 : 1))
  }

  /// What a key may say that a thing does.
  private static let verbs = Set(
    words: """
      keeps holds fits serves floats carries covers burns requires lasts lifts fills freezes dries charges contains
      includes works needs takes makes suits supports runs comes goes plays pairs feeds yields cures opens
      folds weighs measures reaches grows blooms prefers likes eats tolerates connects attaches mounts cooks bakes melts
      protects shrinks stretches stores sleeps seats shines glows treats removes replaces
      """)
  /// How a key begins that says what a thing is.
  private static let leading = Set(
    words: "for made suitable good best ideal free sold safe ready great perfect fit known caught grown woven warm rich"
  )
  /// What binds such a key to its value.
  private static let binding = Set(words: "for with in by from to of at on until against")

  /// "Up to", "When", "What's inside", "To warm up": a key of which a thing is none.
  private static func namesNoPart(_ key: String) -> Bool {
    let words = key.split(separator: "_").map(String.init)
    return words.last.map(binding.contains) ?? false || words.last == "up"
      || words.first.map(askingKeys.contains) ?? false
  }
  private static let askingKeys = Set(words: "when where what whats how who which why to up in until")

  func keyWords(_ key: String) -> String { key.split(separator: "_").joined(separator: " ") }

  static func isAdjective(_ key: String) -> Bool {
    let last = key.split(separator: "_").last.map(String.init) ?? key
    return [
      "able", "ible", "proof", "free", "safe", "less", "ic", "an", "resistant", "ed", "al", "friendly", "ful",
      "compatible", "er_safe", "ive", "or",
    ].contains(where: last.hasSuffix)
  }

  static func isSentence(_ value: String) -> Bool { value.contains(". ") }
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

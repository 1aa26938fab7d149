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

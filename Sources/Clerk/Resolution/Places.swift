/// Where in a shop things stand, as merchants write it: "B3", "Shelf A", "Sock drawer by the register".
enum Places {
  /// How something stands with regard to a place.
  private static let prepositions: [String: Set<String>] = [
    "in": Set(
      words: """
        aisle bay bin bins bucket case cabinet corner drawer fridge freezer room department section zone area basement
        barn yard tank tanks window nook cooler chiller box basket crate island alcove hall garage shed greenhouse loft
        attic pantry tube tubes row
        """),
    "on": Set(
      words: "shelf shelves rack racks wall walls stand table tables floor rail rails hook hooks ledge pegboard"),
    "at": Set(
      words: """
        counter register till tills checkout entrance entry desk door station bar front back rear end display tap taps
        grinder grinders dispenser dispensers
        """),
  ]
  private static let nouns = prepositions.values.reduce(into: Set<String>()) { $0.formUnion($1) }
  /// What stands before or behind the noun of a place, and is one by itself.
  private static let sides: Set<String> = ["left", "right", "middle", "center", "centre", "upstairs", "downstairs"]
  /// How a place begins that says itself how.
  private static let beginnings = Set(
    words: """
      in on at by near behind next under beside opposite upstairs downstairs inside outside to along above below left
      right against between beneath underneath ask
      """)

  /// Whether a value says where something stands.
  static func isPlace(_ value: String) -> Bool {
    if isCode(value) { return true }
    // Descriptions and ingredients, of which a shop has thousands, are not taken apart for this.
    guard value.utf8.count <= 100 else { return false }
    let tokens = Tokenizer.tokens(value)
    guard tokens.count <= 10, let first = tokens.first else { return false }
    if tokens.count == 1 { return noun(of: first) != nil || sides.contains(first.text) }
    return tokens.contains { noun(of: $0) != nil }
  }

  /// The noun of a place that a word is, plural or not.
  private static func noun(of token: Token) -> String? {
    nouns.contains(token.text) ? token.text : nouns.contains(token.stem) ? token.stem : nil
  }

  /// The nouns of a place.
  static func nouns(in value: String) -> [String] { Tokenizer.tokens(value).compactMap(noun(of:)) }

  /// "B3", "S-12": one or two letters and a number.
  private static func isCode(_ value: String) -> Bool {
    let value = value.trimmed
    let letters = value.prefix { $0.isLetter }
    var digits = value.dropFirst(letters.count)
    if digits.first == "-" || digits.first == " " { digits = digits.dropFirst() }
    return (1...2).contains(letters.count) && (1...3).contains(digits.count) && digits.allSatisfy(\.isNumber)
  }

  /// "In tank 3", "on the sock drawer by the register" as "in the sock drawer by the register": what a place says that
  /// names itself; nil for one that needs the merchant's name for the column.
  static func phrase(_ value: String) -> String? {
    let tokens = Tokenizer.tokens(value)
    guard let first = tokens.first, tokens.count > 1 || noun(of: first) != nil else { return nil }
    if beginnings.contains(first.text) { return Wording.lowerFirst(value) }
    // The noun of the first part: what follows a comma or a preposition says where that is.
    let end =
      tokens.firstIndex { beginnings.contains($0.text) || ["of", "with"].contains($0.text) } ?? tokens.count
    let comma = value.split(separator: ",").first.map { Tokenizer.tokens(String($0)).count } ?? tokens.count
    let part = tokens[..<min(end, comma)]
    guard let noun = part.lazy.compactMap(noun(of:)).last,
      let preposition = prepositions.first(where: { $0.value.contains(noun) })?.key
    else { return nil }
    // A numbered one has no article.
    let isNumbered =
      part.last.map { self.noun(of: $0) == nil && ($0.number != nil || $0.text.utf8.count == 1) } ?? false
    return "\(preposition) \(isNumbered ? "" : "the ")\(Wording.lowerFirst(value))"
  }
}

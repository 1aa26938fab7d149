/// Words that stand together for one thing. The last of them says what it is: an egg roll is a roll and no egg.
struct Compounds: Sendable {
  let question: Question
  let catalogue: Catalogue

  /// Whether the word at `position`, which the product found by the words before it does not have, is the noun that
  /// says what is asked for.
  /// - Parameters:
  ///   - anchor: where the product's own name was said.
  ///   - saysOf: whether words behind the name may say what is asked about it ("does the kettle whistle").
  func isHead(_ position: Int, after anchor: Int?, saysOf: Bool) -> Bool {
    let token = question.tokens[position]
    guard position > 0, token.number == nil, question.roles[position - 1] == .content else { return false }
    let isThing = Self.things.contains(token.stem) || Self.sometimes.contains(token.stem) && asksWhetherThereIs
    if question.roles[position] == .soft {
      // A word for how things are sold, where nothing follows it that it could belong to.
      guard isThing, position + 1 >= question.tokens.count || question.roles[position + 1] != .content else {
        return false
      }
      return !saysOf || behind(position, anchor)
    }
    return behind(position, anchor)
  }

  /// Whether the word right behind a name is a noun, and neither verb nor adjective: by its form, or by what follows.
  private func behind(_ position: Int, _ anchor: Int?) -> Bool {
    guard position == (anchor ?? position - 1) + 1 else { return false }
    let word = question.tokens[position].text
    let before = question.tokens[position - 1]
    let isPlural = { (token: Token) in
      token.text.hasSuffix("s") && !token.text.hasSuffix("ss") && token.stem != token.text
    }
    // "The rice cakes": behind the first noun, in the singular as it is in a compound, a plural is one more. In "does
    // the kettle whistle" the verb has no ending.
    if isPlural(question.tokens[position]), !isPlural(before) { return true }
    guard position + 1 < question.tokens.count else { return false }
    let next = question.tokens[position + 1].text
    if Self.verbs.contains(next) { return catalogue.postings[question.tokens[position].stem] == nil }
    return Self.adjectives.contains(next) && !Self.adjectives.contains(word) && !Self.adverbs.contains(word)
  }

  private var asksWhetherThereIs: Bool { Cues.have.matches(question.words) }

  /// Words for how goods are sold that are goods themselves behind another noun: "egg rolls", "night light".
  private static let things: Set<String> = ["roll", "bar", "cup", "set", "kit", "block", "light"]
  /// The same, where it is asked whether there is one: "do you sell diaper bags"; "the rice bag" is rice.
  private static let sometimes: Set<String> = ["bag", "box", "bottle", "case"]

  private static let verbs = Set(
    words: """
      fit fits come comes work works cost costs have has contain contains include includes last lasts weigh weighs match
      in on available left still cheaper expensive any
      """)

  /// What is commonly said of a thing behind its name.
  private static let adjectives = Set(
    words: """
      gluten dairy nut lactose sugar fat vegan vegetarian organic halal kosher safe fresh frozen homemade local healthy
      good suitable free waterproof washable dishwasher recyclable compostable
      """)

  private static let adverbs = Set(words: "really very also still actually always completely totally fully even")
}

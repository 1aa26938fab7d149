import Shop
import Transformer

/// For what a shop has nothing to suggest.
extension Turn {
  /// "What's the best lawn mower", asked of a baker: the words that name a thing of which a suggestion is wanted, where
  /// the shop has none and nothing like it; nil where it has, or where no thing is named.
  func wishedThing() -> [Int]? {
    guard !resolution.isFollowUp, let asked = Self.wishing.find(in: words) else { return nil }
    var at = asked.upperBound
    while at < words.count, Self.passing.contains(words[at]) { at += 1 }
    let start = at
    while at < words.count, question.roles[at] != .function, !reading.used.contains(at) { at += 1 }
    let thing = Array(start..<at)
    guard let head = thing.last, resolution.found.cards.isEmpty || resolution.positions.isDisjoint(with: thing),
      question.roles[head] == .content, !Self.occasions.contains(question.tokens[head].stem)
    else { return nil }
    let stem = question.tokens[head].stem
    guard !([stem] + Synonyms.of(stem) + Kinds.of(stem)).contains(where: { catalogue.postings[$0] != nil }) else {
      return nil
    }
    guard let vector = try? clerk.encoder?.encode(thing.map { words[$0] }.joined(separator: " ")) else { return nil }
    // "A snack" of a shop that writes the word nowhere: what lies so near is one.
    return (clerk.shop.nearestProducts(to: vector, limit: 1).first?.score ?? 0) < 0.42 ? thing : nil
  }

  private static let wishing = Patterns(
    "best|nicest|finest", "recommend|suggest me|us? a|an|some|your|any", "what is a|an good|nice|decent|great",
    "which|what is your favorite|favourite")
  private static let passing = Set(
    words: "good nice best really very decent great cheap new of your a an the some kind")
  /// What is eaten or given now and then, whatever it is.
  private static let occasions = Set(
    words: "snack treat dessert starter picnic souvenir surprise hobby activity solution remedy bet plan advice")

  /// "Something for my dog", "a treat for the cat": the animal that is to have it.
  var animal: String? {
    guard let said = Self.forAnimal.find(in: words) else { return nil }
    return question.tokens[said].first { Self.animals.contains($0.text) }?.stem
  }

  /// Whether something may be offered for the animal that is to have it: only what is said to be for such. What people
  /// eat may be poison to a dog.
  func suits(_ card: Int, _ animal: String?) -> Bool {
    guard let animal else { return true }
    return [animal, "pet", "animal"].contains { clerk.resolver.carries(card, $0) }
  }

  private static let animals = Set(
    words: """
      dog dogs puppy puppies pup cat cats kitten kittens kitty rabbit rabbits bunny hamster hamsters gerbil horse horses
      pony parrot parrots budgie budgies goldfish tortoise ferret chickens hens
      """)
  private static let forAnimal: Patterns = {
    let animal = animals.sorted().joined(separator: "|")
    return Patterns(
      "for|feed|feeding|give|giving|treat|buy my|our|his|her|their|the|a|an? old|new|little? \(animal)",
      "my|our|the \(animal) needs|need|wants|want|loves|likes|will|eats|eat|can",
      "\(animal) food|treat|treats|toy|toys|bed|bowl|lead|leash|collar|chew|biscuit|biscuits")
  }()

  /// What is answered where nothing here is for the animal.
  func nothingForAnimal(_ animal: String) -> Draft {
    let said = words.first { Self.animals.contains($0) } ?? animal
    var draft = Draft(
      text: "Sorry, I don't find anything for a \(said) here.", intent: .unknownProduct, confidence: 0.7)
    if said.hasSuffix("s") { draft.text = "Sorry, I don't find anything for \(said) here." }
    draft.facts.texts.append(question.raw)
    return draft
  }
}

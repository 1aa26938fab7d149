import Shop
import Transformer

/// For what a shop has nothing to suggest.
extension Turn {
  /// "What's the best lawn mower", asked of a baker: the words that name a thing of which a suggestion is wanted, where
  /// the shop has none and nothing like it; nil where it has, or where no thing is named.
  func wishedThing() -> [Int]? {
    // "A cold beer please".
    let isOrder = ["a", "an", "some"].contains(words.first) && words.last == "please"
    let named = isOrder ? 0..<1 : Self.naming.find(in: words)
    guard !resolution.isFollowUp, let asked = named ?? Self.wishing.find(in: words) else { return nil }
    var at = asked.upperBound
    while at < words.count, Self.passing.contains(words[at]) { at += 1 }
    let thing = Array(words.indices[at...].prefix { question.roles[$0] != .function && !reading.used.contains($0) })
    guard let head = thing.last, resolution.found.cards.isEmpty || !resolution.positions.contains(head),
      question.roles[head] == .content || question.tokens[head].isUnit && named != nil,
      !Self.occasions.contains(question.tokens[head].stem)
    else { return nil }
    let stem = question.tokens[head].stem
    // Who asks for honey by its name means none that only smells of it.
    let least: Float = named == nil ? 0 : 0.7
    let isKnown = ([stem] + Synonyms.of(stem) + Kinds.of(stem)).contains { word in
      catalogue.postings[word]?.contains { $0.weight > least } ?? false
    }
    // Of what is asked for by its name the noun tells what it is: a cold beer is no other cold drink.
    let phrase = named == nil ? thing.map { words[$0] }.joined(separator: " ") : words[head]
    guard !isKnown, let vector = try? clerk.encoder?.encode(phrase) else { return nil }
    // "A snack" of a shop that writes the word nowhere: what lies so near is one.
    let nearest = clerk.shop.nearestProducts(to: vector, limit: 1).first?.score ?? 0
    return nearest < (named == nil ? 0.42 : 0.5) ? thing : nil
  }

  private static let wishing = Patterns(
    "best|nicest|finest", "recommend|suggest me|us? a|an|some|your|any", "what is a|an good|nice|decent|great",
    "which|what is your favorite|favourite")
  /// A thing is asked for by its name.
  private static let naming = Patterns(
    "have you got? any|some|a|an", "you got any|some|a|an", "looking|searching|hunting|shopping for a|an|some|any",
    "after a|an|some|any",
    "do you have|sell|carry|stock|keep any|some|a|an", "do you keep|sell|carry|stock", "is|are there any", "got any")
  private static let passing = praise.union(["really", "very", "of", "your", "a", "an", "some", "kind"])
  /// What is eaten or given now and then, whatever it is.
  private static let occasions = Set(
    words: "snack treat dessert starter picnic souvenir surprise hobby activity solution remedy bet plan advice")

  /// "Something for my dog", "a treat for the cat": the animal that is to have it, as it was said.
  var animal: String? { Self.forAnimal.find(in: words).flatMap { words[$0].first(where: Self.animals.contains) } }

  /// Whether something may be offered for the animal that is to have it: only what is said to be for such. What people
  /// eat may be poison to a dog.
  func suits(_ card: Int, _ animal: String?) -> Bool {
    guard let animal else { return true }
    return [Stemmer.stem(animal), "pet", "animal"].contains { clerk.resolver.carries(card, $0) }
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
    let said = animal.hasSuffix("s") ? animal : "a \(animal)"
    var draft = Draft(text: "Sorry, I don't find anything for \(said) here.", intent: .unknownProduct, confidence: 0.7)
    draft.facts.texts.append(question.raw)
    return draft
  }
}

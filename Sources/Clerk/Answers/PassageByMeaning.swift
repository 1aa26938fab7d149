import Shop
import Transformer

/// The merchant's text that lies nearest in meaning.
extension Turn {
  /// The passage that lies nearest in meaning, where no product answers for sure.
  mutating func passageByMeaning() -> PassageMatch? {
    guard question.tokens.count >= 3, !resolution.isFollowUp, !talksOfTheWorld else { return nil }
    let found = isFoundByTag ? 0 : resolution.found.cards.count
    // A property, a place or a danger is asked of a thing, whatever the odds.
    let asksOfThing =
      (reading.property != nil || [.unsafe, .location, .hours, .allergen].contains(reading.intent))
      && (meaningOfPassages().first?.similarity ?? 0) < 0.7
    if found > 0, saysWhatIsAsked(of: resolution.found.cards) { return nil }
    let odds = asksOfThing ? 0 : odds(.policy)
    let serves = asksService || odds > 0.5
    // How probable it is, learned, that the nearest text answers and no thing.
    let learned = asksOfThing || reading.settled ? 0 : passageOdds(meaningOfPassages().first?.similarity ?? 0)
    // A product named outright is asked about, whatever the merchant wrote.
    if resolution.exact, learned < 0.75 { return nil }
    if found == 1, learned < 0.6, !serves || reading.confidence > 0.75 { return nil }
    if [.superlative, .compare].contains(reading.intent) { return nil }
    if !kindAvoiding.isEmpty { return nil }
    if found > 1, learned < 0.6, ![.detail, .unclear].contains(reading.intent), !serves || reading.confidence > 0.75 {
      return nil
    }
    if !reading.substances.isEmpty, Cues.recommend.matches(words) { return nil }
    if reading.intent == .promotion, clerk.resolver.category(question, ignored: reading.used) != nil { return nil }
    let ranked = meaningOfPassages()
    let byWords = passages
    func lexical(_ passage: Int) -> Float { byWords.first { $0.passage == passage }?.score ?? 0 }
    // The words decide among those that are nearly as near.
    let ordered = ranked.prefix(6).sorted {
      $0.similarity + 0.3 * lexical($0.passage) > $1.similarity + 0.3 * lexical($1.passage)
    }
    guard let best = ordered.first(where: { answersThisQuestion($0) }) ?? ordered.first else { return nil }
    let shared = lexical(best.passage)
    let goods: Set<Intent> = [.stock, .list, .recommend, .superlative, .compare, .options]
    if [.options, .list].contains(reading.intent), let word = askedOptionWord(), catalogue.optionNames[word] != nil {
      return nil
    }
    let sure: Float = odds > 0.6 ? 0.06 : odds > 0.3 ? 0.03 : 0
    let most: Float =
      found == 1
      ? 0.55
      : serves
        ? (found > 1 ? 0.45 : 0.4)
        : found > 1 || goods.contains(reading.intent)
          ? 0.62 : reading.intent == .price ? 0.52 : shared < 0.1 ? 0.48 : 0.4
    let enough = learned > 0.55 ? min(most - sure, 0.3) : most - sure
    guard best.similarity > enough, asksOfThing || learned > 0.02 || shared > 0.4,
      shared > 0.3 || !Self.worldly.matches(words), answersThisQuestion(best),
      best.similarity > 0.75 || speaksOfAll(best.passage), !asksForOtherThing(than: best.passage)
    else {
      return nil
    }
    if found == 1, let product = resolution.found.cards.first.flatMap({ product($0) }),
      attributeAsked(product, strict: true) != nil
    {
      return nil
    }
    // What the product itself says lies as near.
    if found == 1, let product = resolution.found.cards.first.flatMap({ product($0) }), let fact = bestFact(product),
      fact.score > best.similarity - 0.1
    {
      return nil
    }
    alsoPassage = runnerUp(to: best.passage, lexical)
    return PassageMatch(
      passage: best.passage, score: min(1, best.similarity), coverage: shared, titleCoverage: shared, positions: [])
  }

  /// "What oil do you cook the fries in": what is asked for stands among what is known of the fries.
  private func saysWhatIsAsked(of cards: [Int]) -> Bool {
    guard words.count > 4, ["what", "which"].contains(words[0]), question.roles[1] == .content,
      ["do", "does", "is", "are", "did"].contains(words[2]), !resolution.positions.contains(1), cards.count <= 3
    else { return false }
    return cards.contains { clerk.resolver.carries($0, question.tokens[1].stem) }
  }

  /// "Can I talk to someone about a loan in private": who asks for a person may ask for what the merchant wrote of it.
  mutating func passageOnStaff() -> PassageMatch? {
    guard question.tokens.count >= 5, words[0] != "who", let near = meaningOfPassages().first, near.similarity > 0.62,
      [.faq, .policy, .detail].contains(clerk.passages.all[near.passage].kind),
      clerk.passages.all[near.passage].text.lowercased() != "staff"
    else { return nil }
    let best = clerk.passages.matches(question).first { $0.passage == near.passage }
    guard let best, best.coverage > 0.4 else { return nil }
    return best
  }

  /// A second text of the merchant that lies as near to the question as the first, and whose figures cannot mislead.
  private mutating func runnerUp(to first: Int, _ lexical: (Int) -> Float) -> Int? {
    let near = meaningOfPassages()
    func score(_ entry: (passage: Int, similarity: Float)) -> Float { entry.similarity + 0.3 * lexical(entry.passage) }
    guard let own = near.first(where: { $0.passage == first }),
      let other = near.prefix(5).filter({ $0.passage != first }).max(by: { score($0) < score($1) }),
      other.similarity > 0.36, score(own) - score(other) < 0.08
    else { return nil }
    let texts = [first, other.passage].map { clerk.passages.all[$0] }
    guard texts[0].text != texts[1].text else { return nil }
    // A yes or a no belongs to its own question.
    if let opener = Tokenizer.tokens(texts[1].text).first?.text, ["yes", "no"].contains(opener) { return nil }
    guard texts.allSatisfy({ $0.text.count < 110 && !$0.text.contains("%") }),
      !texts.contains(where: {
        ["percent", "discount"].contains(where: ($0.text.lowercased() + $0.title.lowercased()).contains)
      })
    else { return nil }
    return other.passage
  }
}

import Transformer

/// The merchant's texts against the products.
extension Turn {
  /// The passage that answers better than any product would, or nil.
  func passageFirst() -> PassageMatch? {
    guard let best = passages.first else { return nil }
    if resolution.bySound, (heardDistance ?? 1) < 0.24, best.coverage < 0.9 { return nil }
    let phrases = PhraseTopics.find(in: words).map(\.range)
    let inPhrase = Set(phrases.joined())
    var carrying = question.tokens.indices.filter { i in
      !reading.used.contains(i) && !inPhrase.contains(i)
        && (question.roles[i] == .content || Topics.of(question.tokens[i].stem).contains(where: Topics.isStrong))
    }
    carrying.append(contentsOf: phrases.map(\.lowerBound))
    if carrying.isEmpty { carrying = question.tokens.indices.filter { !Topics.of(question.tokens[$0].stem).isEmpty } }
    let found = !resolution.found.cards.isEmpty
    let explainedByPassage =
      carrying.isEmpty ? 0 : Float(carrying.count { best.positions.contains($0) }) / Float(carrying.count)
    let explainedByProduct =
      carrying.isEmpty ? 0 : Float(carrying.count { resolution.positions.contains($0) }) / Float(carrying.count)
    let service = Passages.service(question, ignored: resolution.exact ? resolution.positions : [])
    let productIntent: Set<Intent> = [
      .price, .location, .allergen, .ingredient, .compare, .superlative, .unsafe, .list, .options, .promotion,
      .recommend,
    ]
    let named = found && !resolution.isFollowUp
    // "So what would I pay" of what we speak of; an offer on goods is no rule on discounts.
    if !reading.substances.isEmpty, Cues.recommend.matches(words) { return nil }
    if reading.intent == .price, resolution.isFollowUp, Self.whatToPay.matches(words) { return nil }
    if reading.intent == .promotion, phrases.isEmpty,
      let goods = clerk.resolver.category(question, ignored: reading.used),
      !best.positions.isSuperset(of: goods.positions)
    {
      return nil
    }
    if reading.intent == .promotion, named, !best.positions.isSuperset(of: resolution.positions) { return nil }
    let verbatim = best.titleCoverage > 0.85 && best.coverage > 0.6 && explainedByPassage >= explainedByProduct
    // A product that is named outright, with nothing left over, is what is asked about; unless the merchant answered
    // this very question.
    if named, explainedByProduct >= 0.99 {
      let veryQuestion = best.titleCoverage > 0.9 && best.coverage > 0.75
      if productIntent.contains(reading.intent) {
        return veryQuestion && best.coverage > 0.9 && !resolution.exact ? best : nil
      }
      return veryQuestion ? best : nil
    }
    if reading.intent == .options || reading.intent == .list || reading.intent == .recommend,
      let word = askedOptionWord(), catalogue.optionNames[word] != nil,
      best.titleCoverage < 0.9
    {
      return nil
    }
    // A follow-up that only chooses ("the large one with dark roast").
    if resolution.isFollowUp, carrying.allSatisfy({ resolution.positions.contains($0) }),
      !(verbatim && best.coverage > 0.9 && best.titleCoverage > 0.9)
    {
      return nil
    }
    // Words that the shop's goods have too ("dogs") ask for goods, unless the merchant answered this very question.
    let wanting: Set<Intent> = [.recommend, .superlative, .list, .stock, .promotion, .price]
    let contentWords = question.tokens.indices.filter {
      question.roles[$0] == .content && !inPhrase.contains($0) && !reading.used.contains($0)
    }
    if phrases.isEmpty, wanting.contains(reading.intent), best.titleCoverage < 0.9 || best.coverage < 0.75,
      !contentWords.isEmpty,
      contentWords.allSatisfy({ !best.positions.contains($0) || catalogue.knows(question.tokens[$0].stem) }),
      contentWords.contains(where: { catalogue.knows(question.tokens[$0].stem) })
    {
      return nil
    }
    // Asked nearly in the merchant's words.
    if verbatim { return best }
    if service != nil, best.score > 0.42, explainedByPassage >= explainedByProduct, explainedByPassage > 0.3 {
      return best
    }
    let trade = Cues.have.matches(words) || [.price, .location, .stock, .list].contains(reading.intent)
    if !found || resolution.isFollowUp && !pronounOnly, best.score > 0.5,
      explainedByPassage >= (trade && service == nil ? 0.99 : 0.5)
    {
      return best
    }
    if found, !resolution.isFollowUp, explainedByPassage > explainedByProduct + 0.3, best.score > 0.5 { return best }
    return nil
  }

  private static let whatToPay = Pattern("what|how ~ i pay|owe")

  /// The passage that lies nearest in meaning, where no product answers for sure.
  func passageByMeaning() -> PassageMatch? {
    guard let meanings = clerk.meanings, question.tokens.count >= 3, !resolution.isFollowUp else { return nil }
    let found = resolution.found.cards.count
    // A product named outright is asked about, whatever the merchant wrote.
    if found == 1 || resolution.exact { return nil }
    if found > 1, ![.detail, .unclear].contains(reading.intent) { return nil }
    guard let vector = vector() else { return nil }
    let ranked = meanings.nearest(to: vector)
    guard var best = ranked.first else { return nil }
    func lexical(_ passage: Int) -> Float { passages.first { $0.passage == passage }?.score ?? 0 }
    // Of two as near the words decide.
    if let other = ranked.dropFirst().first, best.similarity - other.similarity < 0.03,
      lexical(other.passage) > lexical(best.passage) + 0.1
    {
      best = other
    }
    let shared = lexical(best.passage)
    let goods: Set<Intent> = [.stock, .list, .recommend, .superlative, .compare, .options]
    let enough: Float =
      found > 1 ? 0.62 : goods.contains(reading.intent) ? 0.7 : reading.intent == .price || shared < 0.1 ? 0.6 : 0.51
    guard best.similarity > enough else { return nil }
    return PassageMatch(
      passage: best.passage, score: min(1, best.similarity), coverage: shared, titleCoverage: shared, positions: [])
  }

  /// Whether the question stands on a pronoun alone ("how much is it").
  private var pronounOnly: Bool {
    !question.tokens.indices.contains {
      question.roles[$0] == .content && !reading.used.contains($0) && !reading.substancePositions.contains($0)
    }
  }
}

import Shop

/// What is left when neither a rule nor a passage is sure.
extension Turn {
  /// No product and no intent was certain: a service, a passage, an unknown thing, or nothing that a clerk knows.
  mutating func fallback() -> Draft {
    if reading.limit != nil || !diets().isEmpty && reading.intent != .detail, resolution.found.cards.isEmpty,
      !reading.asksForThing || reading.intent != .price || reading.limit == nil,
      let answer = recommendAnswer(vector())
    {
      return answer
    }
    if let best = passages.first, best.score > 0.45, explains(best), mayAnswer(best.passage) {
      return passageAnswer(best)
    }
    if let topic = Passages.service(question),
      reading.intent != .price || !reading.asksForThing || !PhraseTopics.find(in: words).isEmpty
    {
      return unknownService(topic)
    }
    if let best = byMeaning() { return best }
    guard case .nothing(let missing, let near) = resolution.found else {
      let found = products(resolution.found.cards.prefix(40))
      if found.count == 1 { return detailAnswer(found[0]) }
      return found.isEmpty ? unclear() : whichOne(found, .list)
    }
    // "The medium roast" of nothing that was understood says no thing that there is not.
    let named = missing.filter { question.roles[$0] == .content }
    let content = named.allSatisfy { isOptionOnly(question.tokens[$0].stem) } ? [] : named
    // "A rain hat" is asked for, and no weather.
    if outside, !Cues.have.matches(words) { return outOfScope() }
    if reading.intent == .recommend, content.isEmpty || !near.isEmpty, let answer = recommendAnswer(vector()) {
      return answer
    }
    let trade: Set<Intent> = [
      .price, .stock, .location, .list, .superlative, .options, .allergen, .ingredient, .recommend, .promotion,
      .compare,
    ]
    if content.isEmpty {
      // "I want my lashes longer": what it is for is all that is said.
      if [.stock, .recommend, .unclear].contains(reading.intent),
        ownPositions.contains(where: { question.roles[$0] == .content }),
        !resolution.isFollowUp, let answer = recommendAnswer(vector())
      {
        return answer
      }
      // "It's our anniversary and I want to spoil her" tells of a wish, and means no product.
      if Self.telling.contains(words.first ?? ""), words.count >= 5, ![.price, .location].contains(reading.intent),
        !resolution.isFollowUp, needOdds() > 0.12, isToldToShop, let need = nearestToNeed()
      {
        return need
      }
      if trade.contains(reading.intent) || reading.intent == .detail { return askWhich() }
      return unclear()
    }
    if reading.intent == .recommend, near.isEmpty {
      var draft = Draft(
        text: "Sorry, I don't find anything to suggest for that. Please ask a member of staff.", intent: .recommend,
        confidence: 0.35)
      draft.keepsFocus = true
      return draft
    }
    if [.stock, .list, .recommend].contains(reading.intent), Self.forSomeone.matches(words),
      let answer = recommendAnswer(vector())
    {
      return answer
    }
    if trade.contains(reading.intent) || reading.asksForThing && reading.intent != .detail {
      // "I'm left handed and everything smears" asks for nothing by its name.
      if tellsOfThemselves, needOdds() > 0.12, isToldToShop, let need = nearestToNeed() { return need }
      return unknownAnswer(missing, near: near)
    }
    if !near.isEmpty, reading.intent == .detail { return unknownAnswer(missing, near: near) }
    if reading.yesNo, let missing = namedAndMissing() { return missing }
    if words.count <= 3, !near.isEmpty || !reading.yesNo,
      !["who", "why", "how", "when", "what"].contains(words.first ?? "")
    {
      return unknownAnswer(missing, near: near)
    }
    return outOfScopeOrNeed()
  }

  /// Whether a passage covers at least half of the words that carry the question.
  private func explains(_ match: PassageMatch) -> Bool {
    let carrying = question.tokens.indices.filter { question.roles[$0] == .content && !reading.used.contains($0) }
    let trade = Cues.have.matches(words) || [.price, .location, .stock, .list].contains(reading.intent)
    let explained = carrying.count { match.positions.contains($0) }
    return carrying.isEmpty ? !trade : trade ? explained == carrying.count : explained * 2 >= carrying.count
  }

  /// "How much is a lot": where no thing was understood, the one that sounds like what stands behind "a" is asked back.
  private func guessBySound() -> Draft? {
    guard !resolution.isFollowUp, dialogue.focus.isEmpty, question.tokens.count <= 14 else { return nil }
    let spoken = question.tokens.map { $0.number != nil || $0.isUnit ? "" : $0.text }
    let after = Set(question.tokens.indices.filter { $0 > 0 && Words.determiners.contains(words[$0 - 1]) })
    let hits = clerk.sounds.heard(in: spoken, limit: 0.34).filter { hit in
      hit.length >= 3 && hit.whole && hit.range.count <= 3 && !reading.used.contains(hit.range.lowerBound)
        && (after.contains(hit.range.lowerBound) || after.contains(hit.range.upperBound - 1)
          || hit.range.contains {
            $0 > 0 && !catalogue.optionWords.contains(question.tokens[$0].stem) && after.contains($0 - 1)
          })
    }
    guard let best = hits.first, let product = product(best.card) else { return nil }
    var draft = draft("Did you mean \(theLower(name(product)))?", reading.intent, 0.4, [product])
    draft.offer = Dialogue.Offer(product: product.id, question: question.raw, intent: reading.intent)
    return draft
  }

  /// "A book for a five year old who loves dragons": for whom it is says what it should be.
  private static let forSomeone = Patterns(
    "for a|an|my|our|his|her|someone|somebody ~ who|that loves|likes|enjoys|wants|is|has",
    "for a|an|my|our|his|her * year old",
    "for a|an|my|our|his|her * * old")

  /// "I'm left handed", "my back hurts": a statement, in which nothing is asked or wished for.
  private var tellsOfThemselves: Bool {
    guard words.count >= 5, let first = words.first,
      ["i", "my", "we", "our", "he", "she", "his", "her"].contains(first)
    else { return false }
    return !Cues.have.matches(words) && !Self.wanting.matches(words) && !Cues.price.matches(words)
  }
  private static let wanting = Patterns(
    "want|need|like|love|after|buy|get|find|looking|searching|shopping|prefer|order|have|take a|an|the|some|your|for|to|one|another|any"
  )

  /// Whether a word stands in the values of options and in no name.
  private func isOptionOnly(_ stem: String) -> Bool {
    catalogue.optionWords.contains(stem) && !(catalogue.postings[stem]?.contains { $0.weight > 0.96 } ?? false)
  }

  private func askWhich() -> Draft {
    if let guessed = guessBySound() { return guessed }
    var draft = Draft(text: "Which product do you mean?", intent: reading.intent, confidence: 0.4)
    draft.keepsFocus = true
    return draft
  }

  /// By the sentence encoder: the merchant's answers.
  private func byMeaning() -> Draft? {
    guard let vector = vector(), let hit = clerk.shop.nearestAnswers(to: vector, limit: 1).first, hit.score > 0.62
    else { return nil }
    guard let entry = clerk.shop.faq.first(where: { $0.id == hit.id }) else { return nil }
    // "Do you have rice wine" is no question for wine without alcohol.
    if let passage = clerk.passages.all.firstIndex(where: { $0.kind == .faq && $0.text == entry.answer }),
      !speaksOfAll(passage)
    {
      return nil
    }
    var draft = Draft(text: Wording.sentence(entry.answer), intent: .faq, confidence: Double(hit.score))
    draft.facts.texts.append(entry.answer)
    draft.keepsFocus = true
    return draft
  }

  /// Words of the world outside the shop.
  private var outside: Bool { Self.worldly.matches(words) }

  static let worldly = Patterns(
    lines: """
      weather|forecast|rain|raining|snow|sunny|temperature outside|today|tomorrow|like|going|supposed|this?
      weather|forecast
      joke|jokes|riddle|poem|story
      sing|song|music|playlist
      president|prime minister|election|politics|senator|congress|mayor
      who won|invented|discovered|is the|was the|wrote
      capital of
      what time is it
      news|headlines
      stock market|price of bitcoin
      bitcoin|crypto
      score of|football|baseball|basketball|nfl|nba|soccer
      meaning of life
      how far|old is|are the|you
      translate|spell
      set|start|cancel a|an|the|my alarm|timer|reminder
      turn on|off
      remind me
      call my
      your name
      are you a|real|human|robot
      how old are you
      who made|built|are you
      do you love|like|sleep|eat|dream
      square root
      what is * plus|minus|times|divided
      traffic|flight|flights|airport|taxi|uber|cab
      movie|movies|netflix|theater
      horoscope|zodiac|lottery
      how do i get to
      bank account|credit score
      """)
}

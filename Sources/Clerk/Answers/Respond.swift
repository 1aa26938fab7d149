package import Shop
import Transformer

extension Turn {
  /// The answer, or what is told where there is none.
  mutating func respond() -> Draft {
    let draft = decided()
    decision = draft
    return told(draft)
  }

  /// A draft as it is told: with what is there in place of nothing, and what has run out.
  mutating func told(_ draft: Draft) -> Draft { withStock(inPlaceOfNothing(withoutPassingWord(draft))) }

  /// Which of the ways to answer a question is taken.
  private mutating func decided() -> Draft {
    if reading.intent == .repeat {
      if let last = dialogue.lastAnswer {
        var draft = Draft(text: last.answer, intent: .repeat, confidence: 0.9)
        draft.facts.texts.append(last.answer)
        draft.products = last.products
        draft.keepsFocus = true
        return draft
      }
      return unclear()
    }
    if let emergency = Emergency.read(words) { return emergencyAnswer(emergency) }
    if reading.intent == .staff, let passage = passageOnStaff() { return passageAnswer(passage) }
    if let social = socialAnswer() { return social }
    if let answer = acceptedOffer() { return answer }
    if question.tokens.isEmpty { return unclear() }
    if let friendly = friendlyWord() { return friendly }
    resolve()
    hoursGoOn()
    if reading.intent == .hours, resolution.found.cards.count == 1, !resolution.isFollowUp,
      !words.contains(where: Self.doors.contains)
    {
      reading.intent = .detail
    }
    readOptionName()
    readPlace()
    readKindForPlace()
    readKindOfPart()
    keepConstraints()
    keepOptions()
    readByMeaning()
    if let answer = whichHas() { return answer }
    if let answer = ofRecent() { return answer }
    if reading.intent == .hours, !hoursIsAboutPassage { return hoursAnswer() }
    if let passage = passageGoesOn() { return passageAnswer(passage) }
    if isForeign() { return outOfScope() }
    if let need = needAnswer(least: 0.5) { return need }
    // "A treat for my cat" asks for no rule on pets.
    if reading.intent == .recommend, animal != nil, let answer = byIntent() { return answer }
    if let passage = passageFirst() { return passageAnswer(passage) }
    if let passage = passageByMeaning() { return passageAnswer(passage) }
    if let need = dietAnswer() ?? needAnswer(least: 0.35) { return need }
    if reading.intent == .outOfScope { return outOfScopeOrNeed() }
    if reading.intent == .staff, let social = socialAnswer() { return social }
    if let answer = heardAnswer() { return answer }
    if let answer = byIntent() { return answer }
    return fallback()
  }

  /// Where the rules are unsure of what is wanted, or its meaning speaks clearly against what they read, the meaning
  /// of the whole question decides.
  private mutating func readByMeaning() {
    guard !resolution.isFollowUp, !reading.settled, question.tokens.count >= 2, let head = clerk.intents else { return }
    // The product's name says nothing of what is wanted.
    guard let vector = try? clerk.encoder?.encode(masked) else { return }
    let guesses = head.guesses(vector)
    guard let best = guesses.first, case .intent(let intent) = best.label else { return }
    let unsure = reading.confidence < 0.5
    let own = guesses.first { $0.label == .intent(reading.intent) }?.probability ?? 0
    // The reader spreads what it believes over many kinds: what is far ahead of the next is clear.
    let isClear =
      unsure && best.probability > 0.36 && guesses.count > 1 && best.probability > 2.5 * guesses[1].probability
    guard best.probability > (unsure ? 0.45 : 0.6) || isClear, unsure || own < 0.1 else { return }
    // Words that no name explains ask something of the product, where the head does not know better for sure.
    let trade: Set<Intent> = [
      .price, .stock, .location, .options, .promotion, .list, .compare, .superlative, .hours,
    ]
    if unsure, trade.contains(intent), resolution.found.cards.count == 1, best.probability < 0.85, !leftOver().isEmpty {
      reading.intent = .detail
      return
    }
    // What the product itself says is asked for, where it says something near.
    if [.detail, .unclear].contains(reading.intent), resolution.found.cards.count == 1, best.probability < 0.85,
      let product = product(resolution.found.cards[0]),
      let fact = bestFact(product), fact.score > 0.36
    {
      reading.intent = .detail
      return
    }
    switch intent {
    case .outOfScope, .policy, .unclear, .faq:
      if reading.limit != nil || !diets().isEmpty { return }
      if resolution.found.cards.isEmpty, intent == .outOfScope, best.probability > 0.6 {
        reading.intent = .outOfScope
      }
    case .greeting, .thanks, .goodbye, .repeat, .staff:
      break
    case .hours where reading.moment == nil && !unsure: break
    // "Can I leave my dog here over the weekend" asks what is done, and no hours.
    case .hours
    where asksService && !words.contains(where: Self.doors.union(["time", "when"]).subtracting(["you"]).contains): break
    // "Got those boots in a ten": which one is said, so whether it is there is asked.
    case .options where namesVariant:
      reading.intent = .stock
      reading.confidence = 0.6
    case .unsafe, .allergen, .ingredient:
      if unsure { reading.intent = intent }
    default:
      guard intent != reading.intent else { return }
      reading.intent = intent
      reading.confidence = Double(best.probability) * 0.8
    }
  }

  /// Whether the question says which of a product's options it means.
  private var namesVariant: Bool {
    guard resolution.found.cards.count == 1, let product = resolution.found.cards.first.flatMap({ product($0) }) else {
      return false
    }
    return !pick(product).chosen.isEmpty
  }

  /// "Which gauges have you got in the acoustic strings": the option is named, whatever is asked of it.
  private mutating func readOptionName() {
    // "What roasts can I get", of nothing named: the shop's own name for what is chosen.
    if resolution.found.cards.isEmpty || resolution.isFollowUp, !resolution.exact, !reading.settled,
      [.list, .stock, .detail, .unclear, .recommend, .options].contains(reading.intent),
      let at = words.indices.prefix(2).first(where: { ["what", "which"].contains(words[$0]) }), at + 1 < words.count,
      let asked = catalogue.optionNames[question.tokens[at + 1].stem],
      question.tokens.indices.allSatisfy({
        $0 == at + 1 || question.roles[$0] != .content || resolution.positions.contains($0)
      })
    {
      if !resolution.isFollowUp, let card = dialogue.focus.first.flatMap({ catalogue.index(id: $0) }),
        let product = product(card), product.options.contains(where: { $0.name == asked && $0.values.count > 1 })
      {
        resolution = Resolution(found: .one(card), certainty: 0.8, isFollowUp: true)
      }
      reading.intent = .options
      reading.confidence = 0.8
      reading.settled = true
      return
    }
    guard [.list, .stock, .detail, .unclear, .recommend].contains(reading.intent), resolution.found.cards.count == 1,
      let product = resolution.found.cards.first.flatMap({ product($0) }), let asked = askedOption(product),
      let at = words.indices.first(where: { ["what", "which"].contains(words[$0]) }), at + 1 < words.count
    else { return }
    let stems = Set(Tokenizer.tokens(asked).map(\.stem))
    guard question.tokens[(at + 1)..<min(at + 3, words.count)].contains(where: { stems.contains($0.stem) }) else {
      return
    }
    reading.intent = .options
    reading.confidence = 0.8
    reading.settled = true
  }

  /// "Which case is right for my phone", of a shop that sells cases: a thing is chosen, and no place.
  private mutating func readKindForPlace() {
    guard reading.intent == .location, words.count >= 4, ["which", "what"].contains(words[0]),
      catalogue.heads.contains(question.tokens[1].stem), resolution.positions.contains(1),
      !resolution.positions.contains(where: { $0 > 2 && catalogue.heads.contains(question.tokens[$0].stem) }),
      !words.contains(where: ["aisle", "where", "in", "on", "find"].contains)
    else { return }
    reading.intent = reading.superlative == nil ? .recommend : .superlative
    reading.settled = true
  }

  /// "What sort of outlet do I need for the induction range": something is asked of the range, and no range is chosen.
  private mutating func readKindOfPart() {
    guard [.list, .recommend].contains(reading.intent), case .one = resolution.found, !resolution.isFollowUp,
      let range = Self.kindNeeded.find(in: words),
      resolution.positions.allSatisfy({ question.roles[$0] != .content || $0 >= range.upperBound })
    else { return }
    reading.intent = .detail
    reading.confidence = 0.7
    reading.settled = true
  }
  private static let kindNeeded = Pattern(
    "what|which kind|sort|type|size of? * do|does|would|will i|you|we|it|they need|use|take ~ for|with|on|to the|this|that|your"
  )

  /// "Which tank are the guppies in", of a shop where things stand in tanks.
  private mutating func readPlace() {
    guard words.count >= 4, ["which", "what"].contains(words[0]),
      catalogue.placeNouns.contains(question.tokens[1].stem),
      ["is", "are", "do", "does", "has", "have", "would", "can"].contains(words[2]), !resolution.found.cards.isEmpty,
      resolution.positions.contains(where: { $0 > 2 && question.roles[$0] == .content }),
      [.detail, .unclear, .list, .stock, .options].contains(reading.intent)
    else { return }
    reading.intent = .location
    reading.confidence = 0.8
    reading.settled = true
  }

  /// "The earbuds in sand": of several products those that come in what was asked for, where some do and some do not.
  mutating func keepOptions() {
    guard case .several(let cards) = resolution.found, cards.count <= 40, !resolution.bySound, !asksService else {
      return
    }
    let said = products(cards).map { product -> (id: Int64, count: Int) in
      let pick = VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product))
      guard pick.unavailable == nil, pick.together == nil else { return (product.id, 0) }
      let telling = pick.positions.filter { !Sizes.bigger.contains(words[$0]) && !Sizes.smaller.contains(words[$0]) }
      return (product.id, telling.count)
    }
    guard let most = said.map(\.count).max(), most > 0 else { return }
    let kept = said.filter { $0.count == most }.compactMap { catalogue.index(id: $0.id) }
    guard let first = kept.first, kept.count < cards.count else { return }
    resolution.found = kept.count == 1 ? .one(first) : .several(kept)
  }

  /// "And sunday", "and shut": after the hours, a day or an hour alone still asks for them.
  private mutating func hoursGoOn() {
    guard dialogue.lastAnswer?.intent == .hours, reading.intent != .hours, words.count <= 9,
      !resolution.exact, ![.price, .location, .promotion].contains(reading.intent)
    else { return }
    let timed = words.contains(where: Self.timeWords.contains)
    let open = question.tokens.indices.contains { i in
      question.roles[i] == .content && !Self.timeWords.contains(words[i])
        && !Moments.isTime(words[i])
    }
    guard !open, reading.moment != nil || timed else { return }
    reading.intent = .hours
    reading.confidence = 0.8
    reading.settled = true
    if reading.moment == nil { reading.moment = dialogue.moment }
  }

  private static let doors: Set<String> = [
    "open", "opens", "opening", "close", "closes", "closed", "closing", "shut", "shuts", "hours", "you",
  ]

  private static let timeWords: Set<String> = Set(
    words: """
      shut close closing open opening late early until till lunch reopen when morning afternoon evening night
      """)

  /// "I need a grain free treat", "is there a cheese for a vegan": something is wished for that suits.
  private mutating func dietAnswer() -> Draft? {
    guard [.stock, .list, .recommend, .unclear, .outOfScope, .ingredient, .allergen].contains(reading.intent),
      !resolution.exact,
      !resolution.isFollowUp
    else { return nil }
    if let missing = namedAndMissing() { return missing }
    if !diets().isEmpty, !reading.yesNo || Cues.have.matches(words) { return recommendAnswer(vector()) }
    if !reading.substances.isEmpty, Self.wishing.matches(words) { return recommendAnswer(vector()) }
    return nil
  }
  private static let wishing = Patterns("need|want|looking|like|after a|an|some|something|for")

  private var hoursIsAboutPassage: Bool {
    // "When does the cafe close": the merchant wrote of something that has hours of its own.
    if let own = clerk.passages.matches(question).first(where: { match in
      let passage = clerk.passages.all[match.passage]
      return passage.kind != .hoursNote
        && question.tokens.indices.contains { i in
          question.roles[i] == .content && !Self.timeWords.contains(words[i]) && !Moments.isTime(words[i])
            && passage.titleStems.contains(Stemmer.deepStem(words[i])) && passage.titleStems.count == 1
        }
    }), clerk.passages.matches(question).first?.passage == own.passage {
      return true
    }
    guard let best = clerk.passages.matches(question).first else { return false }
    return best.titleCoverage > 0.95 && best.coverage > 0.7 && clerk.passages.all[best.passage].kind != .detail
  }

  /// "Yes" to what the clerk offered.
  mutating func acceptedOffer() -> Draft? {
    guard let offer = dialogue.offer, let card = catalogue.index(id: offer.product), let first = words.first else {
      return nil
    }
    let yes: Set<String> = ["yes", "yeah", "yep", "sure", "please", "right", "correct", "exactly", "ok", "okay"]
    guard yes.contains(first) || words.prefix(2).elementsEqual(["that", "is"]), words.count <= 5 else { return nil }
    var asked = clerk.read(offer.question, dialogue, now)
    asked.resolution = Resolution(found: .one(card), certainty: 0.95)
    if asked.reading.intent == .unclear { asked.reading.intent = offer.intent }
    question = asked.question
    reading = asked.reading
    resolution = asked.resolution
    return byIntent()
  }

}

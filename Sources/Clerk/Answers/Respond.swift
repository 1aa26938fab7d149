package import Shop
import Transformer

extension Turn {
  /// The answer: which of the ways to answer a question is taken.
  mutating func respond() -> Draft {
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
    if let social = socialAnswer() { return social }
    if let answer = acceptedOffer() { return answer }
    if question.tokens.isEmpty { return unclear() }
    resolve()
    hoursGoOn()
    readByMeaning()
    if reading.intent == .hours, !hoursIsAboutPassage { return hoursAnswer() }
    if let passage = passageFirst() { return passageAnswer(passage) }
    if let passage = passageByMeaning() { return passageAnswer(passage) }
    if reading.intent == .outOfScope { return outOfScope() }
    if reading.intent == .staff, let social = socialAnswer() { return social }
    if let answer = heardAnswer() { return answer }
    if let answer = byIntent() { return answer }
    return fallback()
  }

  /// Where the rules are unsure of what is wanted, or its meaning speaks clearly against what they read, the meaning
  /// of the whole question decides.
  private mutating func readByMeaning() {
    guard !resolution.isFollowUp, question.tokens.count >= 2, let head = clerk.intents else { return }
    // The product's name says nothing of what is wanted.
    var masked: [String] = []
    for (i, token) in question.tokens.enumerated() {
      if resolution.positions.contains(i) {
        if masked.last != "item" { masked.append("item") }
      } else {
        masked.append(token.text)
      }
    }
    guard let vector = try? clerk.encoder?.encode(masked.joined(separator: " ")) else { return }
    let guesses = head.guesses(vector)
    guard let best = guesses.first, case .intent(let intent) = best.label else { return }
    let unsure = reading.confidence < 0.5
    let own = guesses.first { $0.label == .intent(reading.intent) }?.probability ?? 0
    guard best.probability > (unsure ? 0.45 : 0.6), unsure || own < 0.1 else { return }
    switch intent {
    case .outOfScope, .policy, .unclear, .faq:
      if resolution.found.cards.isEmpty, intent == .outOfScope, best.probability > 0.6 {
        reading.intent = .outOfScope
      }
    case .greeting, .thanks, .goodbye, .repeat, .staff:
      break
    case .hours where reading.moment == nil && !unsure: break
    case .unsafe, .allergen, .ingredient:
      if unsure { reading.intent = intent }
    default:
      guard intent != reading.intent else { return }
      reading.intent = intent
      reading.confidence = Double(best.probability) * 0.8
    }
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
    if reading.moment == nil { reading.moment = dialogue.moment }
  }

  private static let timeWords: Set<String> = [
    "shut", "close", "closing", "open", "opening", "late", "early", "until", "till", "lunch", "reopen", "when",
    "morning", "afternoon", "evening", "night",
  ]

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

  // MARK: what the question is about

  /// Finds the products that are meant: named, heard, or spoken of before.
  private mutating func resolve() {
    let used = reading.used
    // Words for what is avoided may be part of a name ("gluten free bread"): the name first.
    let whole = clerk.resolver.resolve(question, ignored: used)
    resolution = whole
    if !reading.substancePositions.isEmpty {
      let without = clerk.resolver.resolve(question, ignored: used.union(reading.substancePositions))
      let inName = !whole.found.cards.isEmpty && nameHolds(whole)
      if inName { dropSubstancesInName(whole) } else { resolution = without }
    }
    passages = clerk.passages.matches(question, ignored: reading.used)
    if case .nothing(let missing, _) = resolution.found, !missing.isEmpty {
      // Named by its kind: "pastries" are what the merchant calls pastry.
      if let kind = clerk.resolver.category(question, ignored: reading.used.union(reading.substancePositions)),
        Set(missing.filter { question.roles[$0] == .content }).isSubset(of: kind.positions)
      {
        resolution = Resolution(
          found: kind.cards.count == 1 ? .one(kind.cards[0]) : .several(kind.cards), positions: kind.positions,
          certainty: 0.8)
      }
    }
    if case .nothing(let missing, _) = resolution.found {
      let named = missing.filter { question.roles[$0] == .content }
      let made = clerk.resolver.byVendor(question, named)
      if !made.isEmpty {
        resolution = Resolution(
          found: made.count == 1 ? .one(made[0]) : .several(made), positions: Set(named), certainty: 0.8)
      }
    }
    followUp()
    heardBetter()
    understood = .now
  }

  /// Whether the substance's words belong to the name of what was found.
  private func nameHolds(_ resolution: Resolution) -> Bool {
    guard let card = resolution.found.cards.first else { return false }
    let stems = catalogue.cards[card].kindStems
    let substance = reading.substancePositions.filter {
      resolution.positions.contains($0) && question.tokens[$0].text != "free"
    }
    guard !substance.isEmpty, substance.contains(where: { stems.contains(question.tokens[$0].stem) }) else {
      return false
    }
    // Something else must carry the name too: "does it have milk" is not about the product Milk.
    let others = resolution.positions.subtracting(reading.substancePositions).filter { question.roles[$0] != .function }
    return !others.isEmpty && reading.intent != .unsafe || resolution.exact && !reading.yesNo
  }

  private mutating func dropSubstancesInName(_ resolution: Resolution) {
    let kinds = resolution.found.cards.first.map { catalogue.cards[$0].kindStems } ?? []
    let positions = resolution.positions.filter { kinds.contains(question.tokens[$0].stem) }
    let kept = Substances.asked(question.tokens).filter { range, s in
      reading.substances.contains { $0.name == s.name } && !range.contains(where: positions.contains)
    }
    let singles = reading.substances.filter { s in !Substances.classes.contains { $0.name == s.name } }
    reading.substances =
      kept.map(\.substance)
      + singles.filter { s in
        !(s.asked.first.map { stem in positions.contains { question.tokens[$0].stem == stem } } ?? false)
      }
    if reading.substances.isEmpty, reading.intent == .allergen || reading.intent == .ingredient {
      var bare = question
      for position in reading.substancePositions where bare.tokens.indices.contains(position) {
        bare.tokens[position] = Token(text: "_", stem: "_")
      }
      let again = IntentReader.read(bare)
      reading.intent = again.intent
      reading.property = again.property
      reading.confidence = again.confidence
    }
    reading.substancePositions.subtract(positions)
  }

  private var pronoun: Bool {
    words.contains { ["it", "that", "this", "they", "them", "those", "these", "one", "ones", "its"].contains($0) }
  }

  /// What was spoken of before, where the question names nothing new.
  private mutating func followUp() {
    guard let focus = dialogue.focus.first, let focusCard = catalogue.index(id: focus) else {
      if case .nothing(let missing, _) = resolution.found, !missing.isEmpty { bySound() }
      return
    }
    if let ordinal = ordinal(), dialogue.list.indices.contains(ordinal),
      let card = catalogue.index(id: dialogue.list[ordinal]), resolution.found.cards.isEmpty || !resolution.exact
    {
      resolution = Resolution(found: .one(card), certainty: 0.9, isFollowUp: true)
      inherit()
      return
    }
    let elliptical =
      pronoun
      || ["and", "what", "how", "no", "or", "also", "then"].contains(words.first ?? "")
        && (Pattern("what|how about").matches(words) || words.count <= 6)
    switch resolution.found {
    case .nothing(let missing, _):
      let open = missing.filter { !optionPositions(focusCard).contains($0) && question.roles[$0] == .content }
      if open.isEmpty || open.allSatisfy({ isAboutFocus($0, focusCard) }) {
        resolution = Resolution(
          found: dialogue.focus.count > 1 && pronounIsPlural
            ? .several(dialogue.focus.compactMap { catalogue.index(id: $0) }) : .one(focusCard),
          positions: optionPositions(focusCard), certainty: 0.85, isFollowUp: true)
        inherit()
        return
      }
      if elliptical, let card = amongLast(open) ?? sameKind(focusCard) {
        resolution = card
        inherit()
        return
      }
      if reading.intent == .detail || reading.intent == .allergen || reading.intent == .ingredient
        || reading.intent == .unsafe, pronoun, passages.first.map({ $0.score < 0.6 }) ?? true
      {
        resolution = Resolution(found: .one(focusCard), certainty: 0.7, isFollowUp: true)
        return
      }
      bySound()
    case .one(let card):
      if elliptical, !resolution.exact, let same = sameKind(focusCard),
        same.positions.count >= resolution.positions.count
      {
        resolution = same
        inherit()
      } else if !resolution.exact, optionPositions(focusCard).isSuperset(of: resolution.positions),
        !resolution.positions.isEmpty, card != focusCard
      {
        resolution = Resolution(
          found: .one(focusCard), positions: resolution.positions, certainty: 0.85, isFollowUp: true)
        inherit()
      } else if reading.confidence < 0.5 {
        inherit()
      }
    case .several(let cards):
      let spoken = cards.filter { card in dialogue.list.contains(catalogue.cards[card].id) }
      if spoken.count == 1, elliptical || reading.confidence < 0.5 {
        resolution = Resolution(found: .one(spoken[0]), positions: resolution.positions, certainty: 0.85)
        inherit()
        return
      }
      let options = optionPositions(focusCard)
      if options.isSuperset(of: resolution.positions), !resolution.positions.isEmpty {
        resolution = Resolution(
          found: .one(focusCard), positions: resolution.positions, certainty: 0.85, isFollowUp: true)
        inherit()
      } else if elliptical || reading.confidence < 0.5, let same = sameKind(focusCard) {
        resolution = same
        inherit()
      } else if reading.confidence < 0.5 {
        inherit()
      } else if cards.contains(focusCard), reading.intent != .list, reading.intent != .recommend,
        reading.intent != .superlative
      {
        // "How much is the milk" while we speak of one of the milks.
        if !(words.contains("any") || words.contains("other")) {
          resolution = Resolution(
            found: .one(focusCard), positions: resolution.positions, certainty: 0.75, isFollowUp: true)
        }
      }
    }
  }

  private var pronounIsPlural: Bool {
    words.contains { ["they", "them", "those", "these", "both", "ones"].contains($0) }
  }

  private mutating func inherit() {
    if reading.confidence < 0.5, let intent = dialogue.intent {
      reading.intent =
        [.list, .compare, .superlative, .recommend, .unclear, .promotion].contains(intent) ? .price : intent
      reading.confidence = 0.6
      if intent == .detail, reading.property == nil, let name = dialogue.property {
        reading.property = DetailCues.properties.first { $0.name == name }
      }
      if intent == .list || intent == .recommend, words.contains("what") { reading.intent = .detail }
    }
  }

  /// Positions that name options of the product in focus.
  private func optionPositions(_ card: Int) -> Set<Int> {
    guard let product = product(card) else { return [] }
    return VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product)).positions
  }

  /// A word that the product's own texts have: it is asked about, not asked for.
  private func isAboutFocus(_ position: Int, _ card: Int) -> Bool {
    let stem = question.tokens[position].stem
    // What the words ask about a thing ("the warranty", "the batteries").
    if let property = reading.property, property.patterns.find(in: words)?.contains(position) == true { return true }
    if reading.intent == .detail || reading.intent == .unsafe, let product = product(card),
      product.attributes.contains(where: { attribute in
        Tokenizer.tokens(attribute.key.split(separator: "_").joined(separator: " ")).contains {
          Stemmer.deepStem($0.text) == Stemmer.deepStem(stem)
        }
      })
    {
      return true
    }
    return catalogue.cards[card].core.contains { $0.stem == stem } && !Pattern("do you have|sell|carry").matches(words)
  }

  /// "What about the soy one": the word with the noun that was spoken of before.
  private func sameKind(_ focus: Int) -> Resolution? {
    let card = catalogue.cards[focus]
    guard let head = card.core.indices.contains(card.head) ? card.core[card.head] : nil else { return nil }
    var tokens = question.tokens
    let spot = tokens.lastIndex { ["one", "ones"].contains($0.text) }
    if let spot { tokens[spot] = head } else { tokens.append(head) }
    let changed = Question(question.raw, tokens: tokens)
    let found = clerk.resolver.resolve(changed, ignored: reading.used.union(reading.substancePositions))
    guard !found.found.cards.isEmpty else { return nil }
    var result = found
    result.positions = found.positions.filter { $0 != (spot ?? tokens.count - 1) && $0 < question.tokens.count }
    // Some word of the question must say which.
    guard result.positions.contains(where: { question.roles[$0] != .function && question.tokens[$0].stem != head.stem })
    else { return nil }
    return result
  }

  /// One of the products listed last that has the words.
  private func amongLast(_ positions: [Int]) -> Resolution? {
    let listed = dialogue.list.compactMap { catalogue.index(id: $0) }
    let fitting = listed.filter { card in
      positions.allSatisfy { clerk.resolver.carries(card, question.tokens[$0].stem) }
    }
    guard let first = fitting.first, !positions.isEmpty else { return nil }
    return Resolution(
      found: fitting.count == 1 ? .one(first) : .several(fitting), positions: Set(positions), certainty: 0.8,
      isFollowUp: true)
  }

  private func ordinal() -> Int? {
    let table = ["first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": dialogue.list.count - 1]
    for (i, word) in words.enumerated() {
      guard let place = table[word] else { continue }
      let next = i + 1 < words.count ? words[i + 1] : ""
      if next == "one" || next == "option" || next.isEmpty
        || i > 0 && words[i - 1] == "the" && question.roles.indices.contains(i + 1)
          && question.roles[i + 1] == .function
      {
        return place
      }
    }
    return nil
  }

  /// "Yes" to what the clerk offered.
  private mutating func acceptedOffer() -> Draft? {
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

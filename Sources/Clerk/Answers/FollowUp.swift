import Shop

/// What a question means after what was said before: "it", "the large one", "and in blue".
extension Turn {
  private var pronoun: Bool {
    words.contains { ["it", "that", "this", "they", "them", "those", "these", "one", "ones", "its"].contains($0) }
  }

  /// What was spoken of before, where the question names nothing new.
  mutating func followUp() {
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
    if let cheaper = theCheaperOfThem() {
      resolution = cheaper
      return
    }
    if let other = otherOne(focusCard) {
      resolution = other
      inherit()
      return
    }
    if isOfFocus(focusCard) {
      resolution = Resolution(
        found: .one(focusCard), positions: optionPositions(focusCard), certainty: 0.8, isFollowUp: true)
      inherit()
      return
    }
    let elliptical =
      pronoun || correcting
      || ["and", "what", "how", "no", "or", "also", "then", "in", "the"].contains(words.first ?? "")
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
      let byDescription = correcting || words.contains { $0 == "one" || $0 == "ones" }
      if elliptical, !(reading.yesNo && subjectIsPronoun),
        let card = amongLast(open) ?? sameKind(focusCard) ?? (byDescription ? theOneWith(open, like: focusCard) : nil)
      {
        resolution = card
        inherit()
        return
      }
      if isAnswered(by: focusCard, open) {
        resolution = Resolution(found: .one(focusCard), certainty: 0.7, isFollowUp: true)
        return
      }
      if reading.intent == .detail || reading.intent == .allergen || reading.intent == .ingredient
        || reading.intent == .unsafe, pronoun, passages.first.map({ $0.score < 0.6 }) ?? true
      {
        resolution = Resolution(found: .one(focusCard), certainty: 0.7, isFollowUp: true)
        return
      }
      if standsForFocus, passages.first.map({ $0.score < 0.6 }) ?? true, !Self.worldly.matches(words) {
        resolution = Resolution(found: .one(focusCard), certainty: 0.6, isFollowUp: true)
        if reading.confidence < 0.5 || reading.intent == .outOfScope {
          reading.intent = .detail
          reading.confidence = 0.5
        }
        return
      }
      bySound()
    case .one(let card):
      if card != focusCard, subjectIsPronoun || namesContainerOnly, dialogue.passage == nil {
        // "Will it fit the city bike": what we speak of is asked about, the other is what it must fit.
        resolution = Resolution(found: .one(focusCard), positions: [], certainty: 0.7, isFollowUp: true)
      } else if card != focusCard, !resolution.exact, Self.isIt.matches(words), standsForFocus {
        resolution = Resolution(found: .one(focusCard), positions: [], certainty: 0.8, isFollowUp: true)
      } else if card != focusCard, !resolution.exact, asksPartOf(focusCard) {
        resolution = Resolution(
          found: .one(focusCard), positions: [], certainty: 0.8, isFollowUp: true)
      } else if elliptical, !resolution.exact, let same = sameKind(focusCard),
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
    case .several where namesContainerOnly && dialogue.passage == nil:
      resolution = Resolution(
        found: .one(focusCard), positions: optionPositions(focusCard), certainty: 0.8, isFollowUp: true)
      inherit()
    case .several(let cards):
      let spoken = cards.filter { card in dialogue.list.contains(catalogue.cards[card].id) }
      if spoken.count == 1, elliptical || reading.confidence < 0.5 {
        resolution = Resolution(found: .one(spoken[0]), positions: resolution.positions, certainty: 0.85)
        inherit()
        return
      }
      // The bag or the bottle says nothing of which.
      let named = resolution.positions.filter { !Words.containers.contains(question.tokens[$0].stem) }
      let options = optionPositions(focusCard)
      if subjectIsPronoun || Self.isIt.matches(words) && standsForFocus, dialogue.passage == nil,
        !options.isSuperset(of: named)
      {
        resolution = Resolution(found: .one(focusCard), positions: [], certainty: 0.7, isFollowUp: true)
        if reading.confidence < 0.5 { reading.intent = .detail }
      } else if asksPartOf(focusCard), !cards.contains(focusCard) {
        resolution = Resolution(found: .one(focusCard), positions: [], certainty: 0.8, isFollowUp: true)
      } else if options.isSuperset(of: named), !named.isEmpty {
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

  /// "How many sheets is that", "what's the warranty on it", "can the carafe go in the dishwasher", "with oat milk, I
  /// mean": what was spoken of is meant, though another thing has the word, too.
  private func isOfFocus(_ focus: Int) -> Bool {
    guard dialogue.passage == nil, !resolution.exact, !resolution.found.cards.isEmpty,
      resolution.found.cards != [focus], !Cues.have.matches(words)
    else { return false }
    if Self.countsIt.matches(words) { return true }
    if [.detail, .unclear].contains(reading.intent) {
      if Self.binding.contains(words.dropLast().last ?? ""), ["it", "that", "them"].contains(words.last ?? "") {
        return true
      }
      if !words.contains("one"), words.indices.dropFirst().contains(where: { isPart($0, of: focus) }) { return true }
    }
    let options = optionPositions(focus)
    return Self.correction.matches(words) && !options.isEmpty
      && question.tokens.indices.allSatisfy {
        question.roles[$0] != .content || options.contains($0) || reading.used.contains($0)
      }
  }
  /// "The carafe": a word that names nothing here and is said of the thing in focus, and not of what was found.
  private func isPart(_ at: Int, of focus: Int) -> Bool {
    guard ["the", "its"].contains(words[at - 1]), question.roles[at] == .content else { return false }
    let stem = question.tokens[at].stem
    return !catalogue.heads.contains(stem) && clerk.resolver.carries(focus, stem)
      && !resolution.found.cards.contains { clerk.resolver.carries($0, stem) }
  }
  private static let countsIt = Pattern("how many * is|are that|it|this|in|there it|that|them|this?")
  private static let binding: Set<String> = ["on", "of", "for", "about", "with", "in"]

  /// "No, I mean the sourdough one": another product is meant than the one that was answered about.
  private var correcting: Bool {
    Self.correction.matches(words) || ["no", "sorry", "actually"].contains(words.first ?? "") && words.count <= 9
  }
  private static let correction = Pattern("i|we mean|meant")

  /// Whether a pronoun stands alone for what was spoken of ("has it got a lid", "what was that made of").
  var standsForFocus: Bool {
    guard dialogue.passage == nil else { return false }
    return words.indices.contains { i in
      switch words[i] {
      case "it", "its", "they", "them": return true
      case "that", "this", "these", "those":
        return i + 1 >= words.count || question.roles[i + 1] == .function && !["is", "are"].contains(words[i + 1])
      default: return false
      }
    }
  }

  /// "Will it", "do they": the subject of the question is what was spoken of.
  private var subjectIsPronoun: Bool {
    words.count > 2 && ["will", "does", "do", "can", "would", "is", "are", "has", "did", "could"].contains(words[0])
      && (["it", "they"].contains(words[1])
        || ["that", "this", "those", "these"].contains(words[1]) && question.roles[2] != .content)
  }

  /// "What size is the bag": a word for what holds a thing names none while we speak of one.
  private var namesContainerOnly: Bool {
    let named = resolution.positions.filter { at in
      let token = question.tokens[at]
      guard question.roles[at] != .function, token.number == nil, !token.isUnit, token.text != "size",
        // A kit is more often a thing than what holds one.
        token.stem != "kit"
      else {
        return false
      }
      return Words.containers.contains(token.stem) || isPortionOfIt(at) || catalogue.optionNames[token.stem] == nil
    }
    return named.contains { at in
      let before = at > 0 ? words[at - 1] : ""
      let lead = at > 1 ? words[at - 2] : ""
      // "In a box", "a bunch of that".
      return ["the", "its"].contains(before) || question.tokens[max(0, at - 1)].isUnit
        || ["a", "one", "each"].contains(before) && ["in", "per"].contains(lead)
        || at + 2 < words.count && words[at + 1] == "of" && ["that", "it", "those", "them"].contains(words[at + 2])
    }
      && named.allSatisfy { Words.containers.contains(question.tokens[$0].stem) || isPortionOfIt($0) }
  }

  /// "One scoop of that".
  private func isPortionOfIt(_ at: Int) -> Bool {
    catalogue.optionWords.contains(question.tokens[at].stem) && at + 2 < words.count && words[at + 1] == "of"
      && ["that", "it", "those", "them"].contains(words[at + 2])
  }

  /// "Can two males live together", of a fish: nothing that the shop has is named, and what is known of the fish answers.
  private func isAnswered(by focus: Int, _ open: [Int]) -> Bool {
    guard dialogue.passage == nil, !reading.asksForThing, [.detail, .unclear, .unsafe].contains(reading.intent),
      open.allSatisfy({ !catalogue.heads.contains(question.tokens[$0].stem) }), let product = product(focus)
    else { return false }
    var turn = self
    turn.resolution = Resolution(found: .one(focus), certainty: 0.7, isFollowUp: true)
    return (turn.bestFact(product)?.score ?? 0) > 0.42
  }

  private static let isIt = Patterns(
    "is|are|was|does|do|can|will|has it|they|them",
    "can|could|should|may|do|will i|we|you|he|she|they use|take|give|eat|have|put|wear|drink|keep it|them|that")

  /// "How big is the diamond" of a ring: what is named is a part of what was spoken of.
  private func asksPartOf(_ focus: Int) -> Bool {
    guard dialogue.passage == nil, [.detail, .unclear, .ingredient].contains(reading.intent), !Cues.have.matches(words)
    else {
      return false
    }
    let named = resolution.positions.filter { question.roles[$0] == .content }
    guard !named.isEmpty, named.count <= 2, let first = named.min(), first > 0,
      ["the", "its"].contains(words[first - 1])
    else { return false }
    let stems = Set(catalogue.cards[focus].core.map(\.stem))
    return named.allSatisfy {
      let stem = question.tokens[$0].stem
      return !stems.contains(stem) && clerk.resolver.carries(focus, stem)
    }
  }

  private var pronounIsPlural: Bool {
    words.contains { ["they", "them", "those", "these", "both", "ones"].contains($0) }
  }

  /// Words that neither the product nor what was chosen of it explains: something new is asked.
  private var asksSomethingNew: Bool {
    reading.yesNo
      && question.tokens.indices.contains {
        question.roles[$0] != .function && question.tokens[$0].number == nil && !resolution.positions.contains($0)
          && !reading.used.contains($0)
      }
  }

  private mutating func inherit() {
    if asksSomethingNew, reading.intent == .detail { return }
    if reading.confidence < 0.5, let intent = dialogue.intent {
      reading.intent =
        [.list, .compare, .superlative, .recommend, .unclear, .promotion].contains(intent) ? .price : intent
      reading.confidence = 0.6
      if intent == .detail, reading.property == nil, let name = dialogue.property {
        reading.property = DetailCues.properties.first { $0.name == name }
      }
      if intent == .list || intent == .recommend, words.contains("what") { reading.intent = .detail }
      reading.settled = true
    }
  }

  /// Positions that name options of the product in focus.
  func optionPositions(_ card: Int) -> Set<Int> {
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
}

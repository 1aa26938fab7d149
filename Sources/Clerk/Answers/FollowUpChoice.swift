import Shop

/// Which of the things that were spoken of a choice means: "the cheaper one", "the other one", "the soy one".
extension Turn {
  /// Another product that has the words anywhere, its description included: "the sourdough one".
  func theOneWith(_ positions: [Int], like focus: Int) -> Resolution? {
    guard !positions.isEmpty, positions.count <= 3 else { return nil }
    let type = catalogue.cards[focus].type
    var fitting = catalogue.cards.indices.filter { card in
      card != focus && positions.allSatisfy { clerk.resolver.carries(card, question.tokens[$0].stem) }
    }
    let alike = fitting.filter { !type.isEmpty && catalogue.cards[$0].type == type }
    if !alike.isEmpty { fitting = alike }
    guard let first = fitting.first, fitting.count <= 3 else { return nil }
    return Resolution(
      found: fitting.count == 1 ? .one(first) : .several(fitting), positions: Set(positions), certainty: 0.7)
  }

  /// "What colours does the cheaper one come in": of those that were listed last, by price; what is asked of it is read
  /// without the word that chose it.
  mutating func theCheaperOfThem() -> Resolution? {
    guard resolution.found.cards.isEmpty || !resolution.exact, dialogue.list.count > 1,
      let range = Self.cheaper.find(in: words) ?? Self.dearer.find(in: words)
    else { return nil }
    let isCheaper = Self.cheaper.find(in: words) != nil
    let listed = products(dialogue.list.prefix(6).compactMap { catalogue.index(id: $0) })
    let priced = listed.compactMap { product in
      product.variants.compactMap { offers.price(of: $0, product)?.now }.min().map { (product, $0) }
    }
    guard priced.count > 1,
      let chosen = isCheaper ? priced.min(by: { $0.1 < $1.1 }) : priced.max(by: { $0.1 < $1.1 }),
      let card = catalogue.index(id: chosen.0.id)
    else { return nil }
    var bare = question
    for i in range {
      bare.tokens[i] = Token(text: "item", stem: "item")
      bare.roles[i] = .soft
    }
    let quantity = reading.quantity
    reading = IntentReader.read(bare)
    reading.used.formUnion(range)
    reading.quantity = reading.quantity ?? quantity
    if reading.confidence < 0.5 { reading.intent = .price }
    reading.settled = true
    return Resolution(
      found: .one(card), positions: optionPositions(card).union(range), certainty: 0.85, isFollowUp: true)
  }
  private static let cheaper = Patterns("the cheaper|cheapest one|ones", "the less expensive one")
  private static let dearer = Patterns("the dearer|dearest|pricier|priciest one|ones", "the more expensive one")

  /// "What comes with the other one": of two that were spoken of, or that there are of a kind, the one not in focus.
  func otherOne(_ focus: Int) -> Resolution? {
    guard Self.other.matches(words), !words.contains("any"), resolution.found.cards.isEmpty || !resolution.exact else {
      return nil
    }
    let spoken = (dialogue.list + dialogue.recent).compactMap { catalogue.index(id: $0) }.filter { $0 != focus }
    let type = catalogue.cards[focus].type
    let alike = catalogue.cards.indices.filter { card in
      card != focus
        && (catalogue.cards[card].headStem == catalogue.cards[focus].headStem
          || !type.isEmpty && catalogue.cards[card].type == type)
    }
    let listed = dialogue.list.count == 2 ? spoken.first : nil
    guard
      let card = listed
        ?? (alike.count == 1 ? alike.first : spoken.first { alike.contains($0) } ?? nearestHead(alike, focus))
    else { return nil }
    return Resolution(found: .one(card), certainty: 0.7, isFollowUp: true)
  }
  private static let other = Pattern("the other one")

  /// Of several like the one in focus the only one with its head noun.
  private func nearestHead(_ cards: [Int], _ focus: Int) -> Int? {
    let same = cards.filter { catalogue.cards[$0].headStem == catalogue.cards[focus].headStem }
    return same.count == 1 ? same[0] : nil
  }

  /// "What about the soy one": the word with the noun that was spoken of before.
  func sameKind(_ focus: Int) -> Resolution? {
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
  func amongLast(_ positions: [Int]) -> Resolution? {
    let listed = dialogue.list.compactMap { catalogue.index(id: $0) }
    let fitting = listed.filter { card in
      positions.allSatisfy { clerk.resolver.carries(card, question.tokens[$0].stem) }
    }
    guard let first = fitting.first, !positions.isEmpty else { return nil }
    return Resolution(
      found: fitting.count == 1 ? .one(first) : .several(fitting), positions: Set(positions), certainty: 0.8,
      isFollowUp: true)
  }

  func ordinal() -> Int? {
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
}

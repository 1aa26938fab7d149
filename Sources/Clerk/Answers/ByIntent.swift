package import Shop
import Transformer

extension Turn {
  // MARK: by intent

  mutating func byIntent() -> Draft? {
    if let answer = cheaperOne() { return answer }
    let cards = resolution.found.cards
    let found = products(cards.prefix(40))
    switch reading.intent {
    case .price where !found.isEmpty: return sumAnswer() ?? priceAnswer(found)
    case .location where !found.isEmpty: return placeAnswer(found)
    case .options:
      if !found.isEmpty { return optionsAnswer(found) }
      if let word = askedOptionWord(), let answer = shopOptions(word) { return answer }
      return nil
    case .detail where found.count == 1: return detailAnswer(found[0])
    case .detail where found.count > 1:
      if Cues.have.matches(words) || found.count > 3 { return whichOne(found, .detail) }
      let first = detailAnswer(found[0])
      return found.count > 1 && first.confidence < 0.5 ? whichOne(found, .detail) : severalDetails(found)
    case .allergen, .ingredient, .recommend, .stock, .list, .unsafe:
      if let answer = similar() { return answer }
      return byIntentPlain(found)
    case .superlative: return superlative()
    case .compare: return compare()
    case .promotion: return promotion(found)
    case .unclear where !found.isEmpty:
      return found.count == 1 ? aboutOrStock(found[0]) : whichOne(found, .list)
    default: return nil
    }
  }

  /// "Anything cheaper": something of the kind of what was spoken of that costs less.
  private func cheaperOne() -> Draft? {
    guard words.contains("cheaper") || Pattern("less expensive").matches(words), !words.contains("than"),
      !words.contains("or"), !words.contains("which"),
      let focus = dialogue.focus.first, let card = catalogue.index(id: focus), let product = product(card),
      resolution.isFollowUp,
      let limit = product.variants.compactMap({ offers.price(of: $0, product)?.now }).min()
    else { return nil }
    for other in alternatives(to: card).prefix(12).compactMap({ self.product($0) }) {
      let prices = other.variants.filter(\.inventory.isAvailable).compactMap { offers.price(of: $0, other)?.now }
      if let low = prices.min(), low < limit {
        return draft(
          "Yes, \(theLower(name(other))) \(Wording.isAre(name(other))) \(shortPrice(other)).", .recommend, 0.7, [other])
      }
    }
    return draft(
      "No, I don't find anything like \(theLower(name(product))) that costs less.", .recommend, 0.6, [product])
  }

  private mutating func byIntentPlain(_ found: [Product]) -> Draft? {
    switch reading.intent {
    case .stock where !found.isEmpty:
      if let budget = reading.limit, budget.highest != nil, let answer = recommendAnswer(nil) { return answer }
      return stockAnswer(found)
    case .allergen, .ingredient: return substances(found)
    case .unsafe:
      if let product = found.first {
        return reading.substances.isEmpty
          ? unsafeAnswer(product) : substanceAnswer(product, reading.substances, unsafe: true)
      }
      if case .nothing(let missing, let near) = resolution.found,
        Cues.recommend.matches(words) || Cues.list.matches(words), near.isEmpty || missing.isEmpty,
        let answer = recommendAnswer(nil)
      {
        return answer
      }
      return unsafeAnswer(nil)
    case .list: return list()
    case .recommend: return recommend()
    default: return nil
    }
  }

  /// "Is there one like it without wheat", "anything similar": something of the kind of what was spoken of.
  private func similar() -> Draft? {
    guard let focus = dialogue.focus.first, let card = catalogue.index(id: focus) else { return nil }
    let likeIt =
      Pattern("like it|that|this|them|those").matches(words)
      || Pattern("similar|alternative|alternatives|instead|substitute").matches(words)
    let without =
      !reading.substances.isEmpty && Pattern("one|ones|anything|something|any|version|other|another").matches(words)
      && Pattern("without|free|no|not").matches(words)
    guard likeIt || without, resolution.found.cards.allSatisfy({ $0 == card }) else { return nil }
    let options = alternatives(to: card).compactMap { self.product($0) }.filter { p in
      p.variants.contains(where: \.inventory.isAvailable)
        && reading.substances.allSatisfy { s in
          switch finding(p, s, labels(p)) {
          case .contains, .mayContain: false
          case .claimedFree: true
          case .notListed: !labels(p).isEmpty || !p.body.isEmpty
          }
        }
    }
    let claimed = options.first { p in
      !reading.substances.isEmpty
        && reading.substances.allSatisfy { s in if case .claimedFree = finding(p, s, labels(p)) { true } else { false }
        }
    }
    guard let best = claimed ?? options.first else {
      let what = reading.substances.isEmpty ? "" : " without \(Wording.list(reading.substances.map(\.name), "or"))"
      var draft = draft(
        "I don't find anything like \(theLower(catalogue.spokenName(catalogue.cards[card])))\(what) here. Please ask a member of staff.",
        reading.intent, 0.5, products([card]))
      draft.facts.texts.append(contentsOf: reading.substances.map(\.name))
      return draft
    }
    var text = "You could take \(theLower(name(best))), \(shortPrice(best))"
    if !reading.substances.isEmpty {
      text += ": no \(Wording.list(reading.substances.map(\.name), "or")) listed. Please check the label to be sure"
    }
    var draft = draft(text + ".", .recommend, 0.75, [best])
    draft.facts.texts.append(contentsOf: reading.substances.map(\.name))
    return draft
  }

  private func aboutOrStock(_ product: Product) -> Draft {
    var draft = priceAnswer([product])
    let there = product.variants.contains(where: \.inventory.isAvailable)
    if there { draft.text = "Yes, we have \(theLower(name(product))). " + draft.text }
    draft.confidence = 0.6
    return draft
  }

  /// The same property of up to three products.
  private func severalDetails(_ products: [Product]) -> Draft {
    let drafts = products.prefix(3).map { detailAnswer($0) }
    var draft = draft(drafts.map(\.text).joined(separator: " "), .detail, 0.7, Array(products.prefix(3)))
    draft.list = products.map(\.id)
    return draft
  }

  private func substances(_ found: [Product]) -> Draft? {
    let intent = reading.intent
    if found.count == 1 {
      return reading.substances.isEmpty
        ? labelAnswer(found[0], intent) : substanceAnswer(found[0], reading.substances, unsafe: reading.health)
    }
    if found.count > 1 {
      if found.count <= 3 {
        let drafts = found.map {
          reading.substances.isEmpty
            ? labelAnswer($0, intent) : substanceAnswer($0, reading.substances, unsafe: reading.health)
        }
        var draft = draft(drafts.map(\.text).joined(separator: " "), intent, 0.7, found)
        draft.list = found.map(\.id)
        return draft
      }
      if Cues.have.matches(words) || Cues.list.matches(words) || Cues.recommend.matches(words),
        let answer = recommendAnswer(nil)
      {
        return answer
      }
      return whichOne(found, intent)
    }
    if !reading.substances.isEmpty {
      if case .nothing(let missing, let near) = resolution.found,
        !missing.filter({ question.roles[$0] == .content }).isEmpty, near.isEmpty, !Cues.recommend.matches(words),
        !Cues.list.matches(words), !words.contains("anything")
      {
        return nil
      }
      return recommendAnswer(nil)
    }
    return nil
  }

  private func list() -> Draft? {
    if let category = clerk.resolver.category(question, ignored: reading.used.union(contextPositions))
      ?? clerk.resolver.category(question, ignored: reading.used)
    {
      if category.cards.count == 1, case .several(let cards) = resolution.found {
        return listAnswer(cards, category.label)
      }
      return listAnswer(category.cards, category.label)
    }
    let found = resolution.found.cards
    if reading.limit != nil, let answer = recommendAnswer(nil) { return answer }
    if found.isEmpty, words.contains("for"), let answer = recommendAnswer(nil) { return answer }
    if resolution.isFollowUp, Pattern("else|other").matches(words), let focus = found.first {
      let head = catalogue.cards[focus].headStem
      let like = catalogue.cards.indices.filter {
        $0 != focus
          && (catalogue.cards[$0].headStem == head
            || !catalogue.cards[focus].type.isEmpty && catalogue.cards[$0].type == catalogue.cards[focus].type)
      }
      if !like.isEmpty { return listAnswer(like, "") }
    }
    if !found.isEmpty, !resolution.isFollowUp { return listAnswer(found, "") }
    if let word = askedOptionWord(), resolution.isFollowUp, let first = found.first, let product = product(first) {
      _ = word
      return optionsAnswer([product])
    }
    if let word = askedOptionWord(), let answer = shopOptions(word) { return answer }
    if case .nothing(let missing, let near) = resolution.found {
      if missing.filter({ question.roles[$0] == .content }).isEmpty { return wholeShopAnswer() }
      // A vendor's or a tag's name.
      if !near.isEmpty, missing.count == 1 { return listAnswer(near, "") }
    }
    if resolution.isFollowUp { return wholeShopAnswer() }
    return nil
  }

  private func superlative() -> Draft? {
    guard let superlative = reading.superlative else { return nil }
    var cards: [Int] = []
    var label = ""
    if let category = clerk.resolver.category(question, ignored: reading.used) {
      cards = category.cards
      label = category.label
      if let head = category.positions.min(), head > 0, words[head - 1] == "for" { label = "one for \(label)" }
    } else if !resolution.found.cards.isEmpty, !resolution.isFollowUp {
      cards = resolution.found.cards
    } else if dialogue.list.count > 1 {
      cards = dialogue.list.compactMap { catalogue.index(id: $0) }
    } else if let focus = dialogue.focus.first, let card = catalogue.index(id: focus), resolution.isFollowUp {
      cards = [card]
    } else if case .nothing(let missing, _) = resolution.found,
      missing.filter({ question.roles[$0] == .content }).isEmpty
    {
      cards = Array(catalogue.cards.indices)
      label = "thing we have"
    }
    guard !cards.isEmpty else { return nil }
    // "The biggest bottle of sesame oil" is about one product and its sizes.
    if let answer = superlativeAnswer(superlative, cards, label) { return answer }
    var draft = draft(
      "I can't tell which is the \(superlative.word) from the details I have. Please ask a member of staff.",
      .superlative, 0.35, products(cards.prefix(3)))
    draft.keepsFocus = true
    return draft
  }

  /// The two sides of "A or B", "A than B", "between A and B".
  private func compare() -> Draft? {
    var sides: [Int] = []
    for separator in ["than", "or", "versus", "vs", "and", "to", "with", "from"] {
      guard let at = words.lastIndex(of: separator), at > 0, at + 1 < words.count else { continue }
      let left = Set(at..<words.count)
      let right = Set(0...at)
      var a = side(ignoring: left)
      var b = side(ignoring: right)
      // "The gluten free one" has the noun of the other side.
      func saysOne(_ part: some Sequence<String>) -> Bool { part.contains { $0 == "one" || $0 == "ones" } }
      if let first = a, saysOne(words[(at + 1)...]), let second = elliptical(like: first, ignoring: right) {
        b = second
      } else if let second = b, saysOne(words[..<at]), let first = elliptical(like: second, ignoring: left) {
        a = first
      }
      if let b, let a {
        if a != b { sides = [a, b] }
      } else if let a, let b = elliptical(like: a, ignoring: right), a != b {
        sides = [a, b]
      } else if let b, let a = elliptical(like: b, ignoring: left), a != b {
        sides = [a, b]
      } else if let b, let focus = dialogue.focus.first, let a = catalogue.index(id: focus), a != b, pronounHere {
        sides = [a, b]
      }
      if !sides.isEmpty { break }
    }
    if sides.isEmpty, dialogue.focus.count >= 2 {
      sides = dialogue.focus.prefix(2).compactMap { catalogue.index(id: $0) }
    }
    if sides.isEmpty, dialogue.list.count >= 2 {
      sides = dialogue.list.prefix(2).compactMap { catalogue.index(id: $0) }
    }
    if sides.count == 2 {
      let both = products(sides)
      if both.count == 2 { return compareAnswer(both[0], both[1]) }
    }
    let found = products(resolution.found.cards.prefix(4))
    if found.count == 2 { return compareAnswer(found[0], found[1]) }
    if found.count == 1, found[0].variants.count > 1 { return priceAnswer(found) }
    if let one = found.first { return reading.property != nil ? detailAnswer(one) : priceAnswer([one]) }
    return nil
  }

  private var pronounHere: Bool { words.contains { ["it", "that", "this", "one"].contains($0) } }

  private func side(ignoring: Set<Int>) -> Int? {
    let found = clerk.resolver.resolve(question, ignored: ignoring.union(reading.used))
    switch found.found {
    case .one(let card): return card
    case .several(let cards): return cards.first
    case .nothing: return nil
    }
  }

  /// "The gluten free one": the word with the noun of the other side.
  private func elliptical(like card: Int, ignoring: Set<Int>) -> Int? {
    let info = catalogue.cards[card]
    guard info.core.indices.contains(info.head) else { return nil }
    var tokens = question.tokens
    var ignoring = ignoring
    if let spot = tokens.indices.last(where: { ["one", "ones"].contains(tokens[$0].text) && !ignoring.contains($0) }) {
      tokens[spot] = info.core[info.head]
    } else {
      tokens.append(info.core[info.head])
      ignoring.remove(tokens.count - 1)
    }
    let changed = Question(question.raw, tokens: tokens)
    return clerk.resolver.resolve(changed, ignored: ignoring.union(reading.used)).found.cards.first
  }

  private func recommend() -> Draft? {
    if let word = askedOptionWord(), catalogue.optionNames[word] != nil, resolution.found.cards.isEmpty,
      let answer = shopOptions(word)
    {
      return answer
    }
    if !resolution.isFollowUp || reading.substances.isEmpty, let answer = recommendAnswer(vector()) { return answer }
    if let focus = resolution.found.cards.first, resolution.isFollowUp, let product = product(focus),
      let like = alternative(to: product)
    {
      return draft("You could try \(theLower(name(like))), \(shortPrice(like)).", .recommend, 0.65, [like])
    }
    if case .nothing(let missing, _) = resolution.found, !missing.contains(where: { question.roles[$0] == .content }),
      reading.limit == nil
    {
      return wholeShopAnswer()
    }
    return nil
  }

  func vector() -> [Float]? { clerk.encoder.flatMap { try? $0.encode(question.raw) } }

  private func promotion(_ found: [Product]) -> Draft? {
    if !found.isEmpty { return promotionAnswer(found, named: true) }
    if let category = clerk.resolver.category(question, ignored: reading.used) {
      return promotionAnswer(products(category.cards.prefix(40)), named: true)
    }
    return promotionAnswer([], named: false)
  }

  // MARK: what is left

  /// No product and no intent was certain: a service, a passage, an unknown thing, or nothing that a clerk knows.
  func fallback() -> Draft {
    if let best = passages.first, best.score > 0.45, explains(best) { return passageAnswer(best) }
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
    let content = missing.filter { question.roles[$0] == .content }
    if outside { return outOfScope() }
    if reading.intent == .recommend, content.isEmpty || !near.isEmpty, let answer = recommendAnswer(nil) {
      return answer
    }
    let trade: Set<Intent> = [
      .price, .stock, .location, .list, .superlative, .options, .allergen, .ingredient, .recommend, .promotion,
      .compare,
    ]
    if content.isEmpty {
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
    if trade.contains(reading.intent) || reading.asksForThing && reading.intent != .detail {
      return unknownAnswer(missing, near: near)
    }
    if !near.isEmpty, reading.intent == .detail { return unknownAnswer(missing, near: near) }
    if words.count <= 3, !near.isEmpty || !reading.yesNo,
      !["who", "why", "how", "when", "what"].contains(words.first ?? "")
    {
      return unknownAnswer(missing, near: near)
    }
    return outOfScope()
  }

  /// Whether a passage covers at least half of the words that carry the question.
  private func explains(_ match: PassageMatch) -> Bool {
    let carrying = question.tokens.indices.filter { question.roles[$0] == .content && !reading.used.contains($0) }
    let trade = Cues.have.matches(words) || [.price, .location, .stock, .list].contains(reading.intent)
    let explained = carrying.count { match.positions.contains($0) }
    return carrying.isEmpty ? !trade : trade ? explained == carrying.count : explained * 2 >= carrying.count
  }

  private func askWhich() -> Draft {
    var draft = Draft(text: "Which product do you mean?", intent: reading.intent, confidence: 0.4)
    draft.keepsFocus = true
    return draft
  }

  /// By the sentence encoder: the merchant's answers.
  private func byMeaning() -> Draft? {
    guard let vector = vector(), let hit = clerk.shop.nearestAnswers(to: vector, limit: 1).first, hit.score > 0.62
    else { return nil }
    guard let entry = clerk.shop.faq.first(where: { $0.id == hit.id }) else { return nil }
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
      traffic|flight|flights|airport|taxi|uber
      movie|movies|netflix|theater
      horoscope|zodiac|lottery
      how do i get to
      bank account|credit score
      """)
}

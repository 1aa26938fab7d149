package import Shop
import Transformer

extension Turn {
  // MARK: by intent

  mutating func byIntent() -> Draft? {
    if let answer = cheaperOne() ?? moreOfIt() ?? apartAnswer() { return answer }
    let cards = resolution.found.cards
    let found = products(cards.prefix(40))
    if reading.limit?.highest != nil, found.count > 1, [.unclear, .list, .stock, .detail].contains(reading.intent),
      let answer = recommendAnswer(vector())
    {
      return answer
    }
    switch reading.intent {
    case .price where !found.isEmpty: return sumAnswer() ?? priceAnswer(found)
    case .location where !found.isEmpty: return placeAnswer(found)
    case .options:
      if !found.isEmpty { return severalOptions(found) ?? optionsAnswer(found) }
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
      let asks = ["how", "what", "which", "why", "when", "who", "will", "can", "does"].contains(words.first ?? "")
      if found.count == 1, asks || leftOver().count > 1 { return detailAnswer(found[0]) }
      return found.count == 1 ? aboutOrStock(found[0]) : whichOne(found, .list)
    default: return nil
    }
  }

  private mutating func byIntentPlain(_ found: [Product]) -> Draft? {
    switch reading.intent {
    case .stock where !found.isEmpty:
      if let budget = reading.limit, budget.highest != nil, let answer = recommendAnswer(vector()) { return answer }
      return stockAnswer(found)
    case .allergen, .ingredient: return substances(found)
    case .unsafe:
      if let product = found.first {
        return reading.substances.isEmpty
          ? unsafeAnswer(product) : substanceAnswer(product, reading.substances, unsafe: true)
      }
      if case .nothing(let missing, let near) = resolution.found,
        Cues.recommend.matches(words) || Cues.list.matches(words), near.isEmpty || missing.isEmpty,
        let answer = recommendAnswer(vector())
      {
        return answer
      }
      return remedy() ?? unsafeAnswer(nil)
    case .list: return list()
    case .recommend: return recommend()
    default: return nil
    }
  }

  /// "I've got terrible heartburn": what the merchant says is for just that, and to ask before it is taken.
  private func remedy() -> Draft? {
    guard Self.ailing.matches(words) || Cues.recommend.matches(words), !Self.risky.matches(words),
      reading.substances.isEmpty, !resolution.isFollowUp
    else { return nil }
    let told = question.tokens.indices.filter { question.roles[$0] == .content && !reading.used.contains($0) }
    let named = told.filter { at in
      let stem = question.tokens[at].stem
      return catalogue.postings[stem]?.contains { $0.weight > 0.59 } ?? false
    }
    guard !named.isEmpty, var draft = recommendAnswer(vector()) else { return nil }
    draft.text += " " + medicalAdvice
    draft.confidence = min(draft.confidence, 0.7)
    return draft
  }
  private static let ailing = Patterns(
    "i|we|he|she have|has|got|get|am|is|keep", "my|his|her|our ~ hurt|hurts|is|are|has|have|keeps|feels|itches|aches")
  private static let risky = Patterns(
    "can|could|should|may|is it|that i|we|he|she|you|it|safe|okay ~ take|give|use|mix|eat|drink",
    "allergic|pregnant|breastfeeding|diabetic|medication|medicine|pills|prescription|safe|dangerous",
    // For a child a person chooses.
    "baby|babies|infant|newborn|toddler|child|kid|son|daughter|grandson|granddaughter|dog|cat|puppy|kitten")

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
    if reading.avoids, !resolution.isFollowUp, found.count > 1 || asksForKind,
      let answer = recommendAnswer(vector())
    {
      return answer
    }
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
        let answer = recommendAnswer(vector())
      {
        return answer
      }
      return whichOne(found, intent)
    }
    if !reading.substances.isEmpty {
      if case .nothing(let missing, let near) = resolution.found,
        !missing.filter({ question.roles[$0] == .content }).isEmpty, !Cues.recommend.matches(words),
        !Cues.list.matches(words), !words.contains("anything"), near.isEmpty || asksOfNamed(missing)
      {
        return near.isEmpty ? nil : unknownAnswer(missing, near: near)
      }
      return recommendAnswer(vector())
    }
    return nil
  }

  /// "Is there gluten in the pear pouches", "is the tuna salad fresh": one thing is named, and nothing else will do.
  func asksOfNamed(_ missing: [Int]) -> Bool {
    let named = missing.filter { question.roles[$0] == .content }
    guard let first = named.first, first > 0 else { return false }
    return ["the", "this", "that", "your", "these", "those"].contains(words[first - 1])
  }

  /// The thing that a question names and the shop does not have, where a part of its name is known here: "tuna salad".
  func namedAndMissing() -> Draft? {
    guard case .nothing(let missing, let near) = resolution.found, !resolution.isFollowUp, asksOfNamed(missing) else {
      return nil
    }
    let named = missing.filter { question.roles[$0] == .content }
    guard named.count >= 2, named.contains(where: { catalogue.knows(question.tokens[$0].stem) }),
      let last = named.last, named.contains(last - 1)
    else { return nil }
    return unknownAnswer(missing, near: near)
  }

  private func list() -> Draft? {
    if let having = having() { return having }
    // "Which sandwiches have no meat in them".
    if reading.avoids, !reading.substances.isEmpty, let answer = recommendAnswer(vector()) { return answer }
    // "What have you got for putting names in clothes" asks for no clothes.
    if let at = Self.forDoing.find(in: words)?.upperBound, at < words.count, Verbs.isParticiple(words[at]),
      !catalogue.knows(question.tokens[at].stem), let need = nearestToNeed()
    {
      return need
    }
    if let category = clerk.resolver.category(question, ignored: reading.used.union(contextPositions))
      ?? clerk.resolver.category(question, ignored: reading.used)
    {
      if category.cards.count == 1, case .several(let cards) = resolution.found {
        return listAnswer(cards, category.label)
      }
      // "Which fish do you have for a pond": those that the merchant says are for one.
      let purpose = contextPositions.subtracting(category.positions).filter { question.roles[$0] == .content }
      let fitting =
        purpose.isEmpty
        ? []
        : category.cards.filter { card in
          purpose.allSatisfy { clerk.resolver.carries(card, question.tokens[$0].stem) }
        }
      return listAnswer(fitting.isEmpty ? category.cards : fitting, category.label)
    }
    let found = resolution.found.cards
    if reading.limit != nil, let answer = recommendAnswer(vector()) { return answer }
    if found.isEmpty, words.contains("for"), let answer = recommendAnswer(vector()) { return answer }
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

  /// "What have you got that eats algae", "which pieces have pearls": what says so among its attributes or tags, or else
  /// in its description.
  private func having() -> Draft? {
    guard !resolution.exact, !resolution.isFollowUp, let start = Self.relative.find(in: words)?.upperBound else {
      return nil
    }
    let asked = (start..<words.count).filter { question.roles[$0] == .content && !reading.used.contains($0) }
    guard (1...2).contains(asked.count), asked.last.map({ $0 - start < 4 }) ?? false else { return nil }
    func cards(_ least: Float) -> Set<Int32> {
      let each = asked.map { at in
        let stem = question.tokens[at].stem
        return Set(
          ([stem] + Synonyms.of(stem)).flatMap { catalogue.postings[$0] ?? [] }
            .filter { $0.weight > least }.map(\.card))
      }
      return each.dropFirst().reduce(each[0]) { $0.intersection($1) }
    }
    let told = cards(0.61)
    let fitting = told.isEmpty ? cards(0) : told
    guard (1...8).contains(fitting.count) else { return nil }
    return listAnswer(fitting.map(Int.init).sorted(), "")
  }
  private static let relative = Patterns(
    "what|anything|something ~ that|which eats|has|have|with|contains|uses|holds|makes|does|is|are|comes",
    "which|what pieces|things|items|products|ones|goods have|has|contain|with")

  /// "A sandwich without meat": any of several of a kind, and not the one that is called so.
  private var asksForKind: Bool { !resolution.exact && kindAvoiding.count > 1 }

  /// What there is of the kind of which something is to be avoided: all sandwiches, of "a sandwich without meat".
  var kindAvoiding: [Int] {
    guard reading.avoids else { return [] }
    return clerk.resolver.category(question, ignored: reading.used.union(reading.substancePositions))?.cards ?? []
  }

  private static let comesAlong = Pattern("come|comes with anything|something")
  private static let forDoing = Pattern("what|anything|something ~ have|got|sell|there|carry|stock for")

  private func superlative() -> Draft? {
    guard let superlative = reading.superlative else { return nil }
    var cards: [Int] = []
    var label = ""
    // "Which stove boils fastest": what no word of the shop explains is what it does.
    let foreign = question.tokens.indices.filter {
      question.roles[$0] == .content && catalogue.postings[question.tokens[$0].stem] == nil
    }
    if let category = clerk.resolver.category(question, ignored: reading.used)
      ?? clerk.resolver.category(question, ignored: reading.used.union(foreign))
    {
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
      case let purposes = ownPositions.union(contextPositions),
      missing.filter({ question.roles[$0] == .content && !purposes.contains($0) }).isEmpty
    {
      cards = Array(catalogue.cards.indices)
      label = "thing we have"
      // "The cheapest thing for my hands", "for a stocking": what the shop's words have of hands and stockings.
      let purpose = purposes.filter { question.roles[$0] == .content && !reading.used.contains($0) }
      if !purpose.isEmpty {
        let stems = purpose.map { question.tokens[$0].stem }
        let fitting = cards.filter { card in stems.allSatisfy { clerk.resolver.carries(card, $0) } }
        // "The priciest thing on the counter": where they all are says nothing of any.
        if fitting.isEmpty { return superlativeAnswer(superlative, cards, label) }
        cards = fitting
        label =
          "one for \(ownPositions.isSuperset(of: purpose) ? "your" : "a") \(purpose.sorted().map { words[$0] }.joined(separator: " "))"
      }
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

  private func recommend() -> Draft? {
    if let answer = pairing() ?? giftAnswer() { return answer }
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

  private func promotion(_ found: [Product]) -> Draft? {
    // "Does it come with anything" may be what is in the box.
    if found.count == 1, Self.comesAlong.matches(words), let included = included(found[0]) {
      return draft(attributeSentence(found[0], included), .detail, 0.8, [found[0]])
    }
    if !found.isEmpty { return promotionAnswer(found, named: true) }
    if let missing = namedAndMissing() { return missing }
    if let category = clerk.resolver.category(question, ignored: reading.used) {
      return promotionAnswer(products(category.cards.prefix(40)), named: true)
    }
    return promotionAnswer([], named: false)
  }
}

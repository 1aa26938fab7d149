import Shop
import Transformer

/// The merchant's texts against the products.
extension Turn {
  /// The passage that answers better than any product would, or nil.
  mutating func passageFirst() -> PassageMatch? {
    guard let chosen = passageByWords() else { return nil }
    let best = nearerInMeaning(chosen)
    guard mayAnswer(best.passage), speaksOfAll(best.passage), !asksForOtherThing(than: best.passage) else { return nil }
    // A word that it shares by chance, and nothing else: "a stocking" is not what is "in stock".
    if PhraseTopics.find(in: words).isEmpty, best.titleCoverage < 0.85, !resolution.isFollowUp,
      let near = meaningOfPassages().first(where: { $0.passage == best.passage }), near.similarity < 0.3,
      passageOdds(near.similarity) < 0.04
    {
      return nil
    }
    // "I need something to store my records in" asks for goods, however near the advice on it lies.
    if Self.somethingTo.matches(words), PhraseTopics.find(in: words).isEmpty, let vector = vector(),
      nearestGoods(vector) > 0.3
    {
      return nil
    }
    // A wish for goods is answered by a rule of the house only where that speaks of just this.
    if reading.intent == .recommend, PhraseTopics.find(in: words).isEmpty,
      let near = meaningOfPassages().first(where: { $0.passage == best.passage }), near.similarity < 0.5
    {
      return nil
    }
    return best
  }

  private static let somethingTo = Pattern("need|want|like|after|for something|anything to|that|which")

  /// "How much is a car seat cover", "do you do ski goggles" ask for a thing, of which a text on fitting car seats or on
  /// lenses says nothing.
  func asksForOtherThing(than index: Int) -> Bool {
    let asksThing =
      Self.doYouDo.matches(words)
      || [.price, .stock, .location].contains(reading.intent) && reading.asksForThing && !asksService
    guard asksThing, PhraseTopics.find(in: words).isEmpty, case .nothing(let missing, _) = resolution.found,
      let head = unknownHead(Set(missing))
    else { return false }
    let passage = clerk.passages.all[index]
    let stem = Stemmer.deepStem(words[head])
    let topics = Topics.of(question.tokens[head].stem) + Topics.of(words[head])
    return !passage.titleStems.contains(stem) && !passage.textStems.contains(stem)
      && !topics.contains { passage.titleTopics.contains($0) || passage.textTopics.contains($0) }
  }
  private static let doYouDo = Pattern("do you do")

  /// The last noun of what is asked for, where it is several nouns and nothing here is called by the last. Where the one
  /// before it is known ("lens caps") the last must be a plural: what is done ("bike service") is seldom several.
  private func unknownHead(_ missing: Set<Int>) -> Int? {
    guard var head = question.tokens.indices.first(where: { missing.contains($0) && question.roles[$0] == .content })
    else { return nil }
    while head + 1 < words.count, question.roles[head + 1] == .content { head += 1 }
    guard missing.contains(head), head > 0, question.roles[head - 1] == .content else { return nil }
    let isPlural = words[head].hasSuffix("s") && !words[head].hasSuffix("ss")
    let isTold = missing.contains(head - 1) && !Self.doYouDo.matches(words)
    return isTold || isPlural ? head : nil
  }

  /// Of the passages that the words point at nearly as well, the one that lies nearest in meaning.
  private mutating func nearerInMeaning(_ chosen: PassageMatch) -> PassageMatch {
    var rivals = passages.filter { $0.score > chosen.score - 0.35 && $0.score > 0.2 }
    let near = meaningOfPassages()
    if let top = near.first, top.similarity > 0.55, !rivals.contains(where: { $0.passage == top.passage }) {
      rivals.append(PassageMatch(passage: top.passage, score: 0.15, coverage: 0, titleCoverage: 0, positions: []))
    }
    guard rivals.count > 1 else { return chosen }
    // "Return a tent": the rule on returns, and not what was written of tents.
    let strong = question.tokens.flatMap { Topics.of($0.stem) + Topics.of($0.text) }.filter(Topics.isStrong)
    let topics = Set(PhraseTopics.find(in: words).map(\.topic) + strong)
    // A place is told where the shop describes itself, and not among its rules.
    let asksWhere = ["where", "whereabouts"].contains(words.first ?? "")
    func fused(_ match: PassageMatch) -> Float {
      (clerk.passages.all[match.passage].titleTopics.isDisjoint(with: topics) ? 0 : 0.35)
        + (asksWhere && clerk.passages.all[match.passage].kind == .detail ? 0.3 : 0) + match.score + 1.2
        * max(0, near.first { $0.passage == match.passage }?.similarity ?? 0)
    }
    var best = rivals.max { fused($0) < fused($1) } ?? chosen
    if best.passage != chosen.passage, fused(best) < fused(chosen) + 0.05 { best = chosen }
    return best
  }

  /// The passages with their cosine to the question.
  mutating func meaningOfPassages() -> [(passage: Int, similarity: Float)] {
    if let nearPassages { return nearPassages }
    let near = vector().flatMap { clerk.meanings?.nearest(to: $0) } ?? []
    nearPassages = near
    return near
  }

  private func passageByWords() -> PassageMatch? {
    guard let best = passages.first else { return nil }
    if [.superlative, .compare].contains(reading.intent),
      clerk.resolver.category(question, ignored: reading.used) != nil || resolution.exact
    {
      return nil
    }
    if let priced = onPriceOfService() { return priced }
    if resolution.exact, reading.intent == .detail, reading.yesNo, let card = resolution.found.cards.first,
      let product = product(card), let fact = bestFact(product), fact.score > 0.5
    {
      return nil
    }
    if resolution.isFollowUp, standsForFocus, let card = resolution.found.cards.first, let product = product(card),
      attributeAsked(product) != nil
    {
      return nil
    }
    // "Tell me about the vegetable box", "what base do the candle bulbs have": the thing has it.
    if case .one(let card) = resolution.found, !resolution.isFollowUp,
      [.detail, .options, .unclear].contains(reading.intent),
      let product = product(card), best.titleCoverage < 0.99 || best.coverage < 0.9,
      attributeAsked(product, strict: true) != nil || reading.property == nil && DetailCues.about.matches(words)
    {
      return nil
    }
    // "How deep a mattress does it fit": what is known of the thing lies as near.
    if resolution.isFollowUp, standsForFocus, reading.property != nil,
      let product = resolution.found.cards.first.flatMap({ product($0) }), let fact = bestFact(product),
      fact.similarity > (nearPassages ?? []).first(where: { $0.passage == best.passage })?.similarity ?? 0.3
    {
      return nil
    }
    // What the product itself says of a property comes before the merchant's rules.
    if case .one(let card) = resolution.found, !resolution.isFollowUp, let property = reading.property,
      let product = product(card),
      property.keys.contains(where: { key in
        product.attributes.contains { $0.key == key || $0.key.hasSuffix("_" + key) }
      })
    {
      return nil
    }
    if resolution.bySound, (heardDistance ?? 1) < 0.24, best.coverage < 0.9 { return nil }
    let phrases = PhraseTopics.find(in: words).map(\.range)
    let inPhrase = Set(phrases.joined())
    var carrying = question.tokens.indices.filter { i in
      !reading.used.contains(i) && !inPhrase.contains(i)
        && (question.roles[i] == .content || Topics.of(question.tokens[i].stem).contains(where: Topics.isStrong))
    }
    carrying.append(contentsOf: phrases.map(\.lowerBound))
    let joined = clerk.passages.joinedWords(question).map(\.position)
    carrying.append(contentsOf: joined.filter { !carrying.contains($0) })
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
    let named = found && !resolution.isFollowUp && !isFoundByTag
    // "Which sandwiches have no meat": goods that lack it; "is sateen dearer than percale": two prices.
    if !kindAvoiding.isEmpty { return nil }
    if reading.intent == .compare, words.contains("than"), Comparison.read(words)?.measure == .price { return nil }
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
    // "A price on a new battery for an Arkel", of a shop that sells just that.
    if reading.intent == .price, named, resolution.found.cards.count == 1,
      best.titleCoverage < 0.85 || best.coverage < 0.7,
      question.tokens.indices.allSatisfy({
        question.roles[$0] != .content || resolution.positions.contains($0) || reading.used.contains($0)
      })
    {
      return nil
    }
    if asksForGoods(notFor: best) || reading.takes && named { return nil }
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
      best.titleCoverage < 0.9, phrases.isEmpty
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
    if phrases.isEmpty, joined.isEmpty, wanting.contains(reading.intent),
      best.titleCoverage < 0.9 || best.coverage < 0.75,
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

  /// "How much extra is it to add bacon", "what do you charge to blow up balloons": the merchant's text that has the word
  /// and tells a price, before what is sold under the word.
  private func onPriceOfService() -> PassageMatch? {
    guard Self.addsOrDoes.matches(words) else { return nil }
    let carrying = question.tokens.indices.filter {
      question.roles[$0] == .content && !Self.charging.contains(words[$0]) && !reading.used.contains($0)
    }
    guard !carrying.isEmpty else { return nil }
    return passages.first { match in
      !Guard.amounts(clerk.passages.all[match.passage].text).isEmpty
        && carrying.contains(where: match.positions.contains)
        && (words.contains("charge") || carrying.allSatisfy(match.positions.contains))
    }
  }
  private static let addsOrDoes = Patterns(
    "how much|what extra|more ~ add|adding|put|have|with", "how much ~ add|adding|extra", "you charge to",
    "charge|cost for adding", "extra charge|cost")
  private static let charging: Set<String> = ["extra", "add", "adding", "charge", "cost"]

  /// Whether what was found has the words asked for among its tags alone: what is for dogs is no dog.
  var isFoundByTag: Bool {
    guard [.stock, .detail, .unclear].contains(reading.intent), !resolution.exact, !resolution.bySound,
      !resolution.isFollowUp, resolution.found.cards.count > 1
    else { return false }
    let said = resolution.positions.filter { question.roles[$0] == .content }.map { question.tokens[$0] }
    guard !said.isEmpty else { return false }
    return resolution.found.cards.prefix(8).allSatisfy { index in
      let card = catalogue.cards[index]
      return said.allSatisfy { token in
        ([token.stem] + Synonyms.of(token.stem)).allSatisfy { stem in
          card.headStem != stem && !card.typeStems.contains(stem)
        }
      }
    }
  }

  /// "What tents have you got" is no question about trying a tent: all its words name goods, and what the merchant
  /// answered there asks for none.
  private func asksForGoods(notFor best: PassageMatch) -> Bool {
    let passage = clerk.passages.all[best.passage]
    guard passage.kind == .faq, [.list, .stock, .price, .superlative, .options].contains(reading.intent),
      Cues.have.matches(words) || Cues.list.matches(words) || [.price, .superlative].contains(reading.intent),
      let goods = clerk.resolver.category(question, ignored: reading.used),
      question.tokens.indices.allSatisfy({
        question.roles[$0] != .content || goods.positions.contains($0) || reading.used.contains($0)
      })
    else { return false }
    let asked = IntentReader.read(Question(passage.title)).intent
    return ![.list, .stock, .price, .superlative, .options].contains(asked)
  }

  private static let whatToPay = Pattern("what|how ~ i pay|owe")

  /// Whether something that the shop does or that the shopper may do is asked about, and no thing.
  var asksService: Bool {
    if Self.service.matches(words) || Self.howTo.matches(words) || Verbs.hasWorkDone(question) { return true }
    guard let at = Self.doYou.find(in: words)?.upperBound, at < words.count,
      !["point", "direct", "lead", "guide", "explain", "repeat"].contains(words[at])
    else { return false }
    return question.roles[at] != .function && !["have", "sell", "carry", "stock", "keep", "make"].contains(words[at])
      || words[at] == "look" || words[at] == "take"
      || words[at] == "do" && at + 1 < words.count && !["the", "a", "an", "any", "it"].contains(words[at + 1])
  }
  private static let doYou = Pattern("do|can|could|will|would you")
  private static let howTo = Patterns("how|when|why do|should|can|often|much i|we|my|should", "when|how should|do ~ my")

  /// Something that is done rather than sold: "do you sharpen", "how much to hem", "can I bring".
  private static let service = Patterns(
    "do|can|could|will|would you bring|take|send|fix|mend|repair|cut|make|wrap|match|hold|order|put|move|change|clean|fit|measure|install|teach|hire|rent|lend|refill|sharpen|build|help|collect|pick|book|post|mail|ship|print|engrave|let|give|accept|swap|exchange|replace|check|test|charge|recycle|buy|come|deliver|show|teach|run|offer|set",
    "how much to|for to?", "you charge to",
    "can|could|may i|we bring|take|return|pay|try|swap|exchange|book|reserve|order|collect|cancel|change|park|use|get ~ back|back",
    "what happens|if", "what if i|it|we|you|they")

  /// Whether the question stands on a pronoun alone ("how much is it").
  private var pronounOnly: Bool {
    !question.tokens.indices.contains {
      question.roles[$0] == .content && !reading.used.contains($0) && !reading.substancePositions.contains($0)
    }
  }
}

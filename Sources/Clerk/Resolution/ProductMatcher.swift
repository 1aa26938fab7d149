/// How well a product answers to the words of a question.
package struct ProductMatch: Sendable {
  package let card: Int
  /// The share of the words asked for that the product covers, 0–1.
  package var coverage: Float
  /// The share of the product's own name that was said, 0–1.
  package var nameCoverage: Float
  /// Whether the head noun was said, of the product's name or as its kind.
  package var headMatched: Bool
  /// Whether the head noun was said by its own word, not by another for it ("sofa", not "loveseat").
  package var headExact: Bool
  /// Whether the head of what was said is covered ("litter" of "cat litter").
  package var askedHeadCovered: Bool
  /// Positions in the question that the product covers.
  package var positions: Set<Int>
  /// Positions of words asked for together with the product that it does not cover.
  package var missing: [Int]
  package var score: Float
  /// Covered by words of the product's name or options, not only by its description.
  package var named: Bool
}

/// Finds the products that a question names, by words.
struct ProductMatcher: Sendable {
  let catalogue: Catalogue

  /// Words that end what is asked for: behind them stands something else.
  private static let breaking: Set<String> = Set(
    words: """
      buy buying order pay spend cost costs costing price priced sell selling sold sells carry carries stock stocked
      available left aisle section safe allergic contain contains containing contained made include includes included
      compare versus vs work works fit fits match matches suitable compatible last weigh weighs come came wear wearing
      eat eating recommend suggest open close expensive cheap cheaper cheapest located looking sale discount deal offer
      currently today tomorrow charge difference free inside ingredient ingredients allergen allergens dearer dearest
      person friend friends mom mum dad mother father son daughter wife husband gift present birthday possible possibly
      moment interested tonight dollars dollar cents bucks total call called bring back weekend week is
      """)

  /// Matches of all products that share a word with the question, best first.
  /// - Parameters:
  ///   - tokens: the question.
  ///   - ignored: positions that say something else (an allergen, a price limit, a day).
  ///   - predicateFrom: in "does the kettle whistle" words behind a product's full name are no part of it.
  func matches(_ question: Question, ignored: Set<Int>, limit: Int = 24) -> [ProductMatch] {
    let tokens = question.tokens
    var best: [Int: [Int: Float]] = [:]
    for (position, token) in tokens.enumerated() where !ignored.contains(position) {
      let role = question.roles[position]
      if role == .function { continue }
      func take(_ stem: String, _ factor: Float) {
        for posting in catalogue.postings[stem] ?? [] {
          let weight = posting.weight * factor
          let card = Int(posting.card)
          if weight > best[card]?[position] ?? 0 { best[card, default: [:]][position] = weight }
        }
      }
      take(token.stem, 1)
      if role == .content { for other in Self.others(question, position) { take(other, 0.93) } }
    }
    guard !best.isEmpty else { return [] }
    let spans = spans(question, ignored: ignored)
    let predicate = Self.asksPredicate(question)
    let loose = Self.asksOfThe(question)
    var matches: [ProductMatch] = []
    matches.reserveCapacity(best.count)
    for (card, positions) in best {
      if let match = grade(card, positions, question, spans, predicate, loose) { matches.append(match) }
    }
    matches.sort { ($0.score, -$0.card) > ($1.score, -$1.card) }
    return Array(matches.prefix(limit))
  }

  /// Other words for one: synonyms, and before a noun what a participle is made of.
  private static func others(_ question: Question, _ position: Int) -> [String] {
    let stem = question.tokens[position].stem
    let synonyms = Synonyms.of(stem)
    guard synonyms.isEmpty, position + 1 < question.tokens.count, question.roles[position + 1] != .function else {
      return synonyms
    }
    return Synonyms.ofParticiple(stem)
  }

  /// The span of words that each position belongs to; words of one thing asked for share a span. -1 for grammar.
  func spans(_ question: Question, ignored: Set<Int>) -> [Int] {
    var spans = [Int](repeating: -1, count: question.tokens.count)
    var current = 0
    let verbs = Verbs.positions(question, knows: catalogue.knows)
    let asksOfParts = !Self.asksForThing.matches(question.words)
    for (position, token) in question.tokens.enumerated() {
      // "The earbud tips" are those of the earbuds, where the shop has no tips.
      let isPart =
        asksOfParts && position > 0 && spans[position - 1] >= 0 && Self.parts.contains(token.text)
        && !catalogue.knows(token.stem)
        && catalogue.knows(question.tokens[position - 1].stem)
      if question.roles[position] == .function || ignored.contains(position) || Self.breaking.contains(token.text)
        || verbs.contains(position) || isPart
      {
        current += 1
      } else {
        spans[position] = current
      }
    }
    return spans
  }

  /// Who asks for a thing means it and no part of another.
  private static let asksForThing = Patterns(
    "do|did you ~ have|sell|carry|stock", "have you", "got|price|cost|costs|where|sell|buy|need|want|after",
    "how much is|are|for",
    "looking|like|love for|a|an|some|the", "is|are there any|a|an|some", "any")
  /// What a thing has of its own.
  private static let parts = Set(
    words: """
      tip tips lid lids handle handles strap straps cord cords cable cables buckle buckles zipper zippers sole soles lace
      laces lining cap caps packaging wrapper wrapping battery batteries tag tags label labels filling crust coating cover
      covers sleeve sleeves collar collars pocket pockets wheel wheels button buttons screen hood hoods seam seams rim
      spout nozzle blade blades string strings shell skin rind stem stems seeds leaves roots
      """)

  private static let predicating = Set(
    words: "does is are will can do did was were has would could")

  /// "Does the kettle whistle", "is the lamp dimmable": words behind the name say what is asked about it.
  static func asksPredicate(_ question: Question) -> Bool {
    let words = question.words
    for (i, word) in words.enumerated()
    where predicating.contains(word) {
      // "How much is a hammer holster": what stands behind it is named, and nothing is said of it.
      if i > 0, ["much", "where"].contains(words[i - 1]) { continue }
      if i + 1 < words.count, ["the", "this", "that", "your", "these", "those", "a", "an", "it"].contains(words[i + 1])
      {
        return true
      }
    }
    return false
  }

  /// "How can I have the focaccia cut": something is asked of a known thing, not whether there is one.
  static func asksOfThe(_ question: Question) -> Bool {
    let words = question.words
    guard let first = words.first, openers.contains(first) else { return false }
    return words.contains { ["the", "this", "that", "your", "these", "those"].contains($0) }
      && !Cues.have.matches(words) && !Cues.price.matches(words)
      && !Cues.location.matches(words)
  }

  private static let openers: Set<String> = [
    "how", "what", "which", "why", "when", "will", "can", "could", "does", "do", "is", "are", "would", "should",
  ]

  /// "Are your coffee beans from": with a preposition behind it, the word is a noun and no predicate.
  private static func standsAlone(_ question: Question, after position: Int) -> Bool {
    let words = question.words
    guard let opener = words.first(where: { ["does", "do", "is", "are", "will", "can"].contains($0) }),
      opener == "is" || opener == "are"
    else {
      return false
    }
    return position + 1 < words.count && ["from", "in", "at", "on", "made", "located"].contains(words[position + 1])
  }

  /// "Port cheese" is no port, though port is filed under cheese, with which it goes.
  private func isFiledUnder(_ card: Card, _ question: Question, _ spans: [Int], _ position: Int, _ hit: Float) -> Bool {
    guard hit < 0.92, position > 0, spans[position - 1] == spans[position] else { return false }
    return question.tokens[position - 1].stem == card.headStem
      && !card.typeStems.contains(question.tokens[position].stem)
  }

  private func grade(
    _ index: Int, _ hits: [Int: Float], _ question: Question, _ spans: [Int], _ predicate: Bool,
    _ loose: Bool
  ) -> ProductMatch? {
    let card = catalogue.cards[index]
    let strong = hits.filter { $0.value > 0.7 }
    guard !strong.isEmpty else { return nil }
    var touched: Set<Int> = []
    for position in strong.keys where spans[position] >= 0 { touched.insert(spans[position]) }
    // Which words of the name were said.
    var exactly: Set<String> = []
    var said: Set<String> = []
    for position in hits.keys {
      let token = question.tokens[position]
      exactly.insert(token.stem)
      said.insert(token.stem)
      for other in Self.others(question, position) { said.insert(other) }
    }
    let core = card.core
    var nameWeight: Float = 0
    var nameSaid: Float = 0
    for (i, token) in core.enumerated() {
      let weight: Float =
        token.number != nil || token.isUnit && i != card.head
        ? 0.1 : Words.role(token) == .soft && i != card.head ? 0.6 : 1
      nameWeight += weight
      if exactly.contains(token.stem) {
        nameSaid += weight
      } else if said.contains(token.stem) {
        nameSaid += 0.85 * weight
      }
    }
    let nameCoverage = nameWeight > 0 ? nameSaid / nameWeight : 0
    let headSaid = said.contains(card.headStem)
    let headPosition = question.tokens.indices.last { position in
      hits[position] != nil
        && (question.tokens[position].stem == card.headStem
          || Synonyms.of(question.tokens[position].stem).contains(card.headStem))
    }
    // "How many does the dome sleep": a telling word of the name stands for it, as its head noun would.
    let anchor =
      headSaid
      ? headPosition
      : strong.keys.filter { position in
        (hits[position] ?? 0) > 0.96 && question.roles[position] == .content
          && (catalogue.frequency[question.tokens[position].stem] ?? 0) <= 2
      }.max()
    let compounds = Compounds(question: question, catalogue: catalogue)
    let contentBeside = strong.keys.contains { question.roles[$0] == .content }
    var total: Float = 0
    var covered: Float = 0
    var missing: [Int] = []
    var askedHead: Int?
    for (position, token) in question.tokens.enumerated() {
      guard spans[position] >= 0, touched.contains(spans[position]) else { continue }
      let hit = hits[position]
      let role = question.roles[position]
      if role == .soft, hit == nil {
        // "Drill bits" are no drills: the shop's own names have the two words together. "Egg rolls" are no eggs.
        guard position > 0, spans[position - 1] == spans[position], hits[position - 1] != nil,
          catalogue.pairs[question.tokens[position - 1].text + token.stem] != nil
            || compounds.isHead(position, after: anchor, saysOf: predicate || loose)
        else { continue }
        total += 1
        askedHead = position
        missing.append(position)
        continue
      }
      // "How can I have the focaccia cut", where a cut is chosen of it: the option's name asks.
      if hit == nil, contentBeside,
        ([token.stem] + Synonyms.ofParticiple(token.stem)).contains(where: { catalogue.optionNames[$0] != nil })
      {
        continue
      }
      if predicate, let anchor, position > anchor, (hit ?? 0) < 0.9,
        !Self.standsAlone(question, after: position),
        hit != nil || !compounds.isHead(position, after: anchor, saysOf: true)
      {
        continue
      }
      // "How can I have the focaccia cut": a word behind the name that no product has says what happens to it.
      if loose, (hit ?? 0) < 0.7, let anchor, position > anchor, hit != nil || !catalogue.knows(token.stem),
        hit != nil || !compounds.isHead(position, after: anchor, saysOf: true)
      {
        continue
      }
      let weight = catalogue.weight(token) * (role == .soft ? 0.5 : 1)
      total += weight
      if role == .content { askedHead = position }
      if let hit { covered += weight * hit } else { missing.append(position) }
    }
    guard total > 0 else { return nil }
    // The head of the last span that has a content word the product covers.
    // What is made of water or good for cakes is neither: its ingredients and its description name no thing.
    let askedHeadCovered =
      askedHead.map { (hits[$0] ?? 0) > 0.7 && !isFiledUnder(card, question, spans, $0, hits[$0] ?? 0) } ?? true
    let coverage = covered / total
    // Soft words alone ("light", "box", "large") name nothing unless they are most of the name.
    let contentSaid = strong.keys.contains { question.roles[$0] == .content }
    let nameWords = core.count { exactly.contains($0.stem) }
    if !contentSaid, nameCoverage < 0.99, nameWords < 2 || nameCoverage < 0.6 || !headSaid { return nil }
    let named = strong.contains { $0.value > 0.85 }
    var score = coverage * (0.7 + 0.3 * nameCoverage)
    if headSaid { score += 0.05 }
    score += 0.02 * Float(min(strong.count, 5))
    return ProductMatch(
      card: index, coverage: coverage, nameCoverage: nameCoverage, headMatched: headSaid,
      headExact: exactly.contains(card.headStem),
      askedHeadCovered: askedHeadCovered,
      positions: Set(hits.keys), missing: missing, score: score, named: named)
  }
}

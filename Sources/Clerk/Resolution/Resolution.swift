package import Shop

/// What a question is about.
package enum Found: Sendable {
  /// No product. `missing` are the words asked for, `near` what the shop has instead, nearest first.
  case nothing(missing: [Int], near: [Int])
  case one(Int)
  /// Several that fit equally well, best first.
  case several([Int])

  /// Nothing was found, and nothing was asked for by a word that names a thing.
  var isEmptyHanded: Bool {
    if case .nothing(let missing, _) = self { return missing.isEmpty }
    return false
  }

  package var cards: [Int] {
    switch self {
    case .nothing: []
    case .one(let card): [card]
    case .several(let cards): cards
    }
  }
}

package struct Resolution: Sendable {
  package var found: Found
  /// Positions of the question that name the product.
  package var positions: Set<Int> = []
  /// How well the words fit, 0–1.
  package var certainty: Float = 0
  /// Taken from the dialogue, not from the question.
  package var isFollowUp = false
  /// Found by its sound.
  package var bySound = false
  /// The shopper said the whole name.
  package var exact = false
}

/// Decides from the matches which products a question is about.
struct Resolver: Sendable {
  let catalogue: Catalogue
  let matcher: ProductMatcher

  init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    matcher = ProductMatcher(catalogue: catalogue)
  }

  /// Whether a match may stand for what was asked.
  func isGood(_ match: ProductMatch) -> Bool {
    match.named && match.coverage >= 0.8 && match.askedHeadCovered
      && (match.nameCoverage > 0 || catalogue.cards[match.card].core.isEmpty)
  }

  func resolve(_ question: Question, ignored: Set<Int>, plural: Bool = false) -> Resolution {
    let matches = matcher.matches(question, ignored: ignored, limit: 60)
    let missing = asked(question, ignored: ignored)
    guard let top = matches.first else { return Resolution(found: .nothing(missing: missing, near: [])) }
    let good = fullest(matches.filter(isGood), question)
    guard let best = good.first else {
      if let only = partOf(matches, question) {
        return Resolution(found: .one(only.card), positions: only.positions, certainty: 0.7)
      }
      // The head noun alone fits: what the shop has of that kind is near.
      let near = matches.filter { $0.named && ($0.headMatched && $0.askedHeadCovered || $0.coverage >= 0.55) }
      return Resolution(found: .nothing(missing: missing, near: near.map(\.card)), certainty: top.coverage * 0.5)
    }
    if let whole = whollyNamed(matches, best, question) {
      return Resolution(found: .one(whole), positions: best.positions, certainty: best.coverage, exact: true)
    }
    // "What safety rating has the work boot": the boot whose name has the safety, too, before the other boots.
    if best.nameCoverage <= 0.93,
      let fuller = matches.first(where: { match in
        match.headExact && match.askedHeadCovered && match.nameCoverage > best.nameCoverage
          && match.positions.isStrictSuperset(of: best.positions)
          && match.positions.contains { !best.positions.contains($0) && question.roles[$0] == .content }
      }), good.allSatisfy({ $0.positions.isSubset(of: fuller.positions) })
    {
      return Resolution(found: .one(fuller.card), positions: fuller.positions, certainty: 0.75)
    }
    let whole = good.filter { $0.nameCoverage > 0.93 && $0.coverage >= best.coverage - 0.04 }
    if !plural, let exact = whole.max(by: { ($0.positions.count, $0.score) < ($1.positions.count, $1.score) }),
      exact.positions.count >= best.positions.count || exact.score >= best.score,
      // Names that differ in an amount alone ("Tire 35 mm", "Tire 40 mm") are several.
      exact.nameCoverage > 0.99 || !whole.contains(where: { $0.card != exact.card && $0.positions == exact.positions })
    {
      return Resolution(found: .one(exact.card), positions: exact.positions, certainty: exact.coverage, exact: true)
    }
    let reach = best.coverage - 0.04
    var group = good.filter { $0.coverage >= reach && $0.positions.count >= best.positions.count - (plural ? 1 : 0) }
    // "Honey": the honey comes before the granola with honey in its name.
    if group.contains(where: \.headMatched) { group = group.filter(\.headMatched) }
    // "Sofa": the sofa before the loveseat, which is another word for one.
    if group.contains(where: \.headExact) { group = group.filter(\.headExact) }
    group = theOnesCalledOne(group, question)
    group.sort { ($0.nameCoverage, -$0.card) > ($1.nameCoverage, -$1.card) }
    let certainty = best.coverage * (group.count == 1 ? 0.97 : 0.9)
    if group.count == 1 {
      return Resolution(found: .one(group[0].card), positions: group[0].positions, certainty: certainty)
    }
    return Resolution(found: .several(group.map(\.card)), positions: group[0].positions, certainty: certainty)
  }

  /// "Lantern Harbor, just the base game": the thing whose whole name was said, where what fits best is made for it, has its
  /// name and more ("Lantern Harbor: High Tides"), and nothing of that was said.
  private func whollyNamed(_ matches: [ProductMatch], _ best: ProductMatch, _ question: Question) -> Int? {
    func name(_ card: Int) -> Set<String> { Set(catalogue.cards[card].core.map(\.stem)) }
    let full = name(best.card)
    let said = Set(question.tokens.map(\.stem))
    return matches.first { match in
      let own = name(match.card)
      // "The used one": what the other is called besides is asked for.
      return own.count >= 2 && own.isSubset(of: said) && own.isStrictSubset(of: full)
        && full.subtracting(own).isDisjoint(with: said)
        && best.positions.allSatisfy { at in
          let stem = question.tokens[at].stem
          return !isNamed(best.card, stem) || isNamed(match.card, stem)
        }
    }?.card
  }

  /// "The record cleaning fluid": of the one thing whose name has all but the last word, that has it in its description.
  private func partOf(_ matches: [ProductMatch], _ question: Question) -> ProductMatch? {
    let fitting = matches.filter { match in
      guard match.named, match.missing.isEmpty, match.nameCoverage >= 0.6, match.coverage >= 0.7 else { return false }
      let core = Set(catalogue.cards[match.card].core.map(\.stem))
      let said = match.positions.filter { question.roles[$0] != .function }.sorted()
      guard said.count >= 3, let last = said.last, last - said[0] == said.count - 1 else { return false }
      return said.dropLast().allSatisfy { core.contains(question.tokens[$0].stem) }
    }
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// "The Orbit One", beside the Orbit Two: where a name has the word "one" behind the same word, it is no pronoun.
  private func theOnesCalledOne(_ group: [ProductMatch], _ question: Question) -> [ProductMatch] {
    guard group.count > 1, let at = question.tokens.lastIndex(where: { $0.text == "one" }), at > 0 else { return group }
    let before = question.tokens[at - 1].stem
    let called = group.filter { match in
      let name = Tokenizer.tokens(catalogue.cards[match.card].name)
      return zip(name, name.dropFirst()).contains { $0.stem == before && ["one", "1"].contains($1.text) }
    }
    return called.isEmpty ? group : called
  }

  /// "The goggles for the pool": what has both words comes before what has the first one alone, whose name is as well
  /// covered by what was said.
  private func fullest(_ good: [ProductMatch], _ question: Question) -> [ProductMatch] {
    func telling(_ match: ProductMatch) -> Set<Int> { match.positions.filter { question.roles[$0] == .content } }
    guard let best = good.first.map(telling), !best.isEmpty else { return good }
    // Every other one must be named by a part of its words: "the butter croissant" is not the one with almonds, though
    // somebody is allergic to these.
    let all = good.reduce(into: Set<Int>()) { $0.formUnion(telling($1)) }
    let fuller = good.filter { match in
      match.missing.isEmpty && match.headMatched && match.named && telling(match) == all && all.count > best.count
        && match.positions.allSatisfy {
          question.roles[$0] != .content || isNamed(match.card, question.tokens[$0].stem)
        }
    }
    return fuller.isEmpty ? good : fuller
  }

  /// Whether a word stands in a product's name, type or tags, and not in its options or its description alone.
  private func isNamed(_ card: Int, _ stem: String) -> Bool {
    catalogue.cards[card].kindStems.contains(stem)
      || Synonyms.of(stem).contains(where: catalogue.cards[card].kindStems.contains)
  }

  /// The words that a question asks for: its content words and what belongs to them.
  func asked(_ question: Question, ignored: Set<Int>) -> [Int] {
    let spans = matcher.spans(question, ignored: ignored)
    let contentSpans = Set(
      question.roles.indices.filter { question.roles[$0] == .content && spans[$0] >= 0 }.map { spans[$0] })
    return question.tokens.indices.filter { spans[$0] >= 0 && contentSpans.contains(spans[$0]) }
  }

  /// All products of the kind asked for: by type, tag or head noun; with every further word that was said.
  /// - Parameter lenient: whether a word before the kind that none of it carries ("cat litter") may be passed over.
  func category(_ question: Question, ignored: Set<Int>, lenient: Bool = false) -> (
    cards: [Int], positions: Set<Int>, label: String
  )? {
    let spans = matcher.spans(question, ignored: ignored)
    var best: (cards: [Int], positions: Set<Int>, label: String)?
    var bestIsContent = false
    for span in Set(spans.filter { $0 >= 0 }).sorted() {
      let positions = question.tokens.indices.filter { spans[$0] == span }
      let telling = positions.count {
        question.roles[$0] == .content || catalogue.knows(question.tokens[$0].stem)
      }
      let heads = positions.reversed().filter {
        // "I don't drink milk": a verb here, and no drink.
        if question.roles[$0] == .soft, $0 > 0, Self.beforeVerb.contains(question.tokens[$0 - 1].text),
          !Self.isForIt(question, $0)
        {
          return false
        }
        return question.roles[$0] == .content
          || catalogue.knows(question.tokens[$0].stem) && question.roles[$0] == .soft
            && (telling == 1 || catalogue.generalKinds.contains(question.tokens[$0].stem)
              || catalogue.heads.contains(question.tokens[$0].stem)
              || catalogue.typeHeads.contains(question.tokens[$0].stem))
      }
      guard let head = heads.first else { continue }
      let token = question.tokens[head]
      // The shop's word and others for the same; where it has none, what is of the kind ("shoes": sneakers).
      var stems = [token.stem] + Synonyms.of(token.stem)
      // The shop's own word, where several things have it, before others for it: plants are no cut flowers.
      let own = ofKind([token.stem])
      var cards = own.count >= 3 ? own : ofKind(stems)
      if cards.isEmpty || catalogue.generalKinds.contains(token.stem) {
        stems = (cards.isEmpty ? [] : stems) + Kinds.of(token.stem)
        cards = ofKind(stems)
        // "Painkillers": ibuprofen tablets have it in their name and are called tablets.
        if cards.isEmpty {
          cards = catalogue.cards.indices.filter { index in
            catalogue.cards[index].core.contains { stems.contains($0.stem) }
          }
        }
      }
      // By type or tag before the name: "drinks" are what the merchant calls drinks.
      for names in [[token.stem], [token.stem] + Synonyms.of(token.stem)] {
        let typed = cards.filter { index in names.contains { Self.wholeType(catalogue.cards[index], is: $0) } }
        guard typed.count >= 2 else { continue }
        cards = typed
        break
      }
      guard !cards.isEmpty else { continue }
      var label = [question.tokens[head].text]
      var used: Set<Int> = [head]
      for position in positions where position != head && question.roles[position] != .function {
        let modifier = question.tokens[position]
        guard question.roles[position] == .content || catalogue.knows(modifier.stem) else { continue }
        let narrowed = cards.filter { carries($0, modifier.stem) }
        if narrowed.isEmpty {
          // Litter is for cats, and there is other juice than lemons make: goods of their own are no kind of another.
          let passes = lenient && catalogue.knows(modifier.stem) && !catalogue.heads.contains(modifier.stem)
          if question.roles[position] == .content, !passes { cards = [] }
        } else if question.roles[position] == .content || narrowed.count < cards.count {
          cards = narrowed
          used.insert(position)
          label.insert(modifier.text, at: max(0, label.count - 1))
        }
      }
      // "Egg rolls" are no kind of egg.
      let compounds = Compounds(question: question, catalogue: catalogue)
      if head + 1 < spans.count, spans[head + 1] == span, question.roles[head + 1] == .soft,
        compounds.isHead(head + 1, after: head, saysOf: false)
      {
        cards = cards.filter { carries($0, question.tokens[head + 1].stem) }
      }
      guard !cards.isEmpty else { continue }
      // "The smallest bag of potatoes": potatoes, and no bags.
      let isContent = question.roles[head] == .content
      if best == nil || isContent && !bestIsContent || isContent == bestIsContent && used.count > best!.positions.count
      {
        best = (cards, used, label.joined(separator: " "))
        bestIsContent = isContent
      }
    }
    return best
  }

  /// Products whose head noun, type or tag is one of these.
  private func ofKind(_ stems: [String]) -> [Int] {
    catalogue.cards.indices.filter { index in
      let card = catalogue.cards[index]
      return stems.contains(card.headStem) || stems.contains { Self.kind(card, is: $0) }
    }
  }

  /// All products of a maker who is named ("anything by Calloway").
  func byVendor(_ question: Question, _ positions: [Int]) -> [Int] {
    let stems = positions.map { question.tokens[$0].stem }
    guard !stems.isEmpty else { return [] }
    return catalogue.cards.indices.filter { index in
      let vendor = catalogue.cards[index].vendorStems
      return !vendor.isEmpty && stems.allSatisfy(vendor.contains)
    }
  }

  /// "The bread book by Osei": the one thing that has the name behind "by" anywhere, of its maker or its author, and the
  /// other words, or most of them.
  func made(_ question: Question, _ positions: [Int]) -> Int? {
    guard let by = question.tokens.lastIndex(where: { $0.text == "by" }) else { return nil }
    let names = positions.filter { $0 > by }.map { question.tokens[$0].stem }
    let rest = positions.filter { $0 < by }.map { question.tokens[$0].stem }
    guard !names.isEmpty, !rest.isEmpty else { return nil }
    let makers = catalogue.cards.indices.filter { card in names.allSatisfy { carries(card, $0) } }
    let scored = makers.map { card in (card, rest.count { carries(card, $0) }) }
    guard let most = scored.map(\.1).max(), most * 2 >= rest.count else { return nil }
    let best = scored.filter { $0.1 == most }
    return best.count == 1 ? best[0].0 : nil
  }

  /// Whether a card has the word anywhere, its description and attributes included.
  func carries(_ card: Int, _ stem: String) -> Bool {
    for s in [stem] + Synonyms.of(stem) {
      if let postings = catalogue.postings[s], postings.contains(where: { $0.card == Int32(card) }) { return true }
    }
    return false
  }

  private static let beforeVerb: Set<String> = Set(
    words: """
      not to i we you they he she can could would should will may who
      """)

  /// "Something to drink": what it is for is what it is.
  private static func isForIt(_ question: Question, _ at: Int) -> Bool {
    at > 1 && question.tokens[at - 1].text == "to"
      && ["thing", "things", "something", "anything", "stuff", "what"].contains(question.tokens[at - 2].text)
  }

  private static func kind(_ card: Card, is stem: String) -> Bool {
    type(card, is: stem) || card.tagHeads.contains(stem)
  }

  /// The merchant's type is this word and no more.
  private static func wholeType(_ card: Card, is stem: String) -> Bool {
    card.typeStems.count == 1 && card.typeStems[0] == stem
  }

  private static func type(_ card: Card, is stem: String) -> Bool {
    card.typeStems.last == stem || card.typeIsSeveral && card.typeStems.contains(stem)
  }
}

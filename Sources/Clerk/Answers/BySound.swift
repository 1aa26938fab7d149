package import Shop

extension Turn {
  /// A product heard in words that the shop does not know.
  mutating func bySound() {
    guard question.tokens.count <= 24 else { return }
    // "Can I pay a bit now" asks what may be done; who misheard a name asks of a thing.
    if asksService, ![.price, .location, .stock].contains(reading.intent), question.tokens.count > 5 { return }
    if [.recommend, .list, .promotion].contains(reading.intent)
      || Cues.recommend.matches(words) && !Cues.priceStrong.matches(words)
    {
      return
    }
    if talksOfTheWorld { return }
    // "A four year old who wants to make a mess" tells a need, and names nothing that was misheard.
    if question.tokens.count > 6, !reading.asksForThing, needOdds() > 0.5 { return }
    // Words that the shop or plain English explains need no second hearing, unless nothing was found at all.
    let spoken = question.tokens.map { $0.number != nil || $0.isUnit ? "" : $0.text }
    let hits = clerk.sounds.heard(in: spoken, limit: 0.34).filter { plausible($0) }
    guard let best = hits.first else { return }
    let rivals = hits.filter {
      $0.card != best.card && $0.distance < best.distance + 0.04 && $0.length >= best.length && $0.range == best.range
    }
    var cards = [best.card]
    for rival in rivals.prefix(3) where !cards.contains(rival.card) { cards.append(rival.card) }
    heardDistance = best.distance
    resolution = Resolution(
      found: cards.count == 1 ? .one(cards[0]) : .several(cards), positions: Set(best.range),
      certainty: max(0.3, 1 - best.distance * 1.8),
      bySound: true)
  }

  /// "The bare east a oat milk": words beside a name that the shop does not know may belong to a longer name.
  mutating func heardBetter() {
    guard !resolution.bySound, !resolution.isFollowUp, let card = resolution.found.cards.first,
      question.tokens.count <= 24
    else { return }
    let unknown = question.tokens.indices.filter { i in
      question.roles[i] == .content && !resolution.positions.contains(i) && !catalogue.knows(question.tokens[i].stem)
        && !reading.used.contains(i)
        && !reading.substancePositions.contains(i)
    }
    let near = unknown.contains { i in resolution.positions.contains { abs($0 - i) <= 2 } }
    var several = false
    if case .several = resolution.found { several = true }
    guard near || several && resolution.positions.count == 1 else { return }
    let words = question.tokens.map { $0.number != nil || $0.isUnit ? "" : $0.text }
    let said = resolution.positions
    let best = clerk.sounds.heard(in: words, limit: 0.2).first { hit in
      guard hit.whole || hit.words > 1, hit.range.count > 1, said.isSubset(of: Set(hit.range)) || hit.distance < 0.1,
        hit.card != card || several
      else { return false }
      let first = question.tokens[hit.range.lowerBound].text
      let extra = hit.range.filter { !said.contains($0) }
      return !Self.determiners.contains(first) && !Self.asking.contains(first) && !extra.isEmpty
        && catalogue.cards[hit.card].core.count > 1
        && !extra.allSatisfy { catalogue.knows(question.tokens[$0].stem) }
    }
    guard let best else { return }
    heardDistance = best.distance
    resolution = Resolution(
      found: .one(best.card), positions: Set(best.range), certainty: 1 - best.distance * 1.8, bySound: true)
  }

  /// "Running tights" are no running socks: where a part of the name was said as it is, what was said for the rest must
  /// be like it, too.
  private func resembles(_ hit: Sounds.Hit) -> Bool {
    let core = clerk.catalogue.cards[hit.card].core
    let said = hit.range.map { question.tokens[$0] }
    let strange = said.filter { token in Words.role(token) != .function && !core.contains { $0.stem == token.stem } }
    let left = core.filter { token in !said.contains { $0.stem == token.stem } }
    guard strange.count < said.count, left.count < core.count, !strange.isEmpty, !left.isEmpty else { return true }
    let heard = Array(strange.map(\.text).joined().utf8)
    let names = left.map(\.text) + [left.map(\.text).joined()]
    return names.contains { name in
      Self.edits(heard, Array(name.utf8)) * 10 <= 7 * max(heard.count, name.utf8.count)
    }
  }

  /// How many letters must be changed, added or left out to make one word of another.
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var last = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, last + (x == y ? 0 : 1))
        last = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }

  private func plausible(_ hit: Sounds.Hit) -> Bool {
    let card = catalogue.cards[hit.card]
    var unexplained = 0
    for i in hit.range {
      let token = question.tokens[i]
      if reading.used.contains(i) || reading.substancePositions.contains(i) { return false }
      if question.roles[i] == .content, !card.core.contains(where: { $0.stem == token.stem }) { unexplained += 1 }
    }
    // "The ladies' room": what the merchant wrote of was not misheard.
    let explained = PhraseTopics.find(in: words).filter { phrase in
      clerk.passages.all.contains { $0.titleTopics.contains(phrase.topic) }
    }
    if explained.contains(where: { $0.range.overlaps(hit.range) }) { return false }
    // What the shopper has at home is no goods.
    let own = ownPositions
    if !own.isEmpty, hit.range.contains(where: own.contains) { return false }
    // Words that the shop uses itself were hardly misheard ("leather jacket" is no "fleece jacket").
    let strange = hit.range.contains { i in
      question.roles[i] == .content && catalogue.postings[question.tokens[i].stem] == nil
    }
    if unexplained > 0, !strange, hit.distance > 0.1 { return false }
    if unexplained > 0, hit.distance > 0.1, !resembles(hit) { return false }
    let texts = hit.range.map { question.tokens[$0].text }
    // Grammar alone is no name: "lot a" and "go milk" are, "is it" is not.
    let grammar = hit.range.allSatisfy { question.roles[$0] == .function }
    if grammar, texts.count == 1 || hit.distance > 0.2 || hit.length < 4 { return false }
    if let first = texts.first, Self.determiners.contains(first), unexplained == 0, hit.distance > 0.12 { return false }
    // Content words beside the range that stay unexplained speak against it: "cat litter" is no latte, and "ski poles"
    // are no tennis balls.
    let before = question.tokens.indices[..<hit.range.lowerBound].reversed().prefix { question.roles[$0] != .function }
    let behind = question.tokens.indices[hit.range.upperBound...].prefix { question.roles[$0] != .function }
    for side in Array(before) + Array(behind) {
      guard question.roles[side] == .content, !reading.used.contains(side) else { continue }
      if !catalogue.knows(question.tokens[side].stem) { return false }
      if !clerk.resolver.carries(hit.card, question.tokens[side].stem) { return false }
    }
    if hit.length <= 3, hit.distance > 0.2 || hit.length == 4 && hit.distance > 0.29 { return false }
    return unexplained > 0 || hit.distance < 0.2
  }

  private static let asking: Set<String> = ["what", "which", "where", "who", "when", "how"]

  private static let determiners: Set<String> = Set(
    words: """
      the a an any some of is are in do does have you for your this that
      """)

  /// An answer about a name that was not heard well: asked back, with the fact where it is near enough.
  mutating func heardAnswer() -> Draft? {
    guard resolution.bySound, let distance = heardDistance else { return nil }
    let found = products(resolution.found.cards)
    guard let first = found.first else { return nil }
    // Which of two that sound alike is cheaper is told of both by name.
    if found.count == 2, reading.intent == .compare || Cues.compare.matches(words) {
      return compareAnswer(found[0], found[1])
    }
    if found.count > 1 {
      let names = Wording.list(found.map { theLower(name($0)) }, "or")
      var draft = draft("I'm not sure I heard that right. Did you mean \(names)?", reading.intent, 0.4, found)
      draft.list = found.map(\.id)
      return draft
    }
    guard var draft = byIntent() ?? Optional(priceOrStock(first)) else { return nil }
    if distance <= 0.13 {
      draft.confidence = min(draft.confidence, 0.8)
      return draft
    }
    let shown = theLower(name(first))
    if distance <= 0.27 {
      draft.text = "Did you mean \(shown)? " + draft.text
      draft.confidence = min(draft.confidence, 0.6)
    } else {
      let asked = resolution.positions.sorted().map { question.tokens[$0].text }.joined(separator: " ")
      draft = self.draft("Sorry, I don't find \(asked) here. Did you mean \(shown)?", .unknownProduct, 0.35, [first])
      draft.facts.texts.append(asked)
    }
    draft.offer = Dialogue.Offer(product: first.id, question: question.raw, intent: reading.intent)
    return draft
  }

  private func priceOrStock(_ product: Product) -> Draft { stockAnswer([product]) }
}

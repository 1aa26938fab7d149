import Glibc
import Shop
import Synchronization
import Transformer

/// What was computed of the meaning of one question, so that it is computed once.
final class QuestionMeaning: Sendable {
  private struct Known {
    var raw = ""
    var vector: [Float]?
    var goods: Float?
    var guesses: [IntentHead.Guess]?
    var facts: [String: [Turn.Fact]] = [:]
    var known: [String: [Turn.KnownFact]] = [:]
  }
  private let known = Mutex(Known())

  /// The vector of `raw`; `make` makes it where it is not known.
  func vector(of raw: String, _ make: () -> [Float]?) -> [Float]? {
    if let vector = known.withLock({ $0.raw == raw ? $0.vector : nil }) { return vector }
    let vector = make()
    known.withLock { $0 = Known(raw: raw, vector: vector) }
    return vector
  }

  /// What is known of a product, as `asked` weighs it.
  func facts(_ asked: String, _ make: () -> [Turn.Fact]) -> [Turn.Fact] {
    if let facts = known.withLock({ $0.facts[asked] }) { return facts }
    let facts = make()
    known.withLock { $0.facts[asked] = facts }
    return facts
  }

  /// All that is known of a product and how near it lies to `asked`.
  func known(_ asked: String, _ make: () -> [Turn.KnownFact]) -> [Turn.KnownFact] {
    if let facts = known.withLock({ $0.known[asked] }) { return facts }
    let facts = make()
    known.withLock { $0.known[asked] = facts }
    return facts
  }

  /// What `raw` may be after.
  func guesses(of raw: String, _ make: () -> [IntentHead.Guess]) -> [IntentHead.Guess] {
    if let guesses = known.withLock({ $0.raw == raw ? $0.guesses : nil }) { return guesses }
    let guesses = make()
    known.withLock { if $0.raw == raw { $0.guesses = guesses } }
    return guesses
  }

  /// How near the nearest of the goods lies to `raw`.
  func goods(of raw: String, _ make: () -> Float) -> Float {
    if let goods = known.withLock({ $0.raw == raw ? $0.goods : nil }) { return goods }
    let goods = make()
    known.withLock { if $0.raw == raw { $0.goods = goods } }
    return goods
  }
}

/// What the meaning of a whole question tells of what it is after: the merchant's rules, a thing that answers to a
/// need, or nothing but a friendly word.
extension Turn {
  /// The meaning of the whole question.
  func vector() -> [Float]? {
    meaning.vector(of: question.raw) { clerk.encoder.flatMap { try? $0.encode(question.raw) } }
  }

  /// How near the nearest of the shop's goods lies to the question.
  func nearestGoods(_ vector: [Float]) -> Float {
    meaning.goods(of: question.raw) { clerk.shop.nearestProducts(to: vector, limit: 1).first?.score ?? 0 }
  }

  /// What the whole question may be after, the most probable first; empty where no meaning is known.
  func guesses() -> [IntentHead.Guess] {
    guard let head = clerk.intents, let vector = vector() else { return [] }
    return meaning.guesses(of: question.raw) { head.guesses(vector) }
  }

  /// How near the nearest of the merchant's texts lies to the question.
  private func nearestText(_ vector: [Float]) -> Float {
    (nearPassages ?? clerk.meanings?.nearest(to: vector))?.first?.similarity ?? 0
  }

  /// How probable it is, by the meaning of the question, that it is of this kind.
  func odds(_ intent: Intent) -> Float { guesses().first { $0.label == .intent(intent) }?.probability ?? 0 }

  /// The same as log odds, of what is neither sure nor out of the question.
  func logOdds(_ intent: Intent) -> Float {
    let odds = min(0.999, max(0.001, odds(intent)))
    return log(odds / (1 - odds))
  }

  /// Whether the meaning of the question is of this kind and clearly of no other. The reader spreads what it believes
  /// over many kinds, so that half is much and twice the next is clear.
  func isClearly(_ intent: Intent, least: Float) -> Bool {
    let guesses = guesses()
    guard guesses.count > 1, guesses[0].label == .intent(intent) else { return false }
    return guesses[0].probability > least && guesses[0].probability > 2 * guesses[1].probability
  }

  /// How probable it is that a text of the merchant's that lies as near as `similarity` answers the question: the nearer
  /// it is, the less the goods say, and the more the question asks for a service or a rule. The weights are learned from
  /// the question sets' halves for developing (Models/understanding/passages.py).
  func passageOdds(_ similarity: Float) -> Float {
    guard let vector = vector() else { return 0 }
    let goods = nearestGoods(vector)
    let score = 12 * similarity - 3.6 * goods - 3.6 * knownShare + 0.53 * logOdds(.policy) - 4.4
    return 1 / (1 + exp(-score))
  }

  /// "Hello little machine", "you've been very kind": a friendly word in whatever words.
  func friendlyWord() -> Draft? {
    guard words.count <= 8, !reading.settled, reading.confidence < 0.86, reading.limit == nil, !reading.asksForThing,
      !Cues.list.matches(words)
    else { return nil }
    // What the shop sells is asked for, however friendly.
    guard
      question.tokens.indices.allSatisfy({
        question.roles[$0] != .content || !catalogue.knows(question.tokens[$0].stem)
      })
    else { return nil }
    let guesses = guesses()
    let friendly: [Intent] = [.greeting, .thanks, .goodbye]
    let all = guesses.reduce(Float(0)) { sum, guess in
      if case .intent(let intent) = guess.label, friendly.contains(intent) { sum + guess.probability } else { sum }
    }
    guard all > 0.48, case .intent(let best)? = guesses.first?.label, friendly.contains(best) else { return nil }
    var turn = self
    turn.reading.intent = best
    turn.reading.confidence = Double(all)
    return turn.socialAnswer()
  }

  /// "My hands crack every winter", "what'll keep the children busy": a need is told, and no thing is named. What lies
  /// nearest to it in meaning is offered.
  /// - Parameter least: how probable it must be that something is to be recommended.
  mutating func needAnswer(least: Float) -> Draft? {
    // "How long will the lilies stay nice" asks of a thing that it names.
    if !resolution.found.cards.isEmpty, let first = words.first, Self.asking.contains(first), first != "what" {
      return nil
    }
    // "What treats do you have for dogs" asks for a kind of goods by its name.
    if [.list, .stock].contains(reading.intent), Cues.have.matches(words) || Cues.list.matches(words),
      clerk.resolver.category(question, ignored: reading.used.union(contextPositions)) != nil
    {
      return nil
    }
    // "I'm after some rice wine" names it, and nothing else will do.
    if let named = Self.after.find(in: words), words.count - named.upperBound <= 3,
      words[named.upperBound...].allSatisfy({ !Self.vague.contains($0) })
    {
      return nil
    }
    let open: Set<Intent> = [.unclear, .detail, .recommend, .outOfScope, .stock, .list, .policy, .faq]
    guard question.tokens.count >= 4, !resolution.isFollowUp, !resolution.exact, !reading.settled,
      open.contains(reading.intent), reading.property == nil || reading.confidence < 0.75,
      reading.substances.isEmpty, diets().isEmpty, !asksService,
      needOdds() > least, isToldToShop,
      // "Got any beard oil" asks for a thing by its name, "anything with more power" for one like the last.
      !reading.asksForThing || isClearly(.recommend, least: least) || odds(.recommend) > 0.6,
      dialogue.focus.isEmpty || Comparison.read(words) == nil
    else { return nil }
    guard let nearest = meaningOfPassages().first, passageOdds(nearest.similarity) > 0.35 else {
      return nearestToNeed()
    }
    return nil
  }

  private static let after = Patterns("i|we am|are after", "am|are looking|searching|hunting|shopping for")
  private static let vague = Set(words: "something anything gift gifts present presents idea ideas for that which to")

  /// How probable it is that something is to be suggested for what the question tells. The weights are learned from the
  /// question sets' halves for developing (Models/understanding/needs.py).
  func needOdds() -> Float {
    guard let vector = vector() else { return 0 }
    let nearest = nearestText(vector)
    let score =
      2.15 - 2.52 * nearest + 0.3 * nearestGoods(vector) - 1.8 * knownShare + 1.03 * logOdds(.recommend)
      + 0.15 * logOdds(.outOfScope) + 0.07 * logOdds(.policy)
    return 1 / (1 + exp(-score))
  }

  /// Whether what sounds like a need is told to a shop, and is no talk of the world ("a bird has built its nest in the
  /// chimney"). The weights are learned beside those of `needOdds`.
  var isToldToShop: Bool {
    guard let vector = vector() else { return false }
    let nearest = nearestText(vector)
    let isPersonal = words.contains(where: Self.personal.contains)
    var score = 4.09 * nearest + 8.32 * nearestGoods(vector) + 2.94 * knownShare - 5.78
    score += 0.58 * logOdds(.recommend) - 0.22 * logOdds(.outOfScope) - 0.03 * logOdds(.policy)
    if isPersonal { score += 1.03 }
    // Who speaks of themselves gets the benefit of the doubt: odds of 0.15, and 0.2.
    return score > (isPersonal ? -1.73 : -1.39)
  }

  /// Whether a statement wishes for nothing and is told to no shop.
  var talksOfTheWorld: Bool {
    guard words.count >= 5, let first = words.first, Self.stating.contains(first), reading.limit == nil else {
      return false
    }
    return words.allSatisfy { !Self.wanted.contains($0) } && !Cues.have.matches(words) && !isToldToShop
  }

  private static let wanted = Set(
    words: """
      want wants need needs looking look like love searching something anything recommend suggest suggestion idea ideas
      gift gifts present presents please would could can what which how
      """)

  /// Words of who speaks of themselves, or to the clerk.
  private static let personal = Set(words: "i me my mine we us our you your something anything what")

  /// The share of the question's words, grammar left out, that name goods here.
  var knownShare: Float {
    let said = question.tokens.indices.filter { question.roles[$0] != .function }
    let known = said.count { catalogue.knows(question.tokens[$0].stem) }
    return Float(known) / Float(max(said.count, 1))
  }

  /// "My head is pounding", "it pours when I cycle to work": who tells what ails them is offered what lies near it, before
  /// they are sent away; or told the rule of the house that lies nearer.
  mutating func outOfScopeOrNeed() -> Draft {
    guard question.tokens.count >= 4, let first = words.first, Self.telling.contains(first), !resolution.isFollowUp,
      reading.substances.isEmpty, let vector = vector(), odds(.outOfScope) < 0.4, odds(.unsafe) < 0.3
    else { return outOfScope() }
    let goods = nearestGoods(vector)
    // "I have a long flight and can't stand the noise" tells of a need, where "is my flight on time" tells of the world.
    if Self.worldly.matches(words), goods < 0.4 || needOdds() < 0.3 { return outOfScope() }
    if let passage = meaningOfPassages().first, passage.similarity > goods, passage.similarity > 0.42,
      mayAnswer(passage.passage), passageOdds(passage.similarity) > 0.3, isToldToShop
    {
      return passageAnswer(
        PassageMatch(
          passage: passage.passage, score: passage.similarity, coverage: 0, titleCoverage: 0, positions: []))
    }
    // Who complains of what was bought wants no more of it.
    guard goods > 0.22, needOdds() > 0.12, isToldToShop, !Self.complaint.matches(words), let need = nearestToNeed()
    else {
      return outOfScope()
    }
    return need
  }

  private static let complaint = Patterns(
    "bought|broke|broken|cracked|faulty|defective|damaged|smells|stinks|mouldy|moldy|wrong|missing")

  /// How a statement begins.
  static let telling: Set<String> = [
    "i", "my", "we", "our", "it", "he", "she", "they", "his", "her", "their", "the", "this", "there", "something",
  ]

  /// The same of a statement that may be of anything.
  private static let stating = telling.union(["a", "an"])

  private static let asking: Set<String> = [
    "how", "when", "where", "who", "why", "is", "are", "does", "do", "did", "will", "can", "could", "has", "was",
  ]

  /// Up to three things in stock and within the budget that lie nearest to what the question says.
  func nearestToNeed() -> Draft? {
    guard let vector = vector() else { return nil }
    if let thing = wishedThing() { return unknownAnswer(thing, near: []) }
    let animal = animal
    let helpful = Set(wishes().flatMap { Wishes.met(by: $0.0) })
    var chosen: [(product: Product, score: Float)] = []
    // What is made or called to answer to the wish comes before what shares its words.
    let hits = clerk.shop.nearestProducts(to: vector, limit: 40).map { hit in
      let helps = catalogue.index(id: hit.id).map { !catalogue.cards[$0].kindStems.isDisjoint(with: helpful) } ?? false
      return (id: hit.id, score: hit.score + (helps ? 0.1 : 0))
    }
    for hit in hits.sorted(by: { $0.score > $1.score }) {
      guard let card = catalogue.index(id: hit.id), !apart.contains(card), suits(card, animal),
        let product = product(card),
        product.variants.contains(where: { variant in
          guard variant.inventory.isAvailable, let price = offers.price(of: variant, product)?.now.majorUnits else {
            return false
          }
          return price <= reading.limit?.highest ?? .infinity && price >= reading.limit?.lowest ?? 0
        })
      else { continue }
      chosen.append((product, hit.score))
      if chosen.count == 3 { break }
    }
    guard let best = chosen.first, best.score > 0.3 else { return nil }
    // What lies much farther than the best is no suggestion.
    let three = chosen.filter { $0.score > best.score - 0.12 && $0.score > best.score * 0.7 }.map(\.product)
    let parts = three.map { "\(name($0)) (\(priceWords($0)))" }
    var text = three.count == 1 ? "I'd suggest \(theLower(parts[0]))" : "You could try \(Wording.list(parts, "or"))"
    if reading.limit?.highest != nil { text += three.count == 1 ? ", within your budget" : ", all within your budget" }
    text += "."
    if let because = reason(for: three[0], wishes().map(\.0)) { text += " " + because }
    var draft = draft(text, .recommend, best.score > 0.45 ? 0.7 : 0.55, three)
    draft.list = three.map(\.id)
    return draft
  }
}

public import Shop
public import Transformer

// The clerk: from a question to an answer.
//
// A question is cut into tokens and read by rules of general English (`Understanding`); the products, variants and
// merchant's texts that it means are looked up (`Resolution`, `Knowledge`); the answer is written from these facts
// (`Answers`), checked against them (`Guard`), and remembered for what is asked next (`Dialogue`). Nothing here knows
// any shop but through its data.

/// Answers the questions of shoppers from the facts of one shop.
public final class Clerk: Sendable {
  let shop: any ShopReading
  let encoder: (any TextEncoder)?
  let clock: @Sendable () -> Now
  let info: ShopInfo
  package let catalogue: Catalogue
  let passages: Passages
  let resolver: Resolver
  let check: Guard
  /// The promotions whose goods are written just like them.
  private let literal: Set<Int64>
  let writer: (any AnswerWriter)?
  let sounds: Sounds
  let intents: IntentHead?
  let judge: Judge?
  let finder: FactFinder?
  let attributes: AttributeHead?
  let meanings: PassageIndex?
  /// Words by which the shop calls its goods as a whole ("books"), which name none of them.
  let generic: Set<String>

  /// - Parameters:
  ///   - encoder: finds products and answers by meaning; without it they are found by words and sound only.
  ///   - writer: puts facts into words in place of the rules; what it writes is checked like theirs.
  ///   - cache: an existing folder for what is computed once; nil to compute it in every process.
  ///   - clock: the shop's own time.
  /// - Throws: what the shop throws when it cannot be read.
  public init(
    shop: any ShopReading, encoder: (any TextEncoder)? = nil, writer: (any AnswerWriter)? = nil, cache: String? = nil,
    clock: @escaping @Sendable () -> Now = Now.system
  ) throws(ShopError) {
    self.shop = shop
    self.encoder = encoder
    self.writer = writer
    self.clock = clock
    info = shop.info
    var products: [Product] = []
    try shop.everyProduct { products.append($0) }
    catalogue = Catalogue(products)
    let written = Passages(info: shop.info, faq: shop.faq)
    passages = written
    resolver = Resolver(catalogue)
    generic = Self.generic(shop.info, catalogue)
    check = Guard(catalogue)
    literal = Offers.literal(shop.promotions, in: products)
    intents = encoder.flatMap { IntentHead($0) }
    judge = encoder.flatMap { Judge($0) }
    finder = encoder.flatMap { FactFinder($0) }
    attributes = encoder.flatMap { AttributeHead($0) }
    meanings = encoder.map { PassageIndex($0, written) }
    sounds = Sounds(catalogue, language: shop.info.language)
  }

  /// Computes what the first question would else wait for: the meaning of all that the merchant wrote.
  public func prepare() { meanings?.prepare() }

  /// Answers `question`, typed or heard, in the course of `dialogue`.
  public func answer(_ question: String, in dialogue: inout Dialogue) -> Answer {
    conclude(consider(question, dialogue), in: &dialogue)
  }

  /// A question with what the rules answer it: nothing is remembered of it yet, and no writer has been asked.
  struct Considered {
    let question: String
    var turn: Turn
    var draft: Draft
    /// The question before anything was looked up for it.
    let begun: Turn
    /// The dialogue, the turn begun.
    var dialogue: Dialogue
    let understanding: Duration

    var isAnswered: Bool { Clerk.isAnswered(draft) }

    /// The same with another answer; nil where that stands in no fact.
    func with(_ draft: Draft, _ turn: Turn) -> Considered? {
      var other = self
      other.turn = turn
      other.draft = other.turn.told(draft)
      other.draft.facts.texts.append(turn.clerk.info.name)
      return turn.clerk.check.check(other.draft.text, other.draft.facts) == .grounded ? other : nil
    }
  }

  func consider(_ question: String, _ dialogue: Dialogue) -> Considered {
    let start = ContinuousClock.now
    let now = clock()
    var dialogue = dialogue
    dialogue.begin(at: now.seconds)
    let begun = read(question, dialogue, now)
    var turn = begun
    let read = ContinuousClock.now
    var draft = turn.respond()
    finish(&draft, turn)
    return Considered(
      question: question, turn: turn, draft: draft, begun: begun, dialogue: dialogue,
      understanding: start.duration(to: turn.understood ?? read))
  }

  /// What was considered, or what answers clearly better: another fact of the same thing, or another way to take the
  /// question.
  private func judged(_ considered: Considered) -> Considered {
    let after = considered.turn
    // What is told may be another thing than what was decided: that no shop was asked.
    guard let judge, let decision = after.decision, after.isOpenToJudgement(considered.draft),
      after.isOpenToJudgement(decision)
    else { return considered }
    let odds = after.kindOdds(judge)
    if let fact = after.betterFact(than: decision, odds) { return considered.with(fact, after) ?? considered }
    guard let better = considered.begun.betterWay(than: decision, after, odds) else { return considered }
    return considered.with(better.draft, better.turn) ?? considered
  }

  /// Says what was considered, and remembers it.
  /// - Parameter judging: whether another way to take the question may be told in place of what the rules decided.
  func conclude(_ considered: Considered, in dialogue: inout Dialogue, judging: Bool = true) -> Answer {
    let considered = judging ? judged(considered) : considered
    var draft = considered.draft
    dialogue = considered.dialogue
    let writing = write(&draft, considered.question)
    var answer = remember(draft, considered.turn, &dialogue)
    answer.writing = writing
    answer.understanding = considered.understanding
    return answer
  }

  func read(_ text: String, _ dialogue: Dialogue, _ now: Now) -> Turn {
    var question = Question(text)
    question = Question(text, tokens: catalogue.repairNumbers(catalogue.repairCompounds(pounds(question.tokens))))
    // "Your running gear": all there is for it, and no thing called gear.
    for (i, token) in question.tokens.enumerated().dropFirst()
    where Words.collective.contains(token.text) && !catalogue.knows(token.stem) && question.roles[i - 1] != .function {
      question.roles[i] = .function
      // Whatever else it may say, it says here what they are for.
      if question.roles[i - 1] == .soft, catalogue.knows(question.tokens[i - 1].stem) {
        question.roles[i - 1] = .content
      }
    }
    for i in question.tokens.indices
    where generic.contains(question.tokens[i].stem)
      || question.tokens.count > 3 && catalogue.generalKinds.contains(question.tokens[i].stem)
        && catalogue.knows(question.tokens[i].stem)
    {
      question.roles[i] = .soft
    }
    for (i, token) in question.tokens.enumerated().dropLast()
    where question.roles[i] == .function && catalogue.names(token.text, before: question.tokens[i + 1].stem) {
      question.roles[i] = .content
    }
    for i in question.tokens.indices.dropFirst()
    where question.roles[i] == .function
      && catalogue.particles.contains(question.tokens[i - 1].stem + " " + question.tokens[i].text)
    {
      question.roles[i] = .soft
    }
    // A word that may say anything ("case", "box") names a thing beside the word with which it stands in names here.
    for (i, pair) in zip(question.tokens, question.tokens.dropFirst()).enumerated()
    where pair.0.number == nil && pair.1.number == nil && catalogue.compounds.contains(pair.0.stem + " " + pair.1.stem)
    {
      if question.roles[i] == .content, question.roles[i + 1] == .soft { question.roles[i + 1] = .content }
    }
    let reading = IntentReader.read(question)
    return Turn(
      clerk: self, question: question, reading: reading, resolution: Resolution(found: .nothing(missing: [], near: [])),
      dialogue: dialogue, now: now, offers: Offers(shop.promotions, today: now.date, literal: literal))
  }

  /// "Under sixty pounds" is money where one pays in pounds, unless something there weighs just so much.
  private func pounds(_ tokens: [Token]) -> [Token] {
    guard info.currency.code == "GBP" else { return tokens }
    var tokens = tokens
    for i in tokens.indices.dropFirst()
    where ["pound", "pounds", "lb"].contains(tokens[i].text) && tokens[i - 1].number != nil
      && !(i + 1 < tokens.count && tokens[i + 1].text == "of")
      && !catalogue.sizes.contains(tokens[i - 1].text + " " + tokens[i].text)
    {
      tokens[i] = Token(text: "quid")
    }
    return tokens
  }

  private static func generic(_ info: ShopInfo, _ catalogue: Catalogue) -> Set<String> {
    let stems = [info.name, info.tagline].flatMap { Tokenizer.tokens($0) }.filter { Words.role($0) == .content }.map(
      \.stem)
    return Set(stems).filter { !catalogue.knows($0) }
  }

  /// Right or silent: an answer with a figure or a name that is in no fact is not given.
  private func finish(_ draft: inout Draft, _ turn: Turn) {
    draft.facts.texts.append(info.name)
    guard check.check(draft.text, draft.facts) != .grounded else { return }
    // What stands behind the answer itself is left out first.
    var sentences = Turn.sentences(draft.text)
    while draft.safe == nil, sentences.count > 1 {
      sentences.removeLast()
      let shorter = sentences.joined(separator: " ")
      guard check.check(shorter, draft.facts) == .grounded else { continue }
      draft.text = shorter
      draft.promotion = nil
      return
    }
    draft.text = draft.safe ?? "I'm not sure about that. Please ask a member of staff."
    draft.confidence = min(draft.confidence, 0.2)
    draft.promotion = nil
    if check.check(draft.text, draft.facts) != .grounded {
      draft.text = "I'm not sure about that. Please ask a member of staff."
    }
  }

  /// The answer that a draft becomes, in the dialogue that it leaves behind.
  func finished(_ draft: Draft, _ turn: Turn, _ after: inout Dialogue, into dialogue: inout Dialogue) -> Answer {
    var draft = draft
    finish(&draft, turn)
    let answer = remember(draft, turn, &after)
    dialogue = after
    return answer
  }

  private func remember(_ draft: Draft, _ turn: Turn, _ dialogue: inout Dialogue) -> Answer {
    var entities: [Answer.Entity] = []
    if let first = draft.products.first, !turn.resolution.positions.isEmpty, !turn.resolution.isFollowUp {
      let positions = turn.resolution.positions.sorted().filter(turn.question.tokens.indices.contains)
      entities.append(
        Answer.Entity(
          text: positions.map { turn.question.tokens[$0].text }.joined(separator: " "), handle: first.handle))
    }
    var answer = Answer(
      answer: draft.text, intent: draft.intent, products: draft.products, entities: entities,
      grounded: check.check(draft.text, draft.facts) == .grounded, confidence: max(0, min(1, draft.confidence)),
      promotion: draft.promotion)
    if !draft.keepsFocus, let focus = draft.focus, !focus.isEmpty {
      // "How much is that version", "have you got it": the variant that was chosen stays the one that is meant.
      let chosen = draft.chosen.isEmpty ? turn.chosen(in: draft) : draft.chosen
      let stays = chosen.isEmpty && turn.resolution.isFollowUp && focus.first == dialogue.focus.first
      if !stays { dialogue.chosen = chosen }
      dialogue.focus = focus
      dialogue.list = draft.list.isEmpty ? (focus.count > 1 ? focus : dialogue.list) : draft.list
      if draft.intent != .unknownProduct { dialogue.intent = draft.intent }
      dialogue.property = turn.reading.property?.name
    } else if !draft.list.isEmpty {
      dialogue.list = draft.list
    }
    if let passage = draft.passage {
      dialogue.passage = (passage, turn.question.raw)
    } else if ![.greeting, .thanks, .repeat].contains(draft.intent) {
      dialogue.passage = nil
    }
    if draft.passage == nil, let first = draft.focus?.first, !draft.keepsFocus {
      dialogue.recent.removeAll { $0 == first }
      dialogue.recent.insert(first, at: 0)
      dialogue.asked = turn.masked
    }
    dialogue.offer = draft.offer
    answer.isAnswered = Self.isAnswered(draft)
    // Who was sent away twice needs a person.
    dialogue.misses = answer.isAnswered || draft.intent == .outOfScope ? 0 : dialogue.misses + 1
    answer.callsStaff = draft.callsStaff || dialogue.misses >= 2
    if dialogue.misses >= 2 { dialogue.misses = 0 }
    if draft.intent == .hours { dialogue.moment = turn.reading.moment }
    if draft.advertises, draft.promotion != nil { dialogue.hasAdvertised = true }
    if let promotion = draft.promotion { dialogue.told.insert(promotion.id) }
    dialogue.lastAnswer = answer
    // Silence begins where the answer is there, however long that took.
    dialogue.last = clock().seconds
    return answer
  }
}

extension Clerk {
  /// Whether a draft says what was asked: every honest "I don't know" sends the shopper to a member of staff.
  fileprivate static func isAnswered(_ draft: Draft) -> Bool {
    switch draft.intent {
    case .unclear, .unknownProduct, .outOfScope: false
    // The person is the answer.
    case .staff, .unsafe: true
    default: !draft.text.contains("member of staff")
    }
  }
}

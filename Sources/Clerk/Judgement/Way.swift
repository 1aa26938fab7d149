import Shop

/// A way to take a question, and the answer to which it leads.
struct Way {
  /// How it was come by.
  enum Route: String, CaseIterable {
    /// What the rules decided.
    case main
    /// Of what was found, whatever the rules take the question for.
    case base
    /// Of what comes nearest to a name that is not known here.
    case near
    /// Of what was spoken of before.
    case focus
    /// Of what lies nearest in meaning.
    case meaning
    /// A text of the merchant's that lies near in meaning.
    case passage
    /// A text of the merchant's that has the words.
    case worded
    /// "We don't have that."
    case unknown
    /// What answers to a need that is told.
    case need
  }

  let route: Route
  /// The kind of question that it takes this one for, one of `Judge.kinds`.
  let kind: String
  var draft: Draft
  /// What the answer leaves behind.
  let turn: Turn
}

extension Turn {
  /// The ways in which this question, of which nothing is known yet, may be answered.
  /// - Parameters:
  ///   - main: what the rules answer, `after` with what is known then.
  ///   - likely: the kinds that the question may well be of.
  func ways(besides main: Draft, after: Turn, likely: Set<String>) -> [Way] {
    var ways = [Way(route: .main, kind: Judge.kind(of: main.intent), draft: main, turn: after)]
    var base = self
    base.resolve()
    base.keepConstraints()
    base.keepOptions()
    func add(_ route: Way.Route, _ start: Turn, _ intents: [Intent]) {
      for intent in intents where likely.contains(Judge.kind(of: intent)) {
        if intent == .superlative, start.reading.superlative == nil { continue }
        // What one of several comes in is no answer on all of them.
        if intent == .options, start.resolution.found.cards.count > 1 { continue }
        var turn = start
        turn.reading.intent = intent
        turn.reading.confidence = 0.9
        turn.reading.settled = true
        guard let draft = intent == .hours ? turn.hoursAnswer() : turn.byIntent() else { continue }
        ways.append(Way(route: route, kind: Judge.kind(of: intent), draft: draft, turn: turn))
      }
    }
    func add(_ route: Way.Route, _ kind: String, _ draft: Draft, _ turn: Turn) {
      ways.append(Way(route: route, kind: kind, draft: draft, turn: turn))
    }
    add(.base, base, Self.ofShop)
    for near in base.meaningOfPassages().prefix(3) {
      var turn = base
      let match = PassageMatch(
        passage: near.passage, score: near.similarity, coverage: 0, titleCoverage: 0, positions: [])
      let draft = turn.passageAnswer(match)
      add(.passage, "policy", draft, turn)
    }
    for match in base.passages.prefix(2) {
      var turn = base
      let draft = turn.passageAnswer(match)
      add(.worded, "policy", draft, turn)
    }
    if case .nothing(let missing, let near) = base.resolution.found, !missing.isEmpty {
      add(.unknown, "unknown_product", base.unknownAnswer(missing, near: near), base)
      if let first = near.first { add(.near, base.about(first, certainty: 0.7), Self.ofThing) }
    }
    if let need = base.nearestToNeed() { add(.need, "recommend", need, base) }
    if let focus = dialogue.focus.first, let card = catalogue.index(id: focus), base.resolution.found.cards != [card] {
      var turn = base.about(card, certainty: 0.7)
      turn.resolution.positions = base.optionPositions(card)
      turn.resolution.isFollowUp = true
      add(.focus, turn, Self.ofThing)
    }
    if let vector = base.vector() {
      for hit in clerk.shop.nearestProducts(to: vector, limit: 2) {
        guard let card = catalogue.index(id: hit.id), base.resolution.found.cards != [card] else { continue }
        add(.meaning, base.about(card, certainty: 0.7), Self.ofThing)
      }
    }
    return ways
  }

  /// The same turn with one thing found.
  private func about(_ card: Int, certainty: Float) -> Turn {
    var turn = self
    turn.resolution = Resolution(found: .one(card), certainty: certainty)
    return turn
  }

  private static let ofShop: [Intent] = [
    .price, .stock, .location, .options, .detail, .list, .recommend, .promotion, .compare, .superlative, .allergen,
    .ingredient, .unsafe, .hours,
  ]
  private static let ofThing: [Intent] = [.price, .stock, .location, .options, .detail, .allergen]
}

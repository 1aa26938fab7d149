/// The ways to answer a question as they are written down for the judge to learn from.
package struct WayList: Sendable {
  package struct Entry: Sendable {
    package let route: String
    package let kind: String
    /// As it would be told.
    package let answer: String
    package let products: [String]
    /// Without what the kinds' probabilities say.
    package let signs: [Float]
  }

  /// Something that is known of the product found.
  package struct Fact: Sendable {
    /// What is encoded of it, and its key's words.
    package let text: String
    package let key: String?
    /// As it would be told.
    package let answer: String
    package let signs: [Float]
  }

  /// The question with its goods masked.
  package let masked: String
  /// Whether anything but the first, which is what the rules decide, may be told.
  package let isOpen: Bool
  package let entries: [Entry]
  /// What is known of the product found, and the signs of what the rules answer in its place; empty where no fact may be
  /// told.
  package let facts: [Fact]
  package let rulesSigns: [Float]
}

extension Clerk {
  /// Every way to answer `question`, what the rules decide first; the dialogue goes on with that.
  package func ways(of question: String, in dialogue: inout Dialogue) -> WayList {
    let considered = consider(question, dialogue)
    var entries: [WayList.Entry] = []
    let after = considered.turn
    if let main = after.decision {
      let ways = considered.begun.ways(besides: main, after: after, likely: Set(Judge.kinds))
      let signs = WaySigns(ways, after)
      let none = [Float](repeating: 0, count: Judge.kinds.count)
      for way in ways {
        var turn = way.turn
        let told = turn.told(way.draft)
        entries.append(
          WayList.Entry(
            route: way.route.rawValue, kind: way.kind, answer: told.text, products: told.products.map(\.handle),
            signs: signs.read(way, none)))
      }
    }
    let isOpen =
      after.isOpenToJudgement(considered.draft) && after.decision.map { after.isOpenToJudgement($0) } ?? false
    var facts: [WayList.Fact] = []
    var rulesSigns: [Float] = []
    if isOpen, let main = after.decision, let weighed = after.weighedFacts(main, judge.map(after.kindOdds) ?? []) {
      facts = zip(weighed.facts, weighed.signs).map {
        WayList.Fact(text: $0.text, key: $0.key, answer: $0.said, signs: $1)
      }
      rulesSigns = weighed.signs.last ?? []
    }
    _ = conclude(considered, in: &dialogue, judging: false)
    return WayList(masked: after.masked, isOpen: isOpen, entries: entries, facts: facts, rulesSigns: rulesSigns)
  }
}

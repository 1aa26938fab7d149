import Shop

/// A way to read what was said.
public struct Heard: Sendable, Hashable {
  public var text: String
  /// How probable it is that this was said, 0–1.
  public var probability: Double

  public init(_ text: String, probability: Double) {
    self.text = text
    self.probability = probability
  }
}

extension Clerk {
  /// Another reading may be what was said where it is at least so probable, against the likeliest.
  static let closeness = 0.5
  /// The same where the likeliest means nothing here.
  static let rescue = 0.1
  /// Below this nothing that was heard is trusted with a figure.
  static let lost = 0.15

  /// Answers what was heard in one of several ways, the likeliest first. Where two of them are close and ask for
  /// different things the shopper is asked which was meant; where nothing was heard well, what was said; a price is never
  /// guessed.
  public func answer(heard readings: [Heard], in dialogue: inout Dialogue) -> Answer {
    guard let first = readings.first else { return answer("", in: &dialogue) }
    let before = dialogue
    let answer = self.answer(first.text, in: &dialogue)
    // Who answers what was asked back, greets or calls for help is not asked again.
    if [.greeting, .thanks, .repeat, .staff, .unsafe].contains(answer.intent) { return answer }
    let least = answer.isAnswered ? Self.closeness : Self.rescue
    for other in readings.dropFirst().prefix(2) where other.probability >= least * first.probability {
      var trial = before
      let second = self.answer(other.text, in: &trial)
      guard second.isAnswered, let meant = second.products.first, second.answer != answer.answer else { continue }
      if !answer.isAnswered {
        if let asked = ask(back: [meant], other, second, before, &dialogue) { return asked }
      } else if let product = answer.products.first, second.products.count == 1, answer.products.count == 1,
        (product.handle, product.variant) != (meant.handle, meant.variant),
        let asked = ask(back: [product, meant], first, answer, before, &dialogue)
      {
        return asked
      }
    }
    if first.probability < Self.lost, answer.answer.contains(where: \.isNumber) {
      dialogue = before
      return again(first, &dialogue)
    }
    return answer
  }

  /// "Did you mean the oat milk?", nil where that would name nothing or two things alike.
  private func ask(
    back meant: [Answer.AnsweredProduct], _ heard: Heard, _ answer: Answer, _ before: Dialogue,
    _ dialogue: inout Dialogue
  ) -> Answer? {
    let now = clock()
    var after = before
    after.begin(at: now.seconds)
    let turn = read(heard.text, after, now)
    let cards = meant.compactMap { catalogue.card(handle: $0.handle) }
    let found = cards.compactMap { shop.goods(ids: [$0.id]).first }
    guard found.count == meant.count else { return nil }
    let isOne = Set(meant.map(\.handle)).count < meant.count
    let names = zip(meant, found).map { meant, product in
      let variant = meant.variant?.replacing(" / ", with: " ").lowercased()
      return isOne ? "the \(variant ?? "") \(turn.name(product))" : turn.theLower(turn.name(product))
    }
    guard Set(names).count == names.count else { return nil }
    var draft = turn.draft("Did you mean \(Wording.list(names, "or"))?", answer.intent, 0.4, isOne ? [found[0]] : found)
    if meant.count == 1, let only = found.first {
      draft.offer = Dialogue.Offer(product: only.id, question: heard.text, intent: answer.intent)
    } else {
      draft.list = found.map(\.id)
    }
    return finished(draft, turn, &after, into: &dialogue)
  }

  /// "Could you say that again?"
  private func again(_ heard: Heard, _ dialogue: inout Dialogue) -> Answer {
    let now = clock()
    var after = dialogue
    after.begin(at: now.seconds)
    var draft = Draft(
      text: "Sorry, I didn't catch that. Could you say it again, please?", intent: .unclear, confidence: 0.2)
    draft.keepsFocus = true
    return finished(draft, read(heard.text, after, now), &after, into: &dialogue)
  }
}

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
  static let lost = 0.22

  /// Answers what was heard in one of several ways, the likeliest first. Where two of them are close and ask for
  /// different things the shopper is asked which was meant; where nothing was heard well, what was said; a price is never
  /// guessed. One answer is put into words, whatever was weighed before.
  public func answer(heard readings: [Heard], in dialogue: inout Dialogue) -> Answer {
    var readings = readings
    setNumbersRight(&readings)
    guard let first = readings.first else { return answer("", in: &dialogue) }
    let best = consider(first.text, dialogue)
    // Who answers what was asked back, greets or calls for help is not asked again.
    guard ![.greeting, .thanks, .repeat, .staff, .unsafe].contains(best.draft.intent) else {
      return conclude(best, in: &dialogue)
    }
    let least = best.isAnswered ? Self.closeness : Self.rescue
    var known = [Self.substance(first.text)]
    for other in readings.dropFirst().prefix(4) where other.probability >= least * first.probability {
      let substance = Self.substance(other.text)
      guard !known.contains(substance) else { continue }
      known.append(substance)
      let second = consider(other.text, dialogue)
      guard second.isAnswered, let meant = second.draft.products.first, second.draft.text != best.draft.text else {
        continue
      }
      // An offer may be of anything: who asks for one has named nothing by it.
      guard second.draft.intent != .promotion else { continue }
      if !best.isAnswered {
        if let asked = ask(
          back: [meant], second, &dialogue, surely: other.probability >= Self.closeness * first.probability)
        {
          return asked
        }
      } else if let product = best.draft.products.first, second.draft.products.count == 1,
        best.draft.products.count == 1, (product.handle, product.variant) != (meant.handle, meant.variant),
        let asked = ask(back: [product, meant], best, &dialogue)
      {
        return asked
      }
    }
    if first.probability < Self.lost, best.draft.text.contains(where: \.isNumber) { return again(best, &dialogue) }
    return conclude(best, in: &dialogue)
  }

  /// The words of a text without those that change nothing in what is asked.
  private static func substance(_ text: String) -> [String] {
    Tokenizer.tokens(text).map(\.text).filter { !idle.contains($0) }
  }

  private static let idle: Set<String> = ["a", "an", "the", "please", "some", "um", "uh", "oh", "well"]

  /// "Did you mean the oat milk?", nil where that would name nothing or two things alike.
  /// - Parameter surely: whether what was meant is likely enough that its answer is told along with it.
  private func ask(
    back meant: [Answer.AnsweredProduct], _ considered: Considered, _ dialogue: inout Dialogue, surely: Bool = false
  ) -> Answer? {
    let turn = considered.turn
    let intent = considered.draft.intent
    let cards = meant.compactMap { catalogue.card(handle: $0.handle) }
    let found = cards.compactMap { shop.goods(ids: [$0.id]).first }
    guard found.count == meant.count else { return nil }
    let isOne = Set(meant.map(\.handle)).count < meant.count
    // Of one product, as a whole and in one size, there is nothing to choose between.
    guard !isOne || meant.allSatisfy({ $0.variant != nil }) else { return nil }
    let names = zip(meant, found).map { meant, product in
      let variant = meant.variant?.replacing(" / ", with: " ").lowercased()
      return isOne ? "the \(variant ?? "") \(turn.name(product))" : turn.theLower(turn.name(product))
    }
    guard Set(names).count == names.count else { return nil }
    var draft = turn.draft("Did you mean \(Wording.list(names, "or"))?", intent, 0.4, isOne ? [found[0]] : found)
    if meant.count == 1, let only = found.first {
      draft.offer = Dialogue.Offer(product: only.id, question: considered.question, intent: intent)
      // The answer names the thing, so that nobody takes it for another's; a price is never guessed at.
      let told = considered.draft
      if surely, !told.callsStaff, told.products.count == 1, Guard.amounts(told.text).isEmpty,
        ![.price, .promotion, .list].contains(told.intent),
        told.text.lowercased().contains(turn.name(only).lowercased())
      {
        let asked = draft
        draft = told
        draft.safe = asked.text
        draft.text = told.text.hasPrefix("Did you mean") ? told.text : asked.text + " " + told.text
        draft.confidence = min(told.confidence, 0.5)
        draft.offer = asked.offer
      }
    } else {
      draft.list = found.map(\.id)
    }
    var after = considered.dialogue
    return finished(draft, turn, &after, into: &dialogue)
  }

  /// "Could you say that again?"
  private func again(_ considered: Considered, _ dialogue: inout Dialogue) -> Answer {
    var draft = Draft(
      text: "Sorry, I didn't catch that. Could you say it again, please?", intent: .unclear, confidence: 0.2)
    draft.keepsFocus = true
    var after = considered.dialogue
    return finished(draft, considered.turn, &after, into: &dialogue)
  }
}

/// Checks a written answer against the facts it was written from: every figure, place and product name in it must stand
/// there, and a price that is said of one product must be its own. It knows nothing of how the answer came about.
package struct Guard: Sendable {
  let catalogue: Catalogue

  package init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  package enum Verdict: Sendable, Equatable {
    case grounded
    /// The first figure or name without a fact.
    case ungrounded(String)
  }

  package func check(_ answer: String, _ facts: FactSheet) -> Verdict {
    var allowed = facts.counts
    for text in facts.texts { allowed.formUnion(Self.figures(text)) }
    var money: Set<String> = []
    for amount in facts.amounts + facts.derived.map(\.amount) { money.formUnion(Self.figures(amount)) }
    for text in facts.texts { money.formUnion(Self.amounts(text)) }
    for figure in Self.amounts(answer) where !money.contains(figure) { return .ungrounded(figure) }
    for figure in Self.figures(answer) where !allowed.contains(figure) && !money.contains(figure) {
      return .ungrounded(figure)
    }
    if let name = foreignName(answer, facts) ?? foreignWord(answer, facts) { return .ungrounded(name) }
    if let amount = foreignPrice(answer, facts) { return .ungrounded(amount) }
    if let place = Self.foreignPlace(answer, facts) { return .ungrounded(place) }
    return .grounded
  }

  /// A product's whole name, of two words or more, that stands in the answer and in none of the facts.
  private func foreignName(_ answer: String, _ facts: FactSheet) -> String? {
    let said = Tokenizer.tokens(answer)
    let stems = Set(said.map(\.stem))
    var seen: Set<Int32> = []
    for stem in stems {
      guard let postings = catalogue.postings[stem], postings.count <= max(50, catalogue.cards.count / 10) else {
        continue
      }
      for posting in postings where posting.weight > 0.99 && seen.insert(posting.card).inserted {
        let card = catalogue.cards[Int(posting.card)]
        guard card.core.count > 1, !facts.products.contains(card.id), card.core.allSatisfy({ stems.contains($0.stem) })
        else { continue }
        guard Self.contains(said, card.core),
          !facts.texts.contains(where: { Self.contains(Tokenizer.tokens($0), card.core) })
        else { continue }
        // A longer name that is a fact may hold the shorter one ("Barista Oat Milk").
        return card.name
      }
    }
    return nil
  }

  private static func contains(_ tokens: [Token], _ name: [Token]) -> Bool {
    guard tokens.count >= name.count else { return false }
    return (0...(tokens.count - name.count)).contains { start in
      zip(tokens[start..<start + name.count], name).allSatisfy { $0.stem == $1.stem }
    }
  }

  /// Every number in a text in its plainest form: "1,299.00" is "1299", "07:00" is "7" and "0"; number words count too.
  package static func figures(_ text: String) -> Set<String> {
    var out: Set<String> = []
    for token in Tokenizer.tokens(text) {
      if let number = token.number { out.insert(Numbers.write(number)) }
      if !token.text.allSatisfy({ !$0.isNumber }), token.number == nil { out.insert(token.text) }
    }
    return out
  }

  /// The numbers that stand behind a currency sign.
  package static func amounts(_ text: String) -> Set<String> {
    var out: Set<String> = []
    let scalars = Array(text.unicodeScalars)
    var i = 0
    while i < scalars.count {
      if "$€£¥₹₩".unicodeScalars.contains(scalars[i]) {
        var digits = ""
        var j = i + 1
        while j < scalars.count, scalars[j] == " " { j += 1 }
        while j < scalars.count,
          ("0"..."9").contains(scalars[j]) || scalars[j] == ","
            || scalars[j] == "." && j + 1 < scalars.count && ("0"..."9").contains(scalars[j + 1])
        {
          if scalars[j] != "," { digits.unicodeScalars.append(scalars[j]) }
          j += 1
        }
        if let value = Double(digits) { out.insert(Numbers.write(value)) }
        i = j
      } else {
        i += 1
      }
    }
    return out
  }
}

import Shop

/// An amount or a model number by which a question says which thing is meant: "sixty five watt", "for the pixel seven".
/// Nearly is not enough: what has another one is another thing.
struct Constraint: Sendable {
  /// Where it stands in the question.
  var positions: Set<Int>
  /// Where its number stands.
  var number: Int
  var value: Double
  /// The unit behind the number, or nil for a model number.
  var unit: String?
  /// The stem of the word that a model number belongs to.
  var word: String?
  /// As it was said.
  var text: String

  /// The constraints of a question, apart from prices, numbers of things, and what is counted rather than measured.
  static func read(_ question: Question, ignored: Set<Int>, quantity: Int?) -> [Constraint] {
    let tokens = question.tokens
    var found: [Constraint] = []
    for (i, token) in tokens.enumerated() {
      guard let value = token.number, !ignored.contains(i), quantity.map({ Double($0) != value }) ?? true else {
        continue
      }
      let next = i + 1 < tokens.count ? tokens[i + 1] : nil
      if let next, let (dimension, _) = Units.magnitude(value, next.text) {
        if dimension == .count { continue }
        found.append(
          Constraint(
            positions: [i, i + 1], number: i, value: value, unit: next.text, text: token.text + " " + next.text))
      } else if i > 0, question.roles[i - 1] == .content, tokens[i - 1].number == nil,
        !(next.map { notModels.contains($0.text) } ?? false)
      {
        found.append(
          Constraint(
            positions: [i - 1, i], number: i, value: value, word: tokens[i - 1].stem,
            text: tokens[i - 1].text + " " + token.text))
      }
    }
    return found
  }

  private static let notModels = Set(
    words:
      "percent dollar dollars buck bucks cent cents $ inch year years month months day days hour hours minutes people")

  enum Verdict: Sendable { case met, unmet, unsaid }

  /// What a product's own texts say: that it is this one, that it is another, or nothing.
  func verdict(on product: Product) -> Verdict {
    var spoken = false
    var texts = [product.title, product.type, product.body] + product.tags
    for option in product.options { texts.append(contentsOf: option.values) }
    for attribute in product.attributes + product.variants.flatMap(\.attributes) { texts.append(attribute.value) }
    for text in texts {
      let tokens = Tokenizer.tokens(text.lowercased().hasSuffix(" in") ? String(text.dropLast(2)) + "inch" : text)
      if let unit {
        for amount in VariantMatcher.amounts(tokens) where amount.positions.count == 2 {
          if Units.same(amount.value, amount.unit, value, unit) { return .met }
          if let a = Units.magnitude(amount.value, amount.unit), let b = Units.magnitude(value, unit), a.0 == b.0,
            a.0 != .other || amount.unit == unit
          {
            spoken = true
          }
        }
      } else if let word {
        for (a, b) in zip(tokens, tokens.dropFirst()) where a.stem == word {
          guard let number = b.number else { continue }
          if number == value { return .met }
          spoken = true
        }
      }
    }
    return spoken ? .unmet : .unsaid
  }
}

extension Turn {
  /// The amounts and model numbers by which the question says which thing is meant.
  var constraints: [Constraint] {
    Constraint.read(question, ignored: reading.used.union(reading.substancePositions), quantity: reading.quantity)
  }

  /// What the question asks of a product and the product has not, leaving out what its options answer.
  func unmet(_ product: Product, _ pick: VariantPick) -> Constraint? {
    guard pick.quantity == nil else { return nil }
    return constraints.first { constraint in
      !pick.positions.contains(constraint.number) && constraint.verdict(on: product) == .unmet
    }
  }

  /// Of several products those that have the amount or model number asked for, where any has.
  mutating func keepConstraints() {
    if let found = theOneMeasured() {
      resolution = found
      return
    }
    if case .one(let card) = resolution.found, !isNamedOutright(card), let product = product(card) {
      // "Does the sixty five watt one charge a laptop": not the one that another word of the question led to.
      let asked = constraints.filter { !$0.positions.isSubset(of: pick(product).positions) }
      guard asked.contains(where: { $0.verdict(on: product) == .unmet }) else { return }
      let meeting = products(alternatives(to: card).prefix(40)).filter { other in
        asked.allSatisfy { $0.verdict(on: other) == .met }
      }
      guard let first = meeting.first.flatMap({ catalogue.index(id: $0.id) }) else { return }
      resolution.found = meeting.count == 1 ? .one(first) : .several(meeting.compactMap { catalogue.index(id: $0.id) })
      resolution.exact = false
      return
    }
    guard case .several(let cards) = resolution.found, cards.count <= 40 else { return }
    var left = cards
    for constraint in constraints {
      let meeting = products(left).filter { constraint.verdict(on: $0) == .met }.map(\.id)
      let kept = left.filter { meeting.contains(catalogue.cards[$0].id) }
      if !kept.isEmpty { left = kept }
    }
    guard left.count < cards.count else { return }
    resolution.found = left.count == 1 ? .one(left[0]) : .several(left)
  }

  /// "A hundred watts in the oak lamp": the thing itself is named, and the amount says nothing of which.
  private func isNamedOutright(_ card: Int) -> Bool {
    let said = Set(resolution.positions.flatMap { [question.tokens[$0].stem] + Synonyms.of(question.tokens[$0].stem) })
    let core = catalogue.cards[card].core.filter { $0.number == nil }
    return said.contains(catalogue.cards[card].headStem) && core.count { said.contains($0.stem) } >= 2
      && words.contains { ["the", "your", "that", "this"].contains($0) }
  }

  /// "The sixty five watt one": nothing but its measure names it, and few things have that measure.
  private func theOneMeasured() -> Resolution? {
    guard !resolution.exact, !resolution.isFollowUp, dialogue.focus.isEmpty, catalogue.cards.count <= 500,
      let asked = constraints.first(where: { constraint in
        let behind = (constraint.positions.max() ?? 0) + 1
        return constraint.unit != nil && behind < words.count && ["one", "ones"].contains(words[behind])
      }),
      !products(resolution.found.cards.prefix(40)).contains(where: { asked.verdict(on: $0) == .met })
    else { return nil }
    let meeting = catalogue.cards.indices.filter { card in
      product(card).map { asked.verdict(on: $0) == .met } ?? false
    }
    guard let first = meeting.first, meeting.count <= 4 else { return nil }
    return Resolution(
      found: meeting.count == 1 ? .one(first) : .several(meeting), positions: asked.positions, certainty: 0.75)
  }

  /// "We don't have the charger in 65 watt": what was asked for is another thing than this.
  func notThat(_ product: Product, _ constraint: Constraint, _ intent: Intent) -> Draft {
    let name = name(product)
    var text = "Sorry, I don't find \(constraint.text) here. We do have \(theLower(name))"
    let stated = product.options.filter { option in
      option.values.contains { value in Tokenizer.tokens(value).contains { $0.number != nil } }
    }
    if let option = stated.first, option.values.count > 1 {
      text += " in \(Wording.list(option.values.map(Wording.value), limit: 6))"
    }
    var draft = draft(text + ".", intent, 0.7, [product])
    draft.facts.texts.append(constraint.text)
    draft.facts.counts.insert(String((stated.first?.values.count ?? 6) - 6))
    return draft
  }
}

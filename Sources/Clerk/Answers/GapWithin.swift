import Shop

/// "The paperback instead of the hardcover", "how much more is the large than the small": two values of one product.
extension Turn {
  /// Both with their prices and what lies between them; nil where the question does not name two.
  func gapWithin(_ product: Product) -> Draft? {
    let names = nameStems(product)
    let first = VariantMatcher.pick(product, question.tokens, nameStems: names)
    guard !first.positions.isEmpty else { return nil }
    var rest = question.tokens
    for position in first.positions where rest.indices.contains(position) {
      rest[position] = Token(text: "_", stem: "_")
    }
    let second = VariantMatcher.pick(product, rest, nameStems: names)
    guard first.unavailable == nil, second.unavailable == nil,
      let option = first.chosen.keys.sorted().first(where: { index in
        second.chosen[index].map { $0 != first.chosen[index] } ?? false
      })
    else { return nil }
    // What is said of another option holds for both.
    let shared = first.chosen.merging(second.chosen) { own, _ in own }.filter { $0.key != option }
    func price(_ values: [String]?) -> (value: String, price: Money)? {
      guard let values, values.count == 1, let value = values.first else { return nil }
      let fitting = product.variants.filter { variant in
        option < variant.optionValues.count && variant.optionValues[option] == value
          && shared.allSatisfy {
            $0.key < variant.optionValues.count && $0.value.contains(variant.optionValues[$0.key])
          }
      }
      let prices = Set(fitting.compactMap { offers.price(of: $0, product)?.now })
      return prices.count == 1 ? prices.first.map { (value, $0) } : nil
    }
    guard let a = price(first.chosen[option]), let b = price(second.chosen[option]) else { return nil }
    let (low, high) = a.price <= b.price ? (a, b) : (b, a)
    func said(_ value: String) -> String {
      switch Wording.OptionKind(product.options[option], value) {
      case .within: "in \(Wording.value(value))"
      case .size: "in size \(value)"
      case .plain: "for the \(Wording.value(value))"
      }
    }
    let name = name(product)
    let verb = Wording.isAre(name)
    guard low.price < high.price else {
      return draft(
        "\(the(name)) \(verb) \(low.price.formatted) \(said(low.value)) and \(said(high.value)) alike.", .compare, 0.85,
        [product])
    }
    let gap = Money(minorUnits: high.price.minorUnits - low.price.minorUnits, currency: high.price.currency)
    var draft = draft(
      "\(the(name)) \(verb) \(low.price.formatted) \(said(low.value)) and \(high.price.formatted) \(said(high.value)), a difference of \(gap.formatted).",
      .compare, 0.88, [product])
    draft.facts.derive(gap, from: "\(high.price.formatted) - \(low.price.formatted)")
    return draft
  }
}

import Shop

/// Goods that are sold by weight or measure: "two pounds of chia seeds", of which the price is for one pound.
extension Turn {
  /// What the amount that was asked for costs; nil where the price is for the whole thing.
  func unitPriceAnswer(_ product: Product) -> Draft? {
    guard let unit = Self.pricedUnit(product),
      let asked = VariantMatcher.amounts(question.tokens).first(where: { amount in
        amount.positions.count == 2
          && Units.magnitude(amount.value, amount.unit)?.0 == Units.magnitude(unit.value, unit.unit)?.0
      }),
      let wanted = Units.magnitude(asked.value, asked.unit)?.1, let one = Units.magnitude(unit.value, unit.unit)?.1,
      one > 0, wanted != one
    else { return nil }
    let prices = Set(product.variants.compactMap { offers.price(of: $0, product)?.now })
    guard prices.count == 1, let price = prices.first else { return nil }
    let total = (Double(price.minorUnits) * wanted / one).rounded()
    guard total >= 1, total < Double(Money.limit) else { return nil }
    let sum = Money(minorUnits: Int64(total), currency: price.currency)
    let name = name(product)
    let amount = "\(Numbers.write(asked.value)) \(asked.unit)"
    let base = unit.value == 1 ? "a \(unit.unit)" : "\(Numbers.write(unit.value)) \(unit.unit)"
    var draft = draft(
      "\(the(name)) \(Wording.isAre(name)) \(price.formatted) for \(base), so \(amount) come to \(sum.formatted).",
      .price, 0.88, [product])
    draft.facts.derive(sum, from: "\(amount) at \(price.formatted) for \(base)")
    draft.facts.counts.formUnion([Numbers.write(asked.value), Numbers.write(unit.value)])
    return draft
  }

  /// The amount that a price is for, where the merchant says so: "Price for 1 lb", "sold by the pound".
  private static func pricedUnit(_ product: Product) -> (value: Double, unit: String)? {
    for attribute in product.attributes {
      let tokens = Tokenizer.tokens(attribute.value)
      if ["sold_by", "unit", "priced_by", "price_unit", "price_per", "price_for"].contains(attribute.key) {
        if let first = VariantMatcher.amounts(tokens).first { return (first.value, first.unit) }
      }
      if let told = pricedUnit(tokens) { return told }
    }
    // "Quilting Cotton by the Yard".
    let title = Tokenizer.tokens(product.title)
    if let by = Pattern("by|per the|a|one?").find(in: title.map(\.text)),
      let unit = VariantMatcher.amounts(Array(title[by.upperBound...].prefix(2))).first
    {
      return (unit.value, unit.unit)
    }
    for sentence in sentences(product.body) { if let told = pricedUnit(Tokenizer.tokens(sentence)) { return told } }
    return nil
  }

  private static func pricedUnit(_ tokens: [Token]) -> (value: Double, unit: String)? {
    guard let range = priced.find(in: tokens.map(\.text)) else { return nil }
    return VariantMatcher.amounts(Array(tokens[range.upperBound...].prefix(3))).first.map { ($0.value, $0.unit) }
  }
  private static let priced = Patterns("price|prices|priced|sold is|are? for|per|by a|an|the|one?")
}

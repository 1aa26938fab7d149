package import Shop

/// What a variant costs today and what a shopper is told about it: the rule is the shop's (`Variant.effectivePrice`).
package struct SpokenPrice: Sendable, Equatable {
  /// What the shopper pays.
  package var now: Money
  /// What it cost without the promotion, or before the reduction; nil where that is the same.
  package var before: Money?
  /// The promotion that makes the difference, or nil for a price that the merchant reduced.
  package var promotion: Promotion?
}

/// Today's promotions and what they do to prices.
package struct Offers: Sendable {
  package let active: [Promotion]
  private let today: String

  /// - Parameter today: `YYYY-MM-DD`.
  package init(_ promotions: [Promotion], today: String) {
    self.today = today
    active = promotions.filter { $0.isActive(on: today) }
  }

  package func applies(_ promotion: Promotion, to product: Product) -> Bool { promotion.applies(to: product) }

  package func all(for product: Product) -> [Promotion] { active.filter { $0.applies(to: product) } }

  /// The best price of a variant; promotions do not add up.
  package func price(of variant: Variant, _ product: Product) -> SpokenPrice? {
    guard let price = variant.effectivePrice(on: today, with: all(for: product)) else { return nil }
    if price.price < price.regular {
      return SpokenPrice(now: price.price, before: price.regular, promotion: price.promotion)
    }
    let before = variant.compareAtPrice.flatMap { $0 > price.price ? $0 : nil }
    return SpokenPrice(now: price.price, before: before, promotion: nil)
  }
}

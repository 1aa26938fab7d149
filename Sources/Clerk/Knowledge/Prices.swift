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
  private let literal: Set<Int64>

  /// - Parameters:
  ///   - today: `YYYY-MM-DD`.
  ///   - literal: promotions that hold for what is written just like them (`literal(_:in:)`).
  package init(_ promotions: [Promotion], today: String, literal: Set<Int64> = []) {
    self.today = today
    self.literal = literal
    active = promotions.filter { $0.isActive(on: today) }
  }

  /// The promotions whose `applies_to` some product has letter by letter. "Running" is then the type of that name, and
  /// not the tag "running" of a headlamp, for which nobody gave a price away.
  package static func literal(_ promotions: [Promotion], in products: [Product]) -> Set<Int64> {
    Set(promotions.filter { promotion in products.contains { spells(promotion, $0) } }.map(\.id))
  }

  private static func spells(_ promotion: Promotion, _ product: Product) -> Bool {
    let wanted = promotion.appliesTo
    return promotion.isForEverything || product.handle == wanted || product.type == wanted || product.vendor == wanted
      || product.tags.contains(wanted)
  }

  package func applies(_ promotion: Promotion, to product: Product) -> Bool {
    promotion.applies(to: product) && (!literal.contains(promotion.id) || Self.spells(promotion, product))
  }

  package func all(for product: Product) -> [Promotion] { active.filter { applies($0, to: product) } }

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

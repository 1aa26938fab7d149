package import Shop

/// What a variant costs today, and why.
package struct EffectivePrice: Sendable, Equatable {
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
    active = promotions.filter { promotion in
      (promotion.starts ?? "").isEmpty || promotion.starts! <= today
    }.filter { ($0.ends ?? "").isEmpty || $0.ends! >= today }
  }

  package func applies(_ promotion: Promotion, to product: Product) -> Bool {
    let key = promotion.appliesTo.trimmed
    return key == "*" || key == product.handle || same(key, product.type) || product.tags.contains { same($0, key) }
  }

  private func same(_ a: String, _ b: String) -> Bool { !b.isEmpty && Tokenizer.fold(a) == Tokenizer.fold(b) }

  package func all(for product: Product) -> [Promotion] { active.filter { applies($0, to: product) } }

  /// The best price of a variant; promotions do not add up.
  package func price(of variant: Variant, _ product: Product) -> EffectivePrice? {
    guard let price = variant.price else { return nil }
    var best = EffectivePrice(now: price, before: nil, promotion: nil)
    if let compare = variant.compareAtPrice, compare > price { best.before = compare }
    // A product feed gives some prices for some days only.
    if let sale = variant.sale, sale.isActive(on: today), sale.price < price {
      best = EffectivePrice(now: sale.price, before: price, promotion: nil)
    }
    for promotion in active where applies(promotion, to: product) {
      let reduced: Int64
      switch promotion.kind {
      case .percentOff(let percent):
        guard percent > 0, percent <= 100 else { continue }
        // Rounded half up to the smallest unit, in integers: hundredths of a percent are exact enough.
        let basisPoints = Int64((percent * 100).rounded())
        let (product, overflow) = price.minorUnits.multipliedReportingOverflow(by: 10_000 - basisPoints)
        guard !overflow else { continue }
        reduced = (product + 5_000) / 10_000
      case .amountOff(let off):
        guard off.currency == price.currency, off.minorUnits > 0, off.minorUnits < price.minorUnits else { continue }
        reduced = price.minorUnits - off.minorUnits
      case .bundle, .message: continue
      }
      if reduced < best.now.minorUnits {
        best = EffectivePrice(
          now: Money(minorUnits: reduced, currency: price.currency), before: price, promotion: promotion)
      }
    }
    return best
  }
}

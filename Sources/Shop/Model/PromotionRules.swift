extension Promotion {
  /// Whether the offer runs on a day, written `YYYY-MM-DD`; the first and the last day count.
  public func isActive(on day: String) -> Bool {
    // Days written this way sort as they follow each other.
    if let starts, day < starts { return false }
    if let ends, day > ends { return false }
    return true
  }

  /// Whether the offer is for everything in the shop.
  public var isForEverything: Bool { appliesTo == "*" }

  /// Whether the offer is for this product: by its handle, type, vendor or one of its tags, or for the whole shop.
  public func applies(to product: Product) -> Bool {
    if isForEverything || appliesTo == product.handle { return true }
    let wanted = appliesTo.folded
    guard !wanted.isEmpty else { return false }
    return product.type.folded == wanted || product.vendor.folded == wanted
      || product.tags.contains { $0.folded == wanted }
  }

  /// What `price` becomes by this offer, or nil where the offer changes no single price: bundles, messages, another
  /// currency, and amounts that are not below the price.
  ///
  /// `price × (1 − percent ÷ 100)` is reckoned in double precision and the exact value of that double is rounded to the
  /// nearest minor unit, a tie to the even one, as Python's `round` does it: $14.50 less 15 % is $12.32. Where the exact
  /// reduction ends in half a cent, a till that rounds half up asks a cent more.
  public func reduced(_ price: Money) -> Money? {
    guard price.minorUnits > 0, price.minorUnits <= Money.limit else { return nil }
    switch kind {
    case .percentOff(let percent):
      guard percent > 0, percent <= 100 else { return nil }
      let amount = Self.minorUnits(price.majorUnits * (1 - percent / 100), price.currency)
      return amount < price.minorUnits ? Money(minorUnits: amount, currency: price.currency) : nil
    case .amountOff(let off):
      guard off.currency == price.currency, off.minorUnits > 0, off.minorUnits < price.minorUnits else { return nil }
      return Money(minorUnits: price.minorUnits - off.minorUnits, currency: price.currency)
    case .bundle, .message: return nil
    }
  }

  /// The nearest number of minor units to the exact value of a double, a tie to the even one.
  private static func minorUnits(_ value: Double, _ currency: Currency) -> Int64 {
    let scale = currency.minorScale
    let product = value * scale
    // What the multiplication rounded away decides where it comes out at a half.
    let lost = (-product).addingProduct(value, scale)
    let nearest = product.rounded(.toNearestOrEven)
    guard abs(product - nearest) == 0.5, lost != 0 else { return Int64(nearest) }
    return Int64(lost > 0 ? product.rounded(.up) : product.rounded(.down))
  }
}

/// What a variant costs on a day.
public struct EffectivePrice: Sendable, Hashable {
  /// What the shopper pays.
  public var price: Money
  /// The price without the promotion.
  public var regular: Money
  /// The one promotion that makes the price, or nil where it is the regular one or that of the variant's own `sale`.
  public var promotion: Promotion?

  public init(price: Money, regular: Money, promotion: Promotion? = nil) {
    self.price = price
    self.regular = regular
    self.promotion = promotion
  }
}

extension Variant {
  /// The price on a day (`YYYY-MM-DD`) with its own sale or the best of `promotions`, which must be active and apply to
  /// the product; nil where the merchant gave no price. Reductions are not added to each other: no shop can be held to
  /// a price that it never wrote.
  public func effectivePrice(on day: String, with promotions: some Sequence<Promotion>) -> EffectivePrice? {
    guard let price else { return nil }
    var best = EffectivePrice(price: price, regular: price)
    if let sale, sale.isActive(on: day), sale.price < price { best.price = sale.price }
    for promotion in promotions {
      if let reduced = promotion.reduced(price), reduced < best.price {
        best = EffectivePrice(price: reduced, regular: price, promotion: promotion)
      }
    }
    return best
  }
}

extension ShopStore {
  /// The promotions that run on a day (`YYYY-MM-DD`), in the merchant's order.
  public func promotions(on day: String) -> [Promotion] { promotions.filter { $0.isActive(on: day) } }

  /// The promotions for a product on a day, in the merchant's order.
  public func promotions(for product: Product, on day: String) -> [Promotion] {
    promotions.filter { $0.isActive(on: day) && $0.applies(to: product) }
  }

  /// What a variant of `product` costs on a day, or nil where the merchant gave no price.
  public func effectivePrice(of variant: Variant, of product: Product, on day: String) -> EffectivePrice? {
    variant.effectivePrice(on: day, with: promotions(for: product, on: day))
  }
}

public import Shop

/// What the clerk needs to know of a shop. `ShopStore` is one; a test may bring its own.
public protocol ShopReading: Sendable {
  var info: ShopInfo { get }
  var faq: [FAQEntry] { get }
  var promotions: [Promotion] { get }
  /// Calls `body` with every product, in the merchant's order.
  func everyProduct(_ body: (Product) -> Void) throws(ShopError)
  /// The products with these ids, in this order; unknown ones are left out.
  func goods(ids: [Int64]) -> [Product]
  /// Products nearest in meaning with the cosine; empty without vectors.
  func nearestProducts(to vector: [Float], limit: Int) -> [(id: Int64, score: Float)]
  /// Answered questions nearest in meaning with the cosine; empty without vectors.
  func nearestAnswers(to vector: [Float], limit: Int) -> [(id: Int64, score: Float)]
}

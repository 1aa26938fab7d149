public import Shop

extension ShopStore: ShopReading {
  public func everyProduct(_ body: (Product) -> Void) throws(ShopError) {
    try forEachProduct(body)
  }

  public func goods(ids: [Int64]) -> [Product] { (try? products(ids: ids)) ?? [] }

  public func nearestProducts(to vector: [Float], limit: Int) -> [(id: Int64, score: Float)] {
    ((try? nearest(to: vector, limit: limit)) ?? []).map { ($0.productID, $0.score) }
  }

  public func nearestAnswers(to vector: [Float], limit: Int) -> [(id: Int64, score: Float)] {
    let hits: [FAQHit] = (try? self.nearestFAQ(to: vector, limit: limit)) ?? []
    return hits.map { ($0.entry.id, $0.score) }
  }
}

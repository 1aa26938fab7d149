import Foundation
import Shop
import TestSupport
import Testing

/// A folder that is gone when the value is.
final class Scratch {
  let path: String
  init() {
    path = NSTemporaryDirectory() + "shoptalk-test-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }
}

@Suite struct SampleShops {
  @Test(arguments: [("grocery", 120), ("coffee", 31)])
  func importsWithoutComplaint(name: String, atLeast: Int) throws {
    let cache = Scratch()
    let (shop, report) = try ShopStore.open(folder: Fixtures.path("Firmware/examples/\(name)"), cache: cache.path)
    print(name, report.products, report.variants, report.issues.map(\.description))
    #expect(report.imported)
    #expect(report.issues.isEmpty)
    #expect(!shop.faq.isEmpty && !shop.promotions.isEmpty && !shop.facets.types.isEmpty)
    let again = try ShopStore.open(folder: Fixtures.path("Firmware/examples/\(name)"), cache: cache.path)
    #expect(!again.1.imported)
  }

  @Test func groceryAnswersQueries() throws {
    let cache = Scratch()
    let (shop, _) = try ShopStore.open(folder: Fixtures.path("Firmware/examples/grocery"), cache: cache.path)
    let oat = try #require(try shop.product(handle: "oat-milk"))
    #expect(oat.options == [ProductOption(name: "Size", values: ["Quart", "Half Gallon"])])
    #expect(oat.variants.map(\.price?.formatted) == ["$3.49", "$5.79"])
    #expect(oat.attribute("aisle") == "7")
    let hits = try shop.search(words: ["oat", "milk"])
    let found = try shop.products(ids: hits.map(\.productID)).map(\.handle)
    #expect(found.prefix(2).contains("oat-milk"))
    #expect(shop.info.policies.first?.key == "payment_methods")
    #expect(shop.info.hours.days[0] == [OpeningHours.Span(opens: 420, closes: 1320)])
    var filter = ProductFilter()
    filter.types = ["pasta"]
    let pasta = try shop.products(where: filter, order: .cheapest)
    #expect(pasta.count > 2)
  }
}

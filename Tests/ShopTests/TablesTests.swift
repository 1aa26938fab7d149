import Shop
import Testing

@Suite struct FAQAndPromotionTests {
  private static let catalog = TestShop.header + "oat-milk,Oat Milk,Plant Milk,vegan,Bryn,,,S1,3.49\n"

  @Test func faqKeepsTheGoodRows() throws {
    let shop = try TestShop([
      "catalog.csv": Self.catalog, "faq.csv": "Question;Answer\nOpen?;Yes\n;No question\nNo answer?;\nopen;Twice\n",
    ])
    #expect(shop.store.faq.map(\.question) == ["Open?", "open"])
    #expect(shop.report.issues.map { "\($0.line ?? 0) \($0.severity)" } == ["3 error", "4 error", "5 warning"])
    #expect(try shop.store.searchFAQ(words: ["opened"]).first?.entry.answer == "Yes")
  }

  @Test func promotionsAreCheckedAgainstTheShop() throws {
    let shop = try TestShop([
      "catalog.csv": Self.catalog,
      "promotions.csv": """
      title,applies_to,kind,value,starts,ends,message
      Milk,oat-milk,percent_off,20%,2026-01-01,2026-12-31,m
      Half,Plant Milk,amount_off,$0.50,,,m
      Typo,oat-mlik,percent_off,20,,,m
      Bad kind,*,percent,20,,,m
      No kind,*,discount,20,,,m
      Bad value,*,percent_off,120,,,m
      Bad amount,*,amount_off,lots,,,m
      Bad date,*,message,,2026-02-30,,m
      Swapped,*,message,,2026-02-02,2026-02-01,m
      Two,vegan,bundle,6.00,,,Two for six
      Nobody,,percent_off,10,,,m
      Points,*,message,,,,Double points
      """,
    ])
    #expect(shop.store.promotions.map(\.title) == ["Milk", "Half", "Typo", "Bad kind", "Two", "Points"])
    let found = shop.report.issues.map { "\($0.line ?? 0) \($0.column ?? "") \($0.severity)" }
    #expect(
      found == [
        "4 applies_to warning", "6 kind error", "7 value error", "8 value error", "9 starts error", "10 ends error",
        "12 applies_to error",
      ])
    #expect(shop.report.issues[0].remedy.contains("oat-milk"))
    let milk = try #require(try shop.store.product(handle: "oat-milk"))
    let price = shop.store.effectivePrice(of: milk.variants[0], of: milk, on: "2026-06-01")
    #expect(price?.price.formatted == "$2.79" && price?.promotion?.title == "Milk")
    #expect(shop.store.promotions(for: milk, on: "2027-01-01").map(\.title) == ["Half", "Bad kind", "Two", "Points"])
  }

  @Test func filesWithoutTheirColumnsAreRefused() {
    for (name, text) in [("faq.csv", "a,b\n1,2\n"), ("promotions.csv", "a,b\n1,2\n"), ("faq.csv", "")] {
      let error = failure { _ = try TestShop(["catalog.csv": Self.catalog, name: text]) }
      #expect(error?.description.hasPrefix("\(name):1: ") == true)
    }
  }
}

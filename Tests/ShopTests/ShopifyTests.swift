import Shop
import TestSupport
import Testing

@Suite struct ShopifyTests {
  @Test(arguments: [("grocery", 120, 178), ("coffee", 30, 230)])
  func sampleShopsImportWithoutComplaint(name: String, products: Int, variants: Int) throws {
    let cache = Scratch()
    let (shop, report) = try ShopStore.open(folder: Fixtures.path("Firmware/examples/\(name)"), cache: cache.path)
    #expect(report.issues.isEmpty && report.products == products && report.variants == variants)
    #expect(!shop.faq.isEmpty && !shop.promotions.isEmpty && !shop.facets.types.isEmpty)
  }

  @Test func readsWhatShopifyWrites() throws {
    let shop = try TestShop([
      "catalog.csv":
        "\u{FEFF}Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Aisle (product.metafields.custom.aisle),Fit (variant.metafields.custom.fit),Status\r\n"
        + "shirt,Linen &amp; Co Shirt,\"<p>Soft.<br>Cool &eacute;toffe</p><ul><li>Machine wash</li></ul><script>alert('x')</script>\",Acme,Shirts,\"summer, linen , summer\",true,Size,S,Color,Blue,SH-1,200,shopify,4,deny,29.00,39.00,http://x/1.jpg,4,slim,active\r\n"
        + "shirt,,,,,,,,M,,Blue,'SH-2,200,shopify,-2,continue,29.00,29.00,,,wide,\r\n"
        + "shirt,,,,,,,,,,,,,,,,,,http://x/2.jpg,,,\r\n"
        + "mug,Mug,,Acme,Mugs,,TRUE,Title,Default Title,,,MU-1,0,,,deny,8.5,,,,,active\r\n"
        + "old,Old,,Acme,Mugs,,true,Title,Default Title,,,OL-1,0,,,deny,8.5,,,,,draft\r\n"
        + "gone,Gone,,Acme,Mugs,,false,Title,Default Title,,,GO-1,0,,,deny,8.5,,,,,active\r\n"
    ])
    #expect(shop.report.issues.isEmpty)
    #expect(shop.report.products == 2 && shop.report.variants == 3 && shop.report.hidden == 2)
    let shirt = try #require(try shop.store.product(handle: "shirt"))
    #expect(shirt.title == "Linen & Co Shirt" && shirt.body == "Soft.\nCool étoffe\nMachine wash")
    #expect(shirt.tags == ["summer", "linen"] && shirt.attribute("aisle") == "4")
    #expect(shirt.options.map(\.name) == ["Size", "Color"] && shirt.options[0].values == ["S", "M"])
    #expect(shirt.variants.map(\.inventory) == [.tracked(4), .backorder(-2)])
    #expect(shirt.variants.map(\.compareAtPrice?.minorUnits) == [3900, nil])
    #expect(shirt.variants.map { $0.attributes.first?.value } == ["slim", "wide"])
    #expect(shirt.variants[1].sku == "SH-2")
    let mug = try #require(try shop.store.product(handle: "mug"))
    #expect(mug.options.isEmpty && mug.variants.count == 1 && mug.variants[0].inventory == .untracked)
  }

  @Test func readsTheNewerColumnNamesInAnyOrder() throws {
    let shop = try TestShop([
      "catalog.csv":
        "Price;Status;Title;URL handle;Description;Option1 name;Option1 value;Inventory tracker;Inventory quantity;Continue selling when out of stock;Compare-at price;Published on online store;Weight value (grams);Product image URL\n"
        + "10.00;Active;Cup;cup;Nice;Colour;Red;shopify;3;DENY;12.00;TRUE;250;u\n;;;cup;;;;;;;;;;u2\n11;;;cup;;;Green;shopify;0;CONTINUE;;;;"
    ])
    #expect(shop.report.issues.isEmpty)
    let cup = try #require(try shop.store.product(handle: "cup"))
    #expect(cup.variants.map(\.price?.minorUnits) == [1000, 1100] && cup.variants[0].grams == 250)
    #expect(cup.variants.map(\.inventory) == [.tracked(3), .backorder(0)])
    #expect(cup.variants[0].compareAtPrice?.minorUnits == 1200)
  }

  @Test func badRowsAreReportedAndStopNothing() throws {
    let shop = try TestShop([
      "catalog.csv": TestShop.header
        + "a,Apple,Fruit,,,Title,Default Title,S1,abc\n"  // 2: no price
        + ",Nobody,Fruit,,,Title,Default Title,S2,1.00\n"  // 3: no handle
        + "b,,Fruit,,,Title,Default Title,S3,1.00\n"  // 4: no title
        + "c,Cherry,Fruit,,,Size,Big,S4,\n"  // 5: no price
        + "c,,,,,,Big,S5,2.00\n"  // 6: the same variant
        + "d,Date,Fruit,,,Title,Default Title,S1,1.00\n"  // 7: SKU of a
        + "a,Apricot,Fruit,,,Title,Default Title,S7,1.00\n"  // 8: handle of a
        + "c,,,,,,Small,S8,3.00\n"  // 9: rows apart
        + "e,Elder,Fruit,,,Title,Default Title,S9,\"1,5\"\n"
    ])
    let found = shop.report.issues.map { "\($0.line ?? 0) \($0.column ?? "") \($0.severity)" }
    #expect(
      found == [
        "2 Variant Price warning", "3 Handle error", "4 Title error", "5 Variant Price warning",
        "6 Option1 Value error",
        "7 SKU warning", "8 Handle error", "9 Handle warning",
      ])
    #expect(shop.report.issues.allSatisfy { $0.file == "catalog.csv" && !$0.remedy.isEmpty })
    #expect(shop.report.products == 4)
    #expect(try shop.store.product(handle: "a")?.variants.first?.price == nil)
    #expect(try shop.store.product(handle: "a")?.title == "Apple")
    #expect(try shop.store.product(handle: "c")?.variants.map(\.optionValues) == [["Big"], ["Small"]])
    #expect(try shop.store.product(handle: "e")?.variants.first?.price?.formatted == "$1.50")
  }

  @Test func issuesAreCappedAndCounted() throws {
    let rows = (1...500).map { ",No handle \($0),,,,,,," }.joined(separator: "\n")
    let shop = try TestShop(["catalog.csv": TestShop.header + "a,A,,,,,,,1\n" + rows])
    #expect(shop.report.errorCount == 500 && shop.report.errors.count == ImportReport.issueLimit)
  }

  @Test func unknownColumnsGetAHint() throws {
    let shop = try TestShop(["catalog.csv": "Handle,Title,Variant Price,Aisle,Cost per item\na,A,1.00,7,0.50\n"])
    #expect(shop.report.warnings.map(\.column) == ["Aisle"])
    #expect(shop.report.warnings[0].remedy.contains("Aisle (product.metafields.custom.aisle)"))
    #expect(try shop.store.product(handle: "a")?.attributes.isEmpty == true)
  }

  @Test(arguments: [
    ("", "is empty"), ("\n\n", "is empty"), ("Name,Price\na,1\n", "Handle"), ("Handle,Title\n", "no usable product"),
    ("Handle,Title,Status\na,A,draft\n", "1 are drafts"), ("Handle,Title\n,A\n", "no usable product"),
  ])
  func aCatalogueWithoutProductsIsRefused(text: String, words: String) {
    let error = failure { _ = try TestShop(["catalog.csv": text]) }
    #expect(error?.description.contains(words) == true && error?.description.contains("catalog.csv") == true)
  }

  @Test func metafieldsBecomeText() {
    #expect(Metafield.text("[\"Cotton\",\"Linen\"]") == "Cotton, Linen")
    #expect(Metafield.text("{\"value\":5.5,\"unit\":\"cm\"}") == "5.5 cm")
    #expect(
      Metafield.text(
        "{\"type\":\"root\",\"children\":[{\"type\":\"paragraph\",\"children\":[{\"type\":\"text\",\"value\":\"Wash \"},{\"type\":\"text\",\"value\":\"cold\"}]}]}"
      ) == "Wash cold")
    #expect(Metafield.text("[unfinished") == "[unfinished")
    #expect(Metafield.text("<b>7</b>") == "7")
    #expect(Metafield.text(String(repeating: "[", count: 100_000)).isEmpty == false)
  }

  @Test(arguments: [
    ("a &lt; b &amp; c", "a < b & c"), ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"), ("<p>One</p>\n\n<p>Two", "One\nTwo"),
    ("x<!-- hidden --> y", "x y"), ("<style>p{}</style>Text", "Text"),
    ("&#233;&#xE9;&#x110000;&bogus;", "éé&#x110000;&bogus;"),
    ("<a href=\"x>y\">link</a>", "link"), ("<script>never ends", ""), ("tab\there&nbsp;now", "tab here now"),
    ("<", "<"), ("", ""),
    ("<p title='lost>text</p> after", "text\nafter"), ("Caf\u{E9} &mdash; nice", "Café — nice"),
  ])
  func htmlBecomesText(html: String, text: String) { #expect(HTMLText.plain(html) == text) }
}

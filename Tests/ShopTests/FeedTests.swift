import Shop
import Testing

@Suite struct FeedTests {
  private static let rss = """
    <?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0" xmlns:g="http://base.google.com/ns/1.0" xmlns:c="http://base.google.com/cns/1.0">
    <channel><title>Shop</title><link>http://x</link>
    <item>
      <g:id>TS-1-S</g:id><g:item_group_id>TS-1</g:item_group_id>
      <title>Tee & Co – Black / S</title><description><![CDATA[<p>Soft & light</p>]]></description>
      <g:price>15.00 USD</g:price><g:sale_price>12.00 USD</g:sale_price>
      <g:sale_price_effective_date>2026-01-01T00:00-0800/2026-01-31T23:59-0800</g:sale_price_effective_date>
      <g:availability>in_stock</g:availability><g:brand>Acme</g:brand><g:color>Black</g:color><g:size>S</g:size>
      <g:material>Cotton</g:material><g:product_type>Home &gt; Clothing &gt; Shirts</g:product_type>
      <g:shipping><g:country>US</g:country><g:price>4.95 USD</g:price></g:shipping>
      <g:product_detail><g:section_name>Care</g:section_name><g:attribute_name>Washing</g:attribute_name>
        <g:attribute_value>Cold</g:attribute_value></g:product_detail>
      <g:product_highlight>Breathes well</g:product_highlight><c:aisle>7</c:aisle><g:gtin>0123</g:gtin>
    </item>
    <item><g:id>MUG</g:id><title>Mug</title><g:price>8 USD</g:price><g:sale_price>6 USD</g:sale_price><g:availability>out of stock</g:availability></item>
    <item>
      <g:id>TS-1-M</g:id><g:item_group_id>TS-1</g:item_group_id><title>Tee & Co – Black / M</title>
      <g:price>16.00 USD</g:price><g:availability>preorder</g:availability><g:color>Black</g:color><g:size>M</g:size>
      <g:material>Cotton</g:material><g:product_weight>200 g</g:product_weight><c:aisle>7</c:aisle>
      <g:product_detail><g:attribute_name>Washing</g:attribute_name><g:attribute_value>Cold</g:attribute_value></g:product_detail>
    </item>
    </channel></rss>
    """

  private func check(_ shop: TestShop) throws {
    #expect(shop.report.issues.isEmpty && shop.report.products == 2 && shop.report.variants == 3)
    let tee = try #require(try shop.store.product(handle: "TS-1"))
    #expect(tee.title == "Tee & Co – Black" && tee.type == "Shirts" && tee.vendor == "Acme")
    #expect(tee.body == "Soft & light\nBreathes well" && tee.tags == ["Home", "Clothing"])
    #expect(tee.options == [ProductOption(name: "Size", values: ["S", "M"])])
    #expect(tee.attribute("color") == "Black" && tee.attribute("washing") == "Cold" && tee.attribute("aisle") == "7")
    #expect(tee.variants.map(\.price?.minorUnits) == [1500, 1600])
    #expect(tee.variants.map(\.inventory) == [.inStock, .preorder])
    #expect(tee.variants[0].barcode == "0123" && tee.variants[1].grams == 200)
    let price = { (day: String) in shop.store.effectivePrice(of: tee.variants[0], of: tee, on: day)?.price.formatted }
    #expect(price("2026-01-20") == "$12.00" && price("2026-02-20") == "$15.00")
    let mug = try #require(try shop.store.product(handle: "MUG"))
    #expect(mug.variants[0].price?.minorUnits == 600 && mug.variants[0].compareAtPrice?.minorUnits == 800)
    #expect(mug.variants[0].inventory == .outOfStock)
  }

  @Test func readsRSS() throws { try check(TestShop(["catalog.xml": Self.rss])) }

  @Test func readsAtom() throws {
    let atom = Self.rss.replacing("<item>", with: "<entry><id>tag:x,2026</id>").replacing("</item>", with: "</entry>")
      .replacing("description>", with: "summary>").replacing("rss version=\"2.0\"", with: "feed").replacing(
        "/rss", with: "/feed")
    try check(TestShop(["catalog.xml": atom]))
  }

  @Test func readsATable() throws {
    let shop = try TestShop([
      "catalog.tsv":
        "id\ttitle\tdescription\tprice\tsale price\tavailability\titem group id\tcolor\tproduct_detail\tproduct_highlight\tc:aisle\n"
        + "1\tLamp Red\tNice\t20.00 USD\t\tin stock\tL\tRed\tTech:Bulb:E27\t\"Bright,Small\"\t3\n2\tLamp Blue\tNice\t21.00 USD\t\tbackorder\tL\tBlue\tTech:Bulb:E27\t\t3\n"
    ])
    #expect(shop.report.issues.isEmpty)
    let lamp = try #require(try shop.store.product(handle: "L"))
    #expect(lamp.title == "Lamp" && lamp.options == [ProductOption(name: "Color", values: ["Red", "Blue"])])
    #expect(lamp.attribute("bulb") == "E27" && lamp.attribute("aisle") == "3")
    #expect(lamp.variants.map(\.inventory) == [.inStock, .backorder(0)])
  }

  @Test func htmlInADescriptionIsItsText() throws {
    let shop = try TestShop([
      "catalog.xml":
        "<feed><entry><g:id>1</g:id><title>A</title><summary>One <b>two</b><br/>three</summary><g:price>1 USD</g:price></entry></feed>"
    ])
    #expect(try shop.store.product(handle: "1")?.body == "One two three")
  }

  @Test func badItemsAreReportedByLine() throws {
    let shop = try TestShop([
      "catalog.xml": """
      <rss><channel>
      <item><g:title>No id</g:title></item>
      <item><g:id>1</g:id></item>
      <item><g:id>2</g:id><g:title>Good</g:title><g:price>3 EUR</g:price><g:availability>maybe</g:availability></item>
      <item><g:id>3</g:id><g:title>Cut
      """
    ])
    #expect(
      shop.report.issues.map { "\($0.line ?? 0) \($0.column ?? "-")" }.sorted() == [
        "2 id", "3 title", "4 availability", "4 price", "5 -",
      ])
    #expect(shop.report.products == 1)
    #expect(try shop.store.product(handle: "2")?.variants.first?.price == nil)
  }

  @Test(arguments: [
    ("<!DOCTYPE a [<!ENTITY x \"y\">]><rss><item/></rss>", "document type"),
    (String(repeating: "<a>", count: 1000), "nested"), ("", "no usable product"), ("<rss></rss>", "no usable product"),
    ("not xml at all", "no usable product"), ("<a " + String(repeating: "x", count: 100_000), "does not end"),
  ])
  func hostileFeedsAreRefused(text: String, words: String) {
    let error = failure { _ = try TestShop(["catalog.xml": text]) }
    #expect(
      error?.description.contains(words) == true && error?.description.contains("catalog.xml") == true,
      "\(String(describing: error))")
  }
}

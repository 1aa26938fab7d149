import Foundation
import Shop
import TestSupport
import Testing

/// Damaged files must be read or refused by name, never trap. SHOPTALK_FUZZ_CASES=1000000 for the long form.
@Suite struct HostileInputTests {
  private func bytes(_ file: String) -> [UInt8] {
    (FileManager.default.contents(atPath: Fixtures.path(file)).map { [UInt8]($0) }) ?? []
  }
  private func words(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }
  private let currency = Currency(code: "USD")

  /// Runs `body`, which may only throw `ShopError`.
  private func guarded(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ShopError {
      #expect(!error.description.isEmpty)
      throw error
    } catch {
      Issue.record("throws something else: \(error)")
    }
  }

  /// The head of a sample catalogue: small enough that many damaged ones can be read.
  private func head(_ file: String, lines: Int) -> [UInt8] {
    var seen = 0
    return Array(
      bytes(file).prefix { byte in
        if byte == 0x0A { seen += 1 }
        return seen < lines
      })
  }

  private func table(_ bytes: [UInt8], _ file: String, _ report: inout ImportReport) throws -> CSVTable {
    var probe = MemorySource(bytes)
    let encoding = try TextEncoding.detect(&probe)
    return try CSVTable(UTF8Source(MemorySource(bytes), encoding: encoding), file: file, report: &report)
  }

  @Test func catalogues() {
    let corpus = [
      head("Firmware/examples/grocery/catalog.csv", lines: 6), head("Firmware/examples/coffee/catalog.csv", lines: 5),
    ]
    let counts = Fuzzing.run(
      "catalog.csv", corpus: corpus,
      dictionary: words(
        "\"", "\"\"", "\r\n", ",", ";", "\u{FEFF}", "Default Title", "Title", "<p>", "&#", "[", "{\"", "sep=;", "-1",
        "1e999", "\u{0}"),
      usual: 400
    ) { bytes in
      try guarded {
        var report = ImportReport()
        var table = try table(bytes, "catalog.csv", &report)
        guard var catalog = ShopifyCatalog(table, currency: currency, report: &report) else { return }
        try catalog.read(&table, report: &report, progress: { _ in }) { product, line, _ in
          #expect(line >= 1 && product.options.count <= 3)
          for variant in product.variants { #expect(variant.optionValues.count == product.options.count) }
        }
      }
    }
    #expect(counts.accepted > 0)
  }

  @Test func shopTOML() {
    Fuzzing.run(
      "shop.toml",
      corpus: [
        Array(
          "[shop]\nname = \"A\"\ncurrency = \"USD\"\nx = '''a'''\n[hours]\nmonday = \"9-5\"\n[policies]\nr = \"\"\"b\"\"\"\n"
            .utf8), head("Firmware/examples/coffee/shop.toml", lines: 14),
      ],
      dictionary: words(
        "[", "]", "[[", "a.", "\"\"\"", "'''", "\\u0000", "\\", "{", "}", "=", "1979-05-27T07:32:00Z", "inf", "#",
        "\u{0}")
    ) { bytes in
      try guarded {
        var report = ImportReport()
        _ = try ShopTOML.read(bytes, report: &report)
      }
    }
  }

  @Test func feeds() {
    let item =
      "<?xml version=\"1.0\"?><rss><channel><item><g:id>1</g:id><title>A &amp; B</title><g:price>1 USD</g:price><g:product_detail><g:attribute_name>n</g:attribute_name><g:attribute_value>v</g:attribute_value></g:product_detail><description><![CDATA[<b>x</b>]]></description></item></channel></rss>"
    Fuzzing.run(
      "catalog.xml", corpus: [Array(item.utf8)],
      dictionary: words(
        "<item>", "</item>", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE", "<?", "?>", "&", "&#x", ";", "<a>", "/>",
        "<g:", "\"", "\u{0}")
    ) { bytes in
      try guarded {
        var report = ImportReport()
        var probe = MemorySource(bytes)
        let encoding = try TextEncoding.detect(&probe)
        var feed = FeedXML(UTF8Source(MemorySource(bytes), encoding: encoding), file: "catalog.xml")
        var items: [FeedItem] = []
        while let item = try feed.next(report: &report) { items.append(item) }
        checkProduct(of: items, &report)
      }
    }
  }

  @Test func feedTables() {
    let text = """
      id\ttitle\tprice\titem_group_id\tcolor\tsize\tavailability\tsale_price\tsale_price_effective_date\tproduct_detail\tc:aisle
      1\tShirt red\t10.00 USD\tg\tred\tL\tin_stock\t5 USD\t2026-01-01T00:00-0800/2026-01-31T23:59-0800\ta:b:c\t7
      2\tShirt blue\t12.00 USD\tg\tblue\tM\tpreorder\t\t\ta:b:d,e:f:g\t8

      """
    Fuzzing.run(
      "catalog.tsv", corpus: [Array(text.utf8)],
      dictionary: words("\t", "\n", "\"", "g:", "c:", "(", ":", "/", "in stock", "9999999999", "\u{1E}", "\u{1F}"),
      usual: 1000
    ) { bytes in
      try guarded {
        var report = ImportReport()
        var table = try table(bytes, "catalog.tsv", &report)
        guard let columns = FeedTable(table) else { return }
        var items: [FeedItem] = []
        while let row = try table.next(report: &report) {
          let item = columns.item(row)
          // Items wait in the database until their group is whole.
          items.append(FeedItem(packed: item.packed, line: item.line))
        }
        checkProduct(of: items, &report)
      }
    }
  }

  /// The product that items of one group make: whatever they say, its variants fit its options.
  private func checkProduct(of items: [FeedItem], _ report: inout ImportReport) {
    var maker = FeedProduct(handle: "group", currency: currency, file: "feed")
    guard let product = maker.product(items, report: &report) else { return }
    #expect(product.options.count <= 3 && product.variants.count <= items.count)
    for variant in product.variants { #expect(variant.optionValues.count == product.options.count) }
    for item in items { #expect(item.line >= 1) }
  }

  @Test func descriptionsAndMetafields() {
    let corpus = [
      "<p>A <b>b</b> &eacute; &#233;&#xE9;<ul><li>x</li></ul><script>a < b</script><!-- c --><style>", "[\"a\",\"b\"]",
      "{\"value\":5,\"unit\":\"cm\"}", "{\"type\":\"root\",\"children\":[{\"type\":\"text\",\"value\":\"x\"}]}",
    ]
    Fuzzing.run(
      "descriptions", corpus: corpus.map { Array($0.utf8) },
      dictionary: words("<", ">", "</", "<!--", "-->", "&", "&#x110000;", ";", "\"", "'", "[", "{", "]", "\u{301}")
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let plain = HTMLText.plain(text)
      #expect(plain.unicodeScalars.count <= HTMLText.limit)
      #expect(!Metafield.text(text).unicodeScalars.contains { $0.properties.generalCategory == .control })
      #expect(text.folded.folded == text.folded)
    }
  }

  /// What once took minutes or gigabytes: none of these can be seen from the result alone, so they are here to hang.
  @Test func whatWouldNeverEnd() throws {
    let many = (0..<60_000).map { "k\($0)=1" }.joined(separator: ",")
    var report = ImportReport()
    _ = try ShopTOML.read(
      Array("[shop]\nname = \"A\"\ncurrency = \"USD\"\nx = {\(many)}\n".utf8), report: &report)
    let long = "[shop]\n\(String(repeating: "a", count: 400_000)) = 1\n"
    #expect(failure { _ = try ShopTOML.read(Array(long.utf8), report: &report) }?.description.contains(":2:") == true)
    // A group whose every item has two hundred details.
    let details = (0..<200).map { "s:n\($0):v" }.joined(separator: ",")
    let rows = (0..<1000).map { "\($0)\tt\t1 USD\t\($0)\t\(details)\n" }.joined()
    var table = try table(
      Array("id\ttitle\tprice\tcolor\tproduct_detail\n\(rows)".utf8), "catalog.tsv", &report)
    let columns = try #require(FeedTable(table))
    var items: [FeedItem] = []
    while let row = try table.next(report: &report) { items.append(columns.item(row)) }
    var maker = FeedProduct(handle: "group", currency: currency, file: "feed")
    let product = try #require(maker.product(items, report: &report))
    #expect(product.variants.count == 1000 && product.attributes.count == 200)
    // Marks piled on one letter, which have an order among them.
    let piled = "a" + String(repeating: "\u{301}\u{323}", count: 200_000)
    #expect(piled.folded == "a" && piled.oneLine.unicodeScalars.count == 31)
    // Brackets in a text do not hide those that nest.
    let nested = "[\"\(String(repeating: "]", count: 5000))\",\(String(repeating: "[", count: 5000))"
    #expect(Metafield.text(nested) == nested)
  }

  @Test func whatIsQuotedIsShort() {
    var report = ImportReport()
    report.reject("catalog.csv", line: 1, column: "Title", String(repeating: "x", count: 1 << 20), remedy: "shorten it")
    #expect(report.errors[0].message.utf8.count < 1000)
  }

  @Test func promotionsAndFAQ() {
    Fuzzing.run(
      "promotions.csv", corpus: [bytes("Firmware/examples/grocery/promotions.csv")],
      dictionary: words(
        "percent_off", "amount_off", "bundle", "1e308", "nan", "inf", "-0", "0000-00-00", "9999-12-31", "\"", "%", "*"),
      usual: 500
    ) { bytes in
      try guarded {
        var report = ImportReport()
        var probe = MemorySource(bytes)
        let source = UTF8Source(MemorySource(bytes), encoding: try TextEncoding.detect(&probe))
        try PromotionsFile(currency: currency).read(source, report: &report) { promotion, _, _ in
          let price = Money(minorUnits: 1999, currency: currency)
          if let reduced = promotion.reduced(price) { #expect(reduced < price && reduced.minorUnits >= 0) }
        }
      }
    }
    Fuzzing.run(
      "faq.csv", corpus: [bytes("Firmware/examples/grocery/faq.csv")], dictionary: words("\"", ",", "\n"), usual: 500
    ) {
      bytes in
      try guarded {
        var report = ImportReport()
        var probe = MemorySource(bytes)
        let source = UTF8Source(MemorySource(bytes), encoding: try TextEncoding.detect(&probe))
        try FAQFile.read(source, report: &report) { _ in }
      }
    }
  }

  @Test func pricesAndHours() {
    Fuzzing.run(
      "prices", corpus: [Array("1,299.00".utf8), Array("$3.49".utf8), Array("15.00 USD".utf8)],
      dictionary: words(",", ".", "€", "'", " ", "-", "9999999999999999999")
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let money = try Money(parsing: text, currency: currency)
      #expect(money.minorUnits >= 0 && money.minorUnits <= Money.limit)
      #expect(try Money(parsing: money.formatted, currency: currency) == money)
    }
    Fuzzing.run(
      "hours", corpus: [Array("07:00-22:00".utf8), Array("9 am - 5:30 pm, 18-19".utf8)],
      dictionary: words("-", ":", "pm", "24", "closed", ",")
    ) { bytes in
      for span in HoursParser.spans(String(decoding: bytes, as: UTF8.self)) ?? [] {
        #expect((0..<1440).contains(span.opens) && span.closes > span.opens && span.closes <= 2880)
      }
    }
  }

  /// Whole folders, through the database: slower, so fewer.
  @Test func wholeFolders() throws {
    let (folder, cache) = (Scratch(), Scratch())
    try folder.write("shop.toml", TestShop.toml)
    let corpus = [head("Firmware/examples/grocery/catalog.csv", lines: 8)]
    var mutator = Mutator(seed: 9, corpus: corpus, dictionary: words("\"", ",,,", "\n"))
    for _ in 0..<25 {
      try folder.write("catalog.csv", mutator.next())
      try? guarded { _ = try ShopStore.open(folder: folder.path, cache: cache.path) }
    }
  }
}

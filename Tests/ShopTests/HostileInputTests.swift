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
        while let item = try feed.next(report: &report) { #expect(item.line >= 1) }
      }
    }
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

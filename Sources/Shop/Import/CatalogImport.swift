/// Finds the catalogue of a shop folder, reads it in whichever format it has, and writes the products.
struct CatalogImport {
  static let fileNames = ["catalog.csv", "catalog.xml", "catalog.tsv"]

  let folder: ShopFolder
  let writer: StoreWriter
  let currency: Currency
  let progress: ((ImportProgress) -> Void)?

  func run(_ report: inout ImportReport) throws {
    let present = Self.fileNames.filter { folder.has($0) }
    guard let file = present.first else { throw missing() }
    for other in present.dropFirst() {
      report.warn(other, "is not read, because \(file) is there", remedy: "keep one catalogue only")
    }
    let issuesBefore = report.errorCount
    let tell = { (rows: Int) in
      if let progress { progress(ImportProgress(phase: .reading, done: rows, total: nil)) }
    }
    let add = { (product: Product, line: Int, report: inout ImportReport) throws in
      try self.add(product, file, line, &report)
    }
    guard let source = try folder.text(file, report: &report) else { throw missing() }
    if file.hasSuffix(".xml") {
      try readFeed(FeedXML(source, file: file), file, &report, tell, add)
    } else {
      try readTable(source, file, &report, tell, add)
    }
    guard writer.products > 0 else {
      let first = report.errorCount > issuesBefore ? report.errors.first { $0.file == file } : nil
      let why = first.map { ": \($0.message) (line \($0.line ?? 1))" } ?? ""
      throw ShopError.invalid(
        file: file, line: nil, column: nil,
        reason: report.hidden > 0
          ? "has no product on sale: \(report.hidden) are drafts, archived or unpublished"
          : "has no usable product\(why)",
        remedy: "export the products again; each needs a handle or id, a title and a price")
    }
  }

  private func readTable(
    _ source: any ByteSource, _ file: String, _ report: inout ImportReport, _ tell: (Int) -> Void,
    _ add: (Product, Int, inout ImportReport) throws -> Void
  ) throws {
    var table = try CSVTable(source, file: file, report: &report)
    if var catalog = ShopifyCatalog(table, currency: currency, report: &report) {
      return try catalog.read(&table, report: &report, progress: tell, add)
    }
    guard let columns = FeedTable(table) else {
      throw ShopError.invalid(
        file: file, line: 1, column: nil,
        reason:
          "has neither the column \"Handle\" of a Shopify export nor \"id\", \"title\" and \"price\" of a product feed",
        remedy: "export the products from Shopify as CSV, or as a Google product feed")
    }
    let feed = FeedCatalog(db: writer.db, currency: currency, file: file)
    try feed.prepare()
    while let row = try table.next(report: &report) {
      try feed.add(columns.item(row), report: &report)
      if table.rows % 1000 == 0 { tell(table.rows) }
    }
    try feed.read(report: &report, add)
    tell(table.rows)
  }

  private func readFeed(
    _ xml: FeedXML, _ file: String, _ report: inout ImportReport, _ tell: (Int) -> Void,
    _ add: (Product, Int, inout ImportReport) throws -> Void
  ) throws {
    var xml = xml
    let feed = FeedCatalog(db: writer.db, currency: currency, file: file)
    try feed.prepare()
    while let item = try xml.next(report: &report) {
      try feed.add(item, report: &report)
      if xml.items % 1000 == 0 { tell(xml.items) }
    }
    try feed.read(report: &report, add)
    tell(xml.items)
  }

  private func missing() -> ShopError {
    let others = folder.otherTables()
    return .missing(
      file: folder.path(Self.fileNames[0]),
      remedy: others.isEmpty
        ? "put the Shopify product export there as catalog.csv, or a Google product feed as catalog.xml or catalog.tsv"
        : "rename \(others.joined(separator: " or ")) to catalog.csv if that is the product list")
  }

  /// Writes a product, or joins it to one with the same handle whose rows stand elsewhere.
  private func add(_ product: Product, _ file: String, _ line: Int, _ report: inout ImportReport) throws {
    if var known = try writer.product(handle: product.handle) {
      guard product.title.isEmpty || product.title == known.title else {
        report.reject(
          file, line: line, column: "Handle", "\"\(product.handle)\" is the handle of \"\(known.title)\" already",
          remedy: "give each product a handle of its own")
        return
      }
      let optionCount = known.options.count
      let seen = Set(known.variants.map { $0.optionValues.map(\.folded) })
      var more = product.variants.filter {
        $0.optionValues.count == optionCount && !seen.contains($0.optionValues.map(\.folded))
      }
      let room = ShopifyCatalog.variantLimit - known.variants.count
      if more.count > room {
        report.reject(
          file, line: line, "\(product.handle) has more than \(ShopifyCatalog.variantLimit) variants",
          remedy: "split it into several products")
        more = Array(more.prefix(max(0, room)))
        if more.isEmpty { return }
      }
      report.warn(
        file, line: line, column: "Handle",
        more.isEmpty
          ? "\"\(product.handle)\" is listed twice; the first stays"
          : "rows of \"\(product.handle)\" stand apart; they are taken together",
        remedy: "sort the file by handle")
      guard !more.isEmpty else { return }
      try writer.remove(known)
      known.variants += more
      try writer.insert(known)
      return
    }
    guard !product.title.isEmpty else {
      report.reject(
        file, line: line, column: "Title", "is empty, so \"\(product.handle)\" has no name",
        remedy: "give the product a title on its first row")
      return
    }
    try checkSKUs(product, file, line, &report)
    try writer.insert(product)
  }

  private func checkSKUs(_ product: Product, _ file: String, _ line: Int, _ report: inout ImportReport) throws {
    var own: Set<String> = []
    for variant in product.variants where !variant.sku.isEmpty {
      let other =
        own.insert(variant.sku).inserted ? try writer.handle(sku: variant.sku) : product.handle
      if let other {
        report.warn(
          file, line: line, column: "SKU", "\"\(variant.sku)\" of \(product.handle) is also a SKU of \(other)",
          remedy: "give each variant a SKU of its own")
      }
    }
  }
}

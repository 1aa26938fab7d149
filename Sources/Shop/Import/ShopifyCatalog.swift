/// Reads Shopify's product export: one row a variant, rows of a product together under one handle, the title on the
/// first; rows with neither a new option value nor a price carry images only.
package struct ShopifyCatalog {
  static let variantLimit = 2048

  private let columns: ShopifyColumns
  private let currency: Currency
  private let file: String
  private var draft: ProductDraft?

  /// A product while its rows are read.
  struct ProductDraft {
    var product: Product
    var line: Int
    var isHidden = false
    /// The column of each option's value.
    var optionColumns: [Int] = []
    /// The option values of the variants so far.
    var seenValues: Set<[String]> = []
  }

  /// Nil where the columns are not Shopify's.
  package init?(_ table: CSVTable, currency: Currency, report: inout ImportReport) {
    guard let columns = ShopifyColumns(table) else { return nil }
    self.columns = columns
    self.currency = currency
    file = table.file
    for name in columns.unknown {
      report.warn(
        file, line: 1, column: name, "nothing is known of this column, so it is not used",
        remedy: "for a fact that shoppers may hear, name it: \(name) (product.metafields.custom.\(name.attributeKey))")
    }
    for (missing, name) in [(columns.title == nil, "Title"), (columns.price == nil, "Variant Price")] where missing {
      report.warn(file, line: 1, column: name, "is missing", remedy: "export all columns from Shopify")
    }
  }

  /// Calls `body` with each product that shoppers may know of, and the line on which it begins.
  package mutating func read(
    _ table: inout CSVTable, report: inout ImportReport, progress: (Int) throws -> Void,
    _ body: (Product, Int, inout ImportReport) throws -> Void
  ) throws {
    while let row = try table.next(report: &report) {
      if table.rows % 1000 == 0 { try progress(table.rows) }
      let handle = row.text(columns.handle).oneLine
      guard !handle.isEmpty else {
        report.reject(
          file, line: row.line, column: "Handle", "is empty, so this row belongs to no product",
          remedy: "give the row the handle of its product")
        continue
      }
      if draft?.product.handle != handle {
        try finish(&report, body)
        begin(handle, row)
      }
      add(row, &report)
    }
    try finish(&report, body)
    try progress(table.rows)
  }

  private func text(_ row: CSVRecord, _ column: Int?) -> String { column.map { row.text($0).oneLine } ?? "" }

  private mutating func begin(_ handle: String, _ row: CSVRecord) {
    var product = Product(handle: handle, title: HTMLText.resolved(text(row, columns.title)))
    product.vendor = HTMLText.resolved(text(row, columns.vendor))
    product.type = HTMLText.resolved(text(row, columns.type))
    product.category = HTMLText.resolved(text(row, columns.category))
    product.body = columns.body.map { HTMLText.plain(row.text($0)) } ?? ""
    product.tags = Self.tags(text(row, columns.tags))
    var optionColumns: [Int] = []
    for option in columns.options {
      let name = text(row, option.name)
      let value = text(row, option.value)
      // A product without options is written as one option "Title" with the one value "Default Title".
      if name.isEmpty && value.isEmpty || value.folded == "default title" { continue }
      product.options.append(
        ProductOption(name: name.isEmpty ? "Option \(product.options.count + 1)" : name, values: []))
      optionColumns.append(option.value)
    }
    for fact in columns.facts where !fact.isVariant {
      let value = Metafield.text(row.text(fact.column))
      if !value.isEmpty { product.attributes.append(Attribute(key: fact.key, name: fact.name, value: value)) }
    }
    let status = text(row, columns.status).folded
    let published = text(row, columns.published).folded
    let isHidden =
      !status.isEmpty && status != "active" || ["false", "no", "0", "unpublished"].contains(published)
    draft = ProductDraft(product: product, line: row.line, isHidden: isHidden, optionColumns: optionColumns)
  }

  static func tags(_ text: String) -> [String] {
    var seen: Set<String> = []
    return text.split(separator: ",").map { String($0).oneLine }.filter {
      !$0.isEmpty && seen.insert($0.folded).inserted
    }
  }

  private mutating func finish(
    _ report: inout ImportReport, _ body: (Product, Int, inout ImportReport) throws -> Void
  ) throws {
    guard let done = draft else { return }
    draft = nil
    if done.isHidden {
      report.hidden += 1
      return
    }
    try body(done.product, done.line, &report)
  }

  private mutating func add(_ row: CSVRecord, _ report: inout ImportReport) {
    guard var draft else { return }
    // Nobody else holds it meanwhile, so nothing is copied.
    self.draft = nil
    defer { self.draft = draft }
    if draft.isHidden { return }
    let values = draft.optionColumns.map { text(row, $0) }
    let isFirst = draft.product.variants.isEmpty
    let price = text(row, columns.price)
    // An image row has neither a value, nor a SKU, nor a price.
    if !isFirst && values.allSatisfy(\.isEmpty) && price.isEmpty && text(row, columns.sku).isEmpty { return }
    let written = text(row, columns.title)
    if !isFirst, !written.isEmpty, HTMLText.resolved(written) != draft.product.title {
      report.reject(
        file, line: row.line, column: "Title",
        "\"\(written)\" has the same handle as \"\(draft.product.title)\" (\(draft.product.handle))",
        remedy: "give each product a handle of its own; the title stands on its first row only")
      return
    }
    if let empty = values.firstIndex(where: \.isEmpty), values.count > 0, !(isFirst && values.allSatisfy(\.isEmpty)) {
      report.warn(
        file, line: row.line, column: "Option\(empty + 1) Value", "is empty",
        remedy: "give every variant all its options")
    }
    guard draft.product.variants.count < Self.variantLimit else {
      report.reject(
        file, line: row.line, "\(draft.product.handle) has more than \(Self.variantLimit) variants",
        remedy: "split it into several products")
      return
    }
    if !draft.seenValues.insert(values.map(\.folded)).inserted {
      report.reject(
        file, line: row.line, column: "Option1 Value",
        values.isEmpty
          ? "\(draft.product.handle) has no options, so it has one variant only"
          : "\(draft.product.handle) has a variant \"\(values.joined(separator: " / "))\" already",
        remedy: values.isEmpty ? "name its options on its first row" : "remove one of the two rows")
      return
    }
    draft.product.variants.append(variant(row, values, &report))
  }

  private func variant(_ row: CSVRecord, _ values: [String], _ report: inout ImportReport) -> Variant {
    var variant = Variant(optionValues: values)
    variant.sku = text(row, columns.sku).drop(while: { $0 == "'" }).description
    variant.barcode = text(row, columns.barcode).drop(while: { $0 == "'" }).description
    variant.price = price(row, columns.price, "Variant Price", isRequired: true, &report)
    let before = price(row, columns.compareAt, "Variant Compare At Price", isRequired: false, &report)
    if let before, let price = variant.price, before > price { variant.compareAtPrice = before }
    variant.inventory = inventory(row, &report)
    variant.grams = Double(text(row, columns.grams)).flatMap { $0.isFinite && $0 > 0 && $0 < 1e9 ? $0 : nil } ?? 0
    for fact in columns.facts where fact.isVariant {
      let value = Metafield.text(row.text(fact.column))
      if !value.isEmpty { variant.attributes.append(Attribute(key: fact.key, name: fact.name, value: value)) }
    }
    return variant
  }

  private func price(
    _ row: CSVRecord, _ column: Int?, _ name: String, isRequired: Bool, _ report: inout ImportReport
  ) -> Money? {
    guard let column else { return nil }
    let written = text(row, column)
    guard !written.isEmpty else {
      if isRequired {
        report.warn(
          file, line: row.line(of: column), column: name, "is empty, so no price is said", remedy: "fill in a price")
      }
      return nil
    }
    do throws(PriceError) {
      return try Money(parsing: written, currency: currency)
    } catch {
      report.warn(
        file, line: row.line(of: column), column: name, "\(error), so no price is said",
        remedy: "write it with digits and a decimal point, e.g. 3.49")
      return nil
    }
  }

  private func inventory(_ row: CSVRecord, _ report: inout ImportReport) -> Inventory {
    let tracker = text(row, columns.tracker)
    let written = text(row, columns.quantity)
    // Exports without the tracker column count whatever has a quantity.
    if tracker.isEmpty && (columns.tracker != nil || written.isEmpty) { return .untracked }
    if written.isEmpty { return .untracked }
    guard let count = Double(written).flatMap({ Int(exactly: $0.rounded()) }), abs(count) < 1_000_000_000 else {
      report.warn(
        file, line: columns.quantity.map { row.line(of: $0) } ?? row.line, column: "Variant Inventory Qty",
        "\"\(written)\" is no number, so no stock is said", remedy: "write a whole number")
      return .untracked
    }
    let policy = text(row, columns.policy).folded
    return ["continue", "true", "yes"].contains(policy) ? .backorder(count) : .tracked(count)
  }
}

import GRDB

/// Writes products into a database that is being made.
final class StoreWriter {
  let db: Database
  let rows: ProductRows
  private(set) var products = 0
  private(set) var variants = 0

  init(_ db: Database, currency: Currency) {
    self.db = db
    rows = ProductRows(currency: currency)
  }

  /// Puts a product in; its id and those of its variants are given by the database.
  func insert(_ product: Product) throws {
    let option = { (place: Int) -> String? in place < product.options.count ? product.options[place].name : nil }
    try db.cachedStatement(
      sql: """
        INSERT INTO product (handle, title, vendor, type, category, body, option1, option2, option3,
          folded_title, folded_vendor, folded_type) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)
        """
    ).execute(arguments: [
      product.handle, product.title, product.vendor, product.type, product.category, product.body,
      option(0), option(1), option(2), product.title.folded, product.vendor.folded, product.type.folded,
    ])
    let id = db.lastInsertedRowID
    var place = 0
    for attribute in product.attributes {
      try insert(attribute, product: id, variant: nil, at: &place)
    }
    for (position, variant) in product.variants.enumerated() {
      try insert(variant, at: position, product: id, &place)
    }
    for (position, tag) in product.tags.enumerated() {
      try db.cachedStatement(sql: "INSERT INTO tag (product, position, tag, folded) VALUES (?,?,?,?)")
        .execute(arguments: [id, position, tag, tag.folded])
    }
    products += 1
    variants += product.variants.count
  }

  /// Takes a product out again, e.g. to put it back with more variants.
  func remove(_ product: Product) throws {
    for table in ["variant", "tag", "attribute"] {
      try db.cachedStatement(sql: "DELETE FROM \(table) WHERE product = ?").execute(arguments: [product.id])
    }
    try db.cachedStatement(sql: "DELETE FROM product WHERE id = ?").execute(arguments: [product.id])
    products -= 1
    variants -= product.variants.count
  }

  func product(handle: String) throws -> Product? { try rows.product(db, handle: handle) }

  /// The handle of a product that has a variant with this SKU, or nil.
  func handle(sku: String) throws -> String? {
    try String.fetchOne(
      db.cachedStatement(
        sql:
          "SELECT handle FROM variant JOIN product ON product.id = variant.product WHERE sku = ? AND sku <> '' LIMIT 1"),
      arguments: [sku])
  }

  private func insert(_ variant: Variant, at position: Int, product: Int64, _ place: inout Int) throws {
    let value = { (place: Int) -> String? in
      place < variant.optionValues.count ? variant.optionValues[place] : nil
    }
    let stock = variant.inventory.stored
    try db.cachedStatement(
      sql: """
        INSERT INTO variant (product, position, value1, value2, value3, sku, barcode, price, compare_at,
          sale, sale_starts, sale_ends, stock_kind, stock, available, grams)
        VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
        """
    ).execute(arguments: [
      product, position, value(0), value(1), value(2), variant.sku, variant.barcode, variant.price?.minorUnits,
      variant.compareAtPrice?.minorUnits, variant.sale?.price.minorUnits, variant.sale?.starts, variant.sale?.ends,
      stock.kind, stock.count, variant.inventory.isAvailable ? 1 : 0, variant.grams,
    ])
    let id = db.lastInsertedRowID
    for attribute in variant.attributes { try insert(attribute, product: product, variant: id, at: &place) }
  }

  private func insert(_ attribute: Attribute, product: Int64, variant: Int64?, at place: inout Int) throws {
    try db.cachedStatement(
      sql: "INSERT INTO attribute (product, position, variant, key, name, value, folded) VALUES (?,?,?,?,?,?,?)"
    ).execute(arguments: [
      product, place, variant, attribute.key, attribute.name, attribute.value, attribute.value.folded,
    ])
    place += 1
  }

  func insert(_ entry: FAQEntry) throws {
    try db.cachedStatement(sql: "INSERT INTO faq (question, answer) VALUES (?,?)")
      .execute(arguments: [entry.question, entry.answer])
    try db.cachedStatement(sql: "INSERT INTO faq_text (rowid, question, answer) VALUES (?,?,?)")
      .execute(arguments: [db.lastInsertedRowID, entry.question, entry.answer])
  }

  func insert(_ promotion: Promotion) throws {
    let (kind, percent, amount): (String, Double?, Int64?) =
      switch promotion.kind {
      case .percentOff(let percent): ("percent_off", percent, nil)
      case .amountOff(let money): ("amount_off", nil, money.minorUnits)
      case .bundle(let money): ("bundle", nil, money.minorUnits)
      case .message: ("message", nil, nil)
      }
    try db.execute(
      sql: """
        INSERT INTO promotion (title, applies_to, kind, percent, amount, starts, ends, message)
        VALUES (?,?,?,?,?,?,?,?)
        """,
      arguments: [
        promotion.title, promotion.appliesTo, kind, percent, amount, promotion.starts, promotion.ends,
        promotion.message,
      ])
  }

  func setMeta(_ key: String, _ value: (any DatabaseValueConvertible)?) throws {
    try db.execute(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key, value])
  }
}

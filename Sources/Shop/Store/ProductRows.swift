import GRDB

/// Reads whole products out of the database.
struct ProductRows {
  let currency: Currency

  func product(_ db: Database, handle: String) throws -> Product? {
    let statement = try db.cachedStatement(sql: "SELECT id FROM product WHERE handle = ?")
    guard let id = try Int64.fetchOne(statement, arguments: [handle]) else { return nil }
    return try product(db, id: id)
  }

  func product(_ db: Database, id: Int64) throws -> Product? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT handle, title, vendor, type, category, body, option1, option2, option3 FROM product WHERE id = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [id]) else { return nil }
    var product = Product(
      id: id, handle: row[0], title: row[1], vendor: row[2], type: row[3], category: row[4], body: row[5])
    let names = (6...8).compactMap { row[$0] as String? }
    product.variants = try variants(db, of: id, options: names.count)
    product.tags = try String.fetchAll(
      db.cachedStatement(sql: "SELECT tag FROM tag WHERE product = ? ORDER BY position"), arguments: [id])
    let attributes = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT variant, key, name, value FROM attribute WHERE product = ? ORDER BY position"),
      arguments: [id])
    while let row = try attributes.next() {
      let attribute = Attribute(key: row[1], name: row[2], value: row[3])
      if let variant = row[0] as Int64? {
        if let at = product.variants.firstIndex(where: { $0.id == variant }) {
          product.variants[at].attributes.append(attribute)
        }
      } else {
        product.attributes.append(attribute)
      }
    }
    product.options = names.enumerated().map { place, name in
      var values: [String] = []
      var seen: Set<String> = []
      for variant in product.variants where place < variant.optionValues.count {
        let value = variant.optionValues[place]
        if seen.insert(value).inserted { values.append(value) }
      }
      return ProductOption(name: name, values: values)
    }
    return product
  }

  private func variants(_ db: Database, of product: Int64, options: Int) throws -> [Variant] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT id, value1, value2, value3, sku, barcode, price, compare_at, stock_kind, stock, grams,
            sale, sale_starts, sale_ends
          FROM variant WHERE product = ? ORDER BY position
          """), arguments: [product])
    var variants: [Variant] = []
    while let row = try rows.next() {
      let money = { (column: Int) -> Money? in
        (row[column] as Int64?).map { Money(minorUnits: $0, currency: currency) }
      }
      variants.append(
        Variant(
          id: row[0], optionValues: (0..<options).map { (row[1 + $0] as String?) ?? "" }, sku: row[4], barcode: row[5],
          price: money(6), compareAtPrice: money(7),
          sale: money(11).map { Sale(price: $0, starts: row[12], ends: row[13]) },
          inventory: Inventory(kind: row[8], count: row[9]), grams: row[10]))
    }
    return variants
  }
}

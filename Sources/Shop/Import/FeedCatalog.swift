import GRDB

/// Makes products of feed items: items with the same `item_group_id` are the variants of one product, wherever in the
/// feed they stand. So all items are first put aside in a temporary table, which SQLite keeps on disk when it grows.
struct FeedCatalog {
  let db: Database
  let currency: Currency
  let file: String

  func prepare() throws {
    try db.execute(
      sql: """
        CREATE TEMP TABLE feed (id INTEGER PRIMARY KEY, grouping TEXT NOT NULL, line INTEGER NOT NULL, item TEXT NOT NULL)
        """)
  }

  /// Puts an item aside; one that can be no product is reported.
  func add(_ item: FeedItem, report: inout ImportReport) throws {
    let id = item["id"].oneLine
    guard !id.isEmpty else {
      report.reject(file, line: item.line, column: "id", "is missing", remedy: "give every item an id of its own")
      return
    }
    guard !item["title"].isEmpty else {
      report.reject(file, line: item.line, column: "title", "of \(id) is missing", remedy: "give every item a title")
      return
    }
    let group = item["item_group_id"].oneLine
    // The two kinds of id are apart, so that an id that equals a group joins nothing by accident.
    try db.cachedStatement(sql: "INSERT INTO feed (grouping, line, item) VALUES (?,?,?)")
      .execute(arguments: [group.isEmpty ? "i\(id)" : "g\(group)", item.line, item.packed])
  }

  /// Calls `body` with each product, in the order in which the feed first names it.
  func read(
    report: inout ImportReport, _ body: (Product, Int, inout ImportReport) throws -> Void
  ) throws {
    try db.execute(sql: "CREATE INDEX temp.feed_group ON feed (grouping, id)")
    var last = 0
    while true {
      // The first item of a group stands for the group; later ones were taken with it.
      let firsts = try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT id, grouping FROM feed AS f
            WHERE id > ? AND NOT EXISTS (SELECT 1 FROM feed WHERE grouping = f.grouping AND id < f.id)
            ORDER BY id LIMIT 500
            """), arguments: [last])
      guard let end = firsts.last else { break }
      for first in firsts {
        let rows = try Row.fetchAll(
          db.cachedStatement(sql: "SELECT line, item FROM feed WHERE grouping = ? ORDER BY id LIMIT ?"),
          arguments: [first[1], ShopifyCatalog.variantLimit + 1])
        var items = rows.map { FeedItem(packed: $0[1], line: $0[0]) }
        let grouping: String = first[1]
        let handle = String(grouping.dropFirst())
        if items.count > ShopifyCatalog.variantLimit {
          report.reject(
            file, line: items[0].line, column: "item_group_id",
            "\(handle) has more than \(ShopifyCatalog.variantLimit) variants", remedy: "split it into several groups")
          items.removeLast()
        }
        var builder = FeedProduct(handle: handle, currency: currency, file: file)
        if let product = builder.product(items, report: &report) { try body(product, items[0].line, &report) }
      }
      last = end[0]
    }
    try db.execute(sql: "DROP TABLE temp.feed")
  }
}

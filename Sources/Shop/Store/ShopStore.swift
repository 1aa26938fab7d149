import FoundationEssentials
import GRDB
import Synchronization

/// A shop that can be asked: its facts, and every way to find its products.
///
/// It reads a database that an import made and never writes to it. All members may be used from any thread.
public final class ShopStore: Sendable {
  /// The database file.
  public let path: String
  public let info: ShopInfo
  /// In the order of `faq.csv`.
  public let faq: [FAQEntry]
  /// In the order of `promotions.csv`, those that are over and those to come included.
  public let promotions: [Promotion]
  public let facets: Facets
  public let productCount: Int
  public let variantCount: Int
  /// Which encoder made the sentence vectors, or nil where there are none.
  public let encoderIdentity: String?
  /// What the import that made this store had to say.
  public let report: ImportReport

  let queue: DatabaseQueue
  let rows: ProductRows
  let vectors: [Schema.VectorKind: VectorIndex]
  let sounds = Mutex<SoundTables?>(nil)

  /// Opens a database that an import made.
  /// - Throws: `ShopError.database` for one that is damaged, unfinished or of another version.
  public init(database path: String) throws(ShopError) {
    self.path = path
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.label = "shop"
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA cache_size = -4000; PRAGMA query_only = 1")
        db.add(
          function: DatabaseFunction("fold", argumentCount: 1, pure: true) { values in
            String.fromDatabaseValue(values[0])?.folded
          })
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      let loaded = try queue.read { db in try Loaded(db, path: path) }
      info = loaded.info
      rows = ProductRows(currency: loaded.info.currency)
      faq = loaded.faq
      promotions = loaded.promotions
      facets = loaded.facets
      report = loaded.report
      productCount = loaded.report.products
      variantCount = loaded.report.variants
      encoderIdentity = loaded.encoder
      vectors = loaded.vectors
    } catch let error as ShopError {
      throw error
    } catch {
      throw .database(file: path, reason: "\(error)")
    }
  }

  /// Everything that is small enough to be kept in memory.
  private struct Loaded {
    var info: ShopInfo
    var faq: [FAQEntry]
    var promotions: [Promotion]
    var facets: Facets
    var report: ImportReport
    var encoder: String?
    var vectors: [Schema.VectorKind: VectorIndex] = [:]

    init(_ db: Database, path: String) throws {
      func text(_ key: String) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
      }
      guard try Int.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'version'") == Schema.version else {
        throw ShopError.database(file: path, reason: "it was made by another version")
      }
      guard let info = try text("info"), let report = try text("report") else {
        throw ShopError.database(file: path, reason: "it is not complete")
      }
      self.info = try JSONDecoder().decode(ShopInfo.self, from: Data(info.utf8))
      self.report = try JSONDecoder().decode(ImportReport.self, from: Data(report.utf8))
      let currency = self.info.currency
      faq = try Row.fetchAll(db, sql: "SELECT id, question, answer FROM faq ORDER BY id").map {
        FAQEntry(id: $0[0], question: $0[1], answer: $0[2])
      }
      promotions = try Row.fetchAll(
        db,
        sql: "SELECT id, title, applies_to, kind, percent, amount, starts, ends, message FROM promotion ORDER BY id"
      ).map { row in
        let amount = Money(minorUnits: (row[5] as Int64?) ?? 0, currency: currency)
        let kind: Promotion.Kind =
          switch row[3] as String {
          case "percent_off": .percentOff((row[4] as Double?) ?? 0)
          case "amount_off": .amountOff(amount)
          case "bundle": .bundle(amount)
          default: .message
          }
        return Promotion(
          id: row[0], title: row[1], appliesTo: row[2], kind: kind, starts: row[6], ends: row[7], message: row[8])
      }
      facets = try Facets(db)
      encoder = try text("encoder")
      if encoder != nil, let dimension = try Int.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'dimension'") {
        for kind in [Schema.VectorKind.product, .faq, .fact] {
          vectors[kind] = try VectorIndex(db, kind: kind, dimension: dimension)
        }
      }
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws(ShopError) -> T {
    do {
      return try queue.read(body)
    } catch let error as ShopError {
      throw error
    } catch {
      throw .database(file: path, reason: "\(error)")
    }
  }

  // MARK: Products

  /// The product with this handle, or nil.
  public func product(handle: String) throws(ShopError) -> Product? {
    try read { db in try rows.product(db, handle: handle) }
  }

  /// The products with these ids, in the order asked for; unknown ids are left out.
  public func products(ids: [Int64]) throws(ShopError) -> [Product] {
    try read { db in try ids.compactMap { try rows.product(db, id: $0) } }
  }

  /// Calls `body` with every product in the merchant's order, a few hundred in memory at a time.
  public func forEachProduct(_ body: (Product) -> Void) throws(ShopError) {
    var last: Int64 = 0
    while true {
      let batch = try read { db in
        let ids = try Int64.fetchAll(
          db.cachedStatement(sql: "SELECT id FROM product WHERE id > ? ORDER BY id LIMIT 200"), arguments: [last])
        return try ids.compactMap { try rows.product(db, id: $0) }
      }
      guard let end = batch.last else { return }
      batch.forEach(body)
      last = end.id
    }
  }
}

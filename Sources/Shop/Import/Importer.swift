import FoundationEssentials
import GRDB
import Pronunciation
import Transformer

/// Turns a shop folder into a database: everything in one transaction, so that there is a whole shop or none.
struct Importer {
  let folder: ShopFolder
  let encoder: (any TextEncoder)?
  var known: KnownVectors?
  let progress: ((ImportProgress) -> Void)?

  /// Fills an empty database at `path`.
  func run(into path: String) throws(ShopError) -> ImportReport {
    do {
      var configuration = Configuration()
      configuration.label = "shop import"
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      return try queue.writeWithoutTransaction { db in
        // Nobody sees this file before it is whole, so no journal has to protect it.
        try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000")
        var report = ImportReport()
        try db.inTransaction {
          try db.execute(sql: Schema.tables)
          report = try fill(db)
          return .commit
        }
        return report
      }
    } catch let error as ShopError {
      throw error
    } catch {
      throw .database(file: path, reason: "\(error)")
    }
  }

  private func fill(_ db: Database) throws -> ImportReport {
    var report = ImportReport()
    let info = try ShopTOML.read(folder.contents(ShopTOML.fileName), report: &report)
    let writer = StoreWriter(db, currency: info.currency)
    try CatalogImport(folder: folder, writer: writer, currency: info.currency, progress: progress).run(&report)
    report.products = writer.products
    report.variants = writer.variants
    try db.execute(sql: Schema.indexes)

    if let source = try folder.text(FAQFile.fileName, report: &report) {
      try FAQFile.read(source, report: &report) { try writer.insert($0) }
    }
    if let source = try folder.text(PromotionsFile.fileName, report: &report) {
      let targets = PromotionTarget(db)
      try PromotionsFile(currency: info.currency).read(source, report: &report) { promotion, line, report in
        try targets.check(promotion, line: line, &report)
        try writer.insert(promotion)
      }
    }
    try index(db, writer, info.language, &report)
    try Facets.write(db)
    if let encoder {
      report.vectors = try VectorWriter(
        db: db, encoder: encoder, info: info, rows: writer.rows, known: known, progress: progress
      )
      .run()
      try writer.setMeta("encoder", encoder.identity)
      try writer.setMeta("dimension", encoder.dimension)
    }
    try db.execute(sql: "INSERT INTO product_text (product_text) VALUES ('optimize'); ANALYZE")
    try writer.setMeta("info", String(decoding: JSONEncoder().encode(info), as: UTF8.self))
    try writer.setMeta("report", String(decoding: JSONEncoder().encode(report), as: UTF8.self))
    try writer.setMeta("version", Schema.version)
    return report
  }

  private func index(
    _ db: Database, _ writer: StoreWriter, _ language: String, _ report: inout ImportReport
  ) throws {
    let text = TextIndex(db)
    var sounds: SoundWriter?
    do throws(PronunciationError) {
      sounds = SoundWriter(db, phonemizer: try Phonemizer(language: language))
    } catch {
      report.warn(
        ShopTOML.fileName, column: "shop.language", "names cannot be found by their sound (\(error))",
        remedy: "write a language such as en, de or fr, and check that espeak-ng is installed")
    }
    let total = report.products
    var done = 0
    try eachProduct(db, writer.rows) { product in
      try text.add(product)
      try sounds?.add(product)
      done += 1
      if done % 500 == 0 { progress?(ImportProgress(phase: .indexing, done: done, total: total)) }
    }
    try text.flush()
    try sounds?.finish()
    progress?(ImportProgress(phase: .indexing, done: total, total: total))
  }
}

/// Goes through all products in the order of their ids, one in memory at a time.
func eachProduct(_ db: Database, _ rows: ProductRows, _ body: (Product) throws -> Void) throws {
  var last: Int64 = 0
  while true {
    let ids = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT id FROM product WHERE id > ? ORDER BY id LIMIT 500"), arguments: [last])
    guard let end = ids.last else { return }
    for id in ids {
      if let product = try rows.product(db, id: id) { try body(product) }
    }
    last = end
  }
}

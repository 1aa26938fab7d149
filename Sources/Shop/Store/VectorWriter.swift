import Foundation
import GRDB
import Transformer

/// Computes the sentence vectors of a shop and writes them in chunks that can be scanned without copying.
struct VectorWriter {
  /// Vectors in one row of the table: 384 KB at 384 dimensions.
  static let chunk = 1024
  /// Texts that are encoded between two reports of progress.
  private static let batch = 64

  let db: Database
  let encoder: any TextEncoder
  let info: ShopInfo
  let rows: ProductRows
  /// Vectors of an earlier import, so that only what changed is computed.
  let known: KnownVectors?
  let progress: ((ImportProgress) -> Void)?

  /// Returns the number of products with a vector.
  func run() throws -> Int {
    let products = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM product") ?? 0
    let questions = try Row.fetchAll(db, sql: "SELECT id, question FROM faq ORDER BY id")
    let facts = info.facts
    let total = products + questions.count + facts.count
    var done = 0
    progress?(ImportProgress(phase: .encoding, done: 0, total: total))

    func write(_ kind: Schema.VectorKind, _ each: (_ add: (Int64, String) throws -> Void) throws -> Void) throws {
      var output = Output(db: db, kind: kind, dimension: encoder.dimension)
      var waiting: [(id: Int64, text: String)] = []
      func flush() throws {
        for ((id, text), vector) in zip(waiting, try encode(waiting.map(\.text))) {
          try output.add(id, KnownVectors.key(text), Quantised(vector))
        }
        done += waiting.count
        waiting.removeAll(keepingCapacity: true)
        progress?(ImportProgress(phase: .encoding, done: done, total: total))
      }
      try each { id, text in
        if let vector = known?.vector(of: text) {
          try output.add(id, KnownVectors.key(text), vector)
          done += 1
          return
        }
        waiting.append((id, text))
        if waiting.count == Self.batch { try flush() }
      }
      try flush()
      try output.flush()
    }
    try write(.product) { add in try eachProduct(db, rows) { try add($0.id, Self.text(of: $0)) } }
    try write(.faq) { add in for row in questions { try add(row[0], row[1]) } }
    try write(.fact) { add in
      for (place, fact) in facts.enumerated() { try add(Int64(place), "\(fact.name): \(fact.value)") }
    }
    return products
  }

  /// What a product is, in one sentence for the encoder: its name and kind, and what it begins with in the
  /// merchant's words.
  static func text(of product: Product) -> String {
    var text = product.title
    if !product.type.isEmpty, !product.title.folded.contains(product.type.folded) { text += ", \(product.type)" }
    if !product.tags.isEmpty { text += ". " + product.tags.prefix(6).joined(separator: ", ") }
    if let sentence = product.body.split(whereSeparator: { $0 == "\n" || $0 == "." }).first {
      text += ". " + sentence.prefix(150)
    }
    return text.oneLine
  }

  /// Vectors of `texts`, each text once; the encoder's own pool uses the cores.
  private func encode(_ texts: [String]) throws -> [[Float]] {
    var places: [String: Int] = [:]
    var unique: [String] = []
    for text in texts where places[text] == nil {
      places[text] = unique.count
      unique.append(text)
    }
    let vectors: [[Float]]
    do throws(TransformerError) {
      vectors = try encoder.encode(unique)
    } catch {
      throw ShopError.encoding(reason: error.description)
    }
    guard vectors.count == unique.count else { return texts.map { _ in [] } }
    return texts.map { places[$0].map { vectors[$0] } ?? [] }
  }

  /// Collects vectors and writes a row for each full chunk.
  private struct Output {
    let db: Database
    let kind: Schema.VectorKind
    let dimension: Int
    private var number = 0
    private var ids: [Int64] = []
    private var texts: [UInt64] = []
    private var scales: [Float] = []
    private var codes: [Int8] = []

    init(db: Database, kind: Schema.VectorKind, dimension: Int) {
      (self.db, self.kind, self.dimension) = (db, kind, dimension)
    }

    mutating func add(_ id: Int64, _ text: UInt64, _ vector: Quantised) throws {
      guard vector.codes.count == dimension else { return }
      ids.append(id)
      texts.append(text)
      scales.append(vector.scale)
      codes += vector.codes
      if ids.count == VectorWriter.chunk { try flush() }
    }

    mutating func flush() throws {
      guard !ids.isEmpty else { return }
      try db.cachedStatement(sql: "INSERT INTO vector (kind, chunk, ids, texts, scales, codes) VALUES (?,?,?,?,?,?)")
        .execute(arguments: [
          kind.rawValue, number, ids.withUnsafeBytes { Data($0) }, texts.withUnsafeBytes { Data($0) },
          scales.withUnsafeBytes { Data($0) }, codes.withUnsafeBytes { Data($0) },
        ])
      number += 1
      ids.removeAll(keepingCapacity: true)
      texts.removeAll(keepingCapacity: true)
      scales.removeAll(keepingCapacity: true)
      codes.removeAll(keepingCapacity: true)
    }
  }
}

extension ShopInfo {
  /// Everything that the shop says of itself and that is no product: policies, details, notes on its hours.
  public var facts: [Attribute] { policies + details + hours.notes }
}

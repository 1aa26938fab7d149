import Dispatch
import Foundation
import GRDB
import Synchronization
import Transformer

/// Computes the sentence vectors of a shop and writes them in chunks that can be scanned without copying.
struct VectorWriter {
  /// Vectors in one row of the table: 384 KB at 384 dimensions.
  static let chunk = 1024
  /// Texts that are encoded between two reports of progress.
  private static let batch = 128

  let db: Database
  let encoder: any TextEncoder
  let info: ShopInfo
  let rows: ProductRows
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
      var waiting: [(Int64, String)] = []
      func flush() throws {
        let vectors = try encode(waiting.map(\.1))
        for ((id, _), vector) in zip(waiting, vectors) { try output.add(id, vector) }
        done += waiting.count
        waiting.removeAll(keepingCapacity: true)
        progress?(ImportProgress(phase: .encoding, done: done, total: total))
      }
      try each { id, text in
        waiting.append((id, text))
        if waiting.count == Self.batch { try flush() }
      }
      if !waiting.isEmpty { try flush() }
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
    if !product.body.isEmpty { text += ". " + product.body.prefix(200) }
    return text.oneLine
  }

  /// Vectors of `texts`, each text once, on all cores.
  private func encode(_ texts: [String]) throws -> [[Float]] {
    var places: [String: Int] = [:]
    var unique: [String] = []
    for text in texts where places[text] == nil {
      places[text] = unique.count
      unique.append(text)
    }
    let results = Mutex<[Int: Result<[Float], TransformerError>]>([:])
    let (encoder, work) = (encoder, unique)
    DispatchQueue.concurrentPerform(iterations: work.count) { at in
      let result: Result<[Float], TransformerError>
      do throws(TransformerError) {
        result = .success(try encoder.encode(work[at]))
      } catch {
        result = .failure(error)
      }
      results.withLock { $0[at] = result }
    }
    let vectors = try results.withLock { found in
      try work.indices.map { try found[$0]?.get() ?? [] }
    }
    return texts.map { places[$0].map { vectors[$0] } ?? [] }
  }

  /// Collects vectors as int8 codes with one scale each and writes a row for each full chunk.
  private struct Output {
    let db: Database
    let kind: Schema.VectorKind
    let dimension: Int
    private var number = 0
    private var ids: [Int64] = []
    private var scales: [Float] = []
    private var codes: [Int8] = []

    init(db: Database, kind: Schema.VectorKind, dimension: Int) {
      (self.db, self.kind, self.dimension) = (db, kind, dimension)
    }

    mutating func add(_ id: Int64, _ vector: [Float]) throws {
      guard vector.count == dimension else { return }
      let (scale, code) = Quantised.codes(vector)
      ids.append(id)
      scales.append(scale)
      codes += code
      if ids.count == VectorWriter.chunk { try flush() }
    }

    mutating func flush() throws {
      guard !ids.isEmpty else { return }
      try db.cachedStatement(sql: "INSERT INTO vector (kind, chunk, ids, scales, codes) VALUES (?,?,?,?,?)")
        .execute(arguments: [
          kind.rawValue, number, ids.withUnsafeBytes { Data($0) }, scales.withUnsafeBytes { Data($0) },
          codes.withUnsafeBytes { Data($0) },
        ])
      number += 1
      ids.removeAll(keepingCapacity: true)
      scales.removeAll(keepingCapacity: true)
      codes.removeAll(keepingCapacity: true)
    }
  }
}

/// A vector as int8 codes: element i is about `scale` × `codes[i]`.
enum Quantised {
  static func codes(_ vector: [Float]) -> (scale: Float, codes: [Int8]) {
    var largest: Float = 0
    for value in vector { largest = max(largest, value.magnitude) }
    guard largest > 0, largest.isFinite else { return (0, Array(repeating: 0, count: vector.count)) }
    let scale = largest / 127
    return (scale, vector.map { Int8(max(-127, min(127, ($0 / scale).rounded()))) })
  }
}

extension ShopInfo {
  /// Everything that the shop says of itself and that is no product: details, policies, notes on its hours.
  public var facts: [Attribute] { policies + details + hours.notes }
}

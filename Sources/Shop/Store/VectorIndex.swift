import Foundation
import GRDB

/// The nearest neighbours of a vector among a shop's int8 vectors, by a scan over all of them.
///
/// At 384 dimensions a scan of ten thousand takes a few milliseconds, which an index would hardly better. Small shops
/// stay in memory; large ones are read a chunk at a time, so that memory does not grow with the shop.
struct VectorIndex: Sendable {
  struct Chunk: Sendable {
    let ids: [Int64]
    let scales: [Float]
    let codes: [Int8]
  }

  /// Codes of at most so many bytes are kept in memory.
  static let memoryLimit = 6 << 20

  let dimension: Int
  let kind: Schema.VectorKind
  private let chunks: [Chunk]?

  init(_ db: Database, kind: Schema.VectorKind, dimension: Int) throws {
    self.dimension = dimension
    self.kind = kind
    let size =
      try Int.fetchOne(
        db, sql: "SELECT COALESCE(SUM(LENGTH(codes)), 0) FROM vector WHERE kind = ?", arguments: [kind.rawValue]) ?? 0
    if size > Self.memoryLimit {
      chunks = nil
    } else {
      var kept: [Chunk] = []
      try Self.each(db, kind, dimension) { kept.append($0) }
      chunks = kept
    }
  }

  /// The best `limit` by cosine, best first. `query` must have Euclidean length 1.
  func nearest(_ db: Database, to query: [Float], limit: Int) throws -> [SearchHit] {
    guard query.count == dimension, limit > 0, dimension > 0 else { return [] }
    let quantised = Quantised(query)
    let (queryScale, queryCodes) = (quantised.scale, quantised.codes)
    guard queryScale > 0 else { return [] }
    var best = BestHits(limit: limit)
    let scan = { (chunk: Chunk) in
      queryCodes.withUnsafeBufferPointer { query in
        chunk.codes.withUnsafeBufferPointer { codes in
          for at in 0..<chunk.ids.count {
            guard let a = query.baseAddress, let b = codes.baseAddress else { return }
            let sum = Self.dot(a, b + at * dimension, dimension)
            best.add(SearchHit(productID: chunk.ids[at], score: Float(sum) * chunk.scales[at] * queryScale))
          }
        }
      }
    }
    if let chunks { chunks.forEach(scan) } else { try Self.each(db, kind, dimension, scan) }
    return best.sorted
  }

  private static func each(
    _ db: Database, _ kind: Schema.VectorKind, _ dimension: Int, _ body: (Chunk) -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT ids, scales, codes FROM vector WHERE kind = ? ORDER BY chunk"),
      arguments: [kind.rawValue])
    while let row = try rows.next() {
      let (ids, scales, codes): (Data, Data, Data) = (row[0], row[1], row[2])
      let count = ids.count / 8
      // A damaged row must not be read beyond its end.
      guard ids.count == count * 8, scales.count == count * 4, codes.count == count * dimension else { continue }
      body(
        Chunk(
          ids: ids.withUnsafeBytes { raw in
            (0..<count).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self) }
          },
          scales: scales.withUnsafeBytes { raw in
            (0..<count).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
          },
          codes: codes.withUnsafeBytes { Array($0.bindMemory(to: Int8.self)) }))
    }
  }

  /// The dot product of int8 codes; cannot overflow below 130,000 dimensions.
  @inline(__always)
  private static func dot(_ a: UnsafePointer<Int8>, _ b: UnsafePointer<Int8>, _ count: Int) -> Int32 {
    var sum: Int32 = 0
    for i in 0..<count { sum &+= Int32(a[i]) &* Int32(b[i]) }
    return sum
  }
}

/// The best few of many hits, in memory for the few.
struct BestHits {
  private let limit: Int
  private var hits: [SearchHit] = []
  private var threshold = -Float.infinity

  init(limit: Int) { self.limit = limit }

  mutating func add(_ hit: SearchHit) {
    guard hit.score > threshold || hits.count < limit else { return }
    hits.append(hit)
    // Sorting now and then costs less than keeping a heap at the sizes that are asked for.
    if hits.count >= limit * 2 + 16 { trim() }
  }

  private mutating func trim() {
    hits.sort(by: SearchHit.isBetter)
    hits.removeLast(max(0, hits.count - limit))
    if hits.count == limit, let last = hits.last { threshold = last.score }
  }

  var sorted: [SearchHit] { Array(hits.sorted(by: SearchHit.isBetter).prefix(limit)) }
}

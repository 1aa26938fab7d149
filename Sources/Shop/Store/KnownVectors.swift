import Foundation
import GRDB

/// A vector as int8 codes: element i is about `scale` × `codes[i]`.
struct Quantised {
  var scale: Float
  var codes: [Int8]

  init(scale: Float, codes: [Int8]) {
    self.scale = scale
    self.codes = codes
  }

  init(_ vector: [Float]) {
    var largest: Float = 0
    for value in vector { largest = max(largest, value.magnitude) }
    guard largest > 0, largest.isFinite else {
      self.init(scale: 0, codes: Array(repeating: 0, count: vector.count))
      return
    }
    let scale = largest / 127
    self.init(scale: scale, codes: vector.map { Int8(max(-127, min(127, ($0 / scale).rounded()))) })
  }
}

/// The vectors of an earlier import by the same encoder, looked up by their texts: a changed price must not cost the
/// encoding of the whole shop again.
final class KnownVectors {
  private struct Place {
    var chunk: Int32
    var row: Int32
  }

  private let queue: DatabaseQueue
  private let dimension: Int
  private var places: [UInt64: Place] = [:]
  /// The chunk that was read last; texts come in nearly the order in which they were written.
  private var chunk: (number: Int32, scales: Data, codes: Data)?

  /// Looks through the databases of a cache, the one used last first, for one with vectors of this encoder.
  static func find(in cache: ShopCache, encoder: String, dimension: Int) -> KnownVectors? {
    for path in cache.databases().prefix(ShopCache.kept) {
      if let found = try? KnownVectors(path: path, encoder: encoder, dimension: dimension) { return found }
    }
    return nil
  }

  private struct Unfit: Error {}

  private init(path: String, encoder: String, dimension: Int) throws {
    var configuration = Configuration()
    configuration.readonly = true
    queue = try DatabaseQueue(path: path, configuration: configuration)
    self.dimension = dimension
    places = try queue.read { db in
      guard try Int.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'version'") == Schema.version,
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'encoder'") == encoder
      else { throw Unfit() }
      var places: [UInt64: Place] = [:]
      let rows = try Row.fetchCursor(
        db, sql: "SELECT chunk, texts FROM vector WHERE kind = ?", arguments: [Schema.VectorKind.product.rawValue])
      while let row = try rows.next() {
        let (number, texts): (Int32, Data) = (row[0], row[1])
        texts.withUnsafeBytes { raw in
          for at in 0..<(raw.count / 8) {
            let key = raw.loadUnaligned(fromByteOffset: at * 8, as: UInt64.self)
            places[key] = Place(chunk: number, row: Int32(truncatingIfNeeded: at))
          }
        }
      }
      return places
    }
  }

  static func key(_ text: String) -> UInt64 {
    var hash = ContentHash()
    hash.feed(text)
    return hash.words().0
  }

  /// The vector of a text, or nil where it is not known.
  func vector(of text: String) -> Quantised? {
    guard let place = places[Self.key(text)] else { return nil }
    if chunk?.number != place.chunk {
      let row = try? queue.read { db in
        try Row.fetchOne(
          db, sql: "SELECT scales, codes FROM vector WHERE kind = ? AND chunk = ?",
          arguments: [Schema.VectorKind.product.rawValue, place.chunk])
      }
      chunk = row.map { (place.chunk, $0[0], $0[1]) }
    }
    guard let chunk else { return nil }
    let at = Int(place.row)
    guard chunk.scales.count >= (at + 1) * 4, chunk.codes.count >= (at + 1) * dimension else { return nil }
    let scale = chunk.scales.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at * 4, as: Float.self) }
    let codes = chunk.codes.withUnsafeBytes { raw in
      Array(raw.bindMemory(to: Int8.self)[(at * dimension)..<((at + 1) * dimension)])
    }
    return Quantised(scale: scale, codes: codes)
  }
}

import Synchronization
import Transformer

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Finds the intent of a question by the exemplars that lie nearest in meaning.
///
/// The vectors of the exemplars are made at first use and kept in a file where a cache folder is given.
final class ExemplarIndex: Sendable {
  private let encoder: any TextEncoder
  private let cache: String?
  private let vectors = Mutex<[[Float]]?>(nil)

  init(_ encoder: any TextEncoder, cache: String?) {
    self.encoder = encoder
    self.cache = cache
  }

  /// The intent of the nearest exemplars with the mean cosine of the nearest two that agree; nil where nothing is near.
  func nearest(to vector: [Float]) -> (intent: Intent, similarity: Float)? {
    guard let table = load(), table.count == Exemplars.all.count else { return nil }
    var scores: [(Float, Intent)] = []
    scores.reserveCapacity(table.count)
    for (row, exemplar) in zip(table, Exemplars.all) where row.count == vector.count {
      var sum: Float = 0
      for i in vector.indices { sum += row[i] * vector[i] }
      scores.append((sum, exemplar.intent))
    }
    scores.sort { $0.0 > $1.0 }
    guard let best = scores.first else { return nil }
    var votes: [Intent: Float] = [:]
    for (score, intent) in scores.prefix(5) { votes[intent, default: 0] += max(0, score) * max(0, score) }
    let winner = votes.max { $0.value < $1.value }?.key ?? best.1
    let top = scores.first { $0.1 == winner }?.0 ?? best.0
    return (winner, top)
  }

  private func load() -> [[Float]]? {
    vectors.withLock { slot in
      if let slot { return slot }
      slot = read() ?? make()
      return slot
    }
  }

  private func make() -> [[Float]]? {
    guard let made = try? encoder.encode(Exemplars.all.map(\.text)) else { return nil }
    write(made)
    return made
  }

  /// The file's name holds what its content depends on: the encoder and the exemplars.
  private var path: String? {
    guard let cache else { return nil }
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in (encoder.identity + Exemplars.all.map(\.text).joined(separator: "\n")).utf8 {
      hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
    }
    return cache + "/exemplars-" + String(hash, radix: 16) + ".f32"
  }

  private func read() -> [[Float]]? {
    guard let path, let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
    let width = encoder.dimension
    guard width > 0, data.count == Exemplars.all.count * width * 4 else { return nil }
    return data.withUnsafeBytes { bytes in
      (0..<Exemplars.all.count).map { row in
        (0..<width).map { bytes.loadUnaligned(fromByteOffset: (row * width + $0) * 4, as: Float.self) }
      }
    }
  }

  /// A cache that cannot be written is done without.
  private func write(_ rows: [[Float]]) {
    guard let path else { return }
    var data = Data()
    for row in rows { for value in row { withUnsafeBytes(of: value) { data.append(contentsOf: $0) } } }
    try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}

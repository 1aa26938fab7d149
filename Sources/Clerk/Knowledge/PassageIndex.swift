import Synchronization
import Transformer

/// The merchant's passages by meaning: each as a few sentences' vectors, made at first use.
final class PassageIndex: Sendable {
  private let encoder: any TextEncoder
  private let texts: [(passage: Int, text: String)]
  private let vectors = Mutex<[[Float]]?>(nil)

  init(_ encoder: any TextEncoder, _ passages: Passages) {
    self.encoder = encoder
    var texts: [(Int, String)] = []
    for (i, passage) in passages.all.enumerated() {
      switch passage.kind {
      case .faq:
        texts.append((i, passage.title))
        texts.append((i, passage.text))
      default:
        texts.append((i, passage.title + ": " + passage.text))
      }
    }
    self.texts = texts
  }

  /// The passages with their best cosine to `vector`, best first.
  func nearest(to vector: [Float]) -> [(passage: Int, similarity: Float)] {
    let table = vectors.withLock { slot in
      if slot == nil { slot = try? encoder.encode(texts.map(\.text)) }
      return slot ?? []
    }
    guard table.count == texts.count else { return [] }
    var best: [Int: Float] = [:]
    for (row, entry) in zip(table, texts) where row.count == vector.count {
      var sum: Float = 0
      for i in vector.indices { sum += row[i] * vector[i] }
      best[entry.passage] = max(best[entry.passage] ?? -1, sum)
    }
    return best.map { (passage: $0.key, similarity: $0.value) }
      .sorted { ($0.similarity, -$0.passage) > ($1.similarity, -$1.passage) }
  }
}

import Synchronization
import Transformer

/// The merchant's passages by meaning: each as a few sentences' vectors, made when first needed or
/// before.
///
/// Questions with one answer are examples of one intent: beside each of them their mean stands for it (a prototype), so
/// that a merchant teaches an intent by a few rows and without training. Where the weights for it fit the encoder, they
/// are compared as `RuleHead` turns them.
final class PassageIndex: Sendable {
  private let encoder: any TextEncoder
  private let head: RuleHead?
  private let texts: [(passage: Int, text: String)]
  /// Passages that are examples of one intent, where there are several.
  private let intents: [[Int]]
  private let vectors = Mutex<[[Float]]?>(nil)

  init(_ encoder: any TextEncoder, _ passages: Passages) {
    self.encoder = encoder
    head = RuleHead(encoder)
    var texts: [(Int, String)] = []
    for (i, passage) in passages.all.enumerated() {
      switch passage.kind {
      case .faq:
        texts.append((i, passage.title))
        texts.append((i, passage.text))
      default:
        texts.append((i, passage.title + ": " + passage.text))
        texts.append((i, passage.title))
        // A rule with several clauses lies near none of what they say.
        let parts = passage.text.split(whereSeparator: { ".,;".contains($0) }).map { String($0).trimmed }.filter {
          $0.utf8.count > 8
        }
        if parts.count > 1 { for part in parts { texts.append((i, passage.title + ": " + part)) } }
      }
    }
    self.texts = texts
    intents = Dictionary(grouping: passages.all.indices.filter { passages.all[$0].kind == .faq }) {
      passages.all[$0].text
    }.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// The cosine of `vector` to the mean of the questions that are examples of one intent.
  private func prototype(_ examples: [Int], _ table: [[Float]], _ vector: [Float]) -> Float? {
    var mean = [Float](repeating: 0, count: vector.count)
    for example in examples {
      // The question stands before its answer.
      guard let at = texts.firstIndex(where: { $0.passage == example }), table[at].count == mean.count else {
        return nil
      }
      for i in mean.indices { mean[i] += table[at][i] }
    }
    let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return nil }
    return zip(mean, vector).reduce(0) { $0 + $1.0 * $1.1 } / length
  }

  private func turned(_ vector: [Float]) -> [Float] { head?.turned(vector) ?? vector }

  /// Computes the vectors, unless that has been done: on a small computer it takes seconds.
  func prepare() { _ = rows() }

  private func rows() -> [[Float]] {
    vectors.withLock { slot in
      if slot == nil { slot = try? encoder.encode(texts.map(\.text)).map(turned) }
      return slot ?? []
    }
  }

  /// The passages with their best likeness to `question`, on the scale of a cosine, best first.
  func nearest(to question: [Float]) -> [(passage: Int, similarity: Float)] {
    let table = rows()
    let vector = turned(question)
    guard table.count == texts.count else { return [] }
    var best: [Int: Float] = [:]
    for (row, entry) in zip(table, texts) where row.count == vector.count {
      var sum: Float = 0
      for i in vector.indices { sum += row[i] * vector[i] }
      best[entry.passage] = max(best[entry.passage] ?? -1, sum)
    }
    for examples in intents {
      guard let similarity = prototype(examples, table, vector),
        let nearest = examples.max(by: { best[$0] ?? -1 < best[$1] ?? -1 })
      else { continue }
      best[nearest] = max(best[nearest] ?? -1, similarity)
    }
    return best.map { (passage: $0.key, similarity: head?.likeness($0.value) ?? $0.value) }
      .sorted { ($0.similarity, -$0.passage) > ($1.similarity, -$1.passage) }
  }
}

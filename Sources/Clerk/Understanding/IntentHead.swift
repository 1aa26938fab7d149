import FoundationEssentials
import Glibc
package import Transformer

/// Reads the intent of a question from its sentence vector: a linear layer with a softmax, trained on phrases of general
/// English (Models/understanding). It knows what a rule has no words for, and says how sure it is.
package struct IntentHead: Sendable {
  /// What a question may be: an intent, or a turn that means nothing by itself ("and the large one").
  package enum Label: Sendable, Hashable {
    case intent(Intent)
    case followUp
  }

  /// A label with its probability.
  package struct Guess: Sendable {
    package let label: Label
    package let probability: Float
  }

  private let labels: [Label]
  /// (labels, width), row by row.
  private let weights: [Float]
  private let biases: [Float]
  private let width: Int

  /// Nil where the weights were not made for `encoder`.
  package init?(_ encoder: any TextEncoder) {
    guard encoder.dimension == IntentWeights.width, encoder.identity.lowercased().contains("minilm"),
      let data = Data(base64Encoded: IntentWeights.weights),
      data.count == IntentWeights.rows.count * IntentWeights.width
    else { return nil }
    width = IntentWeights.width
    labels = IntentWeights.rows.map { row in Intent(rawValue: row.name).map(Label.intent) ?? .followUp }
    biases = IntentWeights.rows.map(\.bias)
    weights = data.enumerated().map { index, byte in
      Float(Int8(bitPattern: byte)) * IntentWeights.rows[index / IntentWeights.width].scale
    }
  }

  /// Every label with its probability, the most probable first. `vector` is of length `width`.
  package func guesses(_ vector: [Float]) -> [Guess] {
    guard vector.count == width else { return [] }
    var scores = biases
    for row in labels.indices {
      for column in 0..<width { scores[row] += weights[row * width + column] * vector[column] }
    }
    let most = scores.max() ?? 0
    let powers = scores.map { exp($0 - most) }
    let sum = powers.reduce(0, +)
    return zip(labels, powers).map { Guess(label: $0, probability: $1 / sum) }.sorted {
      $0.probability > $1.probability
    }
  }
}

import FoundationEssentials
import Glibc
package import Transformer

/// Chooses among the ways to answer a question. What the rules decide is one of them, and holds unless another is clearly
/// better. Two things are learned, from questions to which the right answers are known and of shops that taught the
/// rules nothing (Models/understanding/judge.py): what kind of question it is, by its meaning with and without the goods
/// that it names; and how the signs of a way tell whether it is right.
package struct Judge: Sendable {
  /// The kinds of question that are told apart.
  static let kinds = JudgeWeights.kinds.map(\.name)

  static func index(of kind: String) -> Int? { kinds.firstIndex(of: kind) }

  /// The kind of question to which an intent answers.
  static func kind(of intent: Intent) -> String {
    switch intent {
    case .faq, .policy, .shopDetail: "policy"
    case .thanks, .goodbye, .repeat, .greeting: "greeting"
    case .unclear: "ambiguous"
    default: intent.rawValue
    }
  }

  /// (kinds, 2 × width), row by row.
  private let weights: [Float]
  private let width: Int
  private let net: SignNet

  /// Nil where the weights were not made for `encoder`.
  package init?(_ encoder: any TextEncoder) {
    let columns = 2 * JudgeWeights.width
    guard encoder.dimension == JudgeWeights.width, encoder.identity.lowercased().contains("minilm"),
      let data = Data(base64Encoded: JudgeWeights.weights), data.count == JudgeWeights.kinds.count * columns
    else { return nil }
    width = JudgeWeights.width
    weights = data.enumerated().map { index, byte in
      Float(Int8(bitPattern: byte)) * JudgeWeights.kinds[index / columns].scale
    }
    guard let net = SignNet(JudgeWeights.hidden, JudgeWeights.biases, JudgeWeights.output, JudgeWeights.straight) else {
      return nil
    }
    self.net = net
  }

  /// How probable each kind is, by the meaning of a question and of it with its goods masked; both of length `width`.
  func odds(_ vector: [Float], _ masked: [Float]) -> [Float] {
    guard vector.count == width, masked.count == width else { return [] }
    let both = vector + masked
    var scores = JudgeWeights.kinds.map(\.bias)
    for row in scores.indices {
      var sum: Float = 0
      for column in both.indices { sum += weights[row * both.count + column] * both[column] }
      scores[row] += sum
    }
    let most = scores.max() ?? 0
    let powers = scores.map { exp($0 - most) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// How well a way answers; only differences mean something.
  func score(_ signs: [Float]) -> Float { net.score(signs) }

  /// How many signs of a way are weighed.
  package var signCount: Int { net.signCount }

  /// By how much another way must be better.
  static let margin: Float = 1.5
  /// Above this probability of the kind that the rules took the question for, they are not doubted.
  static let sure: Float = 0.5
  /// How many kinds are thought of.
  static let thoughtOf = 5
}

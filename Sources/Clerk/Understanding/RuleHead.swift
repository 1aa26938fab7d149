import FoundationEssentials
package import Transformer

/// How near a rule of the house lies to a question that is put in quite other words: the sentence vectors, some of whose
/// directions are turned as people's ways of asking taught (Models/understanding/rules.py).
package struct RuleHead: Sendable {
  /// A and B, (rank, width) each, row by row: x becomes x + (xA)Bᵀ.
  private let inward: [Float]
  private let outward: [Float]

  /// Nil where the weights were not made for `encoder`.
  package init?(_ encoder: any TextEncoder) {
    guard encoder.dimension == RuleWeights.input, encoder.identity.lowercased().contains("minilm"),
      let inward = Self.matrix(RuleWeights.inward, RuleWeights.inwardScales),
      let outward = Self.matrix(RuleWeights.outward, RuleWeights.outwardScales)
    else { return nil }
    self.inward = inward
    self.outward = outward
  }

  private static func matrix(_ text: String, _ scales: [Float]) -> [Float]? {
    guard let data = Data(base64Encoded: text), data.count == RuleWeights.rank * RuleWeights.input,
      scales.count == RuleWeights.rank
    else { return nil }
    return data.enumerated().map { Float(Int8(bitPattern: $1)) * scales[$0 / RuleWeights.input] }
  }

  /// A vector of twice the width, of length one where `vector` is: the product of two such is the plain cosine and the
  /// learned one, each by its share.
  package func turned(_ vector: [Float]) -> [Float] {
    let width = RuleWeights.input
    guard vector.count == width else { return vector }
    var turned = vector
    for row in 0..<RuleWeights.rank {
      var sum: Float = 0
      for i in 0..<width { sum += inward[row * width + i] * vector[i] }
      for i in 0..<width { turned[i] += outward[row * width + i] * sum }
    }
    let length = turned.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return vector }
    let plain = (1 - RuleWeights.share).squareRoot()
    let learned = RuleWeights.share.squareRoot() / length
    return vector.map { $0 * plain } + turned.map { $0 * learned }
  }

  /// The likeness of two turned vectors, told on the scale of the plain cosine.
  package func likeness(_ product: Float) -> Float { RuleWeights.slope * product + RuleWeights.offset }
}

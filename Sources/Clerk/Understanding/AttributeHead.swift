import FoundationEssentials
import Synchronization
package import Transformer

/// How well what is known of a product answers a question: two projections of sentence vectors, learned from people's
/// questions about products (Models/understanding), so that a question lies near the attribute that answers it.
package struct AttributeHead: Sendable {
  private let question: [Float]
  private let fact: [Float]
  private let keys: KeyVectors

  /// Nil where the weights were not made for `encoder`.
  package init?(_ encoder: any TextEncoder) {
    guard encoder.dimension == AttributeWeights.input, encoder.identity.lowercased().contains("minilm"),
      let question = Self.matrix(AttributeWeights.question, AttributeWeights.questionScales),
      let fact = Self.matrix(AttributeWeights.fact, AttributeWeights.factScales)
    else { return nil }
    self.question = question
    self.fact = fact
    keys = KeyVectors(encoder)
  }

  private static func matrix(_ text: String, _ scales: [Float]) -> [Float]? {
    guard let data = Data(base64Encoded: text), data.count == AttributeWeights.width * AttributeWeights.input,
      scales.count == AttributeWeights.width
    else { return nil }
    return data.enumerated().map { index, byte in
      let (row, column) = index.quotientAndRemainder(dividingBy: AttributeWeights.input)
      return Float(Int8(bitPattern: byte)) * scales[row] + (row == column ? 1 : 0)
    }
  }

  /// A question's vector, projected.
  package func asked(_ vector: [Float]) -> [Float] { Self.project(vector, question) }

  /// How near what is known lies to a projected question, about -1 to 1; `vector` is of "key: value".
  package func nearness(of vector: [Float], key: String?, to asked: [Float]) -> Float {
    var sum = vector
    if let key, let own = keys.vector(of: key), own.count == sum.count { for i in sum.indices { sum[i] += own[i] } }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return 0 }
    let told = Self.project(sum.map { $0 / length }, fact)
    return zip(told, asked).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The vector of an attribute's key, as the encoder makes it.
  package func vector(of key: String) -> [Float]? { keys.vector(of: key) }

  private static func project(_ vector: [Float], _ matrix: [Float]) -> [Float] {
    guard vector.count == AttributeWeights.input else { return [] }
    return (0..<AttributeWeights.width).map { row in
      var sum: Float = 0
      for i in vector.indices { sum += matrix[row * vector.count + i] * vector[i] }
      return sum
    }
  }
}

/// The vectors of attributes' keys, which are the same from product to product.
private final class KeyVectors: Sendable {
  private let encoder: any TextEncoder
  private let known = Mutex<[String: [Float]]>([:])
  private static let most = 1000

  init(_ encoder: any TextEncoder) { self.encoder = encoder }

  func vector(of key: String) -> [Float]? {
    if let vector = known.withLock({ $0[key] }) { return vector }
    guard let vector = try? encoder.encode(key) else { return nil }
    known.withLock { known in
      if known.count >= Self.most { known.removeAll() }
      known[key] = vector
    }
    return vector
  }
}

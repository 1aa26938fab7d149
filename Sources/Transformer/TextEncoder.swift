/// Turns a text into a vector, so that texts of like meaning lie close together.
///
/// The sentence encoder (MiniLM) is one; word vectors are another, for the smallest devices.
public protocol TextEncoder: Sendable {
  /// The length of every vector.
  var dimension: Int { get }
  /// Names the model and its version; vectors of different identities must not be compared.
  var identity: String { get }
  /// The vector of `text`: `dimension` values, Euclidean length 1 (all zero for a text without any known word).
  func encode(_ text: String) throws(TransformerError) -> [Float]
  /// The vectors of several texts, in their order; an encoder that computes them together is quicker than one by one.
  func encode(_ texts: [String]) throws(TransformerError) -> [[Float]]
}

extension TextEncoder {
  public func encode(_ texts: [String]) throws(TransformerError) -> [[Float]] {
    var vectors: [[Float]] = []
    for text in texts { vectors.append(try encode(text)) }
    return vectors
  }
}

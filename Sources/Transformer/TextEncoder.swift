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
}

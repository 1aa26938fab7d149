/// A copy of the keys and values of a prompt's tokens, layer by layer, as they were computed.
final class PromptRecorder {
  /// Each layer's rows, one after the other.
  private(set) var layers: [(keys: [Float], values: [Float])]
  private let keyWidth: Int
  private(set) var count = 0

  /// `keyWidth` floats are a token's keys in a layer, and as many its values.
  init(layers: Int, keyWidth: Int) {
    self.layers = Array(repeating: ([], []), count: layers)
    self.keyWidth = keyWidth
  }

  /// Puts together what was read from a file; every layer has the same number of rows.
  init(layers: [(keys: [Float], values: [Float])], keyWidth: Int) {
    self.layers = layers
    self.keyWidth = keyWidth
    count = (layers.first?.keys.count ?? 0) / max(1, keyWidth)
  }

  func record(keys: Rows, values: Rows, layer: Int) {
    guard layers.indices.contains(layer) else { return }
    layers[layer].keys += keys.copy()
    layers[layer].values += values.copy()
    if layer == layers.count - 1 { count += keys.count }
  }
}

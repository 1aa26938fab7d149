import Glibc

/// A hidden layer beside a straight one, which makes one number of the signs of a choice.
struct SignNet: Sendable {
  /// (hidden, signs), row by row.
  private let hidden: [Float]
  /// (hidden)
  private let biases: [Float]
  /// (hidden)
  private let output: [Float]
  /// (signs)
  private let straight: [Float]

  /// Nil where the weights do not fit together.
  init?(_ hidden: [Float], _ biases: [Float], _ output: [Float], _ straight: [Float]) {
    guard hidden.count == biases.count * straight.count, output.count == biases.count else { return nil }
    (self.hidden, self.biases, self.output, self.straight) = (hidden, biases, output, straight)
  }

  /// How many signs are weighed.
  var signCount: Int { straight.count }

  /// straight·signs + output·tanh(hidden·signs + biases); only differences mean something.
  func score(_ signs: [Float]) -> Float {
    guard signs.count == straight.count else { return 0 }
    var sum: Float = 0
    for (sign, weight) in zip(signs, straight) { sum += sign * weight }
    for unit in output.indices {
      var value = biases[unit]
      for column in signs.indices { value += hidden[unit * signs.count + column] * signs[column] }
      sum += output[unit] * tanh(value)
    }
    return sum
  }
}

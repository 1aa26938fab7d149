/// A text that a decoder wrote, always taking the likeliest token.
public struct GreedyText: Sendable, Equatable {
  /// Why it ended.
  public enum Ending: Sendable {
    /// With the model's end token.
    case finished
    /// At the limit.
    case limit
    /// In a loop, of which one copy is kept.
    case repetition
  }

  /// The tokens, without those that begin and end the text.
  public var tokens: [Int]
  /// The natural logarithm of the probability of each.
  public var logProbabilities: [Float]
  /// That of the end token; nil where the text did not end with it.
  public var endLogProbability: Float?
  public var ending: Ending
}

extension Moonshine {
  /// Writes down what is said in `audio`, in `limit` tokens at most.
  public func greedyText(
    for audio: EncodedAudio, limit: Int, repetition: RepetitionGuard = RepetitionGuard()
  ) throws(TransformerError) -> GreedyText {
    let decoding = try MoonshineDecoding(self, audio, expectedTokens: limit + 1)
    var state = try decoding.makeState()
    var text = GreedyText(tokens: [], logProbabilities: [], ending: .finished)
    text.tokens.reserveCapacity(limit)
    text.logProbabilities.reserveCapacity(limit)
    var next = configuration.start
    while text.tokens.count < limit {
      let choice = greedyChoice(try decoding.append(next, to: &state)[0])
      if choice.token == configuration.end {
        text.endLogProbability = choice.logProbability
        return text
      }
      text.tokens.append(choice.token)
      text.logProbabilities.append(choice.logProbability)
      if let length = repetition.cut(text.tokens) {
        text.tokens.removeSubrange(length...)
        text.logProbabilities.removeSubrange(length...)
        text.ending = .repetition
        return text
      }
      next = choice.token
    }
    text.ending = .limit
    return text
  }

  /// The likeliest token and the logarithm of its probability.
  private func greedyChoice(_ logits: UnsafeBufferPointer<Float>) -> (token: Int, logProbability: Float) {
    guard let scores = logits.baseAddress else { return (configuration.end, 0) }
    let token = workbench.pool.argmax(scores, count: logits.count)
    return (token, logits[token] - workbench.pool.logSumExp(scores, count: logits.count))
  }
}

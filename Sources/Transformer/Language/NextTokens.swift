import CKernels

/// The tokens that may well follow a text.
struct NextTokens {
  /// Those that are less likely than the likeliest by no more than was asked for, in order of their numbers.
  private(set) var tokens: [UInt32]
  /// The logarithm of the probability of each.
  private(set) var logProbabilities: [Float]
  private(set) var likeliest: Int
  private(set) var best: Float

  /// The tokens of which `logits` are at most `within` below the highest.
  init(_ logits: UnsafeBufferPointer<Float>, within: Float, pool: ComputePool) {
    guard let scores = logits.baseAddress else {
      (tokens, logProbabilities, likeliest, best) = ([], [], 0, 0)
      return
    }
    let first = pool.argmax(scores, count: logits.count)
    let norm = pool.logSumExp(scores, count: logits.count)
    tokens = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: logits.count) { found in
      let count = ck_at_least(scores, logits.count, scores[first] - within, found.baseAddress)
      return Array(found[..<count])
    }
    logProbabilities = tokens.map { scores[Int($0)] - norm }
    likeliest = first
    best = scores[first] - norm
  }
}

// Sampling: from the scores of all tokens to the next one.
import Glibc

/// How the next token is chosen.
public struct SamplingOptions: Sendable, Equatable {
  /// 0 takes the likeliest token always; 1 leaves the model's probabilities as they are.
  public var temperature: Float = 0
  /// Only so many of the likeliest are considered; 0 for all.
  public var topK = 0
  /// Only the likeliest that together have this probability are considered.
  public var topP: Float = 1
  /// Only those with at least this share of the likeliest one's probability are considered.
  public var minP: Float = 0
  /// Scores of tokens that came before are divided by this if positive, else multiplied (Keskar et al. 2019).
  public var repetitionPenalty: Float = 1
  /// How many of the last tokens count as having come before.
  public var repetitionWindow = 64
  public var seed: UInt64 = 0

  public init() {}

  /// Throws `unsupported` where a value makes no sense.
  public func validate() throws(TransformerError) {
    guard temperature >= 0, temperature.isFinite else { throw .unsupported("the temperature is 0 or above") }
    guard topK >= 0 else { throw .unsupported("top-k is 0 or above") }
    guard topP > 0, topP <= 1 else { throw .unsupported("top-p is above 0 and at most 1") }
    guard minP >= 0, minP < 1 else { throw .unsupported("min-p is at least 0 and below 1") }
    guard repetitionPenalty > 0, repetitionPenalty.isFinite else {
      throw .unsupported("the repetition penalty is above 0")
    }
    guard repetitionWindow >= 0 else { throw .unsupported("the repetition window is 0 or above") }
  }
}

/// Chooses tokens, the same ones for the same seed and scores.
///
/// In order: repetition penalty, what is allowed, temperature, top-k, top-p, min-p, then chance.
public struct Sampler: Sendable {
  public let options: SamplingOptions
  private var state: UInt64
  /// Candidates, kept between steps so that no memory is taken.
  private var candidates: [(token: Int, weight: Float)] = []

  public init(_ options: SamplingOptions) throws(TransformerError) {
    try options.validate()
    self.options = options
    state = options.seed
  }

  /// The next token, or nil where none is possible. `scores` is changed by the repetition penalty; `history` are the
  /// tokens so far; with `allowed`, only those tokens are possible.
  public mutating func next(
    _ scores: UnsafeMutableBufferPointer<Float>, history: [Int] = [], allowed: [Int]? = nil
  ) -> Int? {
    penalize(scores, history.suffix(options.repetitionWindow))
    guard options.temperature > 0 else { return likeliest(scores, allowed) }
    candidates.removeAll(keepingCapacity: true)
    if let allowed {
      for token in allowed where scores.indices.contains(token) { consider(token, scores[token]) }
    } else {
      for token in scores.indices { consider(token, scores[token]) }
    }
    return draw()
  }

  private func penalize(_ scores: UnsafeMutableBufferPointer<Float>, _ history: ArraySlice<Int>) {
    let penalty = options.repetitionPenalty
    guard penalty != 1 else { return }
    for (index, token) in zip(history.indices, history)
    where scores.indices.contains(token) && !history[history.startIndex..<index].contains(token) {
      scores[token] = scores[token] > 0 ? scores[token] / penalty : scores[token] * penalty
    }
  }

  private func likeliest(_ scores: UnsafeMutableBufferPointer<Float>, _ allowed: [Int]?) -> Int? {
    var best: Int?
    func consider(_ token: Int) {
      guard scores[token] > -.infinity else { return }  // nor NaN
      if let other = best, scores[other] >= scores[token] { return }
      best = token
    }
    if let allowed {
      for token in allowed where scores.indices.contains(token) { consider(token) }
    } else {
      for token in scores.indices { consider(token) }
    }
    return best
  }

  private mutating func consider(_ token: Int, _ score: Float) {
    if score > -.infinity { candidates.append((token, score)) }
  }

  private mutating func draw() -> Int? {
    guard !candidates.isEmpty else { return nil }
    // Likeliest first, of equals the lower token.
    candidates.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.token < $1.token }
    if options.topK > 0, options.topK < candidates.count { candidates.removeSubrange(options.topK...) }
    let greatest = candidates[0].weight
    guard greatest < .infinity else { return candidates[0].token }
    for index in candidates.indices {
      candidates[index].weight = expf((candidates[index].weight - greatest) / options.temperature)
    }
    var total = candidates.reduce(0) { $0 + Double($1.weight) }
    if options.topP < 1 {
      var sum = 0.0
      let wanted = Double(options.topP) * total
      let last = candidates.firstIndex { candidate in
        sum += Double(candidate.weight)
        return sum >= wanted
      }
      if let last { candidates.removeSubrange((last + 1)...) }
    }
    // The likeliest has the weight 1.
    while let last = candidates.last, last.weight < options.minP, candidates.count > 1 { candidates.removeLast() }
    total = candidates.reduce(0) { $0 + Double($1.weight) }
    var point = uniform() * total
    for candidate in candidates {
      point -= Double(candidate.weight)
      if point < 0 { return candidate.token }
    }
    return candidates[candidates.count - 1].token
  }

  /// A number in 0..<1 (SplitMix64).
  private mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((value ^ (value >> 31)) >> 11) / 9_007_199_254_740_992
  }
}

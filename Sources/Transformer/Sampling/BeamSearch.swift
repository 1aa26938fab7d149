import Glibc

/// A search for the likeliest continuations of a text: a number of hypotheses are kept and go on together, so that they
/// share the reading of the weights.
public struct BeamSearch: Sendable {
  /// A text that was found.
  public struct Hypothesis: Sendable, Equatable {
    /// Without the token that ended it.
    public var tokens: [Int]
    /// The natural logarithm of its probability given the prompt, with that of its end.
    public var logProbability: Float
    /// Whether it ended by itself; else it was cut at the limit.
    public var isFinished: Bool

    /// What it is ranked by: `logProbability` by each token, the end included, raised to the power.
    func score(_ lengthPenalty: Float) -> Float {
      let length = Float(tokens.count + (isFinished ? 1 : 0))
      return logProbability / powf(max(1, length), lengthPenalty)
    }
  }

  /// How many hypotheses are kept.
  public var width = 4
  /// Tokens at most.
  public var tokens = 128
  /// The power of the length by which a logarithm is divided: 0 favours short texts, 1 is the mean of the tokens.
  public var lengthPenalty: Float = 1

  public init() {}

  /// The best continuations of `prompt`, best first, `width` at most. `ends` are the tokens that end a text.
  ///
  /// - Throws: as `TextDecoding.append`.
  public func run(
    _ decoding: TextDecoding, prompt: [Int], ends: [Int], constraint: (any TokenConstraint)? = nil
  ) throws(TransformerError) -> [Hypothesis] {
    guard width > 0, width <= 64 else { throw .unsupported("a beam is of 1 to 64 hypotheses") }
    let scores = try decoding.append(prompt)
    let first = try decoding.branch()
    var live = [Live(tokens: [], sum: 0, state: constraint?.root ?? 0)]
    var branches: [TextBranch] = []
    var done: [Hypothesis] = []
    var rows: [UnsafeBufferPointer<Float>] = [UnsafeBufferPointer(scores)]
    for step in 0..<min(tokens, decoding.capacity - prompt.count + 1) {
      var candidates: [Candidate] = []
      for (index, hypothesis) in live.enumerated() {
        consider(rows[index], hypothesis, index, ends, constraint, &candidates)
      }
      candidates.sort { $0.sum != $1.sum ? $0.sum > $1.sum : ($0.from, $0.token) < ($1.from, $1.token) }
      var next: [Live] = []
      var parents: [Int] = []
      for candidate in candidates where next.count < width {
        if candidate.isEnd {
          done.append(Hypothesis(tokens: live[candidate.from].tokens, logProbability: candidate.sum, isFinished: true))
          if candidates.count == 1 { break }
          continue
        }
        next.append(
          Live(
            tokens: live[candidate.from].tokens + [candidate.token], sum: candidate.sum, state: candidate.state))
        parents.append(candidate.from)
      }
      live = next
      done = Array(done.sorted { $0.score(lengthPenalty) > $1.score(lengthPenalty) }.prefix(width))
      // Sums only fall, so that a full list of better ones is final where length does not matter.
      if live.isEmpty || done.count == width && isFinal(done, live) { break }
      guard step + 1 < tokens, decoding.capacity > prompt.count + step else { break }
      branches = parents.map { branches.isEmpty ? first : branches[$0] }
      let logits = try decoding.append(live.map { $0.tokens[$0.tokens.count - 1] }, toEach: &branches)
      rows = (0..<live.count).map { logits[$0] }
    }
    if done.count < width {
      done += live.map { Hypothesis(tokens: $0.tokens, logProbability: $0.sum, isFinished: false) }
    }
    return Array(done.sorted { $0.score(lengthPenalty) > $1.score(lengthPenalty) }.prefix(width))
  }

  private struct Live {
    var tokens: [Int]
    var sum: Float
    var state: Int
  }

  private struct Candidate {
    var from: Int
    var token: Int
    var sum: Float
    var state: Int
    var isEnd: Bool
  }

  private func isFinal(_ done: [Hypothesis], _ live: [Live]) -> Bool {
    guard let worst = done.map({ $0.score(lengthPenalty) }).min() else { return false }
    return live.allSatisfy { $0.sum / powf(Float(max(1, lengthPenalty > 0 ? tokens : 1)), lengthPenalty) < worst }
  }

  /// Adds the best ways to go on from one hypothesis: twice the width, so that ends do not crowd the others out.
  private func consider(
    _ scores: UnsafeBufferPointer<Float>, _ hypothesis: Live, _ index: Int, _ ends: [Int],
    _ constraint: (any TokenConstraint)?, _ candidates: inout [Candidate]
  ) {
    guard let greatest = scores.filter({ !$0.isNaN }).max(), greatest > -.infinity, greatest < .infinity else { return }
    var sum: Float = 0
    for score in scores where score > -.infinity { sum += expf(score - greatest) }
    let normalizer = greatest + logf(sum)
    var best: [(token: Int, score: Float)] = []  // best first
    func offer(_ token: Int) {
      guard scores.indices.contains(token), scores[token] > -.infinity else { return }
      let score = scores[token]
      if best.count == 2 * width, score <= best[best.count - 1].score { return }
      let place = best.firstIndex { $0.score < score } ?? best.count
      best.insert((token, score), at: place)
      if best.count > 2 * width { best.removeLast() }
    }
    if let constraint {
      for token in constraint.tokens(after: hypothesis.state) { offer(token) }
      if constraint.isEnd(hypothesis.state) { for token in ends { offer(token) } }
    } else {
      for token in scores.indices { offer(token) }
    }
    for (token, score) in best {
      let isEnd = ends.contains(token)
      let state = isEnd ? 0 : constraint.map { $0.next(hypothesis.state, token) ?? 0 } ?? 0
      candidates.append(
        Candidate(from: index, token: token, sum: hypothesis.sum + score - normalizer, state: state, isEnd: isEnd))
    }
    if let constraint, best.isEmpty || ends.isEmpty, constraint.isEnd(hypothesis.state) {
      // A model without an end token may end, too.
      candidates.append(Candidate(from: index, token: -1, sum: hypothesis.sum, state: 0, isEnd: true))
    }
  }
}

import Glibc
import TestSupport
import Testing
import Transformer

@Suite struct BeamSearchTests {
  private func model() throws -> any TextModel { try DecoderTests.load("llama3", .fp32).0 }

  private func logProbabilities(_ scores: ArraySlice<Float>) -> [Float] {
    let greatest = scores.max() ?? 0
    let sum = scores.reduce(0) { $0 + expf($1 - greatest) }
    return scores.map { $0 - greatest - logf(sum) }
  }

  /// The sum of the logarithms of a text's tokens, computed from scratch.
  private func sum(_ model: any TextModel, _ prompt: [Int], _ tokens: [Int]) throws -> Float {
    let scores = try TextDecoding(model, capacity: 60).scores(of: prompt + tokens)
    return tokens.indices.reduce(0) { sum, index in
      let row = prompt.count + index - 1
      return sum + logProbabilities(scores[row * model.vocabulary..<(row + 1) * model.vocabulary])[tokens[index]]
    }
  }

  @Test func branchesGoOnByThemselves() throws {
    let model = try model()
    let decoding = try TextDecoding(model, capacity: 30)
    try decoding.append([3, 1, 4])
    var branches = [try decoding.branch(), try decoding.branch()]
    _ = try decoding.append([5, 9], toEach: &branches)
    branches.append(branches[1])
    let logits = try decoding.append([2, 6, 7], toEach: &branches)
    let rows = (0..<3).map { Array(logits[$0]) }
    for (row, text) in [[3, 1, 4, 5, 2], [3, 1, 4, 9, 6], [3, 1, 4, 9, 7]].enumerated() {
      let alone = try DecoderTests.scores(model, text)
      for (a, b) in zip(rows[row], alone) { #expect(abs(a - b) < 1e-3) }
    }
    #expect(branches.map(\.count) == [5, 5, 5] && decoding.count == 3)
    #expect(throws: TransformerError.self) { try decoding.append([2, 6, 96], toEach: &branches) }
  }

  @Test func oneHypothesisIsGreedy() throws {
    let model = try model()
    var search = BeamSearch()
    search.width = 1
    search.tokens = 8
    let found = try search.run(TextDecoding(model, capacity: 40), prompt: [1, 7, 20], ends: [])
    let decoding = try TextDecoding(model, capacity: 40)
    var sampler = try Sampler(SamplingOptions())
    var greedy: [Int] = []
    var scores = try decoding.append([1, 7, 20])
    while greedy.count < 8, let token = sampler.next(scores) {
      greedy.append(token)
      scores = try decoding.append(token)
    }
    #expect(found.map(\.tokens) == [greedy])
  }

  @Test func findsTheLikeliestOfAll() throws {
    let model = try model()
    // All 9 · 9 · 9 texts of a small language, one by one and by a beam that is wide enough to miss none.
    let letters = [3, 11, 24, 30, 42, 55, 60, 77, 90]
    let texts = letters.flatMap { a in letters.flatMap { b in letters.map { [a, b, $0] } } }
    let prompt = [1, 7, 20]
    var best: (tokens: [Int], sum: Float) = ([], -.infinity)
    for text in texts {
      let sum = try sum(model, prompt, text)
      if sum > best.sum { best = (text, sum) }
    }
    var search = BeamSearch()
    search.width = 64
    search.lengthPenalty = 0
    let found = try search.run(
      TextDecoding(model, capacity: 40), prompt: prompt, ends: [], constraint: TokenTrie(texts))
    #expect(found[0].tokens == best.tokens && abs(found[0].logProbability - best.sum) < 1e-2 && found[0].isFinished)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.logProbability >= $1.logProbability })
    // A narrow one finds texts of the language, with their right sums.
    search.width = 8
    for hypothesis in try search.run(
      TextDecoding(model, capacity: 40), prompt: prompt, ends: [], constraint: TokenTrie(texts))
    {
      #expect(texts.contains(hypothesis.tokens))
      #expect(abs(hypothesis.logProbability - (try sum(model, prompt, hypothesis.tokens))) < 1e-2)
    }
  }

  @Test func endsCountAsTokens() throws {
    let model = try model()
    var search = BeamSearch()
    search.tokens = 6
    let found = try search.run(TextDecoding(model, capacity: 40), prompt: [1, 7], ends: Array(0..<48))
    #expect(!found.isEmpty && found.contains(where: \.isFinished))
    #expect(found.allSatisfy { $0.tokens.allSatisfy { $0 >= 48 } })
    search.width = 0
    #expect(throws: TransformerError.self) { try search.run(TextDecoding(model, capacity: 40), prompt: [1], ends: []) }
  }
}

import TestSupport
import Testing
import Transformer

@Suite struct SamplerTests {
  /// Counts what is drawn from `scores`.
  private func counts(
    _ scores: [Float], draws: Int = 20_000, history: [Int] = [], allowed: [Int]? = nil,
    _ change: (inout SamplingOptions) -> Void
  ) throws -> [Int: Double] {
    var options = SamplingOptions()
    options.temperature = 1
    change(&options)
    var sampler = try Sampler(options)
    var counts: [Int: Double] = [:]
    for _ in 0..<draws {
      var copy = scores
      let token = copy.withUnsafeMutableBufferPointer { sampler.next($0, history: history, allowed: allowed) }
      counts[token ?? -1, default: 0] += 1 / Double(draws)
    }
    return counts
  }

  // Probabilities .5, .25, .125, .125
  private let scores: [Float] = [3, 2, 1, 1].map { Float($0) * 0.693_147_2 }

  @Test func followsTheProbabilities() throws {
    let plain = try counts(scores) { _ in }
    #expect(abs(plain[0, default: 0] - 0.5) < 0.02 && abs(plain[3, default: 0] - 0.125) < 0.02)
    let cold = try counts(scores) { $0.temperature = 0.5 }  // 16 : 4 : 1 : 1
    #expect(abs(cold[0, default: 0] - 16 / 22) < 0.02)
    #expect(Set(try counts(scores, draws: 50) { $0.temperature = 0 }.keys) == [0])
  }

  @Test func considersOnlyTheLikeliest() throws {
    #expect(Set(try counts(scores) { $0.topK = 2 }.keys) == [0, 1])
    #expect(Set(try counts(scores) { $0.topP = 0.7 }.keys) == [0, 1])
    #expect(Set(try counts(scores) { $0.topP = 0.4 }.keys) == [0])
    #expect(Set(try counts(scores) { $0.minP = 0.4 }.keys) == [0, 1])
    #expect(Set(try counts(scores) { $0.minP = 0.9 }.keys) == [0])
    #expect(Set(try counts(scores, allowed: [2, 3, 99]) { _ in }.keys) == [2, 3])
    #expect(Set(try counts(scores, draws: 9, allowed: []) { _ in }.keys) == [-1])
    #expect(Set(try counts([-.infinity, .nan, -.infinity], draws: 9) { $0.temperature = 0 }.keys) == [-1])
    #expect(Set(try counts([.nan, -1, .nan], draws: 9) { $0.temperature = 0 }.keys) == [1])
  }

  @Test func repetitionCosts() throws {
    let greedy = try counts([2, 1.5, -1], draws: 1, history: [0, 0, 2]) {
      $0.temperature = 0
      $0.repetitionPenalty = 1.5
    }
    #expect(greedy == [1: 1])
    // Once for each token, however often it came; negative scores fall, too; what is outside the window is forgotten.
    for (history, window, expected) in [([0, 0, 2], 64, [1.0, 1.5, -2]), ([0, 2], 1, [2, 1.5, -2])] {
      var options = SamplingOptions()
      options.repetitionPenalty = 2
      options.repetitionWindow = window
      var sampler = try Sampler(options)
      var changed: [Float] = [2, 1.5, -1]
      _ = changed.withUnsafeMutableBufferPointer { sampler.next($0, history: history) }
      #expect(changed == expected.map { Float($0) })
    }
  }

  @Test func theSeedDecides() throws {
    func draws(_ seed: UInt64) throws -> [Int?] {
      var options = SamplingOptions()
      options.temperature = 1
      options.seed = seed
      var sampler = try Sampler(options)
      return (0..<32).map { _ in
        var copy = scores
        return copy.withUnsafeMutableBufferPointer { sampler.next($0) }
      }
    }
    #expect(try draws(1) == draws(1))
    #expect(try draws(1) != draws(2))
  }

  @Test func refusesWhatMakesNoSense() {
    for change in [
      { $0.temperature = -1 }, { $0.temperature = .nan }, { $0.topK = -1 }, { $0.topP = 0 }, { $0.topP = 1.5 },
      { $0.minP = 1 }, { $0.repetitionPenalty = 0 }, { $0.repetitionWindow = -1 },
    ] as [(inout SamplingOptions) -> Void] {
      var options = SamplingOptions()
      change(&options)
      #expect(throws: TransformerError.self) { try Sampler(options) }
    }
  }

  @Test func stopStringsComeInPieces() {
    var stops = StopStrings(["<end>", "\n\n", ""])
    #expect(stops.append(Array("a <".utf8)) == "a ")
    #expect(stops.append(Array("b>\n".utf8)) == "<b>")
    #expect(stops.append(Array("é".utf8.prefix(1))) == "\n")
    #expect(stops.append(Array("é".utf8.dropFirst())) == "é")
    #expect(stops.append(Array("x<en".utf8)) == "x")
    #expect(stops.append(Array("d> more".utf8)) == "")
    #expect(stops.hasStopped && stops.append([65]) == "" && stops.finish() == "")
    var plain = StopStrings([])
    #expect(plain.append([0xE2, 0x82]) == "" && plain.append([0xAC, 0xFF]) == "€\u{FFFD}")
    #expect(plain.append([0xE2]) == "" && plain.finish() == "\u{FFFD}")
  }

  @Test func triesSayWhatMayFollow() {
    let trie = TokenTrie([[5, 3], [5, 1, 2], [9], [5]])
    #expect(trie.tokens(after: trie.root) == [5, 9] && !trie.isEnd(trie.root))
    let five = trie.next(trie.root, 5) ?? -1
    #expect(trie.isEnd(five) && trie.tokens(after: five) == [1, 3])
    #expect(trie.next(five, 2) == nil && trie.next(-7, 1) == nil && trie.tokens(after: 99).isEmpty)
    #expect(TokenTrie([[]]).isEnd(0) && trie.count == 6)
  }

  private func generate(
    _ change: (inout SamplingOptions, inout TextGeneration.Limits) -> Void
  ) throws -> TextGeneration {
    let (model, _) = try DecoderTests.load("llama", .int8)
    let tokens = (0..<96).map { Array("t\($0) ".utf8) }
    let kinds = Array(repeating: TokenizerDefinition.Kind.normal, count: 96)
    var definition = TokenizerDefinition(model: .bytePair, tokens: tokens, kinds: kinds)
    definition.ends = [2]
    var (options, limits) = (SamplingOptions(), TextGeneration.Limits())
    change(&options, &limits)
    return try TextGeneration.run(
      TextDecoding(model, capacity: 40), prompt: [1, 7, 20], tokenizer: Tokenizers.make(definition), options: options,
      limits: limits)
  }

  @Test func writesWithinItsLimits() throws {
    let free = try generate { $1.tokens = 8 }
    let again = try generate { $1.tokens = 8 }
    #expect(free.tokens.count <= 8 && free == again)
    let bound = try generate { $1.constraint = TokenTrie([[10, 11, 12], [10, 30, 31], [40]]) }
    #expect([[10, 11, 12], [10, 30, 31], [40]].contains(bound.tokens) && bound.ending == .constraint)
    let first = try #require(free.tokens.first)
    let stopped = try generate { $1.stopStrings = ["t\(first) "] }
    #expect(stopped.text == "" && stopped.ending == .stopString)
    // The memory is full before the limit.
    let long = try generate {
      $0.temperature = 5
      $1.tokens = 1000
    }
    #expect(long.tokens.count <= 38)
  }
}

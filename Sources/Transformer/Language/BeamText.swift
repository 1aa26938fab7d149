/// A text that a beam search found.
public struct BeamText: Sendable, Equatable {
  /// The tokens, without those that begin and end the text.
  public var tokens: [Int]
  /// The natural logarithm of each token's probability given the sound, and that of the end where it was reached.
  public var logProbabilities: [Float]
  public var endLogProbability: Float?
  /// What the language thinks of it, in nats.
  public var languageScore: Float
  public var ending: GreedyText.Ending
  /// Whether the likeliest token was taken at every step.
  public var isGreedy: Bool

  /// The logarithm of the probability of the text, given the sound.
  public var heardScore: Float { logProbabilities.reduce(0, +) + (endLogProbability ?? 0) }
  /// Both scores together: by this the texts are ordered.
  public var score: Float { heardScore + languageScore }
}

extension BeamText {
  /// What greedy decoding wrote, as the only text of a search without a language.
  public init(_ text: GreedyText) {
    self.init(
      tokens: text.tokens, logProbabilities: text.logProbabilities, endLogProbability: text.endLogProbability,
      languageScore: 0, ending: text.ending, isGreedy: true)
  }
}

/// How widely a beam search looks.
public struct BeamWidth: Sendable, Equatable {
  /// How many texts are followed at a time.
  public var most = 10
  /// Texts that are so much worse than the best, in nats, are given up.
  public var within: Float = 12
  /// Tokens that are so much less likely than the likeliest of their step are not looked at.
  public var tokensWithin: Float = 14
  /// A text may end where its end is at most so much less likely than the likeliest token, in nats. Else short texts,
  /// which have fewer tokens to be unlikely in, would win.
  public var endWithin: Float = 2

  public init() {}
}

/// What a beam search with a language needs to know, made once for a recogniser and a shop.
public struct BeamLanguage: Sendable {
  public let language: WordLanguage
  public let spelling: TokenSpelling
  public var weights: LanguageWeights
  public var width: BeamWidth

  public init(
    _ language: WordLanguage, spelling: TokenSpelling, weights: LanguageWeights = LanguageWeights(),
    width: BeamWidth = BeamWidth()
  ) {
    self.language = language
    self.spelling = spelling
    self.weights = weights
    self.width = width
  }
}

extension BeamLanguage {
  /// `text` with the words of the language in place of others that sound alike ("moka"), where a word of the language
  /// is expected.
  public func canonical(_ text: String) -> String {
    let scorer = LanguageScorer(language, weights)
    var cursor = scorer.start()
    var result = ""
    var rest = text[...]
    func isLetter(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "'" }
    while let first = rest.first {
      guard isLetter(first) else {
        result.append(first)
        rest.removeFirst()
        continue
      }
      let word = rest.prefix(while: isLetter)
      rest = rest[word.endIndex...]
      let reduced = TokenSpelling.words(String(word)).joined(separator: "")
      let found = language.find(reduced.utf8)
      if let found, language.wordOfSpelling[Int(found)] != found, cursor.context.worth[Int(found)] > cursor.context.free
      {
        result += language.spelling(language.wordOfSpelling[Int(found)])
      } else {
        result += word
      }
      for byte in reduced.utf8 { _ = cursor.read(byte, scorer) }
      _ = cursor.finishWord(scorer)
    }
    return result
  }
}

extension Moonshine {
  /// Writes down what is said in `audio` in several ways, the best first, with a language of words in mind.
  ///
  /// The text of the likeliest tokens is always followed to its end and always among the results, so that speech that
  /// has nothing to do with the language can be told from speech that has.
  public func beamTexts(
    for audio: EncodedAudio, limit: Int, language: BeamLanguage, repetition: RepetitionGuard = RepetitionGuard()
  ) throws(TransformerError) -> [BeamText] {
    let search = SpeechSearch(self, language, limit: limit, repetition: repetition)
    return try search.run(MoonshineDecoding(self, audio, expectedTokens: limit + 1))
  }
}

/// One search. Texts that spell the same are one: only the likelier is followed.
private final class SpeechSearch {
  private struct Path {
    var state: DecoderState
    var tokens: [Int]
    var logProbabilities: [Float]
    var heard: Float
    var language: Float
    var cursor: LanguageCursor
    /// A hash of what it spells.
    var spelled: UInt64
    var isGreedy: Bool

    var score: Float { heard + language + cursor.prospect }
  }

  private struct Candidate {
    var parent: Int
    var token: Int
    var logProbability: Float
    var language: Float
    var cursor: LanguageCursor
    var spelled: UInt64
    var score: Float
    var isGreedy: Bool
  }

  /// The hash of no text.
  private static let nothing: UInt64 = 0xCBF2_9CE4_8422_2325

  private let model: Moonshine
  private let language: BeamLanguage
  private let scorer: LanguageScorer
  private let limit: Int
  private let repetition: RepetitionGuard
  private var finished: [BeamText] = []

  init(_ model: Moonshine, _ language: BeamLanguage, limit: Int, repetition: RepetitionGuard) {
    self.model = model
    self.language = language
    self.limit = limit
    self.repetition = repetition
    scorer = LanguageScorer(language.language, language.weights)
  }

  func run(_ decoding: MoonshineDecoding) throws(TransformerError) -> [BeamText] {
    var states = [try decoding.makeState()]
    var paths: [Path] = []
    var candidates: [Candidate] = []
    var logits = try decoding.append([model.configuration.start], toEach: &states)
    paths.append(
      Path(
        state: states[0], tokens: [], logProbabilities: [], heard: 0, language: 0, cursor: scorer.start(),
        spelled: Self.nothing, isGreedy: true))
    while true {
      candidates.removeAll(keepingCapacity: true)
      var best = plausible.map(\.score).max() ?? -.infinity
      for (index, path) in paths.enumerated() {
        expand(path, index, logits[index], into: &candidates, best: &best)
      }
      let chosen = choose(&candidates, best: best)
      if chosen.isEmpty { break }
      var next: [Path] = []
      for candidate in chosen {
        let parent = paths[candidate.parent]
        var path = parent
        path.tokens.append(candidate.token)
        path.logProbabilities.append(candidate.logProbability)
        path.heard += candidate.logProbability
        path.language = candidate.language
        path.cursor = candidate.cursor
        path.spelled = candidate.spelled
        path.isGreedy = candidate.isGreedy
        if let length = repetition.cut(path.tokens) {
          path.tokens.removeSubrange(length...)
          path.logProbabilities.removeSubrange(length...)
          finish(path, end: nil, language: path.language + path.cursor.prospect, .repetition)
        } else if path.tokens.count >= limit {
          finish(path, end: nil, language: path.language + path.cursor.prospect, .limit)
        } else {
          next.append(path)
        }
      }
      if next.isEmpty { break }
      // The parents' states must be gone, or those of their children would be copied.
      paths = next
      next = []
      states = paths.map(\.state)
      for index in paths.indices { paths[index].state = DecoderState.none }
      logits = try decoding.append(paths.map { $0.tokens[$0.tokens.count - 1] }, toEach: &states)
      for index in paths.indices { paths[index].state = states[index] }
      states = []
    }
    return plausible.sorted { $0.score > $1.score }
  }

  /// The finished texts that can be all of what was said: about as long as the greedy one, and not too unlike the sound.
  /// Short texts have fewer tokens to be unlikely in and fewer words to pay for; without this they would win. Nothing
  /// is known before the greedy text is finished.
  private var plausible: [BeamText] {
    guard let greedy = finished.first(where: \.isGreedy) else { return [] }
    let length = letters(greedy)
    let gap = Self.mostPerToken * Float(greedy.tokens.count + 1)
    return finished.filter { text in
      if text.isGreedy { return true }
      let other = letters(text)
      return 10 * other >= 7 * length && 10 * other <= 15 * length && text.heardScore >= greedy.heardScore - gap
    }
  }

  /// On real orders the best text of the shop's language lay at most 2 nats a token below the greedy one; on unrelated
  /// questions at least 2.6.
  private static let mostPerToken: Float = 2.2

  private func letters(_ text: BeamText) -> Int {
    text.tokens.reduce(0) { $0 + language.spelling($1).count { $0 != TokenSpelling.gap } }
  }

  private func expand(
    _ path: Path, _ index: Int, _ logits: UnsafeBufferPointer<Float>, into candidates: inout [Candidate],
    best: inout Float
  ) {
    guard let scores = logits.baseAddress else { return }
    let pool = model.workbench.pool
    let likeliest = pool.argmax(scores, count: logits.count)
    let norm = pool.logSumExp(scores, count: logits.count)
    let width = language.width
    // The most that a token can gain is bounded, so one that is far behind need not be looked at.
    let room = max(0, language.weights.most) - path.cursor.prospect
    let least = max(logits[likeliest] - width.tokensWithin, best - width.within - path.score - room + norm)
    func look(at token: Int) {
      let logProbability = logits[token] - norm
      let isGreedy = path.isGreedy && token == likeliest
      if token == model.configuration.end {
        guard logits[token] >= logits[likeliest] - width.endWithin else { return }
        guard path.spelled != Self.nothing || isGreedy else { return }
        var cursor = path.cursor
        let gained = cursor.finishWord(scorer)
        let total = path.language + gained + cursor.context.end
        finish(path, end: logProbability, language: total, .finished, isGreedy: isGreedy)
        return
      }
      guard !language.spelling.isSpecial(token) else { return }
      var cursor = path.cursor
      var gained: Float = 0
      var spelled = path.spelled
      for byte in language.spelling(token) {
        if byte != TokenSpelling.gap || cursor.depth > 0 { spelled = (spelled ^ UInt64(byte)) &* 0x100_0000_01B3 }
        gained += cursor.read(byte, scorer)
      }
      let total = path.language + gained
      let score = path.heard + logProbability + total + cursor.prospect
      best = max(best, score)
      candidates.append(
        Candidate(
          parent: index, token: token, logProbability: logProbability, language: total, cursor: cursor,
          spelled: spelled, score: score, isGreedy: isGreedy))
    }
    look(at: likeliest)
    for token in 0..<logits.count where scores[token] >= least && token != likeliest { look(at: token) }
  }

  /// The candidates to go on with: the greedy one and the best others, each spelling once.
  private func choose(_ candidates: inout [Candidate], best: Float) -> [Candidate] {
    candidates.removeAll { $0.score < best - language.width.within && !$0.isGreedy }
    candidates.sort { $0.score > $1.score }
    var chosen: [Candidate] = []
    var greedy = false
    for candidate in candidates {
      let full = chosen.count >= language.width.most
      if full && (greedy || !candidate.isGreedy) { continue }
      if let twin = chosen.firstIndex(where: {
        $0.spelled == candidate.spelled && $0.cursor.depth == candidate.cursor.depth
      }) {
        // The greedy text is kept beside a better way to spell it.
        guard candidate.isGreedy, !chosen[twin].isGreedy else { continue }
      }
      if candidate.isGreedy { greedy = true }
      chosen.append(candidate)
    }
    return chosen
  }

  private func finish(
    _ path: Path, end: Float?, language: Float, _ ending: GreedyText.Ending, isGreedy: Bool? = nil
  ) {
    finished.append(
      BeamText(
        tokens: path.tokens, logProbabilities: path.logProbabilities, endLogProbability: end, languageScore: language,
        ending: ending, isGreedy: isGreedy ?? path.isGreedy))
  }
}

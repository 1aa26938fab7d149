/// One search. Texts that spell the same are one: only the likelier is followed.
final class SpeechSearch {
  /// Tokens that have been written, and what may follow them. Paths that differ in the language only share one.
  struct Text {
    var tokens: [Int] = []
    var logProbabilities: [Float] = []
    var heard: Float = 0
    /// Nil for a beginning of the greedy text, whose state is there already.
    var state: DecoderState?
    var next: NextTokens
  }

  struct Path {
    /// Which of the texts it reads.
    var text: Int
    var language: Float
    var cursor: LanguageCursor
    /// A hash of what it spells.
    var spelled: UInt64
    var isGreedy: Bool
    var isGrammatical: Bool
  }

  struct Candidate {
    var parent: Int
    var token: Int
    var logProbability: Float
    var language: Float
    var cursor: LanguageCursor
    var spelled: UInt64
    var score: Float
    var isGreedy: Bool
    var isGrammatical: Bool
  }

  /// The hash of no text.
  static let nothing: UInt64 = 0xCBF2_9CE4_8422_2325

  let model: Moonshine
  let language: BeamLanguage
  let scorer: LanguageScorer
  let limit: Int
  let repetition: RepetitionGuard
  let decoding: MoonshineDecoding
  var greedy: GreedySteps
  var texts: [Text] = []
  var finished: [BeamText] = []
  /// The best score at which each beginning was spelled so far, by its hash and whether it is in the grammar.
  var spelled: [UInt64: Float] = [:]

  /// What greedy decoding wrote, step by step.
  struct GreedySteps {
    var state: DecoderState
    var tokens: [Int] = []
    /// What might have followed each beginning of them, that of no token first.
    var next: [NextTokens] = []
    /// The logarithm of the probability of each beginning of them, that of no token first, the end not counted.
    var heard: [Float] = [0]
  }

  init(
    _ model: Moonshine, _ audio: EncodedAudio, _ language: BeamLanguage, limit: Int, repetition: RepetitionGuard
  ) throws(TransformerError) {
    self.model = model
    self.language = language
    self.limit = limit
    self.repetition = repetition
    scorer = LanguageScorer(language.language, language.weights)
    decoding = try MoonshineDecoding(model, audio, expectedTokens: limit + 1)
    greedy = GreedySteps(state: try decoding.makeState())
  }

  func run() throws(TransformerError) -> [BeamText] {
    guard limit > 0 else { return [] }
    let plain = try writeGreedily()
    if let certain = language.certain(plain, greedy.next, end: model.configuration.end) { return [certain] }
    var cursor = scorer.start()
    let score = read(plain.tokens, &cursor)
    finished = [BeamText(plain, languageScore: score + cursor.finishWord(scorer) + cursor.context.end)]
    texts = [Text(next: greedy.next[0])]
    var paths = [begin(scorer.start(), isGrammatical: false)]
    if let cursor = scorer.grammarStart(), language.width.grammatical > 0 {
      paths.append(begin(cursor, isGrammatical: true))
    }
    var candidates: [Candidate] = []
    var lag: Float = 0
    while !paths.isEmpty {
      candidates.removeAll(keepingCapacity: true)
      let sentence = plausible(true).max { $0.score < $1.score }
      var best = Pools(
        free: plausible(false).map(\.score).max() ?? -.infinity, grammatical: sentence?.score ?? -.infinity,
        lag: paths.contains(where: \.isGrammatical) ? lag : .infinity)
      if let sentence { best.lag = max(0, finished[0].heardScore - sentence.heardScore) }
      for (index, path) in paths.enumerated() { expand(path, index, into: &candidates, best: &best) }
      paths = try follow(choose(&candidates, best: best), from: paths)
      lag = best.lag
    }
    return language.weighed(plausible(false), plausible(true))
  }

  /// Takes the likeliest token at every step.
  private func writeGreedily() throws(TransformerError) -> GreedyText {
    var text = GreedyText(tokens: [], logProbabilities: [], ending: .finished)
    var token = model.configuration.start
    while true {
      let logits = try decoding.append(token, to: &greedy.state)[0]
      let next = NextTokens(logits, within: language.width.tokensWithin, pool: model.workbench.pool)
      greedy.next.append(next)
      token = next.likeliest
      if token == model.configuration.end {
        text.endLogProbability = next.best
        return text
      }
      greedy.tokens.append(token)
      greedy.heard.append((greedy.heard.last ?? 0) + next.best)
      text.tokens.append(token)
      text.logProbabilities.append(next.best)
      if let length = repetition.cut(text.tokens) {
        text.tokens.removeSubrange(length...)
        text.logProbabilities.removeSubrange(length...)
        text.ending = .repetition
        return text
      }
      if text.tokens.count >= limit {
        text.ending = .limit
        return text
      }
    }
  }

  /// Has `cursor` read tokens; what it gained.
  private func read(_ tokens: [Int], _ cursor: inout LanguageCursor) -> Float {
    var gained: Float = 0
    for token in tokens { for byte in language.spelling(token) { gained += cursor.read(byte, scorer) } }
    return gained
  }

  /// The paths that the chosen candidates lead to; new texts are given to the model all at once.
  private func follow(_ chosen: [Candidate], from paths: [Path]) throws(TransformerError) -> [Path] {
    var next: [Path] = []
    var written: [(parent: Int, text: Text)] = []
    for candidate in chosen {
      let parent = paths[candidate.parent].text
      var path = Path(
        text: 0, language: candidate.language, cursor: candidate.cursor, spelled: candidate.spelled,
        isGreedy: candidate.isGreedy, isGrammatical: candidate.isGrammatical)
      if let known = written.firstIndex(where: {
        $0.parent == parent && $0.text.tokens[$0.text.tokens.count - 1] == candidate.token
      }) {
        path.text = known
        next.append(path)
        continue
      }
      var text = texts[parent]
      text.state = nil
      text.tokens.append(candidate.token)
      text.logProbabilities.append(candidate.logProbability)
      text.heard += candidate.logProbability
      if let length = repetition.cut(text.tokens) {
        text.tokens.removeSubrange(length...)
        text.logProbabilities.removeSubrange(length...)
        finish(text, path, end: nil, .repetition)
      } else if text.tokens.count >= limit {
        finish(text, path, end: nil, .limit)
      } else {
        path.text = written.count
        written.append((parent, text))
        next.append(path)
      }
    }
    try write(&written)
    return next
  }

  /// Makes `written` the texts, with what may follow each.
  private func write(_ written: inout [(parent: Int, text: Text)]) throws(TransformerError) {
    // Each state goes to one child; the others copy it.
    var states: [DecoderState] = []
    var new: [Int] = []
    for index in written.indices {
      let (parent, text) = written[index]
      let length = text.tokens.count
      if texts[parent].state == nil {
        if length < greedy.next.count, text.tokens[length - 1] == greedy.tokens[length - 1] {
          written[index].text.next = greedy.next[length]
          continue
        }
        states.append(try decoding.fork(greedy.state, tokens: length))
      } else if let state = texts[parent].state {
        let isLast = !written[(index + 1)...].contains { $0.parent == parent }
        if isLast { texts[parent].state = nil }
        states.append(isLast ? state : try decoding.fork(state, tokens: length))
      }
      new.append(index)
    }
    for index in texts.indices {
      guard let state = texts[index].state else { continue }
      texts[index].state = nil
      decoding.giveBack(state)
    }
    if !new.isEmpty {
      let tokens = new.map { written[$0].text.tokens.last ?? model.configuration.end }
      let logits = try decoding.append(tokens, toEach: &states)
      for (row, index) in new.enumerated() {
        written[index].text.state = states[row]
        written[index].text.next = NextTokens(
          logits[row], within: language.width.tokensWithin, pool: model.workbench.pool)
      }
    }
    texts = written.map(\.text)
  }

  private func begin(_ cursor: LanguageCursor, isGrammatical: Bool) -> Path {
    Path(
      text: 0, language: 0, cursor: cursor, spelled: Self.nothing, isGreedy: !isGrammatical,
      isGrammatical: isGrammatical)
  }
}

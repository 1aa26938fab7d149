/// One search. Texts that spell the same are one: only the likelier is followed.
final class SpeechSearch {
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
    var isGrammatical: Bool

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
    var isGrammatical: Bool
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
    var candidates: [Candidate] = []
    var logits = try decoding.append([model.configuration.start], toEach: &states)
    var paths = [begin(states[0], scorer.start(), isGrammatical: false)]
    if let cursor = scorer.grammarStart(), language.width.grammatical > 0 {
      paths.append(begin(states[0], cursor, isGrammatical: true))
    }
    // Texts that read the same tokens share a row.
    var rows = [Int](repeating: 0, count: paths.count)
    while true {
      candidates.removeAll(keepingCapacity: true)
      var best = Pools(
        free: plausible(false).map(\.score).max() ?? -.infinity,
        grammatical: plausible(true).map(\.score).max() ?? -.infinity)
      for (index, path) in paths.enumerated() {
        expand(path, index, logits[rows[index]], into: &candidates, best: &best)
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
      rows.removeAll(keepingCapacity: true)
      var leaders: [Int] = []
      for (index, path) in paths.enumerated() {
        if let leader = leaders.firstIndex(where: { paths[$0].tokens == path.tokens }) {
          rows.append(leader)
        } else {
          rows.append(leaders.count)
          leaders.append(index)
        }
      }
      states = leaders.map { paths[$0].state }
      for index in paths.indices { paths[index].state = DecoderState.none }
      logits = try decoding.append(leaders.map { paths[$0].tokens[paths[$0].tokens.count - 1] }, toEach: &states)
      for index in paths.indices { paths[index].state = states[rows[index]] }
      states = []
    }
    return weighed(plausible(false), plausible(true))
  }

  /// Free texts and those of the grammar, the best first. Their scores say different things: the best of the grammar
  /// is set above the best free one by the logarithm of the odds that it is nearer to what was said.
  private func weighed(_ free: [BeamText], _ grammatical: [BeamText]) -> [BeamText] {
    func best(_ texts: [BeamText]) -> BeamText? { texts.max { $0.score < $1.score } }
    guard let first = best(free), let other = best(grammatical), let greedy = free.first(where: \.isGreedy) else {
      return (free + grammatical).sorted { $0.score > $1.score }
    }
    let gap = (first.heardScore - other.heardScore) / Float(other.tokens.count + 1)
    let doubt = -greedy.heardScore / Float(greedy.tokens.count + 1)
    let more = min(Self.mostNames, names(other) - names(first))
    let weights = Self.grammarOdds
    let odds = weights.all + weights.gap * gap + weights.doubt * doubt + weights.name * Float(more)
    let shift = first.score + odds - other.score
    let shifted = grammatical.map { text in
      var text = text
      text.languageScore += shift
      return text
    }
    return (free + shifted).sorted { $0.score > $1.score }
  }

  /// Fitted to which of the two was nearer to what was said, over spoken questions and orders in quiet and in noise: by
  /// how much less likely, a token, the sounds make the text of the grammar, how unsure the free text is itself, and how
  /// many more of the shop's words the other has.
  private static let grammarOdds: (all: Float, gap: Float, doubt: Float, name: Float) = (0.26, -2.16, 0.3, 1.67)
  /// More of them say nothing more: any sounds can be forced into the words of a shop.
  private static let mostNames = 2

  /// How many words of a text name what the shop sells.
  private func names(_ text: BeamText) -> Int {
    let letters = text.tokens.flatMap { Array(language.spelling($0)) }
    return letters.split(separator: TokenSpelling.gap).count { word in
      language.language.find(word).map { language.language.isName(language.language.wordOfSpelling[Int($0)]) } ?? false
    }
  }

  private func begin(_ state: DecoderState, _ cursor: LanguageCursor, isGrammatical: Bool) -> Path {
    Path(
      state: state, tokens: [], logProbabilities: [], heard: 0, language: 0, cursor: cursor, spelled: Self.nothing,
      isGreedy: !isGrammatical, isGrammatical: isGrammatical)
  }

  /// The best scores so far of free texts and of those within the grammar, which do not compete with each other.
  private struct Pools {
    var free, grammatical: Float

    subscript(isGrammatical: Bool) -> Float {
      get { isGrammatical ? grammatical : free }
      set { if isGrammatical { grammatical = newValue } else { free = newValue } }
    }
  }

  /// The finished texts that can be all of what was said: about as long as the greedy one, and not too unlike the sound.
  /// Short texts have fewer tokens to be unlikely in and fewer words to pay for; without this they would win. Nothing
  /// is known before the greedy text is finished.
  private func plausible(_ isGrammatical: Bool) -> [BeamText] {
    guard let greedy = finished.first(where: \.isGreedy) else { return [] }
    let length = letters(greedy)
    let gap = (isGrammatical ? Self.mostPerTokenInGrammar : Self.mostPerToken) * Float(greedy.tokens.count + 1)
    return finished.filter { text in
      guard text.isGrammatical == isGrammatical else { return false }
      if text.isGreedy { return true }
      let other = letters(text)
      return 10 * other >= 7 * length && 10 * other <= 15 * length && text.heardScore >= greedy.heardScore - gap
    }
  }

  /// On real orders the best text of the shop's language lay at most 2 nats a token below the greedy one; on unrelated
  /// questions at least 2.6.
  private static let mostPerToken: Float = 2.2
  /// Within the grammar texts are compared with each other first.
  private static let mostPerTokenInGrammar: Float = 4

  private func letters(_ text: BeamText) -> Int {
    text.tokens.reduce(0) { $0 + language.spelling($1).count { $0 != TokenSpelling.gap } }
  }

  private func expand(
    _ path: Path, _ index: Int, _ logits: UnsafeBufferPointer<Float>, into candidates: inout [Candidate],
    best: inout Pools
  ) {
    guard let scores = logits.baseAddress else { return }
    let pool = model.workbench.pool
    let likeliest = pool.argmax(scores, count: logits.count)
    let norm = pool.logSumExp(scores, count: logits.count)
    let width = language.width
    // The most that a token can gain is bounded, so one that is far behind need not be looked at.
    let inGrammar = path.isGrammatical
    let room = max(0, language.weights.most) - path.cursor.prospect
    let within = inGrammar ? width.grammaticalWithin : width.within
    let least = max(logits[likeliest] - width.tokensWithin, best[inGrammar] - within - path.score - room + norm)
    let endWithin = inGrammar ? width.grammaticalEndWithin : width.endWithin
    func look(at token: Int) {
      let logProbability = logits[token] - norm
      let isGreedy = path.isGreedy && token == likeliest
      if token == model.configuration.end {
        guard logits[token] >= logits[likeliest] - endWithin else { return }
        guard path.spelled != Self.nothing || isGreedy else { return }
        var cursor = path.cursor
        let gained = cursor.finishWord(scorer)
        let total = path.language + gained + cursor.context.end
        guard total > -.infinity else { return }
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
      guard score > -.infinity else { return }
      best[inGrammar] = max(best[inGrammar], score)
      candidates.append(
        Candidate(
          parent: index, token: token, logProbability: logProbability, language: total, cursor: cursor,
          spelled: spelled, score: score, isGreedy: isGreedy, isGrammatical: inGrammar))
    }
    look(at: likeliest)
    for token in 0..<logits.count where scores[token] >= least && token != likeliest { look(at: token) }
  }

  /// The candidates to go on with: the greedy one and the best others of each pool, each spelling once.
  private func choose(_ candidates: inout [Candidate], best: Pools) -> [Candidate] {
    let width = language.width
    candidates.removeAll {
      $0.score < best[$0.isGrammatical] - ($0.isGrammatical ? width.grammaticalWithin : width.within) && !$0.isGreedy
    }
    candidates.sort { $0.score > $1.score }
    var chosen: [Candidate] = []
    var (free, grammatical) = (0, 0)
    var greedy = false
    for candidate in candidates {
      let full = candidate.isGrammatical ? grammatical >= width.grammatical : free >= width.most
      if full && (greedy || !candidate.isGreedy) { continue }
      if let twin = chosen.firstIndex(where: {
        $0.spelled == candidate.spelled && $0.cursor.depth == candidate.cursor.depth
          && $0.isGrammatical == candidate.isGrammatical
      }) {
        // The greedy text is kept beside a better way to spell it.
        guard candidate.isGreedy, !chosen[twin].isGreedy else { continue }
      }
      if candidate.isGreedy { greedy = true }
      if candidate.isGrammatical { grammatical += 1 } else { free += 1 }
      chosen.append(candidate)
    }
    return chosen
  }

  private func finish(
    _ path: Path, end: Float?, language: Float, _ ending: GreedyText.Ending, isGreedy: Bool? = nil
  ) {
    // A sentence that is cut off is none.
    guard !path.isGrammatical || ending == .finished else { return }
    finished.append(
      BeamText(
        tokens: path.tokens, logProbabilities: path.logProbabilities, endLogProbability: end, languageScore: language,
        ending: ending, isGreedy: isGreedy ?? path.isGreedy, isGrammatical: path.isGrammatical))
  }
}

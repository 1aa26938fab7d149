/// One search. Texts that spell the same are one: only the likelier is followed.
final class SpeechSearch {
  /// Tokens that have been written, and what may follow them. Paths that differ in the language only share one.
  private struct Text {
    var tokens: [Int] = []
    var logProbabilities: [Float] = []
    var heard: Float = 0
    /// Nil for a beginning of the greedy text, whose state is there already.
    var state: DecoderState?
    var next: NextTokens
  }

  private struct Path {
    /// Which of the texts it reads.
    var text: Int
    var language: Float
    var cursor: LanguageCursor
    /// A hash of what it spells.
    var spelled: UInt64
    var isGreedy: Bool
    var isGrammatical: Bool
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
  private let decoding: MoonshineDecoding
  private var greedy: GreedySteps
  private var texts: [Text] = []
  private var finished: [BeamText] = []

  /// What greedy decoding wrote, step by step.
  private struct GreedySteps {
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

  /// The best scores so far of free texts and of those within the grammar, which do not compete with each other.
  private struct Pools {
    var free, grammatical: Float
    /// How much less likely than the greedy text the best of the grammar sounds, as far as both are written.
    var lag: Float

    subscript(isGrammatical: Bool) -> Float {
      get { isGrammatical ? grammatical : free }
      set { if isGrammatical { grammatical = newValue } else { free = newValue } }
    }

    /// How far behind the best a text may be.
    func within(_ isGrammatical: Bool, _ width: BeamWidth) -> Float {
      isGrammatical
        ? min(width.grammaticalWithin, width.grammaticalEase + width.easing * lag)
        : min(width.within, width.ease + width.easing * lag)
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

  private func expand(_ path: Path, _ index: Int, into candidates: inout [Candidate], best: inout Pools) {
    let text = texts[path.text]
    let next = text.next
    let width = language.width
    // The most that a token can gain is bounded, so one that is far behind need not be looked at.
    let inGrammar = path.isGrammatical
    let score = text.heard + path.language + path.cursor.prospect
    let room = max(0, language.weights.most) - path.cursor.prospect
    let least = best[inGrammar] - best.within(inGrammar, width) - score - room
    let endWithin = inGrammar ? width.grammaticalEndWithin : width.endWithin
    func look(at token: Int, _ logProbability: Float) {
      let isGreedy = path.isGreedy && token == next.likeliest
      if token == model.configuration.end {
        // The greedy text is finished already.
        guard logProbability >= next.best - endWithin, path.spelled != Self.nothing, !isGreedy else { return }
        finish(text, path, end: logProbability, .finished)
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
      let score = text.heard + logProbability + total + cursor.prospect
      guard score > -.infinity else { return }
      if score > best[inGrammar] {
        best[inGrammar] = score
        if inGrammar {
          best.lag = max(0, greedy.heard[min(text.tokens.count + 1, greedy.tokens.count)] - text.heard - logProbability)
        }
      }
      candidates.append(
        Candidate(
          parent: index, token: token, logProbability: logProbability, language: total, cursor: cursor,
          spelled: spelled, score: score, isGreedy: isGreedy, isGrammatical: inGrammar))
    }
    look(at: next.likeliest, next.best)
    for (token, logProbability) in zip(next.tokens, next.logProbabilities)
    where logProbability >= least && Int(token) != next.likeliest {
      look(at: Int(token), logProbability)
    }
  }

  /// The candidates to go on with: the greedy one and the best others of each pool, each spelling once.
  private func choose(_ candidates: inout [Candidate], best: Pools) -> [Candidate] {
    let width = language.width
    candidates.removeAll {
      $0.score < best[$0.isGrammatical] - best.within($0.isGrammatical, width) && !$0.isGreedy
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

  private func finish(_ text: Text, _ path: Path, end: Float?, _ ending: GreedyText.Ending) {
    // A sentence that is cut off is none; the greedy text is there already.
    guard !path.isGrammatical || ending == .finished, !path.isGreedy || ending == .finished else { return }
    var total = path.language
    if ending == .finished {
      var cursor = path.cursor
      total += cursor.finishWord(scorer)
      total += cursor.context.end
    } else {
      total += path.cursor.prospect
    }
    guard total > -.infinity else { return }
    finished.append(
      BeamText(
        tokens: text.tokens, logProbabilities: text.logProbabilities, endLogProbability: end, languageScore: total,
        ending: ending, isGreedy: false, isGrammatical: path.isGrammatical))
  }
}

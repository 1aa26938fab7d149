// Which of the ways to go on are followed, and which texts that have ended can be all of what was said.

extension SpeechSearch {
  /// The best scores so far of free texts and of those within the grammar, which do not compete with each other.
  struct Pools {
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
  func plausible(_ isGrammatical: Bool) -> [BeamText] {
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

  func expand(_ path: Path, _ index: Int, into candidates: inout [Candidate], best: inout Pools) {
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
      // One mark after another says nothing: a text could buy itself time with them.
      if !isGreedy, let last = text.tokens.last, language.spelling.isMark(token), language.spelling.isMark(last) {
        return
      }
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
  func choose(_ candidates: inout [Candidate], best: Pools) -> [Candidate] {
    let width = language.width
    candidates.removeAll {
      $0.score < best[$0.isGrammatical] - best.within($0.isGrammatical, width) && !$0.isGreedy
    }
    candidates.sort { $0.score > $1.score }
    var chosen: [Candidate] = []
    var (free, grammatical) = (0, 0)
    var greedy = false
    for candidate in candidates {
      // What was spelled before, in other tokens or with other marks, is spelled no better now.
      let key = candidate.spelled ^ (candidate.isGrammatical ? 1 : 0)
      if !candidate.isGreedy, let before = spelled[key],
        before >= candidate.score + width.respelledWithin
      {
        continue
      }
      let full = candidate.isGrammatical ? grammatical >= width.grammatical : free >= width.most
      if full && (greedy || !candidate.isGreedy) { continue }
      if let twin = chosen.firstIndex(where: {
        $0.spelled == candidate.spelled && $0.cursor.depth == candidate.cursor.depth
          && $0.isGrammatical == candidate.isGrammatical
      }) {
        // The greedy text is kept beside a better way to spell it.
        guard candidate.isGreedy, !chosen[twin].isGreedy else { continue }
      }
      spelled[key] = max(spelled[key] ?? -.infinity, candidate.score)
      if candidate.isGreedy { greedy = true }
      if candidate.isGrammatical { grammatical += 1 } else { free += 1 }
      chosen.append(candidate)
    }
    return chosen
  }

  func finish(_ text: Text, _ path: Path, end: Float?, _ ending: GreedyText.Ending) {
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

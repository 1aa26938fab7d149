// Greedy texts beside which nothing else needs to be looked for.

extension BeamLanguage {
  /// The least that the logarithm of a token's probability may be, and what leaves no room for rivals.
  private static let least: Float = -1.5, doubtless: Float = -0.5
  /// What is so much less likely than the token that was taken is no rival.
  private static let rivalsWithin: Float = 3

  /// What greedy decoding wrote, where all of it is a sentence of the grammar as it stands and at no step anything else
  /// was nearly as likely that the grammar foresees: then a search would find nothing better. `steps` has what might have followed
  /// each beginning of the text, `end` is the token that ends texts.
  func certain(_ greedy: GreedyText, _ steps: [NextTokens], end: Int) -> BeamText? {
    guard width.grammatical > 0, greedy.ending == .finished, let last = greedy.endLogProbability,
      (greedy.logProbabilities + [last]).allSatisfy({ $0 > Self.least })
    else { return nil }
    var strict = weights
    strict.opening = .infinity
    let scorer = LanguageScorer(language, strict)
    guard var cursor = scorer.grammarStart() else { return nil }
    var gained: Float = 0
    for (index, token) in (greedy.tokens + [end]).enumerated() {
      let rest = letters(greedy.tokens[index...])
      let step = steps[index]
      if step.best <= Self.doubtless {
        for (rival, logProbability) in zip(step.tokens, step.logProbabilities)
        where Int(rival) != token && logProbability > step.best - Self.rivalsWithin {
          if isForeseen(Int(rival), at: cursor, rest: rest, end: end, scorer) { return nil }
        }
      }
      guard token != end else { break }
      for byte in spelling(token) { gained += cursor.read(byte, scorer) }
      guard gained > -.infinity, cursor.prospect > -.infinity else { return nil }
    }
    gained += cursor.finishWord(scorer)
    gained += cursor.context.end
    guard gained > -.infinity else { return nil }
    var text = BeamText(greedy, languageScore: gained)
    text.isGrammatical = true
    return text
  }

  /// Whether the grammar lets `token` follow, and it is not another way to write what is `rest` of the text.
  private func isForeseen(
    _ token: Int, at cursor: LanguageCursor, rest: [UInt8], end: Int, _ scorer: LanguageScorer
  ) -> Bool {
    var cursor = cursor
    if token == end { return cursor.finishWord(scorer) + cursor.context.end > -.infinity }
    guard !spelling.isSpecial(token), !rest.starts(with: letters(CollectionOfOne(token))) else { return false }
    var gained: Float = 0
    for byte in spelling(token) { gained += cursor.read(byte, scorer) }
    return gained + cursor.prospect > -.infinity
  }

  /// What tokens spell, without the gaps.
  private func letters(_ tokens: some Sequence<Int>) -> [UInt8] {
    tokens.flatMap { spelling($0).filter { $0 != TokenSpelling.gap } }
  }
}

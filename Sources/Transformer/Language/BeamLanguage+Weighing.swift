// Whether what was said is within the grammar of the shop.

extension BeamLanguage {
  /// Free texts and those of the grammar, the best first. Their scores say different things: the best of the grammar
  /// is set above the best free one by the logarithm of the odds that it is nearer to what was said.
  func weighed(_ free: [BeamText], _ grammatical: [BeamText]) -> [BeamText] {
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
    let letters = text.tokens.flatMap { Array(spelling($0)) }
    return letters.split(separator: TokenSpelling.gap).count { word in
      language.find(word).map { language.isName(language.wordOfSpelling[Int($0)]) } ?? false
    }
  }
}

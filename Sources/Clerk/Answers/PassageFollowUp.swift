import Shop
import Transformer

/// Asking on about what the merchant wrote: "do you deliver" - "what if I spend fifty".
extension Turn {
  /// The passage that a question without a subject of its own goes on about.
  func passageGoesOn() -> PassageMatch? {
    guard let last = dialogue.passage, clerk.passages.all.indices.contains(last.index), words.count <= 10 else {
      return nil
    }
    switch reading.intent {
    case .hours, .greeting, .thanks, .goodbye, .staff, .compare, .superlative, .recommend: return nil
    default: break
    }
    if resolution.exact || resolution.bySound || Self.worldly.matches(words) { return nil }
    let passage = clerk.passages.all[last.index]
    let opener = words.first ?? ""
    let elliptical =
      ["and", "what", "how", "or", "so", "then", "but", "even", "also", "is", "do", "does", "can", "will"].contains(
        opener)
    let content = question.tokens.indices.filter { question.roles[$0] == .content && !reading.used.contains($0) }
    let covered = content.allSatisfy {
      let stem = Stemmer.deepStem(question.tokens[$0].text)
      return passage.textStems.contains(stem) || passage.titleStems.contains(stem)
    }
    // Goods that are named, and of which the merchant's text says nothing, are asked for themselves.
    if !resolution.found.cards.isEmpty, !resolution.isFollowUp, !covered || !elliptical { return nil }
    if Cues.have.matches(words), !covered { return nil }
    // "How much is a twelve ounce medium roast": of what the shop's goods come in the price is asked, and no rule.
    if [.price, .location, .stock].contains(reading.intent),
      question.tokens.contains(where: { token in
        (catalogue.optionWords.contains(token.stem) || token.isUnit && token.number == nil)
          && !passage.textStems.contains(Stemmer.deepStem(token.text))
      })
    {
      return nil
    }
    // A passage that answers the new words better than the old ones comes first.
    if let best = passages.first, !covered || content.isEmpty || best.titleCoverage > 0.9, best.passage != last.index,
      best.score > 0.5, best.coverage > 0.55
    {
      return nil
    }
    guard elliptical || content.count <= 1 else { return nil }
    if resolution.isFollowUp, dialogue.passage == nil { return nil }
    var chosen = last.index
    if !covered, let encoder = clerk.encoder, let meanings = clerk.meanings,
      let vector = try? encoder.encode(last.question + " " + question.raw),
      let alone = try? encoder.encode(question.raw)
    {
      // Both questions together tell what is spoken of; where the new one alone points elsewhere for sure, go there.
      if let other = meanings.nearest(to: alone).first, other.similarity > 0.55 {
        chosen = other.passage
      } else if let both = meanings.nearest(to: vector).first, both.similarity > 0.6 {
        chosen = both.passage
      }
    }
    return PassageMatch(passage: chosen, score: 0.6, coverage: 0.6, titleCoverage: 0.5, positions: [])
  }
}

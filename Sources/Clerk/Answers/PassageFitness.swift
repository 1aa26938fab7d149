import Shop
import Transformer

/// Whether a text of the merchant's answers this question, and not only one that lies near.
extension Turn {
  /// "Do you have emerald rings" asks for a thing that a text on custom rings does not speak of.
  func speaksOfAll(_ index: Int) -> Bool {
    guard reading.intent == .stock, Cues.have.matches(words), !asksService else { return true }
    let passage = clerk.passages.all[index]
    let topics = passage.titleTopics.union(passage.textTopics)
    return question.tokens.indices.allSatisfy { i in
      let isKind =
        question.roles[i] == .soft
        && (catalogue.heads.contains(question.tokens[i].stem) || clerk.generic.contains(question.tokens[i].stem))
      guard question.roles[i] == .content || isKind, !reading.used.contains(i) else { return true }
      let stem = Stemmer.deepStem(question.tokens[i].text)
      let own =
        Topics.of(question.tokens[i].stem) + PhraseTopics.find(in: words).filter { $0.range.contains(i) }.map(\.topic)
      return passage.titleStems.contains(stem) || passage.textStems.contains(stem)
        || own.contains(where: topics.contains)
        || Synonyms.of(question.tokens[i].stem).contains { passage.titleStems.contains(Stemmer.deepStem($0)) }
    }
  }

  mutating func mayAnswer(_ passage: Int) -> Bool {
    answersThisQuestion((passage, meaningOfPassages().first { $0.passage == passage }?.similarity ?? 0))
  }

  /// "No, phones and tablets only": a yes or no is the answer to the question that it was written for, and to no other
  /// that lies near.
  func answersThisQuestion(_ best: (passage: Int, similarity: Float)) -> Bool {
    let passage = clerk.passages.all[best.passage]
    if sellsOnly(passage) || buysOnly(passage) || tellsNumberUnasked(passage) || tellsOtherPercent(passage) {
      return false
    }
    // "Would you buy my old amp": what is bought is answered for other things too.
    if passage.kind == .faq, isOnBuying(passage), words.contains(where: ["buy", "sell"].contains) { return true }
    guard passage.kind == .faq, let first = Tokenizer.tokens(passage.text).first?.text, first == "yes" || first == "no",
      best.similarity < 0.55, !passage.titleStems.isEmpty
    else { return true }
    var said: Set<String> = []
    let topics = Set(question.tokens.flatMap { Topics.of($0.stem) } + PhraseTopics.find(in: words).map(\.topic))
    if !passage.titleTopics.isEmpty, passage.titleTopics.isDisjoint(with: topics) { return false }
    // Some services are always done to the same thing, whatever it is called.
    if passage.titleTopics.intersection(topics).contains(where: { Self.narrow.contains(Topics.name($0)) }) {
      return true
    }
    for token in question.tokens {
      said.insert(token.stem)
      said.insert(Stemmer.deepStem(token.text))
      for synonym in Synonyms.of(token.stem) { said.insert(Stemmer.deepStem(synonym)) }
    }
    return passage.titleStems.count(where: said.contains) * 5 >= passage.titleStems.count * 3
  }

  /// Whether the merchant's text says only whether a thing is sold, and that is not what is asked: "we do not sell milk"
  /// is no answer to "what milk is in it".
  private func sellsOnly(_ passage: Passage) -> Bool {
    guard passage.kind == .faq, Self.sold.matches(Tokenizer.tokens(passage.title, speech: true).map(\.text)),
      let first = Tokenizer.tokens(passage.text).first?.text, first == "yes" || first == "no"
    else { return false }
    if Cues.have.matches(words) || Cues.list.matches(words) && !standsForFocus { return false }
    let inside = !reading.substances.isEmpty || [.ingredient, .allergen, .unsafe].contains(reading.intent)
    return inside || standsForFocus && !dialogue.focus.isEmpty
  }
  private static let sold = Pattern("do you have|sell|carry|stock")

  /// "My phone fell in the lake" asks for no number.
  func tellsNumberUnasked(_ passage: Passage) -> Bool {
    passage.kind == .detail && passage.titleTopics.contains { Topics.name($0) == "phone" }
      && !Self.asksForNumber.matches(words)
  }
  private static let asksForNumber = Patterns(
    "number|numbers|call|calls|ring|dial|contact|reach|telephone|text", "phone you|ahead|first|up|the|in|someone|them",
    "your|shop|store phone", "by phone", "what is the phone")

  /// "Are the plush toys still twenty percent off" is no question about the ten percent of members.
  private func tellsOtherPercent(_ passage: Passage) -> Bool {
    guard let at = words.firstIndex(of: "percent"), at > 0, let asked = question.tokens[at - 1].number else {
      return false
    }
    let told = Tokenizer.tokens(passage.title + ". " + passage.text)
    let percents = zip(told, told.dropFirst()).filter { $1.text == "percent" }.compactMap(\.0.number)
    return !percents.isEmpty && !percents.contains(asked)
  }

  /// "Do you buy gold?" is answered to who has some to sell, and not to who asks whether it is gold.
  private func buysOnly(_ passage: Passage) -> Bool {
    isOnBuying(passage) && !words.contains(where: Self.trading.contains)
  }

  private func isOnBuying(_ passage: Passage) -> Bool {
    let title = Tokenizer.tokens(passage.title, speech: true).map(\.text)
    return passage.kind == .faq ? Self.bought.matches(title) : title.contains("buying")
  }
  private static let bought = Pattern("do|can|would you buy")
  private static let trading = Set(
    words: "buy buying sell selling take taking trade swap cash money old used want interested give offer back worth")

  private static let narrow = Set(
    words: """
      key_cutting alterations resizing engraving piercing gift_wrap parking wifi restrooms atm wheelchair loyalty gift_cards
      price_match layaway flu_shots pets_allowed
      """)
}

package import Shop

/// Something that the merchant wrote in advance about the shop: an answered question, a policy, a detail.
package struct Passage: Sendable {
  package enum Kind: Sendable, Equatable { case faq, policy, detail, hoursNote, holidays }
  package var kind: Kind
  /// The question, or the key in words ("payment methods").
  package var title: String
  package var key: String
  package var text: String
  /// Deep stems of the title.
  var titleStems: Set<String>
  var textStems: Set<String>
  var titleTopics: Set<Int>
  var textTopics: Set<Int>
}

package struct PassageMatch: Sendable {
  package var passage: Int
  /// 0–1.
  package var score: Float
  /// The share of the question's carrying words that the passage covers.
  package var coverage: Float
  /// The share of the passage's title that the question covers.
  package var titleCoverage: Float
  package var positions: Set<Int>
}

/// Finds what the merchant wrote for a question, by words, topics and, where there is an encoder, by meaning.
package struct Passages: Sendable {
  package let all: [Passage]
  private let titleFrequency: [String: Int]

  package init(info: ShopInfo, faq: [FAQEntry]) {
    var all: [Passage] = []
    func add(_ kind: Passage.Kind, _ key: String, _ title: String, _ text: String) {
      guard !text.trimmed.isEmpty else { return }
      let (titleStems, titleTopics) = Self.stems(title)
      let (textStems, textTopics) = Self.stems(text)
      all.append(
        Passage(
          kind: kind, title: title, key: key, text: text.trimmed, titleStems: titleStems, textStems: textStems,
          titleTopics: titleTopics, textTopics: textTopics))
    }
    for entry in faq { add(.faq, "", entry.question, entry.answer) }
    for policy in info.policies { add(.policy, policy.key, Self.words(policy.key), policy.value) }
    for detail in info.details { add(.detail, detail.key, Self.words(detail.key), detail.value) }
    for note in info.hours.notes { add(.hoursNote, note.key, Self.words(note.key), note.value) }
    self.all = all
    var frequency: [String: Int] = [:]
    for passage in all { for stem in passage.titleStems { frequency[stem, default: 0] += 1 } }
    titleFrequency = frequency
  }

  private static func words(_ key: String) -> String { key.split(separator: "_").joined(separator: " ") }

  private static func stems(_ text: String) -> (Set<String>, Set<Int>) {
    var stems: Set<String> = []
    var topics: Set<Int> = []
    for token in Tokenizer.tokens(text, speech: true) where !Self.empty.contains(token.text) {
      guard Words.role(token) != .function || Self.kept.contains(token.text) else { continue }
      let stem = Stemmer.deepStem(token.text)
      stems.insert(stem)
      topics.formUnion(Topics.of(token.stem))
      topics.formUnion(Topics.of(token.text))
    }
    for (topic, _) in PhraseTopics.find(in: Tokenizer.tokens(text, speech: true).map(\.text)) { topics.insert(topic) }
    // A key of one word ("pets") stands for the rule, where in a question it may stand for goods.
    if let topic = PhraseTopics.topic(ofKey: text) { topics.insert(topic) }
    return (stems, topics)
  }

  /// Words that shops' questions are full of and that tell nothing.
  private static let empty: Set<String> = Set(
    words: """
      store shop item items product products order cost costs price sell offer buy time day person people place work
      question today currently still possible extra long big
      """)
  private static let kept: Set<String> = ["own", "wrong", "bad", "next", "same", "free", "try"]

  /// Where two words of a question are one word of the merchant's titles: "set up" is what is called a setup.
  func joinedWords(_ question: Question) -> [(position: Int, stem: String)] {
    zip(question.tokens, question.tokens.dropFirst()).enumerated().compactMap { position, pair in
      guard pair.0.number == nil, pair.1.number == nil else { return nil }
      let stem = Stemmer.deepStem(pair.0.text + pair.1.text)
      return titleFrequency[stem] == nil ? nil : (position, stem)
    }
  }

  /// The passages that fit a question, best first.
  /// - Parameter ignored: positions that are known to say something else.
  package func matches(_ question: Question, ignored: Set<Int> = []) -> [PassageMatch] {
    var carrying: [(position: Int, stem: String, topics: Set<Int>, weight: Float)] = []
    // A phrase counts once for all its words.
    let phrases = PhraseTopics.find(in: question.words).filter { found in
      !found.range.contains(where: ignored.contains) && all.contains { $0.titleTopics.contains(found.topic) }
    }
    for phrase in phrases { carrying.append((phrase.range.lowerBound, "", [phrase.topic], 1)) }
    var joined: Set<Int> = []
    for (position, stem) in joinedWords(question)
    where !ignored.contains(position) && !ignored.contains(position + 1) {
      joined.formUnion([position, position + 1])
      carrying.append((position, stem, Set(Topics.of(stem)), 1))
    }
    for (position, token) in question.tokens.enumerated()
    where !ignored.contains(position) && !joined.contains(position) {
      if question.roles[position] == .function, !Self.kept.contains(token.text) { continue }
      let stem = Stemmer.deepStem(token.text)
      let topics = Set(Topics.of(token.stem) + Topics.of(token.text))
      let strong = topics.contains(where: Topics.isStrong)
      var weight: Float = question.roles[position] == .content || strong ? 1 : topics.isEmpty ? 0.35 : 0.5
      if Self.empty.contains(token.text) { weight = 0.2 }
      if token.number != nil { weight = 0.4 }
      if phrases.contains(where: { $0.range.contains(position) }) { weight = min(weight, 0.3) }
      carrying.append((position, stem, topics, weight))
    }
    let total = carrying.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return [] }
    var matches: [PassageMatch] = []
    for (index, passage) in all.enumerated() {
      var covered: Float = 0
      var positions: Set<Int> = []
      var titleHit: Set<String> = []
      var topicHit: Set<Int> = []
      var anchor: Float = 0
      for word in carrying {
        var hit: Float = 0
        if passage.titleStems.contains(word.stem) {
          hit = 1
          titleHit.insert(word.stem)
          anchor = max(anchor, word.weight)
        } else if !word.topics.isDisjoint(with: passage.titleTopics) {
          let shared = word.topics.intersection(passage.titleTopics)
          hit = shared.contains(where: Topics.isStrong) ? 0.95 : 0.7
          topicHit.formUnion(shared)
          anchor = max(anchor, word.weight * hit)
        } else if passage.textStems.contains(word.stem) {
          hit = 0.75
          anchor = max(anchor, word.weight * 0.6)
        } else if word.topics.contains(where: { Topics.isStrong($0) && passage.textTopics.contains($0) }) {
          hit = 0.55
          anchor = max(anchor, word.weight * 0.5)
        }
        if hit > 0 {
          positions.insert(word.position)
          if word.stem.isEmpty {
            for phrase in phrases where word.topics.contains(phrase.topic) { positions.formUnion(phrase.range) }
          }
        }
        covered += hit * word.weight
      }
      guard anchor > 0.3 else { continue }
      let coverage = covered / total
      // How much of the title was asked for; a topic covers the title words of that topic.
      var titleTotal: Float = 0
      var titleCovered: Float = 0
      for stem in passage.titleStems {
        let rare: Float = 1 / Float(titleFrequency[stem] ?? 1).squareRoot()
        titleTotal += rare
        if titleHit.contains(stem) || Topics.of(stem).contains(where: topicHit.contains) { titleCovered += rare }
      }
      var titleCoverage = titleTotal > 0 ? titleCovered / titleTotal : 0
      if phrases.contains(where: { passage.titleTopics.contains($0.topic) }) { titleCoverage = max(titleCoverage, 0.8) }
      let score = 0.62 * coverage + 0.38 * titleCoverage
      matches.append(
        PassageMatch(
          passage: index, score: score, coverage: coverage, titleCoverage: titleCoverage, positions: positions))
    }
    // Of equals an answered question comes before a policy, a policy before a detail.
    func order(_ m: PassageMatch) -> Float { m.score + (all[m.passage].kind == .faq ? 0.03 : 0) }
    return matches.sorted { (order($0), -$0.passage) > (order($1), -$1.passage) }
  }

  /// Whether a question speaks of a service of a shop (delivery, returns), with the topic.
  package static func service(_ question: Question, ignored: Set<Int> = []) -> Int? {
    for found in PhraseTopics.find(in: question.words) where !found.range.contains(where: ignored.contains) {
      return found.topic
    }
    for (position, token) in question.tokens.enumerated() where !ignored.contains(position) {
      for topic in Topics.of(token.stem) + Topics.of(token.text) where Topics.isStrong(topic) {
        return topic
      }
    }
    return nil
  }
}

import Shop
import Transformer

/// Details that stand in a description rather than in an attribute.
extension Turn {
  /// The sentence of the description that the question's words point at.
  func bodySentence(_ product: Product, also keys: [String] = []) -> String? {
    var asked = Set(leftOver().map { Stemmer.deepStem($0.text) })
    if asked.contains("waterproof") { asked.insert("water") }
    let soft = Set(
      question.tokens.indices.filter { question.roles[$0] == .soft && !resolution.positions.contains($0) }.map {
        Stemmer.deepStem(question.tokens[$0].text)
      })
    let keyStems = Set(keys.map(Stemmer.deepStem))
    var best: (String, Float)?
    for sentence in Self.sentences(product.body) {
      let stems = Set(Tokenizer.tokens(sentence).map { Stemmer.deepStem($0.text) })
      var score = Float(stems.intersection(asked).count)
      score += 0.4 * Float(stems.intersection(soft).count)
      score += 0.6 * Float(stems.intersection(keyStems).count)
      if score > 0.5, score > best?.1 ?? 0 { best = (sentence, score) }
    }
    guard let (sentence, _) = best else { return nil }
    return "\(the(name(product))): \(Wording.lowerFirstWord(sentence))"
  }

  /// A sentence or an attribute of a product with how well it answers.
  struct Fact: Sendable {
    var said: String
    /// The key of the attribute in words; nil of a sentence.
    var key: String?
    /// Cosine, and what shared words add to it.
    var score: Float
    var similarity: Float
  }

  /// The sentence or the attribute of a product that answers best: by meaning and by the words it shares with the
  /// question, the product's name apart.
  /// - Parameter keys: attributes that do not answer, however near they are.
  func bestFact(_ product: Product, apartFrom keys: Set<String> = []) -> Fact? {
    facts(of: product, apartFrom: keys).first
  }

  /// A sentence, an attribute or the options of a product with how near it lies to the question.
  struct KnownFact: Sendable {
    /// What there is to it: "key: value", or a sentence.
    var text: String
    /// The key of the attribute in words, or the name of the option; nil of a sentence.
    var key: String?
    /// The attribute's own key.
    var attribute: String?
    var value: String
    /// As it would be told.
    var said: String
    /// Its cosine to the question with the goods masked, and to the question.
    var similarity: Float = 0
    var likeness: Float = 0
    /// Of its key to the masked question; 0 of a sentence.
    var keySimilarity: Float = 0
    /// By what was learned of attributes; of a sentence its similarity.
    var nearness: Float = 0
    /// How many of the question's words it has, the goods' own left out.
    var shared = 0
    var isOption = false
  }

  /// All that is known of a product, what answers best first.
  func facts(of product: Product, apartFrom keys: Set<String> = []) -> [Fact] {
    let known = knownFacts(of: product)
    let told = "\(product.id) \(askedOfIt) \(resolution.found.cards.first ?? -1) \(keys.sorted())"
    return meaning.facts(told) {
      known.filter { fact in fact.attribute.map { !keys.contains($0) } ?? true }.map { fact in
        let score = fact.similarity + 0.15 * Float(min(fact.shared, 3))
        // What was learned says more of an attribute than plain likeness does; a sentence has that alone.
        let rank = score + 0.5 * max(fact.similarity, fact.nearness)
        return (Fact(said: fact.said, key: fact.key, score: score, similarity: fact.similarity), rank)
      }.sorted { $0.1 > $1.1 }.map(\.0)
    }
  }

  /// What is asked of a product, its name left out.
  private var askedOfIt: String {
    // "And the exterior one" asks what was asked before.
    if resolution.isFollowUp || words.first == "and", leftOver().isEmpty, let before = dialogue.asked {
      return before.replacing("the item", with: "it")
    }
    return masked.replacing("the item", with: "it")
  }

  /// All that is known of a product, its place left out, in the order in which the merchant has it.
  func knownFacts(of product: Product) -> [KnownFact] {
    guard let encoder = clerk.encoder else { return [] }
    let asked = askedOfIt
    return meaning.known("\(product.id) \(asked) \(resolution.found.cards.first ?? -1)") {
      guard let vector = try? encoder.encode(asked) else { return [] }
      return weighedFacts(product, vector, encoder)
    }
  }

  private func weighedFacts(_ product: Product, _ vector: [Float], _ encoder: any TextEncoder) -> [KnownFact] {
    let stems = Set(
      question.tokens.indices.filter { !namedPositions.contains($0) && question.roles[$0] != .function }.map {
        Stemmer.deepStem(words[$0])
      }
    ).subtracting(nameStemsInFocus.map(Stemmer.deepStem))
    var facts = writtenFacts(of: product)
    guard let rows = try? encoder.encode(facts.map(\.text)) else { return [] }
    let projected = clerk.attributes?.asked(vector)
    let whole = self.vector()
    func cosine(_ a: [Float], _ b: [Float]) -> Float {
      a.count == b.count ? zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } : 0
    }
    for (i, row) in rows.enumerated() {
      facts[i].similarity = cosine(row, vector)
      facts[i].likeness = whole.map { cosine(row, $0) } ?? 0
      facts[i].nearness = facts[i].similarity
      facts[i].shared =
        Set(Tokenizer.tokens(facts[i].text).map { Stemmer.deepStem($0.text) }).intersection(stems).count
      guard let key = facts[i].key, let attributes = clerk.attributes else { continue }
      facts[i].keySimilarity = attributes.vector(of: key).map { cosine($0, vector) } ?? 0
      if let projected { facts[i].nearness = attributes.nearness(of: row, key: key, to: projected) }
    }
    return facts
  }

  private func writtenFacts(of product: Product) -> [KnownFact] {
    let name = name(product)
    var facts = Self.sentences(product.body).prefix(12).map {
      KnownFact(text: $0, value: $0, said: "\(the(name)): \(Wording.lowerFirstWord($0))")
    }
    for attribute in product.attributes.prefix(20) where !isPlace(attribute.key) {
      let key = keyWords(attribute.key)
      facts.append(
        KnownFact(
          text: key + ": " + attribute.value, key: key, attribute: attribute.key, value: attribute.value,
          said: Wording.sentence(attributeSentence(product, attribute))))
    }
    for option in product.options where option.values.count > 1 && option.values.count <= 12 {
      let values = option.values.joined(separator: ", ")
      let come = Wording.isPlural(name) ? "come" : "comes"
      facts.append(
        KnownFact(
          text: option.name + ": " + values, key: option.name, value: values,
          said: "\(the(name)) \(come) in \(Wording.list(option.values.map(Wording.value))).", isOption: true))
    }
    return facts
  }

  /// The facts that answer best in one breath: a second one where the first does not stand out.
  func tellFacts(_ facts: [Fact]) -> String? {
    guard let first = facts.first else { return nil }
    let one = Wording.sentence(first.said)
    guard first.score < 0.5, facts.count > 1, first.score - facts[1].score < 0.12, one.count + facts[1].said.count < 200
    else {
      return one
    }
    return one + " " + Wording.sentence(facts[1].said)
  }

  static func sentences(_ text: String) -> [String] {
    var out: [String] = []
    var current = ""
    var characters = Array(text)
    characters.append(" ")
    for i in characters.indices.dropLast() {
      let c = characters[i]
      if c == "\n" || (c == "." || c == "!" || c == "?") && characters[i + 1].isWhitespace {
        if c != "\n" { current.append(c) }
        if !current.trimmed.isEmpty { out.append(current.trimmed) }
        current = ""
      } else {
        current.append(c)
      }
    }
    if !current.trimmed.isEmpty { out.append(current.trimmed) }
    return out
  }
}

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

  /// All that is known of a product, what answers best first.
  func facts(of product: Product, apartFrom keys: Set<String> = []) -> [Fact] {
    guard let encoder = clerk.encoder else { return [] }
    var asked = masked.replacing("the item", with: "it")
    // "And the exterior one" asks what was asked before.
    if resolution.isFollowUp || words.first == "and", leftOver().isEmpty, let before = dialogue.asked {
      asked = before.replacing("the item", with: "it")
    }
    let told = "\(product.id) \(asked) \(resolution.found.cards.first ?? -1) \(keys.sorted())"
    return meaning.facts(told) { weighedFacts(product, asked, keys, encoder) }
  }

  private func weighedFacts(
    _ product: Product, _ asked: String, _ keys: Set<String>, _ encoder: any TextEncoder
  ) -> [Fact] {
    guard let vector = try? encoder.encode(asked) else { return [] }
    let stems = Set(
      question.tokens.indices.filter { !namedPositions.contains($0) && question.roles[$0] != .function }.map {
        Stemmer.deepStem(words[$0])
      }
    ).subtracting(nameStemsInFocus.map(Stemmer.deepStem))
    var candidates: [(text: String, key: String?, said: String)] = Self.sentences(product.body).prefix(12).map {
      ($0, nil, "\(the(name(product))): \(Wording.lowerFirstWord($0))")
    }
    for attribute in product.attributes.prefix(20) where !isPlace(attribute.key) && !keys.contains(attribute.key) {
      let key = attribute.key.split(separator: "_").joined(separator: " ")
      candidates.append((key + ": " + attribute.value, key, Wording.sentence(attributeSentence(product, attribute))))
    }
    for option in product.options where option.values.count > 1 && option.values.count <= 12 {
      candidates.append(
        (
          option.name + ": " + option.values.joined(separator: ", "), option.name,
          "\(the(name(product))) \(Wording.isPlural(name(product)) ? "come" : "comes") in \(Wording.list(option.values.map(Wording.value)))."
        ))
    }
    guard let rows = try? encoder.encode(candidates.map(\.text)) else { return [] }
    let projected = clerk.attributes?.asked(vector)
    var found: [(fact: Fact, rank: Float)] = []
    for (row, candidate) in zip(rows, candidates) where row.count == vector.count {
      var sum: Float = 0
      for i in vector.indices { sum += row[i] * vector[i] }
      let shared = Set(Tokenizer.tokens(candidate.text).map { Stemmer.deepStem($0.text) }).intersection(stems)
      let score = sum + 0.15 * Float(min(shared.count, 3))
      // What was learned says more of an attribute than plain likeness does; a sentence has that alone.
      var near = sum
      if let projected, let key = candidate.key {
        near = max(near, clerk.attributes?.nearness(of: row, key: key, to: projected) ?? near)
      }
      found.append(
        (Fact(said: candidate.said, key: candidate.key, score: score, similarity: sum), score + 0.5 * near))
    }
    return found.sorted { $0.rank > $1.rank }.map(\.fact)
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

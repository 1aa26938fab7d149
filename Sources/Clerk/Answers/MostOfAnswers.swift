import Shop
import Transformer

/// "Which keeps the longest", "which has the highest factor": the most of something that attributes, names or
/// descriptions tell.
extension Turn {
  /// The product of `cards` with the most (or least) of `what`; nil where the facts do not tell.
  func most(of what: String, _ superlative: Superlative, _ cards: [Int], _ label: String) -> Draft? {
    let all = products(cards.prefix(60))
    let there = all.filter { $0.variants.contains(where: \.inventory.isAvailable) }
    let pool = there.isEmpty ? all : there
    if let graded = highestDegree(of: what, superlative, pool, label) { return graded }
    guard !pool.isEmpty, let encoder = clerk.encoder, let vector = try? encoder.encode(masked) else { return nil }
    var best: (product: Product, value: Double, said: String)?
    var told = 0
    var isNamed = false
    for product in pool {
      guard let fact = measuredFact(product, what, vector, encoder) else { continue }
      told += 1
      isNamed = isNamed || fact.isNamed
      if best == nil || (superlative.most ? fact.value > best!.value : fact.value < best!.value) {
        best = (product, fact.value, fact.said)
      }
    }
    guard let best, told >= 2 || pool.count == 1 || isNamed else { return nil }
    let alone = told == 1 && pool.count > 1 ? " I don't have that of the others." : ""
    var draft = draft(best.said + alone, .superlative, 0.72, [best.product])
    draft.facts.texts.append(label)
    return draft
  }

  /// "The hottest of your spices", "the least caffeine": by the degrees that an attribute of several of them tells.
  private func highestDegree(of what: String, _ superlative: Superlative, _ pool: [Product], _ label: String) -> Draft?
  {
    guard let (stems, isLess) = Degrees.measured(by: what) else { return nil }
    let graded = pool.compactMap { product in degree(of: product, stems).map { (product, $0.attribute, $0.value) } }
    let isForm = superlative.word == what
    let wantsMore = isForm ? !isLess : superlative.most != isLess
    guard graded.count >= 2,
      let best = wantsMore ? graded.max(by: { $0.2 < $1.2 }) : graded.min(by: { $0.2 < $1.2 }),
      graded.contains(where: { $0.2 != best.2 })
    else { return nil }
    // Several may have as much.
    let equal = graded.filter { $0.2 == best.2 }.map(\.0)
    let names = Wording.list(equal.map { theLower(name($0)) }, limit: 3)
    let value = Wording.lowerFirstWord(best.1.value)
    let verb = equal.count > 1 || Wording.isPlural(name(best.0)) ? "are" : "is"
    let text =
      isForm
      ? "The \(what) \(verb) \(names): \(keyWords(best.1.key)) \(value)."
      : "\(Wording.sentence(names).dropLast()) \(verb == "are" ? "have" : "has") the \(superlative.word) \(what): \(value)."
    var draft = draft(text, .superlative, 0.8, Array(equal.prefix(3)))
    draft.facts.texts.append(label)
    draft.facts.counts.insert(String(max(0, equal.count - 3)))
    return draft
  }

  /// How much of a quality an attribute of a product says that it has, by the stems of the keys that tell it.
  func degree(of product: Product, _ stems: Set<String>) -> (attribute: Attribute, value: Double)? {
    for attribute in product.attributes
    where attribute.key.split(separator: "_").contains(where: { stems.contains(Stemmer.deepStem(String($0))) }) {
      if let value = Degrees.value(attribute.value) { return (attribute, value) }
    }
    return nil
  }

  /// A number of a product that speaks of `what`: the attribute or sentence nearest in meaning that holds one.
  private func measuredFact(_ product: Product, _ what: String, _ vector: [Float], _ encoder: any TextEncoder) -> (
    value: Double, said: String, isNamed: Bool
  )? {
    let stem = Stemmer.deepStem(what)
    // Of a word that is known for no measure the fact must be nearer, or any number would do.
    let least: Float = what.hasSuffix("est") ? 0.3 : 0.2
    let isTime = what == "time" || Superlatives.lasting.contains(what)
    let name = name(product)
    var candidates: [(text: String, said: String, value: Double, named: Bool)] = []
    func add(_ text: String, _ said: String) {
      let tokens = Tokenizer.tokens(text)
      guard let value = Self.number(tokens) else { return }
      // How long it lasts is told by a time.
      if isTime, !tokens.contains(where: { Self.times[$0.text] != nil }) { return }
      candidates.append((text, said, value, tokens.contains { Stemmer.deepStem($0.text) == stem }))
    }
    for attribute in product.attributes where !isPlace(attribute.key) {
      let key = attribute.key.split(separator: "_").joined(separator: " ")
      add(key + ": " + attribute.value, Wording.sentence(attributeSentence(product, attribute)))
    }
    for sentence in Self.sentences(product.body) {
      add(sentence, "\(the(name)): \(Wording.sentence(Wording.lowerFirstWord(sentence)))")
    }
    add(product.title, "That's \(theLower(name)), \(shortPrice(product)).")
    guard !candidates.isEmpty, let rows = try? encoder.encode(candidates.map(\.text)) else { return nil }
    var best: (index: Int, score: Float)?
    for (i, row) in rows.enumerated() where row.count == vector.count {
      var sum: Float = 0
      for k in vector.indices { sum += row[k] * vector[k] }
      let score = sum + (candidates[i].named ? 0.3 : 0)
      if score > best?.score ?? least { best = (i, score) }
    }
    return best.map { (candidates[$0.index].value, candidates[$0.index].said, candidates[$0.index].named) }
  }

  /// The number of a text; times in hours, so that three days are more than ten hours.
  private static func number(_ tokens: [Token]) -> Double? {
    for (i, token) in tokens.enumerated() {
      // "A week" is one.
      if ["a", "an"].contains(token.text), i + 1 < tokens.count, let hours = times[tokens[i + 1].text] { return hours }
      guard let number = token.number else { continue }
      let next = i + 1 < tokens.count ? tokens[i + 1].text : ""
      if let hours = times[next] { return number * hours }
      if let (_, size) = Units.magnitude(number, next) { return size }
      return number
    }
    return nil
  }

  private static let times: [String: Double] = [
    "minute": 1 / 60.0, "minutes": 1 / 60.0, "hour": 1, "hours": 1, "day": 24, "days": 24, "week": 168, "weeks": 168,
    "month": 730, "months": 730, "year": 8760, "years": 8760,
  ]
}

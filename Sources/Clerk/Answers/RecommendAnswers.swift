package import Shop
import Transformer

extension Turn {
  /// Up to three products that fit what is wished for, in stock, with half a sentence of reason.
  /// - Parameter vector: nil to go by words alone.
  func recommendAnswer(_ vector: [Float]?) -> Draft? {
    if talksOfTheWorld { return nil }
    if let thing = wishedThing() { return unknownAnswer(thing, near: []) }
    if let animal, !catalogue.cards.indices.contains(where: { suits($0, animal) }) { return nothingForAnimal(animal) }
    if let answer = recommendation(vector, ofKind: true) { return answer }
    return diets().isEmpty ? nil : recommendation(vector, ofKind: false)
  }

  /// - Parameter ofKind: whether to keep to the kind that the question names.
  private func recommendation(_ vector: [Float]?, ofKind: Bool) -> Draft? {
    let wishes = wishes()
    let avoid = reading.substances
    let diets = diets()
    let animal = animal
    var near: [Int64: Float] = [:]
    if let wish = vector == nil ? nil : wishVector() {
      for hit in clerk.shop.nearestProducts(to: wish, limit: 60) { near[hit.id] = hit.score }
    }
    let category =
      kindAsked()
      ?? clerk.resolver.category(
        question, ignored: reading.used.union(reading.substancePositions).union(contextPositions).union(dietPositions))
    let pool: [Int]
    if ofKind, let category { pool = category.cards } else { pool = Array(catalogue.cards.indices) }
    let carriers = wishes.map { wish in
      var hits: [Int32: Float] = [:]
      for (stems, factor) in [([wish.0] + Synonyms.of(wish.0), Float(1)), (Wishes.met(by: wish.0), 0.85)] {
        for stem in stems {
          for posting in catalogue.postings[stem] ?? [] {
            hits[posting.card] = max(hits[posting.card] ?? 0, posting.weight * factor)
          }
        }
      }
      return hits
    }
    var scored: [(card: Int, score: Float, reason: String?)] = []
    for card in pool where !apart.contains(card) && suits(card, animal) {
      let info = catalogue.cards[card]
      var score: Float = category != nil ? 0.4 : 0
      var reason: String?
      for (wish, hits) in zip(wishes, carriers) {
        guard let hit = hits[Int32(card)] else { continue }
        score += 0.6 * hit * wish.1
        if reason == nil, wish.1 >= 0.5, hit > 0.88, hit < 0.93 { reason = wish.2 }
      }
      if let cosine = near[info.id] { score += max(0, (cosine - 0.15)) * 2.4 }
      if score > 0.2 || category != nil { scored.append((card, score, reason)) }
    }
    let anything = Pattern("popular|best|bestseller|recommend|good|suggest").matches(words) && wishes.isEmpty
    // Nothing that was wished for is said of anything, and nothing lies near in meaning.
    if category == nil, carriers.allSatisfy(\.isEmpty), !wishes.isEmpty, (near.values.max() ?? 0) < 0.27, avoid.isEmpty,
      diets.isEmpty, !anything
    {
      return nil
    }
    if scored.isEmpty, reading.limit != nil || anything || !diets.isEmpty || !avoid.isEmpty {
      scored = pool.filter { !apart.contains($0) && suits($0, animal) }.map { ($0, 0, nil) }
    }
    if !avoid.isEmpty {
      // Sold as free of it: what a person would offer first.
      for card in pool where !apart.contains(card) && suits(card, animal) {
        let texts = catalogue.cards[card].tags + [catalogue.cards[card].name]
        let claims = avoid.contains { a in
          texts.contains { if case .claimedFree = a.find(in: $0) { true } else { false } }
        }
        guard claims else { continue }
        if let at = scored.firstIndex(where: { $0.card == card }) {
          scored[at].score += 0.7
        } else {
          scored.append((card, 0.7, nil))
        }
      }
    }
    scored.sort { ($0.score, -$0.card) > ($1.score, -$1.card) }
    var chosen: [(Product, String?)] = []
    // Sold as free of what is avoided, and yet with traces of it.
    var traced: [Product] = []
    let top = scored.first?.score ?? 0
    for entry in scored.prefix(160) {
      guard let product = product(entry.card) else { continue }
      let variants = product.variants.filter(\.inventory.isAvailable)
      guard !variants.isEmpty else { continue }
      if let limit = reading.limit {
        let prices = variants.compactMap { offers.price(of: $0, product)?.now.majorUnits }
        guard prices.contains(where: { $0 <= limit.highest ?? .infinity && $0 >= limit.lowest ?? 0 }) else { continue }
      }
      let labels = labels(product)
      let findings = avoid.map { finding(product, $0, labels) }
      let bad = findings.contains {
        if case .contains = $0 { true } else if case .mayContain = $0 { true } else { false }
      }
      if bad {
        let sold = avoid.contains { a in
          ([product.title] + product.tags).contains { if case .claimedFree = a.find(in: $0) { true } else { false } }
        }
        let contains = findings.contains { if case .contains = $0 { true } else { false } }
        if sold, !contains { traced.append(product) }
        continue
      }
      let claims = findings.contains { if case .claimedFree = $0 { true } else { false } }
      var reason: String? = claims ? "claimed" : entry.reason
      if !diets.isEmpty {
        switch suits(product, diets) {
        case true?: reason = "claimed"
        case false?: continue
        case nil: break
        }
      } else if !avoid.isEmpty, !claims, labels.isEmpty {
        // To be told that it is free of what is avoided counts more than silence.
        continue
      }
      chosen.append((product, reason))
      if chosen.count >= 40 { break }
    }
    if !avoid.isEmpty || !diets.isEmpty {
      let claimed = chosen.filter { $0.1 == "claimed" }
      if !claimed.isEmpty {
        chosen = claimed
      } else if !diets.isEmpty {
        chosen = []
      }
    }
    // What answers to less than most of what the best one answers to is no suggestion.
    if let best = chosen.first.flatMap({ first in scored.first { catalogue.cards[$0.card].id == first.0.id } }),
      best.score > 0
    {
      chosen = chosen.filter { entry in
        (scored.first { catalogue.cards[$0.card].id == entry.0.id }?.score ?? 0) >= best.score * 0.55
      }
    }
    if chosen.isEmpty, let only = traced.first, let allergens = labels(only).first {
      return draft(
        Wording.sentence(
          "\(the(name(only))) \(Wording.isAre(name(only))) sold as free of it (\(priceWords(only))), but see the label: \(Wording.lowerItems(allergens.value.trimmed))"
        ) + " Please ask a member of staff to be sure.",
        .allergen, 0.6, [only])
    }
    guard !chosen.isEmpty else { return nil }
    if !avoid.isEmpty {
      let claimed = chosen.filter { $0.1 == "claimed" }
      if !claimed.isEmpty { chosen = claimed }
    }
    let three = Array(chosen.prefix(3))
    let parts = three.map { "\(name($0.0)) (\(priceWords($0.0)))" }
    var text = three.count == 1 ? "I'd suggest \(theLower(parts[0]))" : "You could try \(Wording.list(parts, "or"))"
    if let limit = reading.limit, let high = limit.highest {
      text += three.count == 1 ? ", within your budget" : ", all within your budget"
      _ = high
    } else if !avoid.isEmpty {
      text +=
        avoid.contains { $0.name == "dairy" || $0.name == "gluten" } && three.allSatisfy { $0.1 == "claimed" }
        ? ", sold as \(avoid[0].name) free" : ", with no \(Wording.list(avoid.map(\.name), "or")) listed"
    } else if !diets.isEmpty {
      text += ", listed as \(Wording.list(diets))"
    }
    text += "."
    if avoid.isEmpty, diets.isEmpty, let first = three.first?.0, let because = reason(for: first, wishes.map(\.0)) {
      text += " " + because
    }
    if !avoid.isEmpty { text += " Please check the label to be sure." }
    var draft = draft(
      text, .recommend, chosen.count > 0 && (category != nil || top > 0.8) ? 0.78 : 0.55, three.map(\.0))
    draft.list = three.map { $0.0.id }
    draft.facts.texts.append(contentsOf: avoid.map(\.name))
    return draft
  }

  /// "I sleep on my side, which pillow would you suggest": the kind that stands behind "which" is wanted.
  private func kindAsked() -> (cards: [Int], positions: Set<Int>, label: String)? {
    guard let at = words.lastIndex(where: { ["which", "what"].contains($0) }), at + 1 < words.count,
      question.roles[at + 1] != .function
    else { return nil }
    let span = (at + 1)..<words.count
    let end = span.first { question.roles[$0] == .function } ?? words.count
    return clerk.resolver.category(
      question, ignored: Set(words.indices).subtracting((at + 1)..<end).union(reading.used))
  }

  /// Half a sentence on why a product is suggested: what the shop says of it that has to do with the wish.
  func reason(for product: Product, _ wishes: [String]) -> String? {
    let wanted = Set(wishes.flatMap { [$0] + Synonyms.of($0) + Wishes.met(by: $0) }.map(Stemmer.deepStem))
    let name = nameStems(product)
    func fits(_ text: String) -> Bool {
      text.count <= 90
        && Tokenizer.tokens(text).contains { !name.contains($0.stem) && wanted.contains(Stemmer.deepStem($0.text)) }
    }
    if let sentence = Self.sentences(product.body).first(where: fits) {
      return "\(the(self.name(product))): \(Wording.sentence(Wording.lowerFirstWord(sentence)))"
    }
    for attribute in product.attributes where !isPlace(attribute.key) && fits(attribute.value) {
      return attributeSentence(product, attribute)
    }
    if let tag = product.tags.first(where: fits) {
      return "\(the(self.name(product))) \(Wording.isAre(self.name(product))) listed under \(Wording.lowerFirst(tag))."
    }
    guard let encoder = clerk.encoder, let wish = wishVector() else { return nil }
    // What a thing lacks is no reason to take it.
    let sentences = Self.sentences(product.body).filter { sentence in
      sentence.count <= 80
        && !Tokenizer.tokens(sentence).contains { ["not", "no", "without", "separately", "never"].contains($0.text) }
    }.prefix(4)
    guard let rows = try? encoder.encode(Array(sentences)) else { return nil }
    let scored = zip(sentences, rows).map { sentence, row in
      (sentence, row.count == wish.count ? zip(row, wish).reduce(Float(0)) { $0 + $1.0 * $1.1 } : 0)
    }
    guard let best = scored.max(by: { $0.1 < $1.1 }), best.1 > 0.33 else { return nil }
    return "\(the(self.name(product))): \(Wording.sentence(Wording.lowerFirstWord(best.0)))"
  }

  private static let dietWords: [String: String] = [
    "vegan": "vegan", "vegans": "vegan", "vegetarian": "vegetarian", "vegetarians": "vegetarian",
    "veggie": "vegetarian",
    "halal": "halal", "kosher": "kosher", "keto": "keto", "organic": "organic",
  ]

  /// What must be said of a product by its merchant to be offered: "vegan", "halal".
  func diets() -> [String] { unique(words.compactMap { Self.dietWords[$0] }) }

  private var dietPositions: Set<Int> { Set(words.indices.filter { Self.dietWords[words[$0]] != nil }) }

  /// Whether the merchant says that a product suits; nil where nothing is said.
  private func suits(_ product: Product, _ diets: [String]) -> Bool? {
    var said: Bool?
    for diet in diets {
      for text in product.tags + [product.title, product.type, product.body]
        + product.attributes.map({ $0.key.split(separator: "_").joined(separator: " ") + " " + $0.value })
      {
        let tokens = Tokenizer.tokens(text).map(\.text)
        guard let at = tokens.firstIndex(where: { Self.dietWords[$0] == diet || diet == "vegetarian" && $0 == "vegan" })
        else { continue }
        let before = tokens[max(0, at - 3)..<at]
        if before.contains(where: { ["not", "no", "non", "isn't"].contains($0) })
          || tokens.dropFirst(at + 1).first == "no"
        {
          return false
        }
        said = true
      }
    }
    return said
  }

  /// What is wished for as a vector: the question without its budget and without the words of asking.
  func wishVector() -> [Float]? {
    let wish = question.tokens.indices.filter {
      !reading.used.contains($0) && !reading.substancePositions.contains($0) && !Self.asking.contains(words[$0])
    }.map { words[$0] }
    guard !wish.isEmpty else { return nil }
    return try? clerk.encoder?.encode(wish.joined(separator: " "))
  }

  private static let asking = Set(
    words: """
      i we you need want would could should can do does recommend suggest suggestion looking look get buy give have got
      what which please help me find am is are a an the some any something anything idea ideas good best
      """)

  func priceWords(_ product: Product) -> String {
    var variants = product.variants.filter(\.inventory.isAvailable)
    if let limit = reading.limit {
      let fitting = variants.filter { v in
        offers.price(of: v, product).map {
          $0.now.majorUnits <= limit.highest ?? .infinity && $0.now.majorUnits >= limit.lowest ?? 0
        } ?? false
      }
      if !fitting.isEmpty { variants = fitting }
    }
    let prices = variants.compactMap { offers.price(of: $0, product)?.now }
    guard let low = prices.min(), let high = prices.max() else { return "price on request" }
    return low == high ? low.formatted : "from \(low.formatted)"
  }

  /// Positions behind "in her", "for my", "with": what the thing is for, not what it is.
  var contextPositions: Set<Int> {
    var out: Set<Int> = []
    for i in words.indices where ["in", "for", "with", "on", "into", "to"].contains(words[i]) && i > 1 {
      var j = i + 1
      guard j < words.count,
        ["my", "her", "his", "their", "our", "your", "a", "an", "the", "some", "this", "these"].contains(words[j])
          || words[i] == "for"
      else { continue }
      while j < words.count, question.roles[j] != .function || j == i + 1 {
        out.insert(j)
        j += 1
      }
    }
    return out
  }

  /// The words that say what is wished for, with how much they count.
  func wishes() -> [(String, Float, String)] {
    let context = contextPositions
    return question.tokens.indices.compactMap { i in
      guard question.roles[i] != .function, !reading.used.contains(i), !reading.substancePositions.contains(i) else {
        return nil
      }
      let token = question.tokens[i]
      if question.roles[i] == .soft, !Self.wishWords.contains(token.text) { return nil }
      return (token.stem, question.roles[i] == .content ? (context.contains(i) ? 0.6 : 1) : 0.5, token.text)
    }
  }

  private static let wishWords: Set<String> = Set(
    words: """
      warm cold light strong mild soft sweet hot small big large heavy gift present kid kids child children baby mom dad
      tough sturdy durable reliable comfy comfortable cute pretty elegant stylish handy robust posh everyday
      birthday wedding christmas kitchen party home house breakfast lunch dinner fresh thin thick long short
      """)
}

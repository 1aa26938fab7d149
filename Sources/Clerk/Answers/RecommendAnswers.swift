package import Shop

extension Turn {
  /// Up to three products that fit what is wished for, in stock, with half a sentence of reason.
  func recommendAnswer(_ vector: [Float]?) -> Draft? {
    let wishes = wishes()
    let avoid = reading.substances
    var near: [Int64: Float] = [:]
    if let vector { for hit in clerk.shop.nearestProducts(to: vector, limit: 40) { near[hit.id] = hit.score } }
    let category = clerk.resolver.category(
      question, ignored: reading.used.union(reading.substancePositions).union(contextPositions))
    let pool: [Int]
    if let category { pool = category.cards } else { pool = Array(catalogue.cards.indices) }
    var scored: [(card: Int, score: Float, reason: String?)] = []
    for card in pool {
      let info = catalogue.cards[card]
      var score: Float = category != nil ? 0.6 : 0
      var reason: String?
      for (stem, weight, shown) in wishes {
        guard
          let hit = [stem].appending(Synonyms.of(stem)).compactMap({ s in
            catalogue.postings[s]?.first { $0.card == Int32(card) }?.weight
          }).max()
        else { continue }
        score += hit * weight
        if reason == nil, weight >= 0.5, hit > 0.88, hit < 0.93 { reason = shown }
      }
      if let cosine = near[info.id] { score += max(0, (cosine - 0.2)) * 1.2 }
      if score > 0.35 || category != nil { scored.append((card, score, reason)) }
    }
    if scored.isEmpty,
      reading.limit != nil || Pattern("popular|best|bestseller|recommend|good|suggest").matches(words) && wishes.isEmpty
    {
      scored = pool.map { ($0, 0, nil) }
    }
    if !avoid.isEmpty {
      // Sold as free of it: what a person would offer first.
      for card in pool {
        let texts = catalogue.cards[card].tags + [catalogue.cards[card].name]
        guard
          avoid.contains(where: { a in texts.contains { if case .claimedFree = a.find(in: $0) { true } else { false } }
          })
        else { continue }
        if let at = scored.firstIndex(where: { $0.card == card }) {
          scored[at].score += 0.7
        } else {
          scored.append((card, 0.7, nil))
        }
      }
    }
    scored.sort { ($0.score, -$0.card) > ($1.score, -$1.card) }
    // Several wishes: what answers to all comes first; what answers to none of the strong ones does not count.
    var chosen: [(Product, String?)] = []
    let top = scored.first?.score ?? 0
    for entry in scored.prefix(120) where entry.score >= top * 0.6 || category != nil {
      guard let product = product(entry.card) else { continue }
      let variants = product.variants.filter(\.inventory.isAvailable)
      guard !variants.isEmpty else { continue }
      var findings = avoid.map { finding(product, $0, labels(product)) }
      if let limit = reading.limit {
        let prices = variants.compactMap { offers.price(of: $0, product)?.now.majorUnits }
        guard prices.contains(where: { $0 <= limit.highest ?? .infinity && $0 >= limit.lowest ?? 0 }) else { continue }
      }
      if findings.contains(where: {
        if case .contains = $0 { true } else if case .mayContain = $0 { true } else { false }
      }) {
        continue
      }
      findings.removeAll { if case .claimedFree = $0 { false } else { true } }
      // To be told that it is free of what is avoided counts more than silence.
      if !avoid.isEmpty, findings.isEmpty { if labels(product).isEmpty { continue } }
      let reason: String? = !findings.isEmpty ? "claimed" : entry.reason
      chosen.append((product, reason))
      if chosen.count >= 12 { break }
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
    } else if let reason = three.first?.1, reason != "claimed" {
      text += three.count == 1 ? ", listed under \(reason)" : ""
    }
    text += "."
    if !avoid.isEmpty { text += " Please check the label to be sure." }
    var draft = draft(
      text, .recommend, chosen.count > 0 && (category != nil || top > 0.8) ? 0.78 : 0.55, three.map(\.0))
    draft.list = three.map { $0.0.id }
    draft.facts.texts.append(contentsOf: avoid.map(\.name))
    return draft
  }

  private func priceWords(_ product: Product) -> String {
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
        ["my", "her", "his", "their", "our", "your", "a", "an", "the", "some"].contains(words[j]) || words[i] == "for"
      else { continue }
      while j < words.count, question.roles[j] != .function || j == i + 1 {
        out.insert(j)
        j += 1
      }
    }
    return out
  }

  /// The words that say what is wished for, with how much they count.
  private func wishes() -> [(String, Float, String)] {
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

  private static let wishWords: Set<String> = [
    "warm", "cold", "light", "strong", "mild", "soft", "sweet", "hot", "small", "big", "large", "heavy", "gift",
    "present", "kid", "kids",
    "child", "children", "baby", "mom", "dad", "birthday", "wedding", "christmas", "kitchen", "party", "home", "house",
    "breakfast", "lunch", "dinner",
  ]
}

extension Array {
  fileprivate func appending(_ other: [Element]) -> [Element] { self + other }
}

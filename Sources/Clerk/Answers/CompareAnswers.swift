package import Shop

extension Turn {
  /// Two products side by side: which is cheaper, and in what else they differ.
  func compareAnswer(_ a: Product, _ b: Product) -> Draft {
    let nameA = name(a)
    let nameB = name(b)
    let pa = comparable(a, b)
    let pb = comparable(b, a)
    let difference =
      Pattern("difference|differences").matches(words)
      || Pattern("compare|compared|comparison|versus|vs").matches(words)
    let cheaperAsked = words.contains {
      ["cheaper", "cheapest", "less", "dearer", "pricier", "costlier", "expensive", "cost", "costs", "price", "more"]
        .contains($0)
    }
    if let measured = measuredComparison(a, b) { return measured }
    if let asked = Comparison.read(words), asked.measure != .price, asked.word != "better", !difference {
      // What is asked for is not among the facts: no price stands for it.
      let facts = ["The details I have don't say which is \(asked.word)."] + differences(a, b)
      var draft = draft(facts.joined(separator: " "), .compare, 0.6, [a, b])
      draft.list = [a.id, b.id]
      return draft
    }
    var text: String
    var winner: Product?
    if let x = pa, let y = pb {
      if x.1.now == y.1.now {
        text = "They cost the same: \(x.1.now.formatted)."
      } else {
        let aCheaper = x.1.now < y.1.now
        let (low, high) = aCheaper ? ((nameA, a, x), (nameB, b, y)) : ((nameB, b, y), (nameA, a, x))
        let lowOptions = optionWords(low.1, low.2.0)
        let highOptions = optionWords(high.1, high.2.0)
        let asked = words.contains("than") ? Comparison.read(words).flatMap { $0.measure == .price ? $0 : nil } : nil
        let asksMore = asked?.more ?? asksDearer
        // "Is A more than B": yes where A is the one that costs more.
        let yes = asked.flatMap { reading.yesNo && !words.contains("or") ? $0.more != aCheaper : nil }
        let opening = yes.map { $0 ? "Yes, the" : "No, the" } ?? "The"
        winner = asksMore ? high.1 : low.1
        if asksMore {
          text =
            "\(opening) \(strip(high.0)) \(Wording.isPlural(high.0) ? "cost" : "costs") more: \(high.2.1.now.formatted)\(highOptions) against \(low.2.1.now.formatted)\(lowOptions) for the \(strip(low.0))."
        } else {
          text =
            "\(opening) \(strip(low.0)) \(Wording.isAre(low.0)) cheaper: \(low.2.1.now.formatted)\(lowOptions)\(low.2.1.promotion != nil ? " with today's offer" : "") against \(high.2.1.now.formatted)\(highOptions)\(high.2.1.promotion != nil ? " with today's offer" : "") for the \(strip(high.0))."
        }
      }
    } else {
      text = "I don't have a price for both."
    }
    if difference || !cheaperAsked {
      let differences = differences(a, b)
      if !differences.isEmpty { text = differences.joined(separator: " ") + " " + text }
    }
    var gap: Money?
    if asksGap, let x = pa, let y = pb {
      let minor = abs(x.1.now.minorUnits - y.1.now.minorUnits)
      gap = Money(minorUnits: minor, currency: x.1.now.currency)
      if minor > 0, let gap { text += " That's a difference of \(gap.formatted)." }
    }
    var draft = draft(text, .compare, 0.86, [a, b])
    if let gap, let x = pa, let y = pb {
      draft.facts.derive(gap, from: "\(x.1.now.formatted) - \(y.1.now.formatted)")
    }
    draft.list = [a.id, b.id]
    if let winner { draft.focus = winner.id == a.id ? [a.id, b.id] : [b.id, a.id] }
    return draft
  }

  private static let gap = Patterns(
    "gap|save|saving", "price|cost difference", "difference in price|cost", "difference ~ in price|cost",
    "how much more|less|cheaper|dearer")
  private var asksGap: Bool { Self.gap.matches(words) }

  private static let dearer = Patterns(
    "dearer|pricier|costlier|dearest", "more|most expensive", "costs|cost more|most", "cost|costs the most")
  private var asksDearer: Bool { Self.dearer.matches(words) }

  private func strip(_ name: String) -> String { name.hasPrefix("The ") ? String(name.dropFirst(4)) : name }

  private func optionWords(_ product: Product, _ variant: Variant) -> String {
    guard product.variants.count > 1, Set(product.variants.compactMap { $0.price?.minorUnits }).count > 1 else {
      return ""
    }
    return suffix(Wording.options(product, variant))
  }

  /// The variant to compare by: the one asked for, else of the same size as the other has, else the cheapest.
  private func comparable(_ product: Product, _ other: Product) -> (Variant, SpokenPrice)? {
    let pick = pick(product)
    let variants = pick.variants.isEmpty ? product.variants : pick.variants
    let priced = variants.compactMap { v in offers.price(of: v, product).map { (v, $0) } }
    if !pick.chosen.isEmpty { return priced.min { $0.1.now < $1.1.now } }
    let shared = priced.filter { v in
      v.0.optionValues.contains { value in other.variants.contains { $0.optionValues.contains(value) } }
    }
    // Sizes that only one of them comes in would compare unlike things.
    return (shared.isEmpty ? priced : shared).min { $0.1.now < $1.1.now }
  }

  private func measuredComparison(_ a: Product, _ b: Product) -> Draft? {
    guard let asked = Comparison.read(words) else { return qualityComparison(a, b) }
    for key in Self.measures(asked) {
      guard let x = a.attributes.first(where: { $0.key.contains(key) }),
        let y = b.attributes.first(where: { $0.key == x.key })
      else { continue }
      return measured(asked, (a, x.value), (b, y.value), name: x.name)
    }
    if asked.measure == .weight, let x = grams(a), let y = grams(b) {
      return measured(asked, (a, Wording.weight(x)), (b, Wording.weight(y)), name: "Weight")
    }
    if case .other = asked.measure, let nearest = degrees(asked, a, b) ?? nearestMeasure(asked, a, b) { return nearest }
    return qualityComparison(a, b)
  }

  /// "Which is hotter": by the degrees that an attribute of both tells.
  private func degrees(_ asked: Comparison, _ a: Product, _ b: Product) -> Draft? {
    guard case .other(let what) = asked.measure, let (stems, isLess) = Degrees.measured(by: what),
      let x = degree(of: a, stems), let y = degree(of: b, stems), x.attribute.key == y.attribute.key
    else { return nil }
    func side(_ product: Product, _ attribute: Attribute) -> String {
      "\(Wording.lowerFirstWord(attribute.value)) for the \(strip(name(product)))"
    }
    let firstHasMore = (x.value > y.value) == (asked.more != isLess)
    let ((winner, told), (other, otherTold)) =
      firstHasMore ? ((a, x.attribute), (b, y.attribute)) : ((b, y.attribute), (a, x.attribute))
    let sides = "\(side(winner, told)), \(side(other, otherTold))"
    var text = "\(told.name): \(sides)."
    if x.value != y.value, what.hasSuffix("er") {
      let yes = reading.yesNo && words.contains("than") ? winner.id == a.id ? "Yes, the" : "No, the" : "The"
      text = "\(yes) \(strip(name(winner))) \(Wording.isAre(name(winner))) \(what). " + text
    }
    var draft = draft(text, .compare, 0.82, [a, b])
    draft.list = [a.id, b.id]
    draft.focus = [winner.id, other.id]
    return draft
  }

  /// "Which gives more yardage", "which takes longer to play": what both have a figure of and what lies nearest to the
  /// question.
  private func nearestMeasure(_ asked: Comparison, _ a: Product, _ b: Product) -> Draft? {
    for fact in facts(of: a).prefix(3) where fact.score > 0.3 {
      guard let key = fact.key,
        let x = a.attributes.first(where: { $0.key.split(separator: "_").joined(separator: " ") == key }),
        let y = b.attribute(x.key),
        [x.value, y].allSatisfy({ Tokenizer.tokens($0).contains { $0.number != nil } })
      else { continue }
      return measured(asked, (a, x.value), (b, y), name: x.name)
    }
    return nil
  }

  /// Words in the keys of attributes that tell what two are compared by, the most telling first.
  static func measures(_ asked: Comparison) -> [String] {
    switch asked.measure {
    case .weight: ["weight"]
    case .size:
      switch asked.word {
      case "taller", "shorter": ["height", "dimension", "length", "size"]
      case "longer": ["length", "dimension", "size"]
      case "wider", "narrower": ["width", "dimension", "size"]
      case "deeper", "shallower": ["depth", "dimension"]
      case "thicker", "thinner": ["thickness", "dimension"]
      default: ["dimension", "capacity", "height", "length", "width", "size", "volume"]
      }
    case .power:
      switch asked.word {
      case "louder", "quieter": ["loudness", "decibel", "noise", "power", "watt"]
      case "brighter", "dimmer": ["brightness", "lumen", "luminosity", "power", "watt"]
      case "faster", "slower": ["speed"]
      default: ["power", "strength", "watt"]
      }
    case .price, .other: []
    }
  }

  /// One weight of all variants, in grams.
  private func grams(_ product: Product) -> Double? {
    let weights = Set(product.variants.map(\.grams).filter { $0 > 0 })
    return weights.count == 1 ? weights.first : nil
  }

  /// Both values side by side; and which is more, where they are plain amounts of what was asked for.
  private func measured(
    _ asked: Comparison, _ a: (product: Product, value: String), _ b: (product: Product, value: String), name: String
  ) -> Draft {
    let plain =
      "\(name): \(a.value) for the \(strip(self.name(a.product))), \(b.value) for the \(strip(self.name(b.product)))."
    var draft = draft(plain, .compare, 0.82, [a.product, b.product])
    draft.list = [a.product.id, b.product.id]
    guard let x = Self.amount(a.value), let y = Self.amount(b.value), x.dimension == y.dimension, x.size != y.size
    else { return draft }
    let firstHasMore = x.size > y.size
    let winner = firstHasMore == asked.more ? a : b
    let other = firstHasMore == asked.more ? b : a
    draft.focus = [winner.product.id, other.product.id]
    // Watts say how strong a thing is and not how loud.
    guard
      asked.measure == .weight || name.lowercased().hasPrefix("height") || name.lowercased().hasPrefix("length")
        || name.lowercased().hasPrefix("width") || asked.word.contains("power")
    else {
      draft.text =
        "\(name): \(winner.value) for the \(strip(self.name(winner.product))), \(other.value) for the \(strip(self.name(other.product)))."
      return draft
    }
    let opening =
      reading.yesNo && words.contains("than") ? (winner.product.id == a.product.id ? "Yes, the" : "No, the") : "The"
    draft.text =
      "\(opening) \(strip(self.name(winner.product))) \(Wording.isAre(self.name(winner.product))) \(asked.word): \(winner.value) against \(other.value) for the \(strip(self.name(other.product)))."
    return draft
  }

  /// "Which one is firmer": the attribute or the sentence of each that speaks of it.
  private func qualityComparison(_ a: Product, _ b: Product) -> Draft? {
    guard
      let word = words.first(where: {
        $0.hasSuffix("er") && Self.priceWords.isDisjoint(with: [$0]) && $0.utf8.count > 4
      }),
      case let stem = Stemmer.deepStem(word), !catalogue.cards.isEmpty,
      !nameStems(a).contains(word), !nameStems(b).contains(word)
    else { return nil }
    func fact(_ product: Product) -> (text: String, plain: Bool)? {
      for attribute in product.attributes {
        let tokens = Tokenizer.tokens(
          attribute.key.split(separator: "_").joined(separator: " ") + " " + attribute.value)
        guard tokens.contains(where: { Stemmer.deepStem($0.text) == stem || Stemmer.deepStem($0.text).hasPrefix(stem) })
        else {
          continue
        }
        let value = Tokenizer.tokens(attribute.value)
        let plain =
          value.contains { Stemmer.deepStem($0.text) == stem }
          && !value.contains { ["medium", "semi", "not", "less", "fairly", "slightly", "low"].contains($0.text) }
        return (Wording.sentence(attributeSentence(product, attribute)), plain)
      }
      for sentence in Self.sentences(product.body)
      where Tokenizer.tokens(sentence).contains(where: { Stemmer.deepStem($0.text) == stem }) {
        let plain = !Tokenizer.tokens(sentence).contains {
          ["medium", "semi", "not", "less", "fairly", "slightly"].contains($0.text)
        }
        return ("\(the(name(product))): \(Wording.sentence(Wording.lowerFirstWord(sentence)))", plain)
      }
      return nil
    }
    let x = fact(a)
    let y = fact(b)
    guard x != nil || y != nil else { return nil }
    var draft = draft([x?.text, y?.text].compactMap { $0 }.joined(separator: " "), .compare, 0.75, [a, b])
    // Who has the quality plainly, where the other has it by half or not at all, is the one spoken of next.
    let first = x?.plain ?? false
    let second = y?.plain ?? false
    if second, !first { draft.focus = [b.id, a.id] }
    draft.list = [a.id, b.id]
    return draft
  }

  private static let priceWords: Set<String> = [
    "cheaper", "dearer", "pricier", "costlier", "either", "other", "another",
  ]

  /// The facts in which two products differ, the telling ones, at most two.
  private func differences(_ a: Product, _ b: Product) -> [String] {
    var out: [String] = []
    for attribute in a.attributes where !isPlace(attribute.key) {
      guard let other = b.attribute(attribute.key), other != attribute.value, attribute.value.count + other.count < 160
      else { continue }
      out.append(
        "\(attribute.name): \(Wording.lowerFirstWord(attribute.value)) for the \(strip(name(a))), \(Wording.lowerFirstWord(other)) for the \(strip(name(b)))."
      )
      if out.count == 2 { break }
    }
    if out.isEmpty, !a.body.isEmpty, !b.body.isEmpty, let x = Self.sentences(a.body).first,
      let y = Self.sentences(b.body).first, x != y
    {
      out.append(
        "\(the(name(a))): \(Wording.lowerFirstWord(Wording.sentence(x))) \(the(name(b))): \(Wording.lowerFirstWord(Wording.sentence(y)))"
      )
    }
    return out
  }
}

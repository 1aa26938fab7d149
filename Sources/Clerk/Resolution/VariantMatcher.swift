package import Shop

/// Which variants of a product a question means.
package struct VariantPick: Sendable {
  /// Variants that fit all that was said, in the merchant's order; all of them where nothing was said.
  package var variants: [Variant]
  /// Option index to the values that were asked for.
  package var chosen: [Int: [String]] = [:]
  /// An option value asked for that the product does not come in, as said, and the index of the option.
  package var unavailable: (option: Int, asked: String)?
  /// Values that were chosen one after the other and that no variant has together.
  package var together: [Int: [String]]?
  /// Positions of the question that name options.
  package var positions: Set<Int> = []
  /// How many are asked for, where the question says ("two gallons").
  package var quantity: Int?
}

/// Reads option values out of a question: "the large one with dark roast", "sixteen ounce", "in oak", "size ten".
package struct VariantMatcher: Sendable {
  private struct Hit {
    var option: Int
    var values: [String]
    var positions: Set<Int>
    var strength: Int
    var full: Bool
    /// Words between those of the value: "medium latte with dark roast" says no medium roast.
    var gaps = 0
    var rank: Int { (full ? 1000 : 0) + 10 * strength - min(9, gaps) }
  }

  /// - Parameter nameStems: the words of the product's name, which do not count as an option.
  package static func pick(_ product: Product, _ tokens: [Token], nameStems: Set<String>) -> VariantPick {
    var pick = VariantPick(variants: product.variants)
    guard !product.options.isEmpty,
      product.variants.count > 1 || product.options.contains(where: { $0.values.count > 1 })
    else {
      return pick
    }
    var free = Set(tokens.indices)
    // A number of things ("two slices of") is a quantity unless a value has it.
    var open = Set(product.options.indices)
    while !open.isEmpty {
      var best: Hit?
      for option in open {
        guard let hit = bestValue(product.options[option], option, tokens, free, nameStems) else { continue }
        if best == nil || hit.rank > best!.rank { best = hit }
      }
      guard let hit = best else { break }
      pick.chosen[hit.option] = hit.values
      pick.positions.formUnion(hit.positions)
      free.subtract(hit.positions)
      open.remove(hit.option)
    }
    relative(product, tokens, nameStems, free, &pick, &open)
    if pick.unavailable == nil { missing(product, tokens, nameStems, free, open, &pick) }
    if !pick.chosen.isEmpty {
      let fitting = product.variants.filter { variant in
        pick.chosen.allSatisfy { option, values in
          option < variant.optionValues.count && values.contains(variant.optionValues[option])
        }
      }
      if fitting.isEmpty {
        // The values are made, and not together.
        pick.together = pick.chosen
        pick.variants = []
      } else {
        pick.variants = fitting
      }
    }
    return pick
  }

  /// The words of an option's value; "18 in" is in inches, which in a question would be the preposition.
  static func valueTokens(_ value: String) -> [Token] {
    Tokenizer.tokens(value.lowercased().hasSuffix(" in") ? value.dropLast(2) + "inch" : value)
  }

  /// The value of one option that fits the question best.
  private static func bestValue(
    _ option: ProductOption, _ index: Int, _ tokens: [Token], _ free: Set<Int>, _ nameStems: Set<String>
  ) -> Hit? {
    var best: Hit?
    let isSize = option.name.lowercased().contains("size")
    let codes = Sizes.read(tokens).filter { $0.range.allSatisfy(free.contains) }
    for value in option.values {
      let words = valueTokens(value)
      var hit: Hit?
      // By size letter or word.
      if let code = Sizes.read(words).first, code.range.count == words.count {
        if let said = codes.first(where: { $0.code == code.code }) {
          hit = Hit(
            option: index, values: [value], positions: Set(said.range), strength: said.range.count + 1, full: true)
        }
      } else if let range = range(words) {
        // "For an eight year old" of what comes for 7 to 9 years.
        guard let positions = within(range, words, tokens, free) else { continue }
        hit = Hit(option: index, values: [value], positions: positions, strength: positions.count + 1, full: true)
      } else if let measured = measure(words, tokens, free) {
        hit = Hit(option: index, values: [value], positions: measured.0, strength: measured.1 + 1, full: true)
      } else {
        hit = byWords(words, value, index, tokens, free, nameStems, isSize: isSize)
      }
      guard let hit else { continue }
      if let old = best {
        if hit.rank > old.rank {
          best = hit
        } else if hit.full == old.full, hit.strength == old.strength, hit.positions == old.positions {
          best?.values.append(value)
        }
      } else {
        best = hit
      }
    }
    return best
  }

  private static func byWords(
    _ words: [Token], _ value: String, _ index: Int, _ tokens: [Token], _ free: Set<Int>, _ nameStems: Set<String>,
    isSize: Bool
  ) -> Hit? {
    let carrying = words.filter { Words.role($0) != .function }
    let wanted = carrying.isEmpty ? words : carrying
    var positions: Set<Int> = []
    var count = 0
    for word in wanted {
      let found = tokens.indices.first { i in
        guard free.contains(i), !positions.contains(i) else { return false }
        if word.number != nil {
          // "In half size" is 1/2.
          if let part = fractions[tokens[i].text], part == word.number { return true }
          // "Two boxes of" counts boxes.
          if i + 1 < tokens.count, Words.containers.contains(tokens[i + 1].stem),
            !wanted.contains(where: { $0.stem == tokens[i + 1].stem })
          {
            return false
          }
          return tokens[i].number == word.number
            && !(i + 1 < tokens.count && tokens[i + 1].isUnit && !wanted.contains { $0.isUnit })
        }
        // "Two gallons" of what comes by the gallon are two of them.
        if word.isUnit, i > 0, let said = tokens[i - 1].number, !wanted.contains(where: { $0.number == said }) {
          return false
        }
        return tokens[i].stem == word.stem || Synonyms.of(tokens[i].stem).contains(word.stem)
      }
      if let found {
        positions.insert(found)
        // A word that the product's name has too proves nothing by itself.
        if !nameStems.contains(word.stem) { count += 1 }
      }
    }
    guard count > 0, positions.count > 0 else { return nil }
    let full = positions.count == wanted.count
    // Part of a value counts when it says something: "dark" of "Dark Roast", not "roast".
    if !full, wanted.count > 3, count * 2 < wanted.count { return nil }
    if !full, wanted.contains(where: { $0.number != nil }), !positions.contains(where: { tokens[$0].number != nil }),
      !positions.contains(where: { Words.role(tokens[$0]) == .content })
    {
      return nil
    }
    let span = (positions.max() ?? 0) - (positions.min() ?? 0) + 1
    return Hit(
      option: index, values: [value], positions: positions, strength: count + (full ? 1 : 0), full: full,
      gaps: span - positions.count)
  }

  private static let fractions: [String: Double] = ["half": 0.5, "quarter": 0.25]

  /// Amounts with a unit: equal amounts are the same value. A unit alone means one of it.
  private static func measure(_ words: [Token], _ tokens: [Token], _ free: Set<Int>) -> (Set<Int>, Int)? {
    let wanted = amounts(words)
    guard !wanted.isEmpty else { return nil }
    let said = amounts(tokens).filter { $0.positions.allSatisfy(free.contains) }
    var positions: Set<Int> = []
    for want in wanted {
      guard let match = said.first(where: { Units.same($0.value, $0.unit, want.value, want.unit) }) else { return nil }
      positions.formUnion(match.positions)
    }
    // The other words of the value ("bag" of "5 lb Bag") help and do not decide.
    return (positions, wanted.count + 1)
  }

  struct Amount {
    var value: Double
    var unit: String
    var positions: Set<Int>
  }

  static func amounts(_ tokens: [Token]) -> [Amount] {
    var out: [Amount] = []
    for i in tokens.indices where tokens[i].isUnit {
      if i > 0, let number = tokens[i - 1].number {
        out.append(Amount(value: number, unit: tokens[i].text, positions: [i - 1, i]))
      } else {
        out.append(Amount(value: 1, unit: tokens[i].text, positions: [i]))
      }
    }
    return out
  }

  /// A size, colour or amount that was asked for and that no value has.
  private static func missing(
    _ product: Product, _ tokens: [Token], _ nameStems: Set<String>, _ free: Set<Int>, _ open: Set<Int>,
    _ pick: inout VariantPick
  ) {
    let words = tokens.map(\.text)
    for option in open.sorted() {
      let name = product.options[option].name.lowercased()
      let values = product.options[option].values
      if name.contains("colo") || name.contains("finish") || name.contains("shade") {
        if let i = words.indices.first(where: {
          free.contains($0) && Colors.names.contains(words[$0]) && !nameStems.contains(tokens[$0].stem)
        }) {
          pick.unavailable = (option, words[i])
          pick.positions.insert(i)
          return
        }
      }
      if name.contains("size") || name.contains("length") || name.contains("width") || name.contains("waist") {
        if let i = words.firstIndex(of: "size"), i + 1 < tokens.count, free.contains(i + 1), tokens[i + 1].number != nil
        {
          pick.unavailable = (option, "size " + tokens[i + 1].text)
          pick.positions.formUnion([i, i + 1])
          return
        }
        let codes = Sizes.read(tokens).filter {
          $0.range.allSatisfy { free.contains($0) && !nameStems.contains(tokens[$0].stem) }
        }
        let lettered = values.contains { !Sizes.read(valueTokens($0)).isEmpty }
        if let code = codes.last, lettered {
          pick.unavailable = (option, words[code.range].joined(separator: " "))
          pick.positions.formUnion(code.range)
          return
        }
      }
      // An amount of the same kind as the values' ("half gallon" where there are quarts and gallons).
      let dimensions = values.compactMap { amounts(valueTokens($0)).first }.compactMap {
        Units.magnitude($0.value, $0.unit)?.0
      }
      for amount in amounts(tokens) where amount.positions.allSatisfy(free.contains) {
        guard let (dimension, _) = Units.magnitude(amount.value, amount.unit), dimensions.contains(dimension),
          amount.positions.count == 2
        else { continue }
        // "Two gallons" of what is sold by the gallon is a quantity.
        let one = values.first { value in
          amounts(valueTokens(value)).contains { Units.same($0.value, $0.unit, 1, amount.unit) }
        }
        if let one, amount.value > 1, let whole = Int(exactly: amount.value) {
          pick.quantity = whole
          pick.chosen[option] = [one]
        } else {
          pick.unavailable = (option, words[amount.positions.min()!...amount.positions.max()!].joined(separator: " "))
        }
        pick.positions.formUnion(amount.positions)
        return
      }
    }
  }
}

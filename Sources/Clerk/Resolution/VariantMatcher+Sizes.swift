import Shop

/// Sizes in their order: the bigger and the smaller one.
extension VariantMatcher {
  /// "The big one", "the smaller bottle", "the biggest".
  static func relative(
    _ product: Product, _ tokens: [Token], _ nameStems: Set<String>, _ free: Set<Int>, _ pick: inout VariantPick,
    _ open: inout Set<Int>
  ) {
    let words = tokens.map(\.text)
    guard
      let position = words.indices.last(where: {
        free.contains($0) && (Sizes.bigger.contains(words[$0]) || Sizes.smaller.contains(words[$0]))
          && !nameStems.contains(tokens[$0].stem)
      })
    else { return }
    // "How big is it" asks; it does not choose.
    if position > 0, ["how", "too"].contains(words[position - 1]) { return }
    let bigger = Sizes.bigger.contains(words[position])
    let plain = Sizes.read([tokens[position]]).first != nil
    for option in product.options.indices where open.contains(option) {
      let values = product.options[option].values
      guard values.count > 1 else { continue }
      // "Small" of what comes in M and L is a size that there is not.
      if plain, values.allSatisfy({ Sizes.read(valueTokens($0)).first?.range.count == valueTokens($0).count }) {
        continue
      }
      let ranked = values.compactMap { value in rank(value).map { (value, $0) } }
      if ranked.count == values.count {
        guard let best = bigger ? ranked.max(by: { $0.1 < $1.1 }) : ranked.min(by: { $0.1 < $1.1 }) else { continue }
        pick.chosen[option] = [best.0]
        pick.positions.insert(position)
        open.remove(option)
        return
      }
      // Sizes without an order of their own: the bigger costs more.
      if let best = byPrice(product, option, most: bigger) {
        pick.chosen[option] = [best]
        pick.positions.insert(position)
        open.remove(option)
        return
      }
    }
  }

  /// The values of an option of size in the order of what they cost, where each costs something else.
  static func order(_ product: Product, _ option: Int) -> [String]? {
    let values = product.options[option].values
    let ranks = values.compactMap { value in rank(value).map { (value, $0) } }
    if ranks.count == values.count, Set(ranks.map(\.1)).count == values.count {
      return ranks.sorted { $0.1 < $1.1 }.map(\.0)
    }
    let name = product.options[option].name.lowercased()
    guard ["size", "length", "width", "capacity", "volume"].contains(where: name.contains) else { return nil }
    let prices = values.compactMap { value in
      product.variants.filter { option < $0.optionValues.count && $0.optionValues[option] == value }
        .compactMap { $0.price?.minorUnits }.min().map { (value, $0) }
    }
    guard prices.count == values.count, Set(prices.map(\.1)).count == values.count else { return nil }
    return prices.sorted { $0.1 < $1.1 }.map(\.0)
  }

  private static func byPrice(_ product: Product, _ option: Int, most: Bool) -> String? {
    let order = order(product, option)
    return most ? order?.last : order?.first
  }

  /// The bounds of a value that is a range, with the word behind it: "7 to 9 years", "3-6 months".
  static func range(_ words: [Token]) -> (bounds: ClosedRange<Double>, unit: String)? {
    let numbers = words.indices.filter { words[$0].number != nil }
    guard numbers.count == 2, let low = words[numbers[0]].number, let high = words[numbers[1]].number, low < high,
      words[(numbers[0] + 1)..<numbers[1]].allSatisfy({ ["to", "through", "and", "til", "till"].contains($0.text) }),
      numbers[0] == 0, numbers[1] + 2 == words.count
    else { return nil }
    return (low...high, words[numbers[1] + 1].stem)
  }

  /// Where the question says a number of the same unit that lies within a range, or its very bounds.
  static func within(
    _ range: (bounds: ClosedRange<Double>, unit: String), _ words: [Token], _ tokens: [Token], _ free: Set<Int>
  ) -> Set<Int>? {
    let said = tokens.indices.filter { free.contains($0) && tokens[$0].number != nil }
    for (i, next) in zip(said, said.dropFirst()) where next - i <= 2 {
      if tokens[i].number == range.bounds.lowerBound, tokens[next].number == range.bounds.upperBound {
        return [i, next]
      }
    }
    for i in said where i + 1 < tokens.count && tokens[i + 1].stem == range.unit {
      guard let number = tokens[i].number, range.bounds.contains(number) else { continue }
      return [i, i + 1]
    }
    return nil
  }

  /// Sheets of paper are counted downwards: A4 is larger than A5.
  private static func sheet(_ tokens: [Token]) -> Double? {
    let text = tokens.map(\.text).joined()
    guard text.utf8.count == 2, let series = text.utf8.first, let digit = text.utf8.last, series == 97 || series == 98,
      (48...57).contains(digit)
    else { return nil }
    return Double(57 - digit) + (series == 98 ? 0.5 : 0)
  }

  /// The place of an option value among sizes: by amount, by letter, or nil where it is no size.
  static func rank(_ value: String) -> Double? {
    let tokens = valueTokens(value)
    if let sheet = sheet(tokens) { return sheet }
    // "Small, under 24 inches" is small, beside what is large.
    if let code = Sizes.read(tokens).first, code.range.lowerBound == 0 { return Sizes.rank(code.code) }
    if let amount = amounts(tokens).first, let (_, size) = Units.magnitude(amount.value, amount.unit) { return size }
    if let code = Sizes.read(tokens).first { return Sizes.rank(code.code) }
    for token in tokens { if let rank = Sizes.rank(token.text) { return rank } }
    return tokens.compactMap(\.number).first
  }
}

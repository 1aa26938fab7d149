/// Numbers that sound alike: sixteen and sixty are told apart by a breath, and a price must not hang on it.
extension Clerk {
  /// Sets right in `readings` what was heard as a number that the shop's sizes do not have where they have the one that
  /// sounds like it; where they have both, either may have been said.
  func setNumbersRight(_ readings: inout [Heard]) {
    guard let first = readings.first else { return }
    var rivals: [Heard] = []
    for index in readings.indices {
      let tokens = Tokenizer.tokens(readings[index].text, speech: true)
      for (at, token) in tokens.enumerated() {
        guard let number = token.number, let other = Self.alike[number], at + 1 < tokens.count, tokens[at + 1].isUnit,
          let unit = unit(of: other, heard: tokens[at + 1].text),
          unit == tokens[at + 1].text || at == 0 || !Self.limits.contains(tokens[at - 1].text)
        else { continue }
        var changed = tokens
        changed[at] = Token(text: Numbers.write(other), number: other)
        if unit != tokens[at + 1].text { changed[at + 1] = Token(text: unit, number: nil) }
        let text = changed.map(\.text).joined(separator: " ")
        if !catalogue.sizes.contains("\(token.text) \(tokens[at + 1].text)") {
          readings[index].text = text
        } else if index == 0 {
          rivals.append(Heard(text, probability: first.probability))
        }
        break
      }
    }
    readings.insert(contentsOf: rivals, at: 1)
  }

  /// The unit of the shop's sizes with `number`: the one that was heard or, where nothing here comes in that ("sixty
  /// pounds" for "sixteen ounce"), the only one there is.
  private func unit(of number: Double, heard: String) -> String? {
    let start = Numbers.write(number) + " "
    if catalogue.sizes.contains(start + heard) { return heard }
    guard !catalogue.sizes.contains(where: { $0.hasSuffix(" " + heard) }) else { return nil }
    let units = catalogue.sizes.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    return units.count == 1 ? units[0] : nil
  }

  /// Behind these an amount is a limit or a sum of money ("under sixty pounds"), and no size.
  private static let limits: Set<String> = [
    "under", "below", "over", "above", "than", "around", "about", "to", "of", "most",
  ]

  private static let alike: [Double: Double] = {
    var pairs: [Double: Double] = [:]
    for ten in 3...9 {
      pairs[Double(10 * ten)] = Double(10 + ten)
      pairs[Double(10 + ten)] = Double(10 * ten)
    }
    return pairs
  }()
}

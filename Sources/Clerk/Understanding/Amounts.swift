/// Limits and numbers of things that a question sets: "under sixty dollars", "between 20 and 40", "three of those".
package struct PriceLimit: Sendable, Equatable {
  package var lowest: Double?
  package var highest: Double?

  package init(lowest: Double? = nil, highest: Double? = nil) {
    self.lowest = lowest
    self.highest = highest
  }
}

package enum Amounts {
  private static let under: Set<String> = ["under", "below", "beneath"]
  private static let money: Set<String> = ["dollar", "dollars", "buck", "bucks", "euro", "euros", "quid", "$", "usd"]

  /// The price limit of a question, with the positions that it takes.
  static func limit(_ tokens: [Token]) -> (PriceLimit, Range<Int>)? {
    func number(_ i: Int) -> Double? {
      guard tokens.indices.contains(i) else { return nil }
      return tokens[i].text == "$" ? (tokens.indices.contains(i + 1) ? tokens[i + 1].number : nil) : tokens[i].number
    }
    func text(_ i: Int) -> String { tokens.indices.contains(i) ? tokens[i].text : "" }
    /// Where the number stands: "under a hundred", "up to about 40".
    func amount(_ i: Int) -> Int {
      ["a", "an", "about", "around"].contains(text(i)) && number(i) == nil && number(i + 1) != nil ? i + 1 : i
    }
    /// Behind a number: is it money? A unit ("under 10 kg") says no.
    func end(_ i: Int) -> Int? {
      var j = text(i) == "$" ? i + 2 : i + 1
      if money.contains(text(j)) {
        j += 1
        return j
      }
      if text(i) == "$" { return j }
      return Units.isCanonical(text(j))
        || ["percent", "inch", "year", "years", "minutes", "hours", "people"].contains(text(j)) ? nil : j
    }
    for i in tokens.indices {
      let word = text(i)
      if word == "between", let a = number(i + 1) {
        var j = i + 2
        while j < tokens.count, j < i + 6, number(j) == nil || text(j) == "$" && number(j) == nil { j += 1 }
        if text(j - 1) == "$" { j -= 1 }
        if let b = number(j), let stop = end(j) { return (PriceLimit(lowest: min(a, b), highest: max(a, b)), i..<stop) }
      }
      let isUnder = under.contains(word)
      let lessThan = (word == "less" || word == "cheaper" || word == "lower") && text(i + 1) == "than"
      let notMore = word == "more" && text(i + 1) == "than" && (text(i - 1) == "no" || text(i - 1) == "not")
      let upTo = word == "up" && text(i + 1) == "to"
      let atMost = word == "at" && text(i + 1) == "most"
      let spend = (word == "budget" || word == "spend") && (text(i + 1) == "of" || text(i + 1) == "is")
      if isUnder || lessThan || notMore || upTo || atMost || spend {
        let at = amount(isUnder ? i + 1 : i + 2)
        if let value = number(at), let stop = end(at) { return (PriceLimit(lowest: nil, highest: value), i..<stop) }
      }
      let over = word == "over" || word == "above"
      let moreThan = word == "more" && text(i + 1) == "than"
      let atLeast = word == "at" && text(i + 1) == "least"
      if over || moreThan || atLeast {
        let at = amount(over ? i + 1 : i + 2)
        if let value = number(at), let stop = end(at), money.contains(text(stop - 1)) || text(at) == "$" {
          return (PriceLimit(lowest: value, highest: nil), i..<stop)
        }
      }
      if word == "around" || word == "about", let value = number(i + 1), let stop = end(i + 1),
        money.contains(text(stop - 1))
      {
        return (PriceLimit(lowest: value * 0.7, highest: value * 1.2), i..<stop)
      }
      // "Around two hundred", said last, is money where a thing is looked for.
      if word == "around" || word == "about", let value = number(i + 1), i + 2 == tokens.count, value >= 20 {
        return (PriceLimit(lowest: value * 0.6, highest: value * 1.2), i..<i + 2)
      }
      if let value = number(i), let stop = end(i) {
        let next = text(stop) == "at" ? text(stop + 1) : text(stop)
        if ["max", "maximum", "tops", "most", "limit"].contains(next) {
          return (PriceLimit(lowest: nil, highest: value), i..<(text(stop) == "at" ? stop + 2 : stop + 1))
        }
      }
      if let value = number(i), money.contains(text(i + 1)), text(i + 2) == "or",
        ["less", "under", "below"].contains(text(i + 3))
      {
        return (PriceLimit(lowest: nil, highest: value), i..<i + 4)
      }
      if let value = number(i), money.contains(text(i + 1)),
        text(i + 2) == "budget" || ["have", "got", "only", "with"].contains(text(i - 1))
      {
        return (PriceLimit(lowest: nil, highest: value), i..<i + 2)
      }
    }
    return nil
  }
}

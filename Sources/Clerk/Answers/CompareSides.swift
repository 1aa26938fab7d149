import Shop

/// Which two products a comparison is between.
extension Turn {
  /// The two sides of "A or B", "A than B", "between A and B".
  func compare() -> Draft? {
    var sides: [Int] = []
    // "The difference between the two keyboards", where there are two.
    if !words.contains(where: { ["and", "or", "than"].contains($0) }),
      let kind = clerk.resolver.category(question, ignored: sideways), kind.cards.count == 2
    {
      let both = products(kind.cards)
      if both.count == 2 { return compareAnswer(both[0], both[1]) }
    }
    for separator in ["than", "or", "versus", "vs", "and", "to", "with", "from"] {
      guard let at = words.lastIndex(of: separator), at > 0, at + 1 < words.count else { continue }
      let left = Set(at..<words.count)
      let right = Set(0...at)
      var a = side(ignoring: left)
      var b = side(ignoring: right)
      // "The gluten free one" has the noun of the other side.
      func saysOne(_ part: some Sequence<String>) -> Bool { part.contains { $0 == "one" || $0 == "ones" } }
      if let first = a, saysOne(words[(at + 1)...]), let second = elliptical(like: first, ignoring: right) {
        b = second
      } else if let second = b, saysOne(words[..<at]), let first = elliptical(like: second, ignoring: left) {
        a = first
      }
      if let a, let product = product(a), let gap = gapWithin(product) {
        let options = optionPositions(a)
        let second = question.tokens.indices.filter { $0 > at && question.roles[$0] == .content }
        if !second.isEmpty, second.allSatisfy({ options.contains($0) || isValue($0, of: product) }) { return gap }
      }
      if let b, let a {
        if a != b { sides = [a, b] }
      } else if let a, let b = elliptical(like: a, ignoring: right), a != b {
        sides = [a, b]
      } else if let b, let a = elliptical(like: b, ignoring: left), a != b {
        sides = [a, b]
      } else if let b, let focus = dialogue.focus.first, let a = catalogue.index(id: focus), a != b, pronounHere {
        sides = [a, b]
      }
      if !sides.isEmpty { break }
      // "Than the cheddar", of which there is none.
      if ["than", "or"].contains(separator), dialogue.list.count < 2, (a == nil) != (b == nil) {
        let missing = question.tokens.indices.filter {
          question.roles[$0] == .content && (a == nil ? $0 < at : $0 > at) && !comparative.contains($0)
        }
        if !missing.isEmpty, missing.allSatisfy({ catalogue.postings[question.tokens[$0].stem] == nil }) {
          return unknownAnswer(missing, near: [])
        }
      }
    }
    if sides.isEmpty, dialogue.focus.count >= 2 {
      sides = dialogue.focus.prefix(2).compactMap { catalogue.index(id: $0) }
    }
    if sides.isEmpty, dialogue.list.count >= 2 {
      sides = dialogue.list.prefix(2).compactMap { catalogue.index(id: $0) }
    }
    if sides.count == 2 {
      let both = products(sides)
      if both.count == 2 { return compareAnswer(both[0], both[1]) }
    }
    let found = products(resolution.found.cards.prefix(4))
    if found.count == 1, let gap = gapWithin(found[0]) { return gap }
    if found.count == 2 { return compareAnswer(found[0], found[1]) }
    if found.count == 1, found[0].variants.count > 1 { return priceAnswer(found) }
    if let one = found.first { return reading.property != nil ? detailAnswer(one) : priceAnswer([one]) }
    return nil
  }

  /// Whether a word stands in a value of the product's options.
  private func isValue(_ position: Int, of product: Product) -> Bool {
    product.options.contains { option in
      option.values.contains { VariantMatcher.valueTokens($0).contains { $0.stem == question.tokens[position].stem } }
    }
  }

  /// What says how they are compared, or how many, and names neither.
  private var sideways: Set<Int> {
    var positions = reading.used
    for (i, token) in question.tokens.enumerated() where token.number != nil && !resolution.exact {
      positions.insert(i)
    }
    if let at = Comparison.read(words)?.position {
      positions.insert(at)
      if ["more", "less"].contains(words[at]) { positions.insert(at + 1) }
    }
    return positions
  }

  private var pronounHere: Bool { words.contains { ["it", "that", "this", "one"].contains($0) } }

  /// Positions of the words by which two are compared ("louder"), which belong to no name.
  private var comparative: Set<Int> {
    // "Which takes longer to play": what is done with it names neither, where the shop has no such word.
    let done = question.tokens.indices.filter {
      $0 > 0 && words[$0 - 1] == "to" && !catalogue.knows(question.tokens[$0].stem)
    }
    let used = reading.used.union(done)
    guard let at = Comparison.read(words)?.position else { return used }
    return used.union(["more", "less"].contains(words[at]) ? [at, at + 1] : [at])
  }

  private func side(ignoring: Set<Int>) -> Int? {
    let found = clerk.resolver.resolve(question, ignored: ignoring.union(comparative))
    switch found.found {
    case .one(let card): return card
    case .several(let cards): return cards.first
    case .nothing: return nil
    }
  }

  /// "The gluten free one": the word with the noun of the other side.
  private func elliptical(like card: Int, ignoring: Set<Int>) -> Int? {
    let info = catalogue.cards[card]
    guard info.core.indices.contains(info.head) else { return nil }
    var tokens = question.tokens
    var ignoring = ignoring
    if let spot = tokens.indices.last(where: { ["one", "ones"].contains(tokens[$0].text) && !ignoring.contains($0) }) {
      tokens[spot] = info.core[info.head]
    } else {
      tokens.append(info.core[info.head])
      ignoring.remove(tokens.count - 1)
    }
    let changed = Question(question.raw, tokens: tokens)
    return clerk.resolver.resolve(changed, ignored: ignoring.union(comparative)).found.cards.first
  }
}

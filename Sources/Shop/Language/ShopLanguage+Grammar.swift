import Transformer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension ShopLanguage {
  /// The classes of phrases of the grammar.
  enum GrammarClass: Int, CaseIterable {
    case product, value, added, kind, vendor, substance, topic, number

    /// By the names that the rules of asking use: an option's value is one, whatever it says.
    init?(rule name: String) {
      switch name {
      case "option", "size": self = .value
      default:
        guard let found = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = found
      }
    }
  }

  /// What the grammar needs to know of a product.
  private struct Thing {
    var title, vendor, type: String
    var tags: [String]
    var options: UInt64
    var least, most: Int64?
    var hasOptions: Bool
  }

  /// Bits of what excludes each other: options below, kinds of additions above.
  private struct Bits {
    private var known: [String: UInt64] = [:]
    private var next: Int
    private let last: Int

    init(_ range: Range<Int>) { (next, last) = (range.lowerBound, range.upperBound) }

    /// The bit of a name; none where there are too many names, so that nothing is excluded.
    mutating func callAsFunction(_ name: String) -> UInt64 {
      let name = name.lowercased()
      if let bit = known[name] { return bit }
      guard next < last else { return 0 }
      let bit = UInt64(1) << UInt64(next)
      known[name] = bit
      next += 1
      return bit
    }

    var all: UInt64 { known.values.reduce(0, |) }
  }

  /// Reads what is sold for the grammar: products with the options that they have, what is added to others.
  mutating func readGrammar() throws(ShopError) {
    var options = Bits(0..<24)
    var groups = Bits(24..<64)
    var values: [String: (bit: UInt64, count: Float)] = [:]
    var things: [Thing] = []
    try shop.forEachProduct { product in
      var thing = Thing(
        title: product.title, vendor: product.vendor, type: product.type, tags: product.tags, options: 0,
        hasOptions: product.options.contains { $0.values.count > 1 })
      for option in product.options {
        let bit = options(option.name)
        thing.options |= bit
        for value in option.values { values[value] = (bit, (values[value]?.count ?? 0) + 1) }
      }
      let prices = product.variants.compactMap { $0.price?.minorUnits }
      (thing.least, thing.most) = (prices.min(), prices.max())
      things.append(thing)
    }
    for (value, (bit, count)) in values.sorted(by: { $0.key < $1.key }) {
      add(grammar: value, to: .value, excluding: bit, weight: count.squareRoot())
      for way in wording.ways(value) {
        for other in inflected(way, addsEndings: true) {
          add(grammar: other, to: .value, excluding: bit, weight: Self.inflection * count.squareRoot())
        }
      }
    }
    let additions = Self.additions(things)
    for thing in things {
      add(grammarTitle: thing, excluding: options.all & ~thing.options)
      guard additions.contains(thing.type) else { continue }
      let kinds = thing.tags.isEmpty ? [thing.type] : thing.tags
      let excluded = kinds.reduce(0) { $0 | groups($1) }
      add(grammar: thing.title, to: .added, excluding: excluded)
      for way in wording.ways(thing.title) {
        guard let last = way.last, let other = wording.otherNumber(last) else { continue }
        add(grammar: way.dropLast() + [other], to: .added, excluding: excluded, weight: Self.inflection)
      }
    }
    var kinds: [String: Float] = [:]
    var vendors: [String: Float] = [:]
    for thing in things {
      if !thing.type.isEmpty { kinds[thing.type, default: 0] += 1 }
      if !thing.vendor.isEmpty, thing.vendor.lowercased() != shop.info.name.lowercased() {
        vendors[thing.vendor, default: 0] += 1
      }
    }
    for (kind, count) in kinds.sorted(by: { $0.key < $1.key }) {
      add(grammar: kind, to: .kind, weight: count.squareRoot())
      for way in wording.ways(kind) {
        guard let last = way.last, let other = wording.otherNumber(last) else { continue }
        add(grammar: way.dropLast() + [other], to: .kind, weight: count.squareRoot())
      }
    }
    for (vendor, count) in vendors.sorted(by: { $0.key < $1.key }) {
      add(grammar: vendor, to: .vendor, weight: count.squareRoot())
    }
  }

  /// The types of products that are added to others, to a drink or a meal: they say so, or have nothing to choose and
  /// all cost less than anything that has.
  private static func additions(_ things: [Thing]) -> Set<String> {
    let dearer = things.filter(\.hasOptions).compactMap(\.least).min()
    var found: Set<String> = []
    for (type, members) in Dictionary(grouping: things, by: \.type) where !type.isEmpty {
      let words = TokenSpelling.words(type)
      let saysSo = words.contains(where: additionWords.contains) || words.starts(with: ["add", "on"])
      let isSmall = dearer.map { least in
        members.allSatisfy { !$0.hasOptions && ($0.most ?? least) < least }
      }
      if saysSo || isSmall == true { found.insert(type) }
    }
    return found
  }

  private static let additionWords: Set<String> = [
    "addon", "addons", "extra", "extras", "topping", "toppings", "modifier", "modifiers", "addition", "additions",
    "syrup", "syrups", "sauce", "sauces", "customization", "customizations", "supplement", "supplements",
  ]

  /// A title as it is said, whole or without what stands before the name of the thing.
  private mutating func add(grammarTitle thing: Thing, excluding excluded: UInt64) {
    let maker = self.maker(thing.vendor)
    for way in wording.ways(thing.title) {
      let way = way.prefix(10)
      // Of a long title any run of words may be said, of a short one its end.
      let isLong = way.count > 3
      for first in way.indices {
        for last in (isLong ? first : way.endIndex - 1)..<way.endIndex {
          let said = way[first...last]
          var weight: Float = 1
          for word in way[..<first] where !maker.contains(word) { weight *= Self.leftOut }
          for _ in way[last...].dropFirst() { weight *= Self.leftOut * 0.6 }
          if said != way[...], said.allSatisfy(maker.contains) || said.allSatisfy(wording.isWeak) { continue }
          add(grammar: Array(said), to: .product, excluding: excluded, weight: weight)
          for other in inflected(Array(said), addsEndings: false) {
            add(grammar: other, to: .product, excluding: excluded, weight: Self.inflection * weight)
          }
          if last == way.endIndex - 1, let other = wording.otherNumber(way[last]) {
            add(grammar: said.dropLast() + [other], to: .product, excluding: excluded, weight: Self.inflection * weight)
          }
        }
      }
    }
  }

  /// What a phrase counts whose words are in another form than the shop has them.
  private static let inflection: Float = 0.1

  /// A phrase with one of its words in another form.
  private func inflected(_ phrase: [String], addsEndings: Bool) -> [[String]] {
    phrase.indices.flatMap { index in
      wording.forms(phrase[index]).filter { addsEndings || $0.utf8.count < phrase[index].utf8.count }.map { form in
        var other = phrase
        other[index] = form
        return other
      }
    }
  }

  /// Adds a phrase to the grammar.
  mutating func add(grammar phrase: [String], to kind: GrammarClass, excluding: UInt64 = 0, weight: Float = 1) {
    guard !phrase.isEmpty, weight > 0 else { return }
    usedInGrammar.insert(kind)
    if [.product, .value, .added].contains(kind) {
      for word in phrase where !wording.isWeak(word) { builder.add(name: word) }
    }
    builder.add(grammarPhrase: phrase, to: kind.rawValue, excluding: excluding, weight: weight)
  }

  /// Adds every way to say a text.
  mutating func add(grammar text: String, to kind: GrammarClass, excluding: UInt64 = 0, weight: Float = 1) {
    let ways = wording.ways(text)
    for way in ways { add(grammar: way, to: kind, excluding: excluding, weight: weight / Float(ways.count)) }
  }

  /// The rules of asking as a grammar, with what the shop has.
  mutating func writeGrammar() {
    let used = usedInGrammar
    var grammar = AskingRules(Asking.rules + "\n" + Asking.things).grammar { name in
      GrammarClass(rule: name).flatMap { used.contains($0) ? .phrase($0.rawValue) : nil }
    }
    // What the merchant expects to be asked is asked in these words.
    let questions = shop.faq.flatMap { wording.ways($0.question) }
    for question in questions {
      var at = WordGrammar.start
      for (index, word) in question.enumerated() {
        let next = index + 1 == question.count ? WordGrammar.end : grammar.addState()
        grammar.connect(at, next, .word(word), score: index == 0 ? -logf(Float(20 * questions.count)) : 0)
        at = next
      }
    }
    builder.set(grammar: grammar)
  }
}

package import Shop

/// The shop's products as the clerk looks them up by word: built once, in memory, small.
package final class Catalogue: Sendable {
  struct Posting: Sendable {
    let card: Int32
    let weight: Float
  }

  package let cards: [Card]
  /// Stem to the cards that carry it, with how strongly: 1 in the name, less in tags, attributes, description.
  let postings: [String: [Posting]]
  /// In how many cards a stem says what the product is.
  let frequency: [String: Int]
  private let byHandle: [String: Int]
  private let byID: [Int64: Int]
  /// Two words written as one that stand side by side in a name: "icecream" to ("ice", "cream").
  let pairs: [String: (String, String)]
  /// Pairs of words that stand side by side in names and types, as stems: "phone case".
  let compounds: Set<String>
  /// Words of grammar that stand in names, with the words behind them in these names.
  let nameable: [String: [(near: String, far: Set<String>)]]
  /// Words with the particle that belongs to them in names, as stem and word: "lace up", "ride on".
  let particles: Set<String>
  /// Names (folded) that several products share once the vendor is left out.
  let sharedNames: Set<String>
  /// Stems of the head nouns of all names.
  let heads: Set<String>
  /// Stems of the last words of all types: "drink" of "Hot drinks".
  let typeHeads: Set<String>
  /// Words for kinds that most of the shop's goods are of.
  let generalKinds: Set<String>
  /// Keys of attributes whose values are codes such as "B3" or name places: where a thing stands, whatever the merchant
  /// calls it.
  let placeLike: Set<String>
  /// The nouns of the places where things stand here: "tank", "rail".
  let placeNouns: Set<String>
  /// The names of options that products have, as stems: "size", "roast".
  let optionNames: [String: String]
  /// Words of option values, as stems.
  let optionWords: Set<String>
  /// The sizes that things come in, by their number and unit ("16 oz"), of option values and names.
  let sizes: Set<String>
  /// Every key of an attribute in the shop.
  let attributeKeys: [String: Int]
  /// Product types in the order of how many products they hold, with how many.
  let types: [(name: String, count: Int)]

  package init(_ products: some Sequence<Product>) {
    var cards: [Card] = []
    var weights: [String: [Int32: Float]] = [:]
    var pairs: [String: (String, String)] = [:]
    var names: [String: Int] = [:]
    var compounds: Set<String> = []
    var optionNames: [String: String] = [:]
    var optionWords: Set<String> = []
    var sizes: Set<String> = []
    func addSizes(_ tokens: [Token]) {
      for (token, next) in zip(tokens, tokens.dropFirst()) where token.number != nil && next.isUnit {
        sizes.insert(token.text + " " + next.text)
      }
    }
    var attributeKeys: [String: Int] = [:]
    var typeCounts: [String: Int] = [:]
    var typeOrder: [String] = []
    var codes: [String: Int] = [:]
    var placed: [String: Set<String>] = [:]
    var nameable: [String: [(near: String, far: Set<String>)]] = [:]
    var particles: Set<String> = []
    for product in products {
      let index = Int32(cards.count)
      let card = Card(product)
      func add(_ stem: String, _ weight: Float) {
        let old = weights[stem]?[index] ?? 0
        if weight > old { weights[stem, default: [:]][index] = weight }
      }
      func add(text: String, _ weight: Float) {
        for token in Tokenizer.tokens(text) where Words.role(token) != .function { add(token.stem, weight) }
      }
      for token in card.core { add(token.stem, 1) }
      addSizes(card.core)
      for (at, token) in card.core.enumerated().dropLast() where Words.nameable.contains(token.text) {
        let behind = card.core[(at + 1)...].map(\.stem)
        nameable[token.text, default: []].append((behind[0], Set(behind)))
      }
      let spoken = Tokenizer.tokens(card.name)
      for (word, particle) in zip(spoken, spoken.dropFirst())
      where Words.particles.contains(particle.text) && Words.role(word) != .function {
        particles.insert(word.stem + " " + particle.text)
      }
      for (a, b) in zip(card.typeStems, card.typeStems.dropFirst()) { compounds.insert(a + " " + b) }
      for (a, b) in zip(card.core, card.core.dropFirst()) {
        if b.number == nil { compounds.insert(a.stem + " " + b.stem) }
        pairs[a.text + b.text] = (a.text, b.text)
        pairs[Stemmer.stem(a.text + b.text)] = (a.text, b.text)
      }
      for token in Tokenizer.tokens(product.title) where Words.role(token) != .function { add(token.stem, 0.97) }
      for stem in card.vendorStems { add(stem, 0.97) }
      for option in product.options {
        for token in Tokenizer.tokens(option.name) { optionNames[token.stem] = option.name }
        for value in option.values {
          addSizes(Tokenizer.tokens(value))
          for token in Tokenizer.tokens(value) {
            add(token.stem, 0.95)
            optionWords.insert(token.stem)
          }
        }
      }
      add(text: product.type, 0.92)
      for tag in product.tags { add(text: tag, 0.9) }
      add(text: product.category, 0.75)
      for attribute in product.attributes {
        attributeKeys[attribute.key, default: 0] += 1
        if Places.isPlace(attribute.value) {
          codes[attribute.key, default: 0] += 1
          placed[attribute.key, default: []].insert(attribute.value)
        }
        add(text: attribute.value, 0.62)
      }
      add(text: product.body, 0.6)
      names[Tokenizer.fold(card.name), default: 0] += 1
      if !product.type.isEmpty {
        if typeCounts[product.type] == nil { typeOrder.append(product.type) }
        typeCounts[product.type, default: 0] += 1
      }
      cards.append(card)
    }
    self.cards = cards
    self.pairs = pairs
    self.compounds = compounds
    self.nameable = nameable
    self.particles = particles
    heads = Set(cards.map(\.headStem))
    typeHeads = Set(cards.compactMap(\.typeStems.last))
    generalKinds = Kinds.general(heads: cards.map(\.headStem))
    // Most of its values are places, most things have one, and several stand in one: what each comes with alone is none.
    placeLike = Set(
      codes.filter { key, count in
        let all = attributeKeys[key] ?? 0
        return count > 2 && count * 2 > all && all * 2 > cards.count && (placed[key]?.count ?? 0) < count
      }.keys)
    placeNouns = Set(
      placeLike.union(Turn.placeKeys).flatMap { placed[$0] ?? [] }.flatMap(Places.nouns(in:)))
    self.optionNames = optionNames
    self.optionWords = optionWords
    self.sizes = sizes
    self.attributeKeys = attributeKeys
    sharedNames = Set(names.filter { $0.value > 1 }.keys)
    types = typeOrder.map { ($0, typeCounts[$0] ?? 0) }.sorted { $0.1 > $1.1 }
    byHandle = Dictionary(cards.enumerated().map { ($1.handle, $0) }, uniquingKeysWith: { a, _ in a })
    byID = Dictionary(cards.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
    var frequency: [String: Int] = [:]
    var postings: [String: [Posting]] = [:]
    for (stem, cards) in weights {
      frequency[stem] = cards.values.count { $0 > 0.7 }
      postings[stem] = cards.sorted { $0.key < $1.key }.map { Posting(card: $0.key, weight: $0.value) }
    }
    self.frequency = frequency
    self.postings = postings
  }

  package func card(handle: String) -> Card? { byHandle[handle].map { cards[$0] } }
  package func index(id: Int64) -> Int? { byID[id] }

  /// Whether the shop uses the word to say what a product is.
  func knows(_ stem: String) -> Bool { (frequency[stem] ?? 0) > 0 }

  /// The name by which a product is spoken of: without the vendor unless another product has the same.
  func spokenName(_ card: Card) -> String {
    guard sharedNames.contains(Tokenizer.fold(card.name)), !card.vendor.isEmpty,
      !card.name.lowercased().contains(card.vendor.lowercased())
    else { return card.name }
    return card.vendor + " " + card.name
  }

  /// How much a word tells: rare words more.
  func weight(_ token: Token) -> Float {
    let count = frequency[token.stem] ?? 0
    let share = Float(count) / Float(max(cards.count, 1))
    return share > 0.3 ? 0.6 : share > 0.1 ? 0.8 : 1
  }

  /// Whether a word of grammar is part of a product's name here: "down" before "bag", "all" before "butter".
  func names(_ word: String, before next: String) -> Bool {
    nameable[word]?.contains { $0.near == next || word == "down" && $0.far.contains(next) } ?? false
  }

  /// "Lampshades" of a shop with lamps whose shades are called shades: two words that it knows, the second for a thing.
  private func parted(_ token: Token) -> (String, String)? {
    guard token.number == nil, token.text.utf8.count >= 7, !knows(token.stem), token.text.utf8.allSatisfy({ $0 < 0x80 })
    else { return nil }
    for length in 3...(token.text.utf8.count - 4) {
      let (a, b) = (String(token.text.prefix(length)), String(token.text.dropFirst(length)))
      if heads.contains(Stemmer.stem(b)), knows(Stemmer.stem(a)) { return (a, b) }
    }
    return nil
  }

  /// "The Rampart one ten" of what is called Rampart 110: the hundred is not said.
  func repairNumbers(_ tokens: [Token]) -> [Token] {
    var out: [Token] = []
    for token in tokens {
      if let number = token.number, (10...99).contains(number), let hundreds = out.last,
        let digit = hundreds.number ?? (hundreds.text == "one" ? 1 : nil), (1...9).contains(digit), out.count > 1,
        case let whole = Numbers.write(100 * digit + number), pairs[out[out.count - 2].text + whole] != nil
      {
        out[out.count - 1] = Token(text: whole, stem: whole, number: 100 * digit + number)
      } else {
        out.append(token)
      }
    }
    return out
  }

  /// The question in the shop's own way of writing words together and apart ("icecream", "chick peas").
  func repairCompounds(_ tokens: [Token]) -> [Token] {
    var out: [Token] = []
    var i = 0
    while i < tokens.count {
      let token = tokens[i]
      if i + 1 < tokens.count, token.number == nil {
        let joined = token.text + tokens[i + 1].text
        let stem = Stemmer.stem(joined)
        if knows(stem), !(knows(token.stem) && knows(tokens[i + 1].stem)), joined.utf8.count > 4 {
          out.append(Token(text: joined, stem: stem))
          i += 2
          continue
        }
      }
      if !knows(token.stem), token.text.hasSuffix("s"), knows(String(token.text.dropLast())) {
        // "Huggies" of what the merchant calls a huggie.
        out.append(Token(text: token.text, stem: String(token.text.dropLast())))
      } else if !knows(token.stem), token.text.utf8.count > 4, let (a, b) = pairs[token.text] ?? pairs[token.stem] {
        out.append(Token(text: a))
        out.append(Token(text: b))
      } else if let (a, b) = parted(token) {
        out.append(Token(text: a))
        out.append(Token(text: b))
      } else {
        out.append(token)
      }
      i += 1
    }
    return out
  }
}

/// What belongs to what: a price to its product, a number to its place, a name of one word to a product.
extension Guard {
  /// A product's name of one word, written as a name ("the Mocha"), that stands in no fact.
  func foreignWord(_ answer: String, _ facts: FactSheet) -> String? {
    let names = Self.capitalised(answer)
    guard !names.isEmpty else { return nil }
    var known: Set<String>?
    for name in names {
      let stem = Stemmer.stem(Tokenizer.fold(name))
      guard let postings = catalogue.postings[stem],
        let posting = postings.first(where: { posting in
          let core = catalogue.cards[Int(posting.card)].core
          return posting.weight > 0.99 && core.count == 1 && core[0].stem == stem
        }),
        !facts.products.contains(catalogue.cards[Int(posting.card)].id)
      else { continue }
      let said = known ?? Set(facts.texts.flatMap { Tokenizer.tokens($0) }.map(\.stem))
      known = said
      if !said.contains(stem) { return name }
    }
    return nil
  }

  /// Words with a capital letter that do not begin a sentence.
  private static func capitalised(_ text: String) -> [String] {
    var found: [String] = []
    var begins = true
    for word in text.split(whereSeparator: \.isWhitespace) {
      let letters = word.drop { !$0.isLetter }.prefix { $0.isLetter }
      if !begins, let first = letters.first, first.isUppercase, letters.count > 2 { found.append(String(letters)) }
      begins = word.last.map { ".!?:".contains($0) } ?? true
    }
    return found
  }

  /// An amount in a sentence that names one product of the facts and no other, which is none of that product's.
  func foreignPrice(_ answer: String, _ facts: FactSheet) -> String? {
    guard facts.prices.count > 1 else { return nil }
    var free: Set<String> = []
    for derived in facts.derived { free.formUnion(Self.figures(derived.amount)) }
    for text in facts.texts { free.formUnion(Self.amounts(text)) }
    for sentence in Turn.sentences(answer) {
      let amounts = Self.amounts(sentence)
      guard !amounts.isEmpty else { continue }
      let tokens = Tokenizer.tokens(sentence)
      let named = facts.prices.keys.filter { id in
        // "Nora the Explorer Doll": the name as it is written, or its carrying words alone.
        catalogue.index(id: id).map {
          Self.names(tokens, catalogue.cards[$0].core) || Self.names(tokens, Tokenizer.tokens(catalogue.cards[$0].name))
        } ?? false
      }
      guard named.count == 1, let id = named.first, let own = facts.prices[id] else { continue }
      if let foreign = amounts.subtracting(own).subtracting(free).first { return foreign }
    }
    return nil
  }

  private static func names(_ tokens: [Token], _ core: [Token]) -> Bool {
    guard !core.isEmpty, tokens.count >= core.count else { return false }
    return (0...(tokens.count - core.count)).contains { start in
      zip(tokens[start..<start + core.count], core).allSatisfy { $0.stem == $1.stem }
    }
  }

  private static let placeWords: Set<String> = [
    "aisle", "bay", "shelf", "zone", "row", "rack", "wall", "case", "counter", "floor", "level", "section", "cabinet",
  ]

  /// "Aisle 7" where the facts have a 7 and no aisle 7.
  static func foreignPlace(_ answer: String, _ facts: FactSheet) -> String? {
    let said = Tokenizer.tokens(answer)
    var texts: [[Token]]?
    for (at, token) in said.enumerated().dropLast() where placeWords.contains(token.text) {
      let code = said[at + 1]
      // "The Clear Case, $13.60" tells a price and no place.
      let isLetter = code.text.count == 1 && code.text != "a" && code.text.allSatisfy(\.isLetter)
      guard code.number != nil || isLetter else { continue }
      let known = texts ?? facts.texts.map { Tokenizer.tokens($0) }
      texts = known
      let stands = known.contains { text in
        text.indices.contains { i in
          text[i].stem == token.stem && text[(i + 1)...].prefix(4).contains { $0.text == code.text }
        }
      }
      if !stands { return "\(token.text) \(code.text)" }
    }
    return nil
  }

  /// Whether a text says yes where the other says no, or that a thing is there where the other says that it is not: facts
  /// in other words must not turn them round.
  package func contradicts(_ text: String, _ draft: String) -> Bool {
    let (a, b) = (Self.polarity(text), Self.polarity(draft))
    if let x = a.opening, let y = b.opening, x != y { return true }
    return a.denies != b.denies || a.lacks != b.lacks
  }

  private static func polarity(_ text: String) -> (opening: Bool?, denies: Bool, lacks: Bool) {
    let words = Tokenizer.tokens(text, speech: true).map(\.text)
    let opening: Bool? =
      ["yes", "yeah", "sure"].contains(words.first)
      ? true : ["no", "sorry", "unfortunately"].contains(words.first) ? false : nil
    let denies = words.contains { ["not", "no", "none", "never", "without", "nor", "neither", "cannot"].contains($0) }
    let joined = " " + words.joined(separator: " ") + " "
    let lacks = [" out of stock ", " sold out ", " unavailable ", " run out ", " ran out "].contains(
      where: joined.contains)
    return (opening, denies, lacks)
  }
}

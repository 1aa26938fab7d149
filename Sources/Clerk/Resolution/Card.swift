import Shop

/// A product as the clerk looks it up: its name cut into comparable words.
package struct Card: Sendable {
  package let id: Int64
  package let handle: String
  /// The title without the vendor.
  package let name: String
  package let vendor: String
  package let type: String
  /// The words of the name that carry it, in order: no grammar, no amounts behind the name.
  let core: [Token]
  /// Where in `core` the head noun stands ("milk" of "oat milk").
  let head: Int
  /// Words of the vendor.
  let vendorStems: Set<String>
  /// Stems of the name, type and tags: what the product is.
  let kindStems: Set<String>
  let tags: [String]
  /// Stems of the type in order, and whether it names several kinds ("Cold and Flu").
  let typeStems: [String]
  let typeIsSeveral: Bool
  /// The last word of each tag.
  let tagHeads: Set<String>

  init(_ product: Product) {
    id = product.id
    handle = product.handle
    vendor = product.vendor
    type = product.type
    tags = product.tags
    name = Card.nameWithoutVendor(title: product.title, vendor: product.vendor)
    (core, head) = Card.core(of: name)
    vendorStems = Set(Tokenizer.tokens(product.vendor).map(\.stem))
    let typeTokens = Tokenizer.tokens(product.type)
    typeStems = typeTokens.map(\.stem)
    typeIsSeveral = typeTokens.contains { $0.text == "and" }
    tagHeads = Set(product.tags.compactMap { Tokenizer.tokens($0).last?.stem })
    var kinds = Set(core.map(\.stem))
    for text in [product.type] + product.tags { for token in Tokenizer.tokens(text) { kinds.insert(token.stem) } }
    kindStems = kinds
  }

  /// The head noun with the word before it: "sun lotion".
  var headPhrase: String {
    guard core.indices.contains(head) else { return name }
    return core[max(0, head - 1)...head].map(\.text).joined(separator: " ")
  }

  var headStem: String { core.indices.contains(head) ? core[head].stem : "" }

  static func nameWithoutVendor(title: String, vendor: String) -> String {
    let vendor = vendor.trimmed
    let title = title.trimmed
    guard !vendor.isEmpty, title.count > vendor.count, title.lowercased().hasPrefix(vendor.lowercased()) else {
      return title
    }
    var rest = title.dropFirst(vendor.count)
    guard let first = rest.first, !first.isLetter, !first.isNumber else { return title }
    if rest.hasPrefix("'s ") || rest.hasPrefix("\u{2019}s ") { rest = rest.dropFirst(3) }
    let name = String(rest.drop { !$0.isLetter && !$0.isNumber })
    // "Stitchmate 30" of Stitchmate: a number alone names nothing, and "10 Power Bank" of Reserve names another thing.
    let tokens = Tokenizer.tokens(name)
    let isNumbered = tokens.count > 1 && name.first?.isNumber == true && tokens[0].number != nil && !tokens[1].isUnit
    return name.contains(where: \.isLetter) && !isNumbered ? name : title
  }

  /// The words that carry a name, and which of them is the head noun.
  static func core(of name: String) -> ([Token], Int) {
    // The head stands before a comma, a bracket, a dash or a preposition: "Tea Towels, Set of 2", "Bag with Strap".
    var main = name
    for separator in [",", "(", " - ", " \u{2013} ", " \u{2014} ", "|", ":", "/"] {
      if let range = main.firstRange(of: separator), range.lowerBound > main.startIndex {
        main = String(main[..<range.lowerBound])
      }
    }
    let all = Tokenizer.tokens(name)
    let before = Tokenizer.tokens(main)
    var core = all.filter {
      Words.role($0) != .function || $0.text == "free" || $0.text == "without" || Words.nameable.contains($0.text)
    }
    if core.allSatisfy({ Words.role($0) == .function }) { core = [] }
    if core.isEmpty { core = all }
    var head = -1
    var seen = 0
    for token in before {
      if Self.prepositions.contains(token.text), seen > 0 {
        // "Bag of Ice" is ice; what else is in a bag is said of the bag ("Mystery Bag of Records").
        guard token.text == "of", seen == 1, head == 0, Words.containers.contains(core[0].stem) else { break }
        continue
      }
      if core.indices.contains(seen), core[seen] == token {
        // "Tablets" behind a number measure; by themselves they are the thing.
        let measures = token.isUnit && (seen == 0 || core[seen - 1].number != nil)
        if token.number == nil, !measures { head = seen }
        seen += 1
      }
    }
    return (core, head >= 0 ? head : max(0, core.count - 1))
  }

  private static let prepositions: Set<String> = ["with", "for", "in", "of", "by", "from", "on", "to", "without"]
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var view = Substring(self)
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}

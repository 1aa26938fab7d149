import FoundationEssentials
import Transformer

/// Makes the language of a shop from its data alone.
struct ShopLanguage {
  /// The classes of phrases that rules of asking name.
  private enum Class: Int, CaseIterable {
    case product, option, size, vendor, kind, substance, topic, number
  }

  /// Changes with the program: languages that were made by other rules are made anew.
  static let version: String = {
    var hash = ContentHash()
    hash.feed("language version 2, \(WordLanguage.version)")
    hash.feed(Asking.rules)
    hash.feed(Asking.things)
    return String(hash.digest().prefix(12))
  }()

  let shop: ShopStore
  let wording: Wording
  var builder = WordLanguageBuilder(
    classes: Class.allCases.map { "\($0)" }, grammarClasses: GrammarClass.allCases.count)
  private var used: Set<Class> = []
  var usedInGrammar: Set<GrammarClass> = []
  /// The words of the shop's own phrases.
  private var ownWords: [String] = []
  /// Sentences drawn from the rules of asking.
  private static let sentences = 24_000
  /// What a word of a title counts that is left out, against one that is said.
  static let leftOut: Float = 0.35

  init(_ shop: ShopStore) {
    self.shop = shop
    wording = Wording(language: shop.info.language, currency: shop.info.currency.code)
  }

  private mutating func add(_ phrase: [String], to kind: Class, weight: Float = 1) {
    guard !phrase.isEmpty, weight > 0 else { return }
    used.insert(kind)
    builder.add(phrase, to: kind.rawValue, weight: weight)
  }

  /// Adds every way to say a text.
  private mutating func add(_ text: String, to kind: Class, weight: Float = 1) {
    let ways = wording.ways(text)
    for way in ways { add(way, to: kind, weight: weight / Float(ways.count)) }
  }

  // MARK: What is sold

  mutating func readProducts() throws(ShopError) {
    var options: [String: Float] = [:]
    var vendors: [String: Float] = [:]
    var kinds: [String: Float] = [:]
    var substances: [String: Float] = [:]
    var titles: [(title: String, vendor: String)] = []
    try shop.forEachProduct { product in
      titles.append((product.title, product.vendor))
      for option in product.options { for value in option.values { options[value, default: 0] += 1 } }
      if !product.vendor.isEmpty { vendors[product.vendor, default: 0] += 1 }
      for kind in [product.type] + product.tags where !kind.isEmpty { kinds[kind, default: 0] += 1 }
      for attribute in product.attributes where attribute.value.utf8.count < 600 {
        for part in attribute.value.split(whereSeparator: { ",;()/".contains($0) }) {
          let text = part.trimmed
          if !text.isEmpty, text.split(separator: " ").count <= 4 { substances[text, default: 0] += 1 }
        }
      }
    }
    for (title, vendor) in titles { add(title: title, vendor: vendor) }
    try readGrammar()
    // Common values are likelier, but not in proportion: a size that every product has is not said each time.
    for (value, count) in options.sorted(by: { $0.key < $1.key }) {
      add(value, to: wording.isSize(value) ? .size : .option, weight: count.squareRoot())
    }
    let own = shop.info.name.lowercased()
    for (vendor, count) in vendors.sorted(by: { $0.key < $1.key }) where vendor.lowercased() != own {
      add(vendor, to: .vendor, weight: count.squareRoot())
    }
    for (kind, count) in kinds.sorted(by: { $0.key < $1.key }) { add(kind, to: .kind, weight: count.squareRoot()) }
    for (text, count) in substances.sorted(by: { $0.key < $1.key }) {
      add(text, to: .substance, weight: count.squareRoot())
      add(grammar: text, to: .substance, weight: count.squareRoot())
    }
  }

  /// The words of a maker's name. The shop's own name parts no product from another: in "Harbour Coffee" a coffee is one.
  func maker(_ vendor: String) -> Set<String> {
    vendor.lowercased() == shop.info.name.lowercased() ? [] : Set(TokenSpelling.words(vendor))
  }

  /// A title as it is said: whole, or in part, the maker's name first to go.
  private mutating func add(title: String, vendor: String) {
    let maker = self.maker(vendor)
    for way in wording.ways(title) {
      let way = way.prefix(10)
      for first in way.indices {
        for last in first..<min(way.endIndex, first + 8) {
          let said = way[first...last]
          // All of it counts 1. What names the thing comes last in English, so an end weighs more than a beginning.
          var weight: Float = 1
          for word in way[..<first] where !maker.contains(word) { weight *= Self.leftOut }
          for _ in way[last...].dropFirst() { weight *= Self.leftOut * 0.6 }
          if said.allSatisfy(maker.contains) { continue }
          if said.allSatisfy(wording.isWeak) { continue }
          add(Array(said), to: .product, weight: weight)
          if last == way.endIndex - 1, let other = wording.otherNumber(way[last]) {
            add(said.dropLast() + [other], to: .product, weight: 0.3 * weight)
          }
        }
      }
    }
  }

  // MARK: What is answered

  mutating func readAnswers() {
    for entry in shop.faq {
      for way in wording.ways(entry.question) { builder.add(sentence: way.map { .word($0) }, weight: 8) }
    }
    for topic in shop.info.policies + shop.info.details {
      let text = topic.key.replacing("_", with: " ")
      add(text, to: .topic, weight: 2)
      add(grammar: text, to: .topic, weight: 2)
    }
    for promotion in shop.promotions { add(promotion.title, to: .topic) }
    for entry in shop.faq {
      for run in wording.ways(entry.question).first.map({ wording.runs($0) }) ?? [] {
        add(run, to: .topic)
        add(grammar: run, to: .topic)
      }
    }
    for number in 1...20 {
      add("\(number)", to: .number)
      add(grammar: "\(number)", to: .number)
    }
    for number in stride(from: 30, through: 100, by: 10) {
      add("\(number)", to: .number, weight: 0.3)
      add(grammar: "\(number)", to: .number, weight: 0.3)
    }
  }

  // MARK: How it is asked for

  mutating func drawSentences() {
    var rules = AskingRules(Asking.rules)
    let used = used
    ownWords = builder.vocabulary
    for _ in 0..<Self.sentences {
      let sentence = rules.sentence { name in
        Class.allCases.first { "\($0)" == name && used.contains($0) }.map { .phrase($0.rawValue) }
      }
      if let sentence { builder.add(sentence: sentence) }
    }
    writeGrammar()
  }

  /// The compiled language, other spellings included.
  mutating func finish() -> [UInt8] {
    for word in ownWords {
      for (spelling, score) in wording.spellings(of: word) { builder.add(spelling: spelling, of: word, score: score) }
    }
    return builder.build()
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(self.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

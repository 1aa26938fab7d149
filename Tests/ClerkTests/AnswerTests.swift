import Clerk
import Foundation
import Shop
import TestSupport
import Testing
import Transformer

/// The files of questions in Tests/Questions, read as `check.py` reads them: facts that must be said, and must not.
@Suite struct AnswerTests {
  private struct Expectation: Decodable {
    enum Entry: Decodable {
      case one(String)
      case any([String])
      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
          self = .one(text)
        } else {
          self = .any(try value.decode([String].self))
        }
      }
      var options: [String] {
        switch self {
        case .one(let text): [text]
        case .any(let texts): texts
        }
      }
    }
    var has: [Entry]
    var lacks: [String]
    enum CodingKeys: String, CodingKey {
      case has = "answer_has"
      case lacks = "answer_lacks"
    }
  }
  private struct Line: Decodable {
    struct Turn: Decodable {
      var q: String
      var expect: Expectation
    }
    var id: String
    var shop: String
    var turns: [Turn]
  }

  /// Share of turns with all facts, and the turns with a wrong one.
  private func score(_ file: String, _ shops: String) throws -> (right: Int, all: Int, wrong: [String]) {
    var clerks: [String: Clerk] = [:]
    var right = 0
    var all = 0
    var wrong: [String] = []
    for text in try String(contentsOfFile: Fixtures.path("Tests/Questions/" + file), encoding: .utf8).split(
      separator: "\n")
    {
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      if clerks[line.shop] == nil { clerks[line.shop] = try Answering.clerk(Fixtures.path(shops + "/" + line.shop)) }
      guard let clerk = clerks[line.shop] else { continue }
      var dialogue = Dialogue()
      for turn in line.turns {
        let answer = clerk.answer(turn.q, in: &dialogue)
        let words = answer.answer.lowercased().replacingOccurrences(of: "-", with: " ")
        let figures = Guard.figures(answer.answer)
        func said(_ fact: String) -> Bool {
          if let value = Double(fact) {
            return Guard.figures("\(fact)").isSubset(of: figures) || figures.contains { Double($0) == value }
          }
          return words.contains(fact)
        }
        all += 1
        #expect(answer.grounded, "\(line.id): \(answer.answer)")
        if turn.expect.has.allSatisfy({ $0.options.contains(where: said) }) { right += 1 }
        if let lie = turn.expect.lacks.first(where: { $0 != "$" && said($0) }) {
          wrong.append("\(line.id) says \(lie): \(answer.answer)")
        }
      }
    }
    return (right, all, wrong)
  }

  @Test(arguments: [
    ("dev.jsonl", "Firmware/examples", 0.93), ("garbled_dev.jsonl", "Firmware/examples", 0.8),
    ("shops.jsonl", "Tests/ClerkTests/Shops", 0.93), ("shops_garbled.jsonl", "Tests/ClerkTests/Shops", 0.85),
  ])
  func questionsAreAnsweredRight(_ file: String, _ shops: String, _ share: Double) throws {
    let (right, all, wrong) = try score(file, shops)
    #expect(Double(right) >= share * Double(all), "\(right) of \(all)")
    #expect(wrong.isEmpty)
  }

  @Test func memoryEndsWithSilence() throws {
    let (store, _) = try ShopStore.open(
      folder: Fixtures.path("Tests/ClerkTests/Shops/wardrobe"), cache: Answering.cache)
    let seconds = Seconds()
    let clerk = try Clerk(shop: store, clock: { seconds.now })
    var dialogue = Dialogue(silence: 60)
    _ = clerk.answer("how much is the rain jacket", in: &dialogue)
    seconds.pass(30)
    #expect(clerk.answer("where is it", in: &dialogue).products.first?.handle == "rain-jacket")
    seconds.pass(61)
    #expect(clerk.answer("where is it", in: &dialogue).products.isEmpty)
  }

  @Test func thinkingIsNoSilence() throws {
    let (store, _) = try ShopStore.open(
      folder: Fixtures.path("Tests/ClerkTests/Shops/wardrobe"), cache: Answering.cache)
    let seconds = Seconds()
    let clerk = try Clerk(shop: store, encoder: Slow(seconds: seconds), clock: { seconds.now })
    var dialogue = Dialogue(silence: 60)
    _ = clerk.answer("how much is the rain jacket", in: &dialogue)
    #expect(seconds.now.seconds - Answering.monday.seconds > 60, "it did not think")
    seconds.pass(30)
    #expect(clerk.answer("where is it", in: &dialogue).products.first?.handle == "rain-jacket")
  }

  /// Takes more than a minute for each text.
  private struct Slow: TextEncoder {
    let seconds: Seconds
    let dimension = 4
    let identity = "slow"
    func encode(_ text: String) throws(TransformerError) -> [Float] {
      seconds.pass(61)
      return [0, 0, 0, 0]
    }
  }

  private final class Seconds: @unchecked Sendable {
    private var passed = 0.0
    func pass(_ seconds: Double) { passed += seconds }
    var now: Now {
      var now = Answering.monday
      now.seconds += passed
      return now
    }
  }

  @Test func strangeQuestionsGetAnAnswer() throws {
    let clerk = try Answering.clerk(Fixtures.path("Tests/ClerkTests/Shops/toolshed"))
    var dialogue = Dialogue()
    for question in [
      "", " ", "?", "the", "a a a a a a", "how much", "$$$", "and and or than", String(repeating: "screw ", count: 200),
      "yes", "the second one", "1 2 3",
    ] {
      let answer = clerk.answer(question, in: &dialogue)
      #expect(!answer.answer.isEmpty)
      #expect(answer.grounded)
    }
  }
}

@Suite struct GuardTests {
  private let products = [
    Product(
      id: 1, handle: "a", title: "Oat Milk",
      variants: [Variant(price: Money(minorUnits: 349, currency: Currency(code: "USD")))]),
    Product(
      id: 2, handle: "b", title: "Goat Milk",
      variants: [Variant(price: Money(minorUnits: 499, currency: Currency(code: "USD")))]),
  ]

  @Test func everyFigureAndNameStandsInTheFacts() {
    let check = Guard(Catalogue(products))
    var facts = FactSheet()
    facts.add(products[0])
    #expect(check.check("The Oat Milk is $3.49.", facts) == .grounded)
    #expect(check.check("The Oat Milk is $4.99.", facts) != .grounded)
    #expect(check.check("The Oat Milk is $3.49, in aisle 7.", facts) != .grounded)
    #expect(check.check("The Goat Milk is $3.49.", facts) != .grounded)
    facts.derive(Money(minorUnits: 698, currency: Currency(code: "USD")), from: "2 x $3.49")
    facts.counts.insert("2")
    #expect(check.check("2 of them are $6.98.", facts) == .grounded)
  }

  @Test func aPriceBelongsToItsProduct() {
    let check = Guard(Catalogue(products))
    var facts = FactSheet()
    for product in products { facts.add(product) }
    #expect(check.check("The Oat Milk is $3.49. The Goat Milk is $4.99.", facts) == .grounded)
    #expect(check.check("The Oat Milk is $4.99.", facts) != .grounded)
    #expect(check.check("The Goat Milk is cheaper: $3.49 against $4.99 for the Oat Milk.", facts) == .grounded)
    facts.derive(Money(minorUnits: 150, currency: Currency(code: "USD")), from: "$4.99 - $3.49")
    #expect(check.check("The Oat Milk is $1.50 less.", facts) == .grounded)
  }

  @Test func aNumberBelongsToItsPlace() {
    let check = Guard(Catalogue(products))
    var facts = FactSheet()
    facts.add(
      Product(
        id: 1, handle: "a", title: "Oat Milk",
        attributes: [
          Attribute(key: "aisle", name: "Aisle", value: "7"), Attribute(key: "bay", name: "Bay", value: "C"),
          Attribute(key: "weight", name: "Weight", value: "4 kg"),
        ]))
    #expect(check.check("The Oat Milk is in aisle 7, in bay C.", facts) == .grounded)
    #expect(check.check("The Oat Milk is in aisle 4.", facts) != .grounded)
    #expect(check.check("The Oat Milk is in aisle 7, in bay D.", facts) != .grounded)
  }

  @Test func aNameOfOneWordIsAName() {
    let check = Guard(Catalogue(products + [Product(id: 3, handle: "c", title: "Mocha")]))
    var facts = FactSheet()
    facts.add(products[0])
    #expect(check.check("We have the Oat Milk and the Mocha.", facts) != .grounded)
    #expect(check.check("Mocha is what people drink; it tastes of mocha.", facts) == .grounded)
  }

  @Test func otherWordsDoNotTurnAFactRound() {
    let check = Guard(Catalogue(products))
    #expect(check.contradicts("Yes, we have it.", "No, we don't have it."))
    #expect(check.contradicts("It is there.", "Sorry, it's out of stock right now."))
    #expect(check.contradicts("It contains milk.", "Milk isn't listed for it."))
    #expect(!check.contradicts("Sorry, that is out of stock.", "Sorry, it's out of stock right now."))
    #expect(!check.contradicts("Yes, it's vegan.", "Yes, the Oat Milk is listed as vegan."))
  }
}

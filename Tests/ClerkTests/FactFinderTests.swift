import Clerk
import Foundation
import TestSupport
import Testing

@Suite("Facts by the merchant's own columns, on real weights")
struct FactFinderTests {
  private static func clerk(_ shop: String) throws -> Clerk? {
    guard let encoder = try Answering.encoder() else { return nil }
    return try Answering.clerk(Fixtures.path("Tests/Questions/\(shop)"), encoder: encoder)
  }

  /// Columns that no list of ours has ("Minutes", "Ready in", "Inside and frosting", "To warm up") answer what is asked.
  @Test(arguments: [
    ("glen/shops/games", ["how much is nine alarms", "how long does it take"], "20"),
    ("glen/shops/games", ["do i need anything else to play the high tides expansion"], "base game"),
    ("glen/shops/games", ["do you run a painting class", "what's it cost", "what day"], "Sunday"),
    ("dune/shops/bikes", ["how much is the basic tune up", "and when would i get it back"], "3 working days"),
    ("dune/shops/cheese", ["what should i drink with the brackenfell blue"], "ort"),
    ("glen/shops/bakery", ["what day do you make challah"], "riday"),
    ("glen/shops/hardware", ["what's in the drain cleaner"], "hydroxide"),
    ("dune/shops/baby", ["how big an opening does the safety gate fit"], "29 to 38"),
  ])
  func answersByAnyColumn(_ shop: String, _ questions: [String], _ fact: String) throws {
    guard let clerk = try Self.clerk(shop) else { return }
    var dialogue = Dialogue()
    var answer = ""
    for question in questions { answer = clerk.answer(question, in: &dialogue).answer }
    #expect(answer.contains(fact), "\(answer)")
  }

  /// What costs, stands somewhere or is left in stock is told as the rules have it, and nobody's dose is read off a label.
  @Test(arguments: [
    ("glen/shops/games", "how much is the twelve inch chess set", "$49.00"),
    ("glen/shops/hardware", "how much is a big window screen repair", "$34.00"),
    ("glen/shops/games", "how much is lantern harbor just the base game", "$39.99"),
  ])
  func leavesThePriceToTheRules(_ shop: String, _ question: String, _ price: String) throws {
    guard let clerk = try Self.clerk(shop) else { return }
    var dialogue = Dialogue()
    let answer = clerk.answer(question, in: &dialogue)
    #expect(answer.answer.contains(price), "\(answer.answer)")
  }

  @Test func asksOfNoDose() throws {
    guard let clerk = try Self.clerk("moor/shops/pharmacy") else { return }
    var listed = Dialogue()
    for question in ["can i take the pain reliever while i'm pregnant", "how much cough syrup do i give my baby"] {
      #expect(clerk.ways(of: question, in: &listed).facts.isEmpty, "\(question)")
    }
  }

  /// Every fact has the signs that the finder weighs, and so has what the rules answer.
  @Test func everyFactHasItsSigns() throws {
    guard let encoder = try Answering.encoder() else { return }
    let finder = try #require(FactFinder(encoder))
    let clerk = try Answering.clerk(Fixtures.path("Tests/Questions/glen/shops/games"), encoder: encoder)
    var told = 0
    for question in ["what's in the plastic cement", "what ages is nine alarms for", "tell me about iron meridian"] {
      var dialogue = Dialogue()
      let list = clerk.ways(of: question, in: &dialogue)
      guard !list.facts.isEmpty else { continue }
      told += 1
      for signs in list.facts.map(\.signs) + [list.rulesSigns] {
        let isFinite = signs.allSatisfy { $0.isFinite }
        #expect(signs.count == finder.signCount && isFinite, "\(question)")
      }
    }
    #expect(told > 0)
  }
}

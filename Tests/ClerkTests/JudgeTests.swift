import Clerk
import Foundation
import TestSupport
import Testing
import Transformer

@Suite("The judge, on real weights")
struct JudgeTests {
  private static func shop(_ name: String) -> String { Fixtures.path("Tests/Questions/\(name)") }

  /// The questions of a file, dialogue by dialogue.
  private static func dialogues(_ file: String) throws -> [[String]] {
    struct Line: Decodable {
      struct Turn: Decodable { var q: String }
      var turns: [Turn]
    }
    return try String(contentsOfFile: Fixtures.path("Tests/Questions/\(file)"), encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)).turns.map(\.q) }
  }

  /// What the rules decide comes first among the ways, with the signs that say so; every way has as many signs as the
  /// judge weighs, and leads to some answer.
  @Test func listsTheWays() throws {
    guard let encoder = try Answering.encoder() else { return }
    let clerk = try Answering.clerk(Self.shop("street/shops/tea"), encoder: encoder)
    let judge = try #require(Judge(encoder))
    for questions in try Self.dialogues("street/dev/tea.jsonl").prefix(12) {
      var dialogue = Dialogue()
      for question in questions {
        let list = clerk.ways(of: question, in: &dialogue)
        let first = try #require(list.entries.first)
        #expect(first.route == "main" && first.signs[0] == 1, "\(question)")
        for entry in list.entries {
          #expect(entry.signs.count == judge.signCount && !entry.answer.isEmpty, "\(question): \(entry.route)")
          let isFinite = entry.signs.allSatisfy { $0.isFinite }
          #expect(isFinite, "\(question): \(entry.route)")
        }
      }
    }
  }

  /// Whoever asks for their safety, greets, or wants a person is told what the rules say.
  @Test(arguments: [
    ("square/shops/drug", "is the cough syrup safe while i'm pregnant"),
    ("square/shops/drug", "does the hand cream contain nuts"),
    ("square/shops/drug", "hello there"), ("square/shops/drug", "can i talk to a person please"),
    ("square/shops/drug", "my son swallowed a battery"),
  ])
  func leavesSafetyToTheRules(_ shop: String, _ question: String) throws {
    guard let encoder = try Answering.encoder() else { return }
    let clerk = try Answering.clerk(Self.shop(shop), encoder: encoder)
    var (listed, asked) = (Dialogue(), Dialogue())
    let list = clerk.ways(of: question, in: &listed)
    #expect(!list.isOpen)
    #expect(clerk.answer(question, in: &asked).answer == list.entries.first?.answer)
  }

  /// Some answers are told that the rules alone would not have told, and every one of them stands in the facts.
  @Test func changesFewAndOnlyToFacts() throws {
    guard let encoder = try Answering.encoder() else { return }
    var (changed, all) = (0, 0)
    for (group, shop) in [("avenue", "lamps"), ("round", "fish"), ("round", "motor"), ("square", "crafts")] {
      let clerk = try Answering.clerk(Self.shop("\(group)/shops/\(shop)"), encoder: encoder)
      for questions in try Self.dialogues("\(group)/dev/\(shop).jsonl") {
        var (listed, asked) = (Dialogue(), Dialogue())
        for question in questions.prefix(1) {
          let ways = clerk.ways(of: question, in: &listed).entries
          let answer = clerk.answer(question, in: &asked)
          all += 1
          guard answer.answer != ways.first?.answer else { continue }
          changed += 1
          #expect(answer.grounded, "\(question): \(answer.answer)")
        }
      }
    }
    #expect(changed > 0 && changed * 5 < all, "\(changed) of \(all)")
  }

  private struct Letters: TextEncoder {
    let dimension = 26
    let identity = "letters"
    func encode(_ text: String) throws(TransformerError) -> [Float] { [Float](repeating: 0, count: 26) }
  }

  @Test func isNotUsedWithOtherVectors() throws {
    #expect(Judge(Letters()) == nil)
  }
}

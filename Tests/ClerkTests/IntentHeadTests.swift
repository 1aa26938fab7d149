import Clerk
import Foundation
import TestSupport
import Testing
import Transformer

@Suite("Intents by meaning, on real weights")
struct IntentHeadTests {
  /// Questions that are not among the phrases it was trained on.
  @Test(
    "reads what no rule has words for",
    arguments: [
      ("what would you part with the item for", Intent.price),
      ("which of them is easiest on the wallet", .superlative), ("any markdowns at the moment", .promotion),
      ("does anyone mend items here", .policy), ("i'd love a human being to assist me", .staff),
      ("at what hour does the place shut", .hours),
    ])
  func reads(_ question: String, _ intent: Intent) throws {
    guard let encoder = try Answering.encoder() else { return }
    let head = try #require(IntentHead(encoder))
    let guesses = head.guesses(try encoder.encode(question))
    #expect(guesses.first?.label == .intent(intent), "\(question): \(guesses.prefix(3))")
    #expect(abs(guesses.reduce(0) { $0 + $1.probability } - 1) < 1e-4)
  }

  @Test("knows a turn that means nothing by itself")
  func followUps() throws {
    guard let encoder = try Answering.encoder() else { return }
    let head = try #require(IntentHead(encoder))
    for question in ["and the purple one", "what about in crimson", "no i meant the other one"] {
      #expect(head.guesses(try encoder.encode(question)).first?.label == .followUp, "\(question)")
    }
  }

  private struct Letters: TextEncoder {
    let dimension = 26
    let identity = "letters"
    func encode(_ text: String) throws(TransformerError) -> [Float] { [Float](repeating: 0, count: 26) }
  }

  @Test("is not used with vectors that it was not trained on")
  func otherEncoders() throws {
    #expect(IntentHead(Letters()) == nil)
    guard let encoder = try Answering.encoder() else { return }
    #expect(try #require(IntentHead(encoder)).guesses([1, 2, 3]).isEmpty)
  }
}

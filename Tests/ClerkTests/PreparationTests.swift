import Clerk
import Shop
import Synchronization
import TestSupport
import Testing
import Transformer

@Suite("The first shopper waits for nothing") struct PreparationTests {
  /// Counts what is encoded.
  private final class Counting: TextEncoder {
    let encoder: SentenceEncoder
    let texts = Atomic(0)
    var dimension: Int { encoder.dimension }
    var identity: String { encoder.identity }

    init(_ encoder: SentenceEncoder) { self.encoder = encoder }

    func encode(_ text: String) throws(TransformerError) -> [Float] { try encode([text])[0] }

    func encode(_ texts: [String]) throws(TransformerError) -> [[Float]] {
      self.texts.add(texts.count, ordering: .relaxed)
      return try encoder.encode(texts)
    }
  }

  @Test("what the merchant wrote is read by meaning before the first question, and once")
  func prepares() throws {
    guard let encoder = try Answering.encoder() else { return }
    let (store, _) = try ShopStore.open(
      folder: Fixtures.path("Firmware/examples/grocery"), cache: Answering.cache, encoder: encoder)
    func encoded(prepared: Bool) throws -> (before: Int, first: Int, answer: String) {
      let counting = Counting(encoder)
      let clerk = try Clerk(shop: store, encoder: counting, clock: { Answering.monday })
      if prepared {
        clerk.prepare()
        clerk.prepare()
      }
      let before = counting.texts.load(ordering: .relaxed)
      var dialogue = Dialogue()
      let answer = clerk.answer("do i need a coin for the trolleys", in: &dialogue).answer
      return (before, counting.texts.load(ordering: .relaxed) - before, answer)
    }
    let (cold, warm) = (try encoded(prepared: false), try encoded(prepared: true))
    #expect(cold.before == 0 && warm.before > store.faq.count)
    // What is left to the question is its own words.
    #expect(warm.first == cold.first - warm.before && warm.first < warm.before, "\(warm) \(cold)")
    #expect(warm.answer == cold.answer)
  }
}

import Clerk
import Shop
import Synchronization
import TestSupport
import Testing

@Suite("What was heard in one of several ways")
struct HeardTests {
  private let clerk: Clerk

  init() throws { clerk = try Answering.clerk(Fixtures.path("Tests/ClerkTests/Shops/toolshed")) }

  private func ask(_ readings: [(String, Double)], _ dialogue: inout Dialogue) -> Answer {
    clerk.answer(heard: readings.map { Heard($0.0, probability: $0.1) }, in: &dialogue)
  }

  @Test("two that are close are asked back without a price")
  func close() {
    var dialogue = Dialogue()
    let answer = ask(
      [("how much is the rubber mallet", 0.45), ("how much is the hammer drill", 0.4)], &dialogue)
    #expect(answer.answer.hasPrefix("Did you mean") && !answer.answer.contains(where: \.isNumber))
    #expect(answer.answer.lowercased().contains("mallet") && answer.answer.lowercased().contains("drill"))
  }

  @Test("one that is much likelier is answered as if it were typed")
  func clear() {
    var (heard, typed) = (Dialogue(), Dialogue())
    let answer = ask(
      [("how much is the rubber mallet", 0.8), ("how much is the hammer drill", 0.1)], &heard)
    #expect(answer.answer == clerk.answer("how much is the rubber mallet", in: &typed).answer)
    #expect(answer.answer.contains("$"))
  }

  @Test("what means nothing here gives way to what does, after a yes")
  func rescued() {
    var dialogue = Dialogue()
    let answer = ask(
      [("how much is the grandfather clock", 0.5), ("how much is the rubber mallet", 0.3)], &dialogue)
    #expect(answer.answer.hasPrefix("Did you mean") && !answer.answer.contains(where: \.isNumber))
    #expect(clerk.answer("yes please", in: &dialogue).answer.contains("$"))
  }

  @Test("no figure is told of what was hardly heard, and the dialogue stays where it was")
  func lost() {
    var dialogue = Dialogue()
    _ = clerk.answer("how much is the hammer drill", in: &dialogue)
    let answer = ask([("how much is the rubber mallet", 0.05)], &dialogue)
    #expect(!answer.answer.contains(where: \.isNumber) && answer.products.isEmpty)
    #expect(clerk.answer("where is it", in: &dialogue).products.first?.handle == "hammer-drill")
  }

  @Test("nothing heard is no fault")
  func nothing() {
    var dialogue = Dialogue()
    #expect(!clerk.answer(heard: [], in: &dialogue).answer.isEmpty)
  }

  /// Counts what it is asked to write, and leaves it all to the rules.
  private final class Counting: AnswerWriter {
    let asked = Mutex(0)
    func write(_ task: WritingTask) -> WrittenAnswer? {
      asked.withLock { $0 += 1 }
      return nil
    }
  }

  @Test("of readings that differ one answer at most is put into words, and none where it is asked back")
  func once() throws {
    let writer = Counting()
    let (store, _) = try ShopStore.open(
      folder: Fixtures.path("Tests/ClerkTests/Shops/toolshed"), cache: Answering.cache)
    let clerk = try Clerk(shop: store, writer: writer, clock: { Answering.monday })
    func ask(_ readings: [(String, Double)]) -> Answer {
      var dialogue = Dialogue()
      return clerk.answer(heard: readings.map { Heard($0.0, probability: $0.1) }, in: &dialogue)
    }
    let mallet = "how much is the rubber mallet"
    // Three ways to say one thing, and a second thing that is too unlikely.
    #expect(
      ask([(mallet, 0.4), ("how much is rubber mallet", 0.3), ("what does the rubber mallet cost", 0.25)]).answer
        .contains("$"))
    #expect(writer.asked.withLock { $0 } == 1)
    #expect(ask([(mallet, 0.45), ("how much is the hammer drill", 0.4)]).answer.hasPrefix("Did you mean"))
    #expect(writer.asked.withLock { $0 } == 1)
  }
}

import Clerk
import Foundation
import Shop
import TestSupport
import Testing
import Transformer

/// What no clerk is asked gets an honest word, in place of what the merchant wrote nearest to it; and what is known of a
/// product is ranked by what people asked about products. On real weights.
@Suite struct ForeignQuestionTests {
  private func answer(_ question: String) throws -> Answer? {
    guard let encoder = try Answering.encoder() else { return nil }
    let clerk = try Answering.clerk(Fixtures.path("Firmware/examples/grocery"), encoder: encoder)
    var dialogue = Dialogue()
    return clerk.answer(question, in: &dialogue)
  }

  /// Each of these got a text of the merchant's or a product before.
  @Test(arguments: [
    "is it normal to forget your dreams every night", "how much interest will i pay on my mortgage",
    "how much should a puppy weigh at six weeks",
  ])
  func saysThatItDoesNotKnow(_ question: String) throws {
    guard let answer = try answer(question) else { return }
    #expect(answer.intent == .outOfScope && answer.products.isEmpty, "\(answer.answer)")
    #expect(!answer.isAnswered && answer.grounded)
  }

  /// Each of these was told a text of the house, since one lies nearest to anything.
  @Test(arguments: [
    "the dogs next door bark all night", "the postman is afraid of our cat", "how do i find the area of a circle",
    "the bride arrived an hour late", "please explain the catch rule to me",
  ])
  func tellsNothingOfTheHouse(_ said: String) throws {
    guard let answer = try answer(said) else { return }
    #expect([.outOfScope, .unclear, .unknownProduct].contains(answer.intent), "\(answer.answer)")
  }

  /// A word of a name stands in each of these, and none of them is of the thing.
  @Test(arguments: [
    "the winter was long and dark", "the wind blew the tent into the sea", "the farmer mended the fence before dark",
    "she reads the paper from back to front", "what is the purpose or benefit of a cash advance",
  ])
  func aWordInPassingNamesNothing(_ said: String) throws {
    guard let answer = try answer(said) else { return }
    #expect(answer.intent == .outOfScope && answer.products.isEmpty, "\(answer.answer)")
  }

  /// Talk of the world in which something lies near to the goods: something to take was suggested for each of these.
  @Test(arguments: [
    "there is a spider in the bath", "a bird has built its nest in the chimney", "we slept under the open sky",
  ])
  func talkOfTheWorldIsNoNeed(_ said: String) throws {
    guard let answer = try answer(said) else { return }
    #expect(answer.products.isEmpty, "\(answer.answer)")
  }

  /// Where nothing is of the kind that a suggestion is wanted of, what happens to lie nearest is none; what people eat is
  /// no suggestion for an animal; and what is said to be water is not said to be good with antifreeze.
  @Test(arguments: [
    "what's the best lawn mower", "suggest a nice perfume for my wife", "what's the best diaper for newborns",
    "i need something for my dog", "what's the best dog food to feed my puppy",
    "a treat for my cat please",
  ])
  func suggestsNothingThatIsNot(_ question: String) throws {
    guard let answer = try answer(question) else { return }
    #expect(answer.intent == .unknownProduct && answer.products.isEmpty, "\(answer.answer)")
  }

  @Test func yesIsNotSaidOfTheWordThatNamed() throws {
    guard let answer = try answer("can i mix antifreeze with water") else { return }
    #expect(!answer.answer.hasPrefix("Yes"), "\(answer.answer)")
  }

  /// A kind that the shop has, and a wish that names none, get a suggestion as ever.
  @Test(arguments: [
    "what's the best chocolate", "can you recommend a good cheese", "what's a good snack for the kids",
    "something sweet for my daughter",
  ])
  func suggestsWhatThereIs(_ question: String) throws {
    guard let answer = try answer(question) else { return }
    #expect(!answer.products.isEmpty, "\(answer.answer)")
  }

  /// What the merchant wrote of is answered, however little it has to do with goods.
  @Test(arguments: [
    ("do you have free wifi for customers", "MarigoldGuest"), ("can i bring my dog into the store", "service animals"),
    ("how do i join the loyalty program", "Marigold Card"), ("what is your phone number", "555-0163"),
    ("where does the basmati rice come from", "India"), ("how much is the goat milk", "$4.99"),
    ("the dark one in a whole bar please", "Dark Chocolate"),
    ("there was dark chocolate here last week", "Dark Chocolate"),
  ])
  func answersWhatIsTheShops(_ question: String, _ said: String) throws {
    guard let answer = try answer(question) else { return }
    #expect(answer.answer.contains(said), "\(answer.answer)")
  }

  /// The attribute that answers comes first, by the learned projections.
  @Test(arguments: [
    ("will it fit in a small bag", "dimensions: 20 x 10 x 5 cm", "material: nylon"),
    ("what is it made out of", "material: stainless steel", "color: silver"),
    ("does it need charging", "battery: rechargeable, 10 hours", "weight: 120 g"),
  ])
  func ranksWhatAnswersFirst(_ question: String, _ answer: String, _ other: String) throws {
    guard let encoder = try Answering.encoder() else { return }
    let head = try #require(AttributeHead(encoder))
    let asked = head.asked(try encoder.encode(question))
    func near(_ text: String) throws -> Float {
      let key = text.split(separator: ":").first.map(String.init)
      return head.nearness(of: try encoder.encode(text), key: key, to: asked)
    }
    #expect(try near(answer) > near(other))
  }

  private struct Letters: TextEncoder {
    let dimension = 26
    let identity = "letters"
    func encode(_ text: String) throws(TransformerError) -> [Float] { [Float](repeating: 0, count: 26) }
  }

  @Test func projectionsAreOfTheirOwnEncoder() { #expect(AttributeHead(Letters()) == nil) }
}

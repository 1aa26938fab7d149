import Clerk
import TestSupport
import Testing

/// The last noun of a compound says what it is: an egg roll is a roll and no egg. Without a sentence encoder, but
/// where the merchant's texts are concerned.
@Suite struct CompoundTests {
  private func answer(_ question: String, shop: String = "Firmware/examples/grocery") throws -> Answer {
    var dialogue = Dialogue()
    return try Answering.clerk(Fixtures.path(shop)).answer(question, in: &dialogue)
  }

  @Test(
    "what the shop does not have is not priced by its first word",
    arguments: [
      "how much are the egg rolls", "how much are the oat bars",
      "how much is the coconut water", "how much is rice vinegar", "how much is the garlic powder",
      "how much is the honey mustard", "what's the price of the corn dogs", "how much is the avocado oil",
      "how much is the butter dish", "do you have garlic bread", "where's the lemon juice",
    ])
  func priced(_ question: String) throws {
    let answer = try answer(question)
    #expect(answer.intent == .unknownProduct, "\(answer.answer)")
    #expect(answer.answer.contains("don't have"), "\(answer.answer)")
    #expect(!answer.answer.contains("$"), "\(answer.answer)")
  }

  @Test(
    "what a rule of the house costs is not told of goods that it does not speak of",
    arguments: ["do you do ski goggles", "how much are lens caps for a camera", "how much is a car seat cover"])
  func ruled(_ question: String) throws {
    guard let encoder = try Answering.encoder() else { return }
    let folder = Fixtures.path("Tests/Questions/round/shops/optician")
    var dialogue = Dialogue()
    let answer = try Answering.clerk(folder, encoder: encoder).answer(question, in: &dialogue)
    #expect(!answer.answer.contains("£"), "\(answer.answer)")
  }

  @Test("what is done is told, though nothing is called so")
  func done() throws {
    guard let encoder = try Answering.encoder() else { return }
    var dialogue = Dialogue()
    let clerk = try Answering.clerk(Fixtures.path("Tests/Questions/round/shops/optician"), encoder: encoder)
    let answer = clerk.answer("how much is a pair of varifocal lenses made", in: &dialogue)
    #expect(answer.answer.contains("140"), "\(answer.answer)")
  }

  @Test(
    "what is said of a thing is not told of another",
    arguments: [
      ("are the rice cakes gluten free", "Rice"), ("is the peanut brittle gluten free", "Peanut Butter"),
      ("are the banana chips vegan", "Bananas are"), ("is the tuna salad fresh", "The Tuna"),
    ])
  func told(_ question: String, _ other: String) throws {
    let answer = try answer(question)
    #expect(!answer.answer.contains(other) || answer.intent == .unknownProduct, "\(answer.answer)")
  }

  @Test(
    "words for how a thing is sold, and what is said of it, are no thing of their own",
    arguments: [
      ("do you have paper towel rolls", "paper-towels"), ("how much is the egg dozen", "free-range-eggs"),
      ("how much is the oat milk carton", "oat-milk"), ("do you have greek yogurt cups", "greek-yogurt"),
      ("do you have basmati rice bags", "basmati-rice"), ("how much are trash bags", "trash-bags"),
      ("are the corn flakes gluten free", "corn-flakes"), ("is the feta crumbly", "feta-cheese"),
      ("how much is penne pasta", "penne"), ("is the sourdough bread vegan", "sourdough-loaf"),
    ])
  func meant(_ question: String, _ handle: String) throws {
    let answer = try answer(question)
    #expect(answer.products.contains { $0.handle == handle }, "\(answer.answer)")
  }

  @Test("of two things of one kind the one that has both words is meant")
  func fuller() throws {
    let shop = "Tests/Questions/next/shops/sports"
    #expect(try answer("how much are the goggles for the pool", shop: shop).answer.contains("$26.00"))
    #expect(try answer("how much are the goggles for skiing", shop: shop).answer.contains("84"))
  }
}

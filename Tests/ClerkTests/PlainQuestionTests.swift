import Clerk
import TestSupport
import Testing

/// Plain questions as they are put at a counter, to shops that the clerk was not written for.
@Suite struct PlainQuestionTests {
  private func answer(_ shop: String, _ question: String) throws -> Answer {
    var dialogue = Dialogue()
    return try Answering.clerk(Fixtures.path("Tests/Questions/fair/shops/\(shop)")).answer(question, in: &dialogue)
  }

  /// Of the one of its kind, what it comes in is asked; what has run out is not among it.
  @Test func saysWhatTheOnlyOneComesIn() throws {
    let answer = try answer("sweets", "which marshmallows do you have")
    #expect(answer.answer.contains("vanilla") && answer.answer.contains("raspberry"), "\(answer.answer)")
    let flakes = try self.answer("sweets", "which drinking chocolate do you have")
    #expect(!flakes.answer.lowercased().contains("chili"), "\(flakes.answer)")
  }

  /// The shopper's participle is the merchant's noun.
  @Test(arguments: [
    ("sweets", "how much are the salted caramels", "salt-caramels"),
    ("sweets", "do you have mango sorbet left", "mango-sorbet"),
  ])
  func aParticipleIsItsNoun(_ shop: String, _ question: String, _ handle: String) throws {
    let answer = try answer(shop, question)
    #expect(answer.products.map(\.handle) == [handle], "\(answer.answer)")
  }

  /// What is not sold is told with the article that was said before it.
  @Test(arguments: [
    ("sweets", "do you have a kayak", "a kayak"), ("games", "have you got an umbrella", "an umbrella"),
    ("country", "do you sell any lipstick", "any lipstick"),
  ])
  func keepsTheArticle(_ shop: String, _ question: String, _ said: String) throws {
    let answer = try answer(shop, question)
    #expect(answer.intent == .unknownProduct && answer.answer.contains("don't have \(said)"), "\(answer.answer)")
  }

  /// "Anything but" one value asks for the others.
  @Test func anythingButAsksForTheOthers() throws {
    let answer = try answer("sweets", "do you have the marshmallows in anything but vanilla")
    #expect(answer.answer.contains("raspberry") && !answer.answer.contains("anything"), "\(answer.answer)")
  }

  /// What comes free is an offer, though no price falls.
  @Test func whatComesFreeIsAnOffer() throws {
    let answer = try answer("luggage", "do i get something free with a suitcase")
    #expect(answer.answer.contains("tag"), "\(answer.answer)")
  }

  /// A key that says what a thing does is its verb.
  @Test(arguments: [
    ("sweets", "how long do the sea salt caramels keep", "The Sea Salt Caramels keep for"),
    ("sweets", "how long does the butter fudge keep", "The Butter Fudge keeps for"),
  ])
  func aKeyThatSaysIsAVerb(_ shop: String, _ question: String, _ said: String) throws {
    let answer = try answer(shop, question)
    #expect(answer.answer.contains(said), "\(answer.answer)")
  }
}

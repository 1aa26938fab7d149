import Clerk
import Shop
import TestSupport
import Testing

/// How people speak: what they set aside, sizes said between other words, numbers and words that sound alike. Without a
/// sentence encoder: what stands here must hold by words alone.
@Suite struct SpokenWaysTests {
  private func clerk(_ shop: String) throws -> Clerk {
    let own = Fixtures.path("Firmware/examples/\(shop)")
    return try Answering.clerk(
      ["coffee", "grocery"].contains(shop) ? own : Fixtures.path("Tests/ClerkTests/Shops/\(shop)"))
  }

  private func answer(_ shop: String, _ turns: String...) throws -> Answer {
    let clerk = try clerk(shop)
    var dialogue = Dialogue()
    var last: Answer?
    for turn in turns { last = clerk.answer(turn, in: &dialogue) }
    return try #require(last)
  }

  @Test("a word of one option is no part of another: a medium with dark roast has no medium roast")
  func options() throws {
    let answer = try answer("coffee", "how much is a medium latte with dark roast")
    #expect(answer.products.first?.variant == "Medium / Dark Roast", "\(answer.answer)")
    #expect(answer.answer.contains("$4.90"))
  }

  @Test("what is set aside is not offered")
  func apart() throws {
    let other = try answer("grocery", "i don't want oat milk what else is there")
    #expect(!other.products.contains { $0.title.hasSuffix(" Oat Milk") }, "\(other.answer)")
    #expect(other.answer.contains("Soy Milk"), "\(other.answer)")
    // Asked outright, a thing with "not" before it is still itself.
    #expect(try answer("grocery", "isn't the oat milk cheaper in the half gallon").answer.contains("Oat Milk"))
  }

  @Test("an aisle is heard for \"I'll\" where only a place can be meant, and what a shopper did stays what it is")
  func aisle() throws {
    for heard in ["which I'll live in the ground cinnamon", "and which I offer the ground cinnamon"] {
      #expect(try answer("grocery", heard).intent == .location, "\(heard)")
    }
    #expect(try answer("grocery", "how much is the peanut butter", "and which i was it in").intent == .location)
    #expect(try answer("grocery", "which i ordered last week, the oat milk").intent != .location)
  }

  @Test("how much something is, heard as in it; and a vegan by a name that sounds like one")
  func soundsLike() throws {
    let price = try answer("grocery", "how much in the ground cinnamon")
    #expect(price.intent == .price && price.answer.contains("$"), "\(price.answer)")
    let milk = try answer("grocery", "my friend is wigan, what milk could i put in her tea")
    #expect(!milk.answer.lowercased().contains("goat") && milk.answer.contains("Oat Milk"), "\(milk.answer)")
  }

  @Test("milk that is to be free of dairy is no cow's milk")
  func free() throws {
    let answer = try answer("grocery", "do you have any dairy free milk under four dollars")
    for wrong in ["Whole Milk", "Skim Milk", "Lactose-Free"] {
      #expect(!answer.answer.contains(wrong), "\(answer.answer)")
    }
  }

  @Test("what the money comes to is kept to, however the limit is said")
  func limits() throws {
    for question in ["a present for my sister thirty max", "i need a gift for my dad, thirty dollars tops"] {
      let answer = try answer("outfitter", question)
      #expect(!answer.products.isEmpty, "\(answer.answer)")
      #expect(answer.products.allSatisfy { ($0.price?.majorUnits ?? 0) <= 30 }, "\(answer.answer)")
    }
  }

  @Test("two sizes of one thing are told with what lies between them")
  func gap() throws {
    let answer = try answer("toolshed", "how much do i save taking the quart of white paint instead of the gallon")
    #expect(answer.answer.contains("$14.99"), "\(answer.answer)")
    #expect(answer.answer.contains("a difference of"), "\(answer.answer)")
  }

  @Test("apple pay is no apple")
  func idioms() throws {
    let pay = try answer("grocery", "do you take apple pay")
    #expect(pay.products.isEmpty && !pay.answer.contains("Apples"), "\(pay.answer)")
  }

  @Test("a thing is compared with none that the shop does not have")
  func unlike() throws {
    let answer = try answer("coffee", "which is cheaper the latte or the matcha")
    #expect(answer.answer.contains("don't have matcha"), "\(answer.answer)")
  }

  @Test(
    "an aisle is heard in what sounds like one",
    arguments: ["which i'll is it in", "and which i will", "where child is it in", "which child has it", "which isle"])
  func aisle(question: String) throws {
    let answer = try answer("grocery", "how much is the peanut butter", question)
    #expect(answer.intent == .location, "\(question): \(answer.answer)")
  }

  @Test(
    "a size that the shop does not have is the one that sounds like it, and a sum is not told for it",
    arguments: [
      "how much is a sixty ounce drip coffee with light roast",
      "Hi, can I get a sixty pounds drip coffee a light roast how much is that?",
    ])
  func numbers(heard: String) throws {
    let clerk = try clerk("coffee")
    var dialogue = Dialogue()
    let answer = clerk.answer(heard: [Heard(heard, probability: 0.8)], in: &dialogue)
    #expect(answer.answer.contains("$2.85") && !answer.answer.contains("$171"), "\(answer.answer)")
    var typed = Dialogue()
    #expect(
      !clerk.answer("how much is a sixty ounce drip coffee with light roast", in: &typed).answer.contains("$171"))
  }

  @Test("an amount of money is not taken for the size that sounds like it")
  func money() throws {
    let clerk = try clerk("coffee")
    let question = "what do you have for under sixty pounds"
    var (typed, heard) = (Dialogue(), Dialogue())
    let read = clerk.answer(question, in: &typed).answer
    #expect(clerk.answer(heard: [Heard(question, probability: 0.9)], in: &heard).answer == read)
  }

  @Test("a place is told along with what is asked back, a price is not")
  func alongside() throws {
    let clerk = try clerk("toolshed")
    func ask(_ first: String, _ second: String) -> String {
      var dialogue = Dialogue()
      return clerk.answer(
        heard: [Heard(first, probability: 0.5), Heard(second, probability: 0.4)], in: &dialogue
      ).answer
    }
    let place = ask("where is the grandfather clock", "where is the rubber mallet")
    #expect(place.hasPrefix("Did you mean the Rubber Mallet?") && place.count > 40, "\(place)")
    let price = ask("how much is the grandfather clock", "how much is the rubber mallet")
    #expect(price == "Did you mean the Rubber Mallet?", "\(price)")
  }
}

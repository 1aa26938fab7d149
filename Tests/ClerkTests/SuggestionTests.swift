import Clerk
import Shop
import TestSupport
import Testing

/// Answers to questions as people ask them, in a shop of which no question set knows. Without a sentence encoder: what
/// stands here must hold by words alone.
@Suite struct NaturalQuestionTests {
  private let clerk: Clerk

  init() throws { clerk = try Answering.clerk(Fixtures.path("Tests/ClerkTests/Shops/outfitter")) }

  private func answers(_ turns: String...) -> [Answer] {
    var dialogue = Dialogue()
    return turns.map { clerk.answer($0, in: &dialogue) }
  }

  private func answer(_ turns: String...) -> String {
    var dialogue = Dialogue()
    return turns.map { clerk.answer($0, in: &dialogue).answer }.last ?? ""
  }

  @Test("a noun behind a name that the shop does not know is another thing")
  func compounds() {
    for question in ["how much is the hammer holster", "do you have a hammer holster", "where is the hammer holster"] {
      let answer = answers(question)[0]
      #expect(answer.intent == .unknownProduct, "\(question): \(answer.answer)")
      #expect(!answer.answer.contains("18"), "\(answer.answer)")
    }
    #expect(answer("how much is the claw hammer").contains("$18.00"))
  }

  @Test("grammar that is part of a name names it")
  func nameable() {
    #expect(answer("what's the down bag filled with").contains("duck down"))
    #expect(answer("how heavy is the down sleeping bag").contains("1.1 kg"))
  }

  @Test("what goods there are is asked, and no rule of the house")
  func goods() {
    let list = answer("what tents have you got")
    #expect(list.contains("Hut Tent") && list.contains("Lodge Tent"), "\(list)")
    #expect(answer("can i try a tent before i buy it").contains("yard"))
    #expect(answer("what instruments do you have").contains("Trail Guitar"))
  }

  @Test("of several those are meant that come in what was asked for")
  func options() {
    let answer = answers("do you have clothing in rust")[0]
    #expect(answer.products.first?.handle == "wool-hat", "\(answer.answer)")
  }

  @Test("the next size up, from the one spoken of")
  func biggerOne() {
    #expect(answer("how much is the summit bag in regular", "and the longer one").contains("$285.00"))
  }

  @Test("two of a kind side by side; which is more of what was asked, where amounts tell")
  func comparisons() {
    let both = answer("what's the difference between the two tents")
    #expect(both.contains("2.6 kg") && both.contains("9.5 kg"), "\(both)")
    #expect(answer("is the hut tent heavier than the lodge tent").hasPrefix("No, the Lodge Tent is heavier"))
    #expect(answer("is the lodge tent heavier than the hut tent").hasPrefix("Yes, the Lodge Tent is heavier"))
    let loud = answer("is the boulder louder than the pebble")
    #expect(loud.contains("40 watts") && loud.contains("5 watts"), "\(loud)")
    #expect(!loud.hasPrefix("Yes") && !loud.hasPrefix("No"))
    #expect(answer("is the fleece jacket heavier than the wool hat").contains("don't say"))
  }

  @Test("what a thing is made of and how long it lasts, whatever the merchant calls it")
  func details() {
    #expect(answer("what is the trail guitar made of").contains("Spruce"))
    #expect(answer("how long does the lantern last").contains("30 hours"))
  }

  @Test("what the shopper has at home is mended, not sold")
  func ownThings() {
    #expect(answer("my jacket has a rip can you repair it").contains("$12"))
  }
}

@Suite struct SuggestionTests {
  private let clerk: Clerk

  init() throws { clerk = try Answering.clerk(Fixtures.path("Tests/ClerkTests/Shops/outfitter")) }

  private func ask(_ question: String) -> Answer {
    var dialogue = Dialogue()
    return clerk.answer(question, in: &dialogue)
  }

  @Test("something warm within the budget: wool and fleece, in stock, with a reason")
  func attributes() {
    let answer = ask("something warm for under sixty dollars")
    #expect(answer.intent == .recommend)
    let handles = Set(answer.products.map(\.handle))
    #expect(!handles.isEmpty && handles.isSubset(of: ["wool-hat", "fleece", "scarf"]), "\(answer.answer)")
    #expect(answer.answer.contains("within your budget"))
    for product in answer.products { #expect((product.price?.majorUnits ?? 99) < 60 && product.isAvailable) }
    #expect(answer.answer.contains(": "), "no reason: \(answer.answer)")
  }

  @Test("a gift is no spare part, is there, and keeps the budget")
  func gifts() {
    for question in [
      "a gift for my dad", "have you got a present for my sister", "i need a gift for a friend under forty dollars",
    ] {
      let answer = ask(question)
      #expect(answer.intent == .recommend && !answer.products.isEmpty, "\(question): \(answer.answer)")
      let handles = answer.products.map(\.handle)
      #expect(!handles.contains("gas-cartridge") && !handles.contains("down-vest"), "\(answer.answer)")
      #expect(answer.products.allSatisfy { $0.isAvailable })
      if question.contains("forty") {
        #expect(answer.products.allSatisfy { ($0.price?.majorUnits ?? 99) < 40 }, "\(answer.answer)")
      }
    }
    #expect(ask("a gift for my dad").answer.hasPrefix("As a gift for your dad"))
  }

  @Test("what goes together is another thing, said by the merchant's own words")
  func pairs() {
    let answer = ask("what goes with the gas stove")
    #expect(answer.products.first?.handle == "gas-cartridge", "\(answer.answer)")
    #expect(!answer.products.contains { $0.handle == "hiss-stove" })
    #expect(answer.answer.contains("screw on stoves"))
  }

  @Test("an offer that nobody asked for stands behind the answer, once in a dialogue")
  func oneOfferEach() {
    var dialogue = Dialogue()
    let turns = [
      "how much is the wool hat", "how much is the gas stove", "where is the lantern", "do you have the gas stove",
      "how much is the lantern", "how much is the wool hat",
    ]
    let answers = turns.map { clerk.answer($0, in: &dialogue) }
    let told = answers.filter { $0.promotion != nil }.count
    #expect(told == 1)
    #expect(answers[0].promotion?.title == "Hats" && answers[0].answer.contains("Two wool hats for $50"))
    // The answer comes first, and every question has one.
    #expect(
      answers[0].answer.hasPrefix("The Fjord Wool Hat is $28.00") || answers[0].answer.contains("Wool Hat is $28.00"))
    #expect(answers[1].answer.contains("$49.00") && !answers[1].answer.contains("lighter"))
    #expect(answers[2].answer.contains("3") && answers[3].answer.hasPrefix("Yes"))
    #expect(answers[4].answer.contains("$35.00") && answers[5].answer.contains("$28.00"))
    // Who asks for offers is told them all the same.
    #expect(clerk.answer("is there an offer on the gas stove", in: &dialogue).answer.contains("lighter"))
    // The next shopper is someone else.
    dialogue.end()
    #expect(clerk.answer("how much is the gas stove", in: &dialogue).answer.contains("lighter"))
  }
}

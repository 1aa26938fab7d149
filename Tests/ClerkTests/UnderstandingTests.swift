import Clerk
import Testing

@Suite struct TokenizerTests {
  @Test(arguments: [
    ("Twelve Ounce", "12 oz"), ("12oz", "12 oz"), ("half gallon", "0.5 gallon"), ("half a dozen", "6"),
    ("3/4 inch", "0.75 inch"),
    ("1 1/2 inch", "1.5 inch"), ("twenty five", "25"), ("a hundred and ten", "a 110"), ("1,299.00", "1299"),
    ("70%", "70 percent"),
    ("Jalapeño", "jalapeno"), ("two and a half pounds", "2.5 lb"), ("gluten-free", "gluten free"),
  ])
  func writesAmountsOneWay(_ text: String, _ expected: String) {
    #expect(Tokenizer.tokens(text).map(\.text).joined(separator: " ") == expected)
  }

  @Test func opensContractions() {
    #expect(
      Question("what's the price, I don't know, um, where's it").words.joined(separator: " ").contains(
        "what is the price"))
  }

  @Test func numbersThatAreNoNumbers() {
    #expect(Question("the small one").tokens.allSatisfy { $0.number == nil })
    #expect(Question("one pound").tokens.first?.number == 1)
  }

  @Test func hostileTextDoesNotTrap() {
    for text in [
      "", "''''", "$", "1/0", "9999999999999999999999999", "half", "a hundred", "%%%", "\u{0}\u{FFFF}", "🙂🙂",
      "1e309 kg", "- - -",
    ] {
      _ = Tokenizer.tokens(text, speech: true)
      _ = IntentReader.read(Question(text))
    }
  }
}

@Suite struct SubstanceTests {
  private func finding(_ name: String, _ text: String) -> SubstanceFinding? {
    Substances.classes.first { $0.name == name }?.find(in: text)
  }

  @Test func classesHoldTheirMembers() {
    #expect(finding("nuts", "Basil, cashews, oil") == .contains("cashews"))
    #expect(finding("gluten", "Durum wheat semolina") == .contains("wheat, semolina and durum"))
    #expect(finding("dairy", "Whey powder") == .contains("whey"))
  }

  @Test func mayContainIsNotContains() {
    #expect(finding("peanuts", "Oats, almonds. May contain peanuts") == .mayContain("peanuts"))
  }

  @Test func likenessIsNotIdentity() {
    #expect(finding("dairy", "Cocoa butter, almond milk, coconut cream") == .notListed)
    #expect(finding("nuts", "Nutmeg, coconut, butternut squash") == .notListed)
    #expect(finding("egg", "Eggplant") == .notListed)
    #expect(finding("gluten", "Buckwheat") == .notListed)
  }

  @Test func aClaimIsAClaim() {
    guard case .claimedFree = finding("nickel", "Sterling silver, nickel free") else {
      Issue.record("a claim was not read as one")
      return
    }
  }
}

@Suite struct SizeTests {
  @Test(arguments: [
    ("extra large", "xl"), ("x large", "xl"), ("XXL", "2xl"), ("double xl", "2xl"), ("small", "s"), ("2XL", "2xl"),
  ])
  func namesOfOneSize(_ text: String, _ code: String) {
    #expect(Sizes.read(Tokenizer.tokens(text)).first?.code == code)
  }

  @Test func equalAmounts() {
    #expect(Units.same(16, "oz", 1, "lb"))
    #expect(Units.same(1, "l", 1000, "ml"))
    #expect(Units.same(16, "oz", 1, "pint"))
    #expect(!Units.same(12, "oz", 1, "lb"))
    #expect(!Units.same(1, "kg", 1, "l"))
  }
}

@Suite struct IntentTests {
  @Test(arguments: [
    ("how much is the kettle", Intent.price), ("what would two of them set me back", .price),
    ("is the kettle in stock", .stock),
    ("which aisle are the nails in", .location), ("what sizes does it come in", .options),
    ("where is it made", .detail),
    ("what allergens are in the cake", .allergen), ("what's the cheapest chair", .superlative),
    ("is the table cheaper than the desk", .compare), ("any offers today", .promotion),
    ("are you open on sunday", .hours),
    ("what time do you clothes", .hours), ("can i talk to a person", .staff), ("hello", .greeting),
    ("thanks bye", .goodbye),
    ("say that again please", .repeat), ("what kinds of cheese do you have", .list),
    ("something warm for under sixty dollars", .recommend),
    ("how much caffeine is in the coffee", .detail), ("i take blood thinners is this safe for me", .unsafe),
    ("i left ground beef on the counter overnight is it ok to eat", .unsafe),
    ("how much of the cough syrup do i give my baby", .unsafe),
  ])
  func readsWhatIsWanted(_ text: String, _ intent: Intent) {
    #expect(IntentReader.read(Question(text)).intent == intent)
  }

  @Test func readsLimits() {
    #expect(IntentReader.read(Question("something under sixty dollars")).limit?.highest == 60)
    #expect(
      IntentReader.read(Question("anything between 20 and 40 dollars")).limit == PriceLimit(lowest: 20, highest: 40))
    #expect(IntentReader.read(Question("a bag under 10 kg")).limit == nil)
    #expect(IntentReader.read(Question("a drum for under a hundred bucks")).limit == PriceLimit(highest: 100))
    #expect(IntentReader.read(Question("up to about forty dollars")).limit == PriceLimit(highest: 40))
    #expect(IntentReader.read(Question("anything over a hundred dollars")).limit == PriceLimit(lowest: 100))
  }
}

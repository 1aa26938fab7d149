import Clerk
import TestSupport
import Testing

/// Ways of asking that shops of six trades taught. Without a sentence encoder: by words alone.
@Suite struct PlainWaysTests {
  private func answers(_ shop: String, _ questions: String...) throws -> [Answer] {
    var dialogue = Dialogue()
    let clerk = try Answering.clerk(Fixtures.path("Tests/Questions/\(shop)"))
    return questions.map { clerk.answer($0, in: &dialogue) }
  }

  private func answer(_ shop: String, _ question: String) throws -> Answer { try answers(shop, question)[0] }

  /// What is asked to be in a thing is looked for in it, and is no thing that the shop might have.
  @Test(arguments: [
    (
      "street/shops/tea", "do you have the vanilla rooibos", "is there caffeine in it", "no caffeine", "Vanilla Rooibos"
    ),
    ("street/shops/aquarium", "how much is the nano cube", "is there a heater with it", "isn't listed", "Nano Cube"),
    ("street/shops/kiosk", "do you have orange juice", "is there sugar added to it", "isn't listed", "Orange Juice"),
  ])
  func looksWithin(_ shop: String, _ first: String, _ then: String, _ said: String, _ also: String) throws {
    let last = try answers(shop, first, then)[1]
    #expect(last.answer.contains(said) && last.answer.contains(also), "\(last.answer)")
  }

  /// The parts of a thing are no goods where the shop has none.
  @Test func aPartIsOfItsThing() throws {
    let answer = try answer("street/shops/gadgets", "is there latex in the earbud tips")
    #expect(
      answer.products.map(\.handle) == ["finch-earbuds"] && answer.answer.contains("no latex"), "\(answer.answer)")
  }

  /// A quality is graded in words: very hot before hot before mild.
  @Test func gradesInWords() throws {
    let hottest = try answer("street/shops/tea", "which of your spices is the hottest")
    #expect(hottest.products.map(\.handle) == ["chili-flakes"], "\(hottest.answer)")
    let hotter = try answer("street/shops/tea", "which is hotter the garam masala or the madras")
    #expect(hotter.answer.contains("Madras Curry Powder is hotter"), "\(hotter.answer)")
  }

  /// What is sold by the pound costs so much for two.
  @Test(arguments: [
    ("if i fill up two pounds of chia seeds what would i pay", "$13.60"),
    ("how much is half a pound of chia seeds", "$3.40"),
  ])
  func pricesByWeight(_ question: String, _ price: String) throws {
    let answer = try answer("street/shops/refill", question)
    #expect(answer.answer.contains(price) && answer.grounded, "\(answer.answer)")
  }

  /// A scoop says how much, and a cone in what: the ice cream is asked for.
  @Test(arguments: [
    ("how much for two scoops of salted caramel", "salted-caramel", "6.75"),
    ("what do i pay for a kids soft serve in a waffle cone", "soft-serve", "3.75"),
  ])
  func aPortionNamesNothing(_ question: String, _ handle: String, _ price: String) throws {
    let answer = try answer("avenue/shops/icebar", question)
    #expect(answer.products.map(\.handle) == [handle] && answer.answer.contains(price), "\(answer.answer)")
  }

  /// A container says nothing of which thing, while one is spoken of.
  @Test func theBagIsOfWhatWeSpeakOf() throws {
    let oats = try answers("street/shops/refill", "do you have gluten free oats", "what's the one pound bag")
    #expect(oats[1].products.map(\.handle) == ["gf-oats"] && oats[1].answer.contains("$3.25"), "\(oats[1].answer)")
  }

  /// Sizes of memory are said without their hundred; of other goods so many may be wanted.
  @Test func readsMemory() throws {
    let stick = try answer("street/shops/gadgets", "how much do you ask for a one twenty eight gig usb stick")
    #expect(stick.answer.contains("$19.00"), "\(stick.answer)")
  }

  /// "Under a hundred" counts nothing.
  @Test func aLimitIsNoNumberOfThings() throws {
    let answer = try answer("street/shops/gadgets", "do the noise canceling headphones cost under a hundred")
    #expect(answer.answer.contains("$89.00") && !answer.answer.contains("8,900"), "\(answer.answer)")
  }

  /// A name that is a noun for a place is no place: the price behind it stays.
  @Test func aCaseIsNoPlace() throws {
    let answer = try answer("street/shops/gadgets", "what's the cheapest phone case")
    #expect(answer.answer.contains("$13.60") && answer.grounded, "\(answer.answer)")
  }

  /// A phone in the lake asks for no number.
  @Test func aPhoneIsNoNumber() throws {
    let lake = try answer("street/shops/gadgets", "my phone fell in the lake can you do anything")
    #expect(lake.answer.contains("$40"), "\(lake.answer)")
  }

  /// Whoever wants no meat is told of sandwiches that have none.
  @Test func leavesOutWhatIsNotWanted() throws {
    let answer = try answer("avenue/shops/deli", "which sandwiches have no meat in them")
    #expect(
      !answer.products.isEmpty && !answer.answer.contains("Pastrami") && !answer.answer.contains("Reuben"),
      "\(answer.answer)")
  }

  /// The merchant's warning on just this is told where somebody is in danger.
  @Test func tellsTheWarning() throws {
    let answer = try answer("street/shops/aquarium", "i got ich cure in my eye what do i do")
    #expect(answer.callsStaff && answer.answer.contains("rinse for 15 minutes"), "\(answer.answer)")
  }

  /// "Yes" to a hundred is not said by a text on twenty.
  @Test func yesIsNotSaidOfAnotherFigure() throws {
    let answer = try answer("street/shops/kiosk", "do you take hundred dollar bills")
    #expect(!answer.answer.hasPrefix("Yes"), "\(answer.answer)")
  }
}

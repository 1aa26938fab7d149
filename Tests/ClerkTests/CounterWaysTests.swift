import Clerk
import TestSupport
import Testing

/// Ways of asking that twelve shops taught. Without a sentence encoder: by words alone.
@Suite struct CounterWaysTests {
  private func answers(_ shop: String, _ questions: [String]) throws -> [Answer] {
    var dialogue = Dialogue()
    let clerk = try Answering.clerk(Fixtures.path("Tests/Questions/\(shop)"))
    return questions.map { clerk.answer($0, in: &dialogue) }
  }

  private func last(_ shop: String, _ questions: String...) throws -> Answer {
    try answers(shop, questions)[questions.count - 1]
  }

  /// What has what it is asked to be free of is no yes; what can be had without is told.
  @Test func freeOfIsNoYes() throws {
    let rings = try last("harbor/shops/burger", "are the onion rings gluten free")
    #expect(rings.answer.hasPrefix("No, the Onion Rings contain gluten (wheat)."), "\(rings.answer)")
    // To be free of one thing says nothing of another.
    let other = try last("harbor/shops/burger", "do the sugar free onion rings contain gluten")
    #expect(!other.answer.hasPrefix("No"), "\(other.answer)")
    let detergent = try last("square/shops/corner", "does the laundry detergent come without perfume")
    #expect(detergent.answer.contains("comes in fragrance free"), "\(detergent.answer)")
  }

  /// A warning of the merchant's that speaks of just what is asked comes first.
  @Test func isWarned() throws {
    let answer = try last("harbor/shops/feed", "can i feed the goat pellets to my sheep")
    #expect(answer.answer.contains("Do not feed to sheep"), "\(answer.answer)")
  }

  /// A number word at the end of a name is the same number in the answer: it is told, and not held back.
  @Test func aNameMayEndInOne() throws {
    let answer = try last("square/shops/drug", "how much is the infant formula")
    #expect(answer.answer.contains("$28.99") && answer.grounded, "\(answer.answer)")
  }

  /// Which thing is meant, by name, by number and by kind.
  @Test(arguments: [
    ("square/shops/alpine", "what do you want for the rampart one ten boots", "rampart-110", "$499"),
    ("square/shops/corner", "do you sell ice", "bag-of-ice", "Yes"),
    ("square/shops/bakecafe", "what's your cheapest hot drink", "drip-coffee", "$2.75"),
    ("harbor/shops/burger", "what's the cheapest thing to drink", "bottled-water", "$1.79"),
    ("square/shops/drug", "which painkillers have you got", "ibuprofen", "Acetaminophen"),
    ("harbor/shops/records", "how much is the orbit one", "orbit-one", "$229"),
    ("harbor/shops/records", "is there alcohol in the record cleaning fluid", "record-cleaning-kit", "no alcohol"),
  ])
  func findsIt(_ shop: String, _ question: String, _ handle: String, _ said: String) throws {
    let answer = try last(shop, question)
    #expect(answer.products.map(\.handle).contains(handle) && answer.answer.contains(said), "\(answer.answer)")
  }

  /// What is asked of a thing: whether it is there, what it measures, how many there are, what it costs.
  @Test(arguments: [
    ("square/shops/alpine", "is there a medium left in the ember down jacket", "only 2 left"),
    ("square/shops/crafts", "are there any more of the gingham fabric", "in stock"),
    ("square/shops/alpine", "junior skis in a one twenty how much please", "$219"),
    ("square/shops/corner", "how many bags come in the box of kitchen bags", "30"),
    ("square/shops/drug", "how strong does the sunscreen come", "SPF 30 and SPF 50"),
    ("square/shops/drug", "what does the baby shampoo smell of", "chamomile"),
    ("square/shops/bakecafe", "where do i find the bottled lemonade", "drinks fridge"),
    ("harbor/shops/feed", "how long is a roll of field fence", "330 feet"),
    ("harbor/shops/mattress", "how thick is the basic foam mattress", "8 inches"),
    ("harbor/shops/mattress", "how long is the trial on the harbor mattress", "120 nights"),
    ("harbor/shops/paint", "how much would two gallons of drywall primer be", "$39.98"),
    ("harbor/shops/museum", "how much more is the hardcover catalog than the paperback", "$20.00"),
  ])
  func answersWhatIsAsked(_ shop: String, _ question: String, _ said: String) throws {
    let answer = try last(shop, question)
    #expect(answer.answer.contains(said) && answer.grounded, "\(answer.answer)")
  }

  /// What is not sold is said, and where the next thing to it stands, when a place was asked for.
  @Test func theNextThingHasAPlace() throws {
    let answer = try last("square/shops/drug", "can't find the dental floss")
    #expect(
      answer.answer == "Sorry, we don't have dental floss, but the Waxed Mint Floss is in bay G.", "\(answer.answer)")
  }

  /// Offers, by the ways in which they are asked for; what is over is no yes.
  @Test(arguments: [
    ("square/shops/appliance", "is there a package price for a front load washer and a dryer", "$1449.00"),
    ("square/shops/corner", "what do i get if i spend forty dollars", "tote bag"),
    ("harbor/shops/museum", "are the stuffed animals still twenty percent off", "No, there is no 20 percent offer"),
    ("harbor/shops/burger", "how much extra is it to add bacon", "Bacon is $1.75"),
    ("square/shops/crafts", "what do you charge to blow up balloons", "$0.90"),
  ])
  func tellsOffersAndExtras(_ shop: String, _ question: String, _ said: String) throws {
    let answer = try last(shop, question)
    #expect(answer.answer.contains(said), "\(answer.answer)")
  }

  /// A second question is of the thing that was spoken of, though another has the word, too.
  @Test(arguments: [
    ("square/shops/crafts", "how much is the cardstock", "how many sheets is that", "50 sheets"),
    ("square/shops/appliance", "do you have the four slice toaster", "what's the warranty on it", "1 year"),
    ("square/shops/bakecafe", "how much is a small chai", "with oat milk i mean", "$5.25"),
    ("square/shops/appliance", "tell me about the swale canister vacuum", "what bags does it take", "Vacuum Bags, $16"),
    ("harbor/shops/museum", "how much is the ammonite pendant", "do you have a cheaper necklace", "$48.00"),
    ("harbor/shops/burger", "how much are the cheese curds", "is there a cheaper side", "Yes"),
    (
      "harbor/shops/paint", "how much is a gallon of the velvet wall paint in matte", "do you have a cheaper one",
      "$29.99"
    ),
  ])
  func goesOn(_ shop: String, _ first: String, _ then: String, _ said: String) throws {
    let answer = try last(shop, first, then)
    #expect(answer.answer.contains(said), "\(answer.answer)")
  }

  /// For a child nobody but a person chooses a remedy.
  @Test func chosesNoRemedyForAChild() throws {
    let answer = try last("square/shops/drug", "my baby has a sore red bottom what would help")
    #expect(answer.intent == .unsafe && answer.products.isEmpty, "\(answer.answer)")
  }
}

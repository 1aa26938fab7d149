import Clerk
import Foundation
import Shop
import TestSupport
import Testing
import Transformer

/// How people talk at a counter, in a shop that stands in no question set: names with grammar in them, sizes behind "a",
/// money in pounds. By words alone.
@Suite struct CounterTalkTests {
  private static let folder: Result<String, any Error> = Result {
    let folder = try Fixtures.scratch("counter")
    let files = [
      "shop.toml": """
      [shop]
      name = "Quay House"
      currency = "GBP"

      [hours]
      saturday = "09:00-18:00"
      sunday = "10:00-14:00"
      """,
      "catalog.csv": """
      Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Upper (product.metafields.custom.upper),Spot (product.metafields.custom.spot)
      harbour-boot,Harbour Boot,<p>For wet decks.</p>,Quay,Footwear,,Size,7,shopify,3,50.00,Suede,Shelf A
      harbour-boot,,,,,,,8,shopify,2,55.00,,
      zip-fleece,Zip Up Fleece,<p>Warm.</p>,Quay,School,school,Color,red,shopify,4,22.00,Polyester,Bucket 3
      zip-fleece,,,,,,,blue,shopify,0,22.00,,
      zip-pouch,Zip Pouch,<p>For pens.</p>,Quay,Bags,,Title,Default Title,shopify,9,5.00,Canvas,Shelf B
      tales,Tales of the Harbour,<p>Nine stories.</p>,Quay,Books,,Title,Default Title,shopify,4,12.00,,Shelf B
      penmate-30,Penmate 30,<p>Types and prints.</p>,Penmate,Label Machines,,Title,Default Title,shopify,2,80.00,,Shelf C
      penmate-80,Penmate 80,<p>Types and cuts.</p>,Penmate,Label Machines,,Title,Default Title,shopify,1,140.00,,Shelf C

      """,
    ]
    for (name, text) in files {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    return folder.path
  }

  private func answer(_ turns: String...) throws -> String {
    let clerk = try Answering.clerk(try Self.folder.get())
    var dialogue = Dialogue()
    return turns.map { clerk.answer($0, in: &dialogue).answer }.last ?? ""
  }

  @Test("a number that is left of a name without its maker names nothing") func numberNames() throws {
    let answer = try answer("what label machines do you have")
    #expect(answer.contains("Penmate 30") && answer.contains("Penmate 80"), "\(answer)")
  }

  @Test("things that stand together are shown the way at once") func together() throws {
    #expect(try answer("i'm looking for the label machines").contains("shelf C"))
  }

  @Test("a price stays with its product where grammar stands in the name") func grammarInNames() throws {
    let answer = try answer("is the tales of the harbour dearer than the zip pouch")
    #expect(answer.hasPrefix("Yes") && answer.contains("£12.00"), "\(answer)")
  }

  @Test("a particle belongs to the word before it") func particles() throws {
    #expect(try answer("how much is the zip up school fleece").contains("£22.00"))
  }

  @Test("pounds are money where one pays in them") func pounds() throws {
    let answer = try answer("have you anything under twenty pounds")
    #expect(answer.contains("within your budget") && !answer.contains("Penmate"), "\(answer)")
  }

  @Test("a size that is said is the one that is meant, and what was asked goes on") func sizes() throws {
    #expect(try answer("how much is the harbour boot", "and in a size eight").contains("£55.00"))
  }

  @Test("whether it is here in a color asks for stock") func hereInBlue() throws {
    #expect(try answer("is the zip up fleece here in blue").contains("out of stock"))
  }

  @Test("a place is known by its own word, whatever the column is called") func spots() throws {
    #expect(try answer("where is the zip up fleece").contains("ucket 3"))
  }

  @Test("the suede ones are those that have the word anywhere") func ones() throws {
    #expect(try answer("how much are the suede ones").contains("£50.00"))
  }

  @Test("the hours of some days are asked without a verb") func hours() throws {
    let answer = try answer("what are your sunday hours")
    #expect(answer.contains("10 AM") && answer.contains("2 PM"), "\(answer)")
  }
}

/// What is read by the meaning of a whole sentence. On real weights.
@Suite struct MeaningOfQuestionsTests {
  private func answer(_ question: String, in shop: String) throws -> Answer? {
    guard let encoder = try Answering.encoder() else { return nil }
    let clerk = try Answering.clerk(Fixtures.path("Tests/ClerkTests/Shops/\(shop)"), encoder: encoder)
    var dialogue = Dialogue()
    return clerk.answer(question, in: &dialogue)
  }

  @Test(
    "who tells what ails them is offered what helps",
    arguments: [
      ("my feet get so cold at night", "wardrobe", "wool-socks"),
      ("the skin on my knuckles is cracking", "remedy", "hand-cream"),
      ("what do we need to see in the dark", "outfitter", "cedar-lantern"),
    ])
  func needs(question: String, shop: String, handle: String) throws {
    guard let answer = try answer(question, in: shop) else { return }
    #expect(answer.intent == .recommend && answer.products.contains { $0.handle == handle }, "\(answer.answer)")
  }

  @Test(
    "a friendly word gets one back, in whatever words it comes",
    arguments: ["well hello you", "and a good day to all of you", "that was ever so kind thank you"])
  func friendly(question: String) throws {
    guard let answer = try answer(question, in: "wardrobe") else { return }
    #expect([.greeting, .thanks, .goodbye].contains(answer.intent), "\(answer.answer)")
  }

  @Test(
    "what is no business of a shop's is not offered goods",
    arguments: [
      "the home team lost again last night", "my train was late because of the strike", "do you like children",
    ])
  func noNeeds(question: String) throws {
    guard let answer = try answer(question, in: "toolshed") else { return }
    #expect(answer.products.isEmpty, "\(answer.answer)")
  }

  @Test("which weighs less is asked of weights, and no price stands for one") func weights() throws {
    guard let answer = try answer("which weighs less the hut tent or the lodge tent", in: "outfitter") else { return }
    #expect(answer.answer.contains("kg") && !answer.answer.contains("$"), "\(answer.answer)")
  }
}

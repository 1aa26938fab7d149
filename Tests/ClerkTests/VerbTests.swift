import Clerk
import TestSupport
import Testing

/// Words that say what is done name nothing that a shop could have. Without a sentence encoder: by words alone.
@Suite("Verbs name nothing")
struct VerbTests {
  private func answer(_ shop: String, _ question: String) throws -> Answer {
    var dialogue = Dialogue()
    return try Answering.clerk(Fixtures.path("Tests/Questions/round/shops/\(shop)")).answer(question, in: &dialogue)
  }

  @Test(
    "what stands behind a doer, a modal or \"to\" is no thing that is not sold",
    arguments: [
      ("where can i sit while you work on it", "sit"), ("it's our anniversary and i want to spoil her", "spoil"),
      ("i need my oil done can i just turn up", "turn"), ("everything smears", "smears"),
      ("they really sparkle", "sparkle"),
    ])
  func done(_ question: String, _ verb: String) throws {
    let answer = try answer("motor", question)
    #expect(!answer.answer.contains("don't have \(verb)"), "\(answer.answer)")
  }

  @Test("a participle behind a name in a question of it says what became of it")
  func said() throws {
    let pinata = try answer("party", "where are the pinatas hanging")
    #expect(pinata.products.contains { $0.handle == "pinata" } && pinata.answer.contains("6"), "\(pinata.answer)")
    #expect(try answer("fish", "were the shrimp frozen").products.contains { $0.handle == "shrimp" })
  }

  @Test(
    "nouns stay nouns",
    arguments: [
      ("fish", "how much is the salad dressing"), ("party", "do you have airbeds"), ("fish", "do you sell tacos"),
      ("motor", "where are the earrings"), ("fish", "do you have a can of tuna salad"),
      ("party", "do you have the lipstick holder"),
    ])
  func nouns(_ shop: String, _ question: String) throws {
    let answer = try answer(shop, question)
    #expect(answer.intent == .unknownProduct, "\(answer.answer)")
  }

  @Test("what is to be worked on is no thing to buy")
  func worked() throws {
    let cooked = try answer("fish", "how much to have my lobster steamed")
    #expect(cooked.answer.contains("$3"), "\(cooked.answer)")
    let made = try answer("party", "do you have a cake topper made of birch")
    #expect(made.products.contains { $0.handle == "cake-topper" }, "\(made.answer)")
  }

  @Test("have got is have, and what is said to be is no one's own")
  func opened() {
    #expect(Question("has the pan got a lid").words == ["does", "the", "pan", "have", "a", "lid"])
    #expect(Question("have you got the pan").words == ["have", "you", "got", "the", "pan"])
    #expect(Question("which bay's the port in").words == ["which", "bay", "is", "the", "port", "in"])
    #expect(!Question("how much is the waiter's corkscrew").words.dropFirst(4).contains("is"))
  }
}

/// Shops where much is done besides what is sold. Without a sentence encoder: by words alone.
@Suite struct ServiceShopTests {
  private func answer(_ shop: String, _ question: String) throws -> Answer {
    var dialogue = Dialogue()
    return try Answering.clerk(Fixtures.path("Tests/Questions/round/shops/\(shop)")).answer(question, in: &dialogue)
  }

  @Test("what was chosen and is out of stock is told to be, whatever was asked")
  func out() throws {
    let quart = try answer("fish", "can i still get a quart of chowder")
    #expect(quart.answer.contains("out of stock"), "\(quart.answer)")
    let pint = try answer("fish", "can i still get a pint of chowder")
    #expect(!pint.answer.contains("out of stock"), "\(pint.answer)")
  }

  @Test("an age within the years that a thing is made for chooses it")
  func ages() throws {
    let older = try answer("party", "do you have the astronaut suit for an eight year old")
    #expect(older.answer.contains("7 to 9") && older.answer.contains("out of stock"), "\(older.answer)")
    let younger = try answer("party", "do you have the astronaut suit for a five year old")
    #expect(younger.answer.contains("4 to 6") && !younger.answer.contains("out of stock"), "\(younger.answer)")
  }

  @Test("where a thing comes from is not where it stands")
  func origin() throws {
    let scallops = try answer("fish", "where were the sea scallops landed")
    #expect(scallops.answer.contains("New Bedford"), "\(scallops.answer)")
    #expect(try answer("fish", "where are the sea scallops").answer.lowercased().contains("right"))
  }

  @Test("the priciest thing on the counter is one of all")
  func priciest() throws { #expect(try answer("fish", "priciest thing on the counter").answer.contains("$38.00")) }
}

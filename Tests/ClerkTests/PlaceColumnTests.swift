import Clerk
import TestSupport
import Testing

/// Where a thing stands is told from the merchant's column, whatever it is called. Without a sentence encoder: by words
/// alone.
@Suite struct PlaceColumnTests {
  private func answer(_ shop: String, _ question: String) throws -> Answer {
    var dialogue = Dialogue()
    return try Answering.clerk(Fixtures.path("Tests/Questions/street/shops/\(shop)")).answer(question, in: &dialogue)
  }

  /// "Where in store", "Station", "Rail", "Display": columns that no list of ours names, and one that does.
  @Test(arguments: [
    ("aquarium", "where do you have the bettas", "on the betta shelf next to the register"),
    ("refill", "where's the dish soap", "at the cleaning taps, back corner"),
    ("school", "where are your backpacks", "on the bag stand in the window"),
    ("school", "where is the northbrook blazer", "on rail 1"),
    ("kiosk", "where is the orange juice", "in the fridge by the door"),
    ("gadgets", "where are the phone cases", "on the case wall"),
  ])
  func saysWhere(_ shop: String, _ question: String, _ place: String) throws {
    let answer = try answer(shop, question)
    #expect(answer.intent == .location && answer.answer.contains(place), "\(answer.answer)")
  }

  /// The shop's own noun for its places is one in a question.
  @Test func theShopsOwnPlaceIsAskedFor() throws {
    let answer = try answer("aquarium", "which tank are the guppies in")
    #expect(answer.answer.lowercased().contains("tank 7"), "\(answer.answer)")
  }

  /// The column for places is told alone, and not the care or the origin beside it.
  @Test func aPropertyIsNoPlace() throws {
    let answer = try answer("tea", "where is the stoneware teapot")
    #expect(answer.answer == "The Pebble Stoneware Teapot is on the center table.", "\(answer.answer)")
  }
}

import Clerk
import TestSupport
import Testing
import Transformer

@Suite("Rules of the house in other words, on real weights")
struct RuleHeadTests {
  /// What a merchant writes, and how it is asked for; none of it is among what the weights were trained on.
  private static let house: [(rule: String, asked: [String])] = [
    (
      "returns: three weeks, with the bill, not for hats",
      ["would you have it back if it's no use to me", "can i get a refund on these"]
    ),
    (
      "delivery: our van goes round on Wednesdays",
      ["how do i get this thing home", "could someone bring it over to my place"]
    ),
    ("local makers: neighbours may put their pots and pictures on our shelf", ["i weave baskets would you sell them"]),
    ("wrapping: brown paper and string, no charge", ["can you make it pretty for a present"]),
    ("dogs: allowed if they behave", ["is it okay to come in with my terrier"]),
    ("parking: yard behind the mill", ["where do i leave the truck"]),
    ("mending: we darn and patch", ["there's a tear in my coat could you fix that"]),
    ("payment: every card, no cheques", ["is it okay to pay with my phone"]),
    ("loyalty: every eighth bag is free", ["what do i get for coming every week"]),
    ("setting aside: two days, at the till", ["could you keep one for me until tomorrow"]),
    ("evening classes: Tuesdays at seven", ["can you teach me how to do that"]),
    ("price promise: we match the other shops in town", ["they want four dollars less over the road"]),
    ("step free: ramp at the side door", ["granddad can't do steps"]),
    ("old lamps: we take them back for recycling", ["what can i do with my worn out one"]),
    ("engraving: two lines, while you wait", ["could you put a name on it"]),
    ("vouchers: from ten to a hundred", ["i'd rather let her choose herself"]),
    ("supplies: from farms along the river", ["who grows all of this"]),
    ("jobs: ask for the manager after five", ["do you need another pair of hands"]),
  ]

  /// How many questions lie nearest to the rule that answers them, compared as `turned` has them.
  private func right(_ encoder: SentenceEncoder, _ turned: ([Float]) -> [Float]) throws -> Int {
    let rules = try encoder.encode(Self.house.map(\.rule)).map(turned)
    var right = 0
    for (place, entry) in Self.house.enumerated() {
      for question in entry.asked {
        let vector = turned(try encoder.encode(question))
        let near = rules.map { rule in zip(rule, vector).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
        if near.indices.max(by: { near[$0] < near[$1] }) == place { right += 1 }
      }
    }
    return right
  }

  @Test("finds more of them than the sentence encoder by itself")
  func finds() throws {
    guard let encoder = try Answering.encoder() else { return }
    let head = try #require(RuleHead(encoder))
    let plain = try right(encoder) { $0 }
    let learned = try right(encoder, head.turned)
    #expect(learned >= plain + 4, "\(learned) with what was learned, \(plain) without")
  }

  @Test("leaves a vector's length as it is, and one of another width alone")
  func lengths() throws {
    guard let encoder = try Answering.encoder() else { return }
    let head = try #require(RuleHead(encoder))
    let turned = head.turned(try encoder.encode("can i bring this back"))
    #expect(abs(turned.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
    #expect(head.turned([1, 2, 3]) == [1, 2, 3])
  }
}

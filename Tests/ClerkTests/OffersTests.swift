import Clerk
import Shop
import Testing

@Suite("What an offer is for")
struct OffersTests {
  private let shoe = Product(id: 1, handle: "road-shoe", title: "Road Shoe", type: "Running", tags: ["shoes"])
  private let lamp = Product(id: 2, handle: "headlamp", title: "Headlamp", type: "Outdoor", tags: ["running"])

  private func offers(_ appliesTo: String, in products: [Product]) -> Offers {
    let promotion = Promotion(id: 7, title: "p", appliesTo: appliesTo, kind: .percentOff(10))
    return Offers([promotion], today: "2026-11-25", literal: Offers.literal([promotion], in: products))
  }

  @Test("a type that is written so is meant, and no tag that is written otherwise")
  func literal() {
    let offers = offers("Running", in: [shoe, lamp])
    #expect(offers.all(for: shoe).count == 1)
    #expect(offers.all(for: lamp).isEmpty)
  }

  @Test("where nothing is written so, large and small letters are the same")
  func folded() {
    let offers = offers("RUNNING", in: [shoe, lamp])
    #expect(offers.all(for: shoe).count == 1)
    #expect(offers.all(for: lamp).count == 1)
  }

  @Test("what is for everything is for everything")
  func everything() {
    let offers = offers("*", in: [shoe, lamp])
    #expect(offers.all(for: lamp).count == 1)
  }
}

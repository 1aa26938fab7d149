import Loop
import Testing

@Suite("The states of the loop")
struct StateTests {
  @Test("are named as the LED table and the status line name them") func names() {
    #expect(LoopState.noShop.rawValue == "no-shop")
    #expect(LoopState.allCases.count == 9)
  }
}

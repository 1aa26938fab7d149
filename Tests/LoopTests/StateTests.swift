import Board
import Loop
import Testing

@Suite("The states of the loop")
struct StateTests {
  @Test("are named as the LED table and the status line name them") func names() {
    #expect(LoopState.noShop.rawValue == "no-shop")
    #expect(LoopState.allCases.count == 9)
  }

  @Test("show on the LED, each in its own way, and so does a call for a person") func patterns() {
    #expect(Set(LoopState.allCases.map { $0.pattern() }).count == LoopState.allCases.count)
    let call = LoopState.idle.pattern(isCalling: true)
    #expect(!LoopState.allCases.map { $0.pattern() }.contains(call))
    #expect(LoopState.muted.pattern(isCalling: true) == call && LoopState.speaking.pattern(isCalling: true) == call)
    // The shopper must see that it listens, and the technician that it is at fault.
    for state in [LoopState.listening, .thinking, .fault, .noShop, .starting, .stopped] {
      #expect(state.pattern(isCalling: true) == state.pattern())
    }
  }

  @Test("earcons differ, are short but for the bell, and are never clipped") func earcons() {
    let sounds = Earcon.allCases.map { $0.samples(rate: 16_000) }
    #expect(Set(sounds).count == sounds.count)
    for sound in sounds { #expect(sound.contains { $0 > 3_000 } && sound.allSatisfy { abs(Int($0)) < 32_000 }) }
    for earcon in Earcon.allCases where earcon != .staff { #expect(earcon.seconds < 1) }
  }
}

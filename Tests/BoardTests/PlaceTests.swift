import Board
import Testing

@Suite("Device events")
struct DeviceEventTests {
  @Test("can be compared") func compared() { #expect(DeviceEvent.overrun(count: 1) != .overrun(count: 2)) }
}

import Board
import Testing

@Suite("The button")
struct ButtonReaderTests {
  @Test("a press is told at once, and its length at the release")
  func press() {
    var button = ButtonReader()
    #expect(button.edge(active: true, at: 1_000, settled: true) == [.pressed])
    #expect(button.edge(active: false, at: 1_150, settled: true) == [.released(milliseconds: 150)])
  }

  @Test("bounces at both ends make one press")
  func bounces() {
    var button = ButtonReader()
    var events: [ButtonReader.Event] = []
    for (level, at) in [
      (true, 1_000), (false, 1_002), (true, 1_004), (false, 1_007), (true, 1_009), (false, 1_200), (true, 1_203),
      (false, 1_206),
    ] {
      events += button.edge(active: level, at: at, settled: false)
    }
    events += button.advance(to: 1_300)
    #expect(events.count == 2)
    #expect(events.first == .pressed)
    guard case .released(let length) = events.last else {
      Issue.record("\(events)")
      return
    }
    #expect((190...210).contains(length))
  }

  @Test("long and very long are told once each, while it is held")
  func held() {
    var button = ButtonReader()
    _ = button.edge(active: true, at: 0, settled: true)
    var events: [ButtonReader.Event] = []
    for at in stride(from: 100, through: 8_000, by: 100) { events += button.advance(to: at) }
    #expect(events == [.heldLong, .heldVeryLong])
    #expect(button.nextDeadline(after: 8_000) == nil)
  }

  @Test("fifty presses in a second are fifty presses")
  func many() {
    var button = ButtonReader()
    var pressed = 0
    for index in 0..<50 {
      pressed += button.edge(active: true, at: 1_000 + index * 20, settled: true).count { $0 == .pressed }
      _ = button.edge(active: false, at: 1_010 + index * 20, settled: true)
    }
    #expect(pressed == 50)
  }
}

@Suite("LED patterns")
struct LEDPatternTests {
  @Test("stay between dark and lit, and differ from one another")
  func brightness() {
    let patterns: [LEDPattern] = [
      .off, .steady, .blink(on: 100, off: 300), .flashes(2, rest: 1_000), .breathe(period: 1_600),
    ]
    let courses = patterns.map { pattern in (0..<400).map { pattern.brightness(at: $0 * 10) } }
    for course in courses { #expect(course.allSatisfy { (0...1).contains($0) }) }
    #expect(Set(courses).count == patterns.count)
  }
}

@Suite("Board presets")
struct BoardPresetTests {
  @Test("are found by name, and an unknown one is told with those that exist")
  func named() throws {
    for preset in BoardPreset.all { #expect(try BoardPreset.named(preset.name) == preset) }
    let error = #expect(throws: BoardError.self) { try BoardPreset.named("pancake") }
    #expect(error?.description.contains("aiy") == true)
  }
}

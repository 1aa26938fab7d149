import Audio
import Board
import Clerk
import Loop
import Session
import Speech
import TestSupport
import Testing

/// The loop from the press to the answer, with its real ears, clerk, voice and sound threads.
@Suite("The loop", .serialized, .enabled(if: Counter.hasModels))
struct LoopTests {
  @Test("a question that is asked aloud is answered aloud, through every state once")
  func answers() async throws {
    let counter = try await Counter()
    counter.loop.send(.press)
    try counter.sound.shout(Counter.question)
    #expect(await eventually { counter.questions.count == 1 && counter.state == .idle })
    let question = try #require(counter.questions.first)
    #expect(question.outcome == .answered)
    #expect(question.transcript.lowercased().contains("milk"), "\(question.transcript)")
    #expect(question.answer?.grounded == true && question.timings.firstSound != nil)
    let states = Array(counter.states.drop { $0 != .listening })
    // Where the answer was ready before the question had ended there is nothing to think about.
    #expect(states.filter { $0 != .thinking } == [.listening, .speaking, .idle])
    #expect(states.firstIndex(of: .thinking) ?? 1 == 1, "\(states)")
    // What came out of the speaker is heard by the same ears.
    let heard = counter.sound.takeHeard().map { Float($0) / 32_768 }
    let clip = try AudioClip(samples: heard, sampleRate: Double(FileSound.rate)).resampled(to: 16_000)
    var took = Duration.zero
    let again = try Counter.assistant.get().conversation(shop: nil).hear(clip.samples, took: &took).text
    #expect(again.lowercased().contains("milk"), "\(again)")
    await counter.end()
  }

  @Test("a press while it speaks cuts it off and listens")
  func cutsOff() async throws {
    let counter = try await Counter()
    let sentence = "This is a long sentence that nobody wants to hear to its end, and so somebody presses the button. "
    counter.loop.send(.say(String(repeating: sentence, count: 8)))
    #expect(await eventually { counter.state == .speaking && counter.sound.firstSound > 0 })
    counter.loop.send(.press)
    #expect(await counter.comes(to: .listening))
    #expect(await eventually { counter.silences == 1 })
    #expect(Array(counter.states.suffix(2)) == [.speaking, .listening])
    // What was cut off does not go on: after the earcon nothing sounds but what the next press brings.
    counter.loop.send(.mute(true))
    #expect(await counter.comes(to: .muted))
    let seconds = Double(counter.sound.takeHeard().count { $0 != 0 }) / Double(FileSound.rate)
    #expect(seconds < 30, "the whole would be 50 s")
    await counter.end()
  }

  @Test("a press without a word ends with a sign and no answer")
  func nothing() async throws {
    let counter = try await Counter { $0.question.patience = 0.5 }
    counter.loop.send(.press)
    #expect(await eventually { counter.questions.count == 1 && counter.state == .idle })
    #expect(counter.questions.first?.outcome == .nothingHeard && counter.questions.first?.answer == nil)
    #expect(!counter.states.contains(.thinking) && !counter.states.contains(.speaking))
    #expect(await eventually { counter.sound.lastSound > 0 })
    await counter.end()
  }

  @Test("other settings are followed without a restart")
  func tuned() async throws {
    let counter = try await Counter()
    var other = LoopConfiguration().tuning
    other.mode = .hold
    counter.loop.send(.tune(other))
    counter.button(.pressed)
    #expect(await counter.comes(to: .listening))
    // In the mode that it started with, a short press goes on listening.
    counter.button(.released(milliseconds: 100))
    #expect(await eventually { counter.state == .idle })
    #expect(counter.questions.isEmpty)
    await counter.end()
  }

  @Test("who holds the button asks until it is released")
  func held() async throws {
    let counter = try await Counter()
    counter.button(.pressed)
    #expect(await counter.comes(to: .listening))
    try counter.sound.shout(Counter.question)
    // Far longer than a pause that would end the question.
    counter.sound.shout([Int16](repeating: 0, count: 2 * FileSound.rate))
    #expect(await eventually { counter.sound.isSilent })
    #expect(counter.state == .listening && counter.questions.isEmpty)
    counter.button(.released(milliseconds: 5_000))
    #expect(await eventually { counter.questions.count == 1 })
    #expect(counter.questions.first?.transcript.lowercased().contains("milk") == true)
    await counter.end()
  }

  @Test("who holds the button and says nothing calls a person; held on, the microphone is off")
  func longPress() async throws {
    let counter = try await Counter()
    counter.button(.pressed)
    #expect(await counter.comes(to: .listening))
    counter.button(.heldLong)
    #expect(await eventually { counter.calls == [.button] })
    #expect(await counter.comes(to: .idle))
    counter.button(.heldVeryLong)
    #expect(await counter.comes(to: .muted))
    counter.button(.released(milliseconds: 7_000))
    counter.loop.send(.press)
    counter.loop.send(.mute(false))
    #expect(await counter.comes(to: .idle))
    #expect(counter.states.count { $0 == .listening } == 1, "a press on a muted device does not listen")
    #expect(counter.questions.isEmpty && counter.calls == [.button])
    await counter.end()
  }

  @Test("the mute switch has the last word")
  func muteSwitch() async throws {
    let counter = try await Counter()
    counter.loop.put(.panel(.muteSwitch(true)))
    #expect(await counter.comes(to: .muted))
    #expect(counter.reason?.contains("switch") == true)
    counter.loop.send(.mute(false))
    counter.loop.send(.press)
    counter.loop.put(.panel(.muteSwitch(false)))
    #expect(await counter.comes(to: .idle))
    #expect(!counter.states.contains(.listening))
    await counter.end()
  }

  @Test(
    "the clerk calls a person where one is asked for or needed, and not otherwise",
    arguments: [
      ("I want to talk to a real person", StaffCall.asked), ("my son just drank bleach", .emergency),
      ("how much is the oat milk", nil),
    ] as [(String, StaffCall?)])
  func calls(_ question: String, _ why: StaffCall?) async throws {
    let counter = try await Counter()
    counter.loop.send(.ask(question))
    #expect(await eventually { counter.questions.count == 1 && counter.state == .idle })
    #expect(counter.questions.first?.outcome == .answered)
    #expect(counter.calls == (why.map { [$0] } ?? []))
    await counter.end()
  }
}

@Suite("The loop without a shop", .serialized)
struct LoopWithoutShopTests {
  @Test("says why, and a press sounds like a fault and listens to nobody")
  func noShop() async throws {
    let counter = try await Counter(hasShop: false)
    #expect(await counter.comes(to: .starting))
    counter.loop.send(.noShop("shop.toml is missing"))
    #expect(await counter.comes(to: .noShop))
    #expect(counter.reason == "shop.toml is missing")
    #expect(await eventually { counter.loop.progress > 0 })
    counter.loop.send(.press)
    #expect(await eventually { counter.sound.lastSound > 0 })
    #expect(!counter.states.contains(.listening) && counter.questions.isEmpty)
    await counter.end()
    #expect(counter.state == .stopped)
  }

  @Test("a microphone that is not there is a fault with its reason, not a device that looks alive")
  func noMicrophone() async throws {
    let counter = try await Counter(hasShop: false) { $0.microphone = "no-such-card" }
    #expect(await counter.comes(to: .fault))
    #expect(counter.reason?.contains("no-such-card") == true)
    #expect(counter.loop.progress == 0)
    await counter.end()
  }
}

import Board
import Foundation
import Loop
import Session
import Synchronization
import TestSupport
import Testing

/// What becomes of a question of which the device hears only a part.
@Suite("A question that is not heard to its end", .serialized, .enabled(if: Counter.hasModels))
struct LossTests {
  @Test("ends as failed when the microphone fails, the device shows its fault, and hears again")
  func microphoneFails() async throws {
    let counter = try await Counter()
    counter.loop.send(.press)
    #expect(await counter.comes(to: .listening))
    counter.loop.microphone.hold(true)
    #expect(await eventually { counter.questions.count == 1 })
    let question = try #require(counter.questions.first)
    #expect(question.outcome == .failed && question.failure?.contains("too few frames") == true, "\(question)")
    #expect(await counter.comes(to: .fault))
    #expect(counter.states.last { $0 != .fault } == .listening, "nobody is to think that it listens")
    #expect(await eventually { counter.sound.lastSound > 0 })
    // Who presses now is told by the same sound, and no question begins that cannot be heard.
    counter.loop.send(.press)
    counter.loop.microphone.hold(false)
    #expect(await counter.comes(to: .idle))
    #expect(counter.questions.count == 1 && counter.states.count { $0 == .listening } == 1)
    counter.loop.send(.press)
    try counter.sound.shout(Counter.question)
    #expect(await eventually { counter.questions.count == 2 && counter.state == .idle })
    #expect(counter.questions.last?.outcome == .answered)
    await counter.end()
  }

  @Test("ends as failed when the microphone was opened anew before the loop had looked")
  func openedAnew() async throws {
    let microphone = Mutex<Microphone?>(nil)
    let isListening = Atomic(false)
    let counter = try await Counter(watch: { event in
      if case .state(let state, _) = event { isListening.store(state == .listening, ordering: .releasing) }
      // A second into the question the loop sleeps while the device goes away and comes back.
      guard case .health = event, isListening.exchange(false, ordering: .acquiringAndReleasing),
        let microphone = microphone.withLock({ $0 })
      else { return }
      let before = microphone.generation
      microphone.hold(true)
      while microphone.generation == before { usleep(10_000) }
      microphone.hold(false)
      while microphone.rate == nil { usleep(10_000) }
    })
    microphone.withLock { $0 = counter.loop.microphone }
    counter.loop.send(.press)
    #expect(await eventually { counter.questions.count == 1 })
    let question = try #require(counter.questions.first)
    #expect(question.outcome == .failed && question.failure?.contains("opened anew") == true, "\(question)")
    #expect(await eventually { counter.sound.lastSound > 0 && counter.state == .idle })
    await counter.end()
  }

  @Test("ends as interrupted when the device is muted in the middle, and a press without a word is none")
  func muted() async throws {
    let counter = try await Counter()
    counter.loop.send(.press)
    #expect(await counter.comes(to: .listening))
    counter.loop.send(.mute(true))
    #expect(await counter.comes(to: .muted))
    counter.loop.send(.mute(false))
    #expect(await counter.comes(to: .idle))
    #expect(counter.questions.isEmpty)
    counter.button(.pressed)
    #expect(await counter.comes(to: .listening))
    // Held down, so that no pause ends it.
    try counter.sound.shout(Counter.question)
    #expect(await eventually { counter.sound.isSilent })
    counter.loop.send(.mute(true))
    #expect(await eventually { counter.questions.map(\.outcome) == [.interrupted] && counter.state == .muted })
    await counter.end()
  }
}

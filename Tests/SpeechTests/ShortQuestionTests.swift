import Audio
import Speech
import Testing

@Suite("Short questions")
struct ShortQuestionTests {
  @Test(
    "of a word or two are heard, and end after the pause like long ones",
    arguments: ["No.", "Yes.", "Oat milk.", "How much?", "The small one."], FliteVoice.Speaker.allCases)
  func heard(_ words: String, _ speaker: FliteVoice.Speaker) throws {
    let voice = FliteVoice(speaker)
    let spoken = try voice.samples(of: words).map { Float($0) / 32_768 }
    let clip = try AudioClip(samples: spoken, sampleRate: Double(voice.sampleRate)).resampled(to: 16_000).samples
    // A quiet room: steps of one part in ten thousand, up and down.
    let room = (0..<32_000).map { Float(($0 * 7_919) % 13 - 6) / 60_000 }
    var activity = VoiceActivity()
    var end = QuestionEnd()
    var events: [QuestionEnd.Event] = []
    let all = Array(room.prefix(16_000)) + clip + room
    all.withUnsafeBufferPointer { samples in
      activity.process(samples) { frame in
        if let event = end.process(speech: frame.speech, prominence: frame.prominence) { events.append(event) }
      }
    }
    guard case .ended(let last) = events.last else {
      Issue.record("\(words): \(events)")
      return
    }
    #expect((100...100 + clip.count / 160 + 15).contains(last))
    #expect(end.frame < 100 + clip.count / 160 + 100, "it ends before the patience does")
  }
}

import Audio
import TestSupport
import Testing

@Suite("The end of a question")
struct QuestionEndTests {
  /// What is found in frames of speech (true) and silence.
  private func events(_ frames: [Bool], _ settings: QuestionEnd.Settings = .init()) -> [QuestionEnd.Event] {
    var end = QuestionEnd(settings)
    return frames.compactMap { end.process(speech: $0 ? 0.98 : 0.01) }
  }

  private func run(_ parts: (Bool, Int)...) -> [Bool] { parts.flatMap { [Bool](repeating: $0.0, count: $0.1) } }

  @Test("is found once, after a pause, with the last frame of speech")
  func found() throws {
    let found = events(run((false, 50), (true, 100), (false, 200)))
    #expect(found.count == 3)
    guard case .began(let first) = found.first, case .ended(let last) = found.last else {
      Issue.record("\(found)")
      return
    }
    #expect((30...60).contains(first))
    #expect((135...160).contains(last))
  }

  @Test("is not found in a short pause, which is told and taken back")
  func resumed() {
    let found = events(run((true, 100), (false, 45), (true, 100), (false, 200)))
    #expect(found.contains(.resumed))
    #expect(found.count { if case .ended = $0 { true } else { false } } == 1)
    guard case .ended(let last) = found.last else { return }
    #expect(last > 200)
  }

  @Test("a clink is no question, and silence is told after a while")
  func nothing() { #expect(events(run((false, 50), (true, 4), (false, 700))) == [.nothing]) }

  @Test("a question that never ends is taken at the longest time")
  func tooLong() {
    var settings = QuestionEnd.Settings()
    settings.longest = 3
    #expect(events(run((true, 400)), settings).last == .tooLong)
  }

  @Test("sound that is not finite is taken as silence")
  func notFinite() {
    var activity = VoiceActivity()
    var likely: [Float] = []
    let samples = [Float](repeating: .nan, count: 1_600) + [Float](repeating: .infinity, count: 1_600)
    samples.withUnsafeBufferPointer { activity.process($0) { likely.append($0.speech) } }
    #expect(likely.count == 20)
    #expect(likely.allSatisfy { $0.isFinite && (0...1).contains($0) })
  }

  @Test("real questions are heard from the first to the last word")
  func recordings() throws {
    let clip = try WAVFile.read(path: Fixtures.path("Firmware/examples/question.wav")).resampled(to: 16_000)
    let samples = [Float](repeating: 0.0001, count: 8_000) + clip.samples + [Float](repeating: 0.0001, count: 16_000)
    var activity = VoiceActivity()
    var end = QuestionEnd()
    var found: [QuestionEnd.Event] = []
    samples.withUnsafeBufferPointer { samples in
      activity.process(samples) { if let event = end.process(speech: $0.speech) { found.append(event) } }
    }
    guard case .ended(let last) = found.last else {
      Issue.record("no end: \(found)")
      return
    }
    #expect(Double(last) / 100 > 0.5 + 0.6 * clip.seconds)
  }
}

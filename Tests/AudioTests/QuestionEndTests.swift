import Audio
import TestSupport
import Testing

@Suite("The end of a question")
struct QuestionEndTests {
  /// What is found in frames of speech (true) and silence.
  private func events(
    _ frames: [Bool], _ settings: QuestionEnd.Settings = .init(), likely: Float = 0.99
  ) -> [QuestionEnd.Event] {
    var end = QuestionEnd(settings)
    return frames.compactMap { end.process(speech: $0 ? likely : 0.01) }
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

  @Test("a voice across the room ends no question before it is asked")
  func faint() {
    let room = run((true, 60), (false, 100)).map { $0 ? Float(0.9) : 0.01 }
    let question = run((true, 100), (false, 100)).map { $0 ? Float(0.99) : 0.01 }
    var end = QuestionEnd()
    let heard = room.compactMap { end.process(speech: $0) }
    #expect(!heard.contains { if case .ended = $0 { true } else { false } }, "\(heard)")
    #expect(!end.hasBegun)
    guard case .ended(let last) = question.compactMap({ end.process(speech: $0) }).last else {
      Issue.record("the question was not heard")
      return
    }
    #expect((235...262).contains(last))
  }

  @Test("what is faint is taken for the question where no other comes")
  func onlyFaint() {
    guard case .ended(let last) = events(run((true, 60), (false, 600)), likely: 0.9).last else {
      Issue.record("nothing was heard")
      return
    }
    #expect((40...62).contains(last))
  }

  @Test("who breaks off is given time, once for each time")
  func hesitation() {
    var settings = QuestionEnd.Settings()
    settings.hesitation = 1.5
    var end = QuestionEnd(settings)
    func next(_ frames: [Bool]) -> [QuestionEnd.Event] {
      frames.compactMap { end.process(speech: $0 ? 0.99 : 0.01) }
    }
    let early = end.goOn()
    #expect(!early, "nothing has ended yet")
    let ended = next(run((true, 60), (false, 70)))
    guard case .ended = ended.last else {
      Issue.record("\(ended)")
      return
    }
    let first = end.goOn()
    #expect(first)
    #expect(next(run((false, 40))).isEmpty)
    let more = next(run((true, 60), (false, 70)))
    #expect(more.first == .resumed)
    guard case .ended = more.last else {
      Issue.record("\(more)")
      return
    }
    let second = end.goOn()
    #expect(second, "a second time in the same question")
    let last = next(run((false, 200)))
    #expect(last.count == 1, "the longer silence ends it: \(last)")
    let third = end.goOn()
    #expect(!third)
  }

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

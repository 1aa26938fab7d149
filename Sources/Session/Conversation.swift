import Audio
package import Clerk
import Pronunciation
import Shop
package import Speech

/// A dialogue with one shopper: later questions may lean on earlier ones.
package struct Conversation: Sendable {
  private let counter: Deferred<Counter>
  private let ears: Deferred<MoonshineRecogniser>
  private var dialogue = Dialogue()
  private let clock = ContinuousClock()

  package init(counter: Deferred<Counter>, ears: Deferred<MoonshineRecogniser>) {
    self.counter = counter
    self.ears = ears
  }

  /// Longer than anyone speaks before the clerk interrupts.
  package static let longestQuestion = 2000

  /// What the shop calls itself.
  package var shopName: String { get throws { try counter.get().shop.info.name } }

  /// Answers a question that was typed. Loading is not counted in its times.
  package mutating func ask(_ question: String) throws -> TurnResult {
    guard question.utf8.count <= Self.longestQuestion else {
      throw Failure(
        .data, "the question has \(question.utf8.count) bytes; at most \(Self.longestQuestion) are answered")
    }
    return try answer(question)
  }

  /// Every way to answer a question that was typed, what the rules decide first.
  package mutating func ways(_ question: String) throws -> WayList {
    try counter.get().clerk.ways(of: question, in: &dialogue)
  }

  /// Answers the question in a recording.
  package mutating func ask(recording path: String) throws -> TurnResult {
    let clip = try WAVFile.read(path: path)
    var transcribe = Duration.zero
    let transcript = try hear(clip.resampled(to: 16_000).samples, took: &transcribe)
    var result = try answer(transcript)
    result.heard = TurnResult.Heard(text: transcript.text, seconds: clip.seconds)
    result.timings.transcribe = transcribe / .milliseconds(1)
    return result
  }

  /// What is said in `samples` (16 kHz, one channel), and the time that it took, loading not counted.
  ///
  /// Throws `SpeechError.cancelled` within a layer where the calling task is cancelled.
  package func hear(_ samples: [Float], took: inout Duration) throws -> Transcript {
    let recogniser = try ears.get()
    let language = try counter.get().language.get()
    let start = clock.now
    let transcript = try recogniser.transcribe(samples, language: language)
    took = start.duration(to: clock.now)
    return transcript
  }

  /// Answers a question that was heard, with whatever else it may have been; its transcription is not in the times.
  package mutating func answer(_ transcript: Transcript) throws -> TurnResult {
    let readings =
      [Heard(transcript.text, probability: Double(transcript.confidence))]
      + transcript.alternatives.map { Heard($0.text, probability: Double($0.probability)) }
    return try answer(transcript.text) { clerk, dialogue in clerk.answer(heard: readings, in: &dialogue) }
  }

  /// Answers a question that was typed.
  package mutating func answer(_ question: String) throws -> TurnResult {
    try answer(question) { clerk, dialogue in clerk.answer(question, in: &dialogue) }
  }

  private mutating func answer(
    _ question: String, by ask: (Clerk, inout Dialogue) -> Answer
  ) throws -> TurnResult {
    let counter = try counter.get()
    let start = clock.now
    let answer = ask(counter.clerk, &dialogue)
    let elapsed = start.duration(to: clock.now)
    var timings = TurnResult.Timings()
    timings.understand = answer.understanding / .milliseconds(1)
    timings.answer = (elapsed - answer.understanding) / .milliseconds(1)
    timings.firstSentence = elapsed / .milliseconds(1)
    return TurnResult(
      transcript: question, heard: nil, answer: answer, spoken: counter.spoken(answer.answer), timings: timings)
  }

  /// `text` as the voice is to say it.
  package func spoken(_ text: String) -> String { (try? counter.get().spoken(text)) ?? text }

  /// The voice of the shop's language.
  package var voice: any Voice { get throws { try counter.get().voice.get() } }

  /// Speaks an answer into a WAV file, and notes when its first sound was ready.
  package func speak(_ result: inout TurnResult, to path: String) throws {
    let voice = try self.voice
    let start = clock.now
    var first: Duration?
    var samples: [Int16] = []
    try voice.speak(result.spoken) { chunk in
      if first == nil { first = start.duration(to: clock.now) }
      samples += chunk
      return true
    }
    let before = result.timings.transcribe + result.timings.understand + result.timings.answer
    result.timings.firstAudio = before + (first ?? .zero) / .milliseconds(1)
    try WAVWriter.write(samples, sampleRate: voice.sampleRate, to: path)
  }
}

/// One turn of a dialogue, answered.
package struct TurnResult: Sendable {
  /// The question as it was typed or heard.
  package let transcript: String
  /// What was heard, where the question was spoken.
  package var heard: Heard?
  package let answer: Answer
  /// What the voice says for `answer`.
  package let spoken: String
  package var timings: Timings

  package struct Heard: Sendable {
    package let text: String
    package let seconds: Double
  }

  /// In milliseconds.
  package struct Timings: Sendable {
    package var transcribe = 0.0
    package var understand = 0.0
    package var answer = 0.0
    /// From the words of the question to the first sentence of the answer; the rules write all of it at once.
    package var firstSentence = 0.0
    /// From the end of the question to the first sound of the answer, where it is spoken.
    package var firstAudio: Double?
  }
}

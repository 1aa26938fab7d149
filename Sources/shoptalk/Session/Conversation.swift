import Audio
import Clerk
import Pronunciation
import Shop
import Speech

/// A dialogue with one shopper: later questions may lean on earlier ones.
struct Conversation {
  private let counter: Deferred<Counter>
  private let ears: Deferred<MoonshineRecogniser>
  private var dialogue = Dialogue()
  private let clock = ContinuousClock()

  init(counter: Deferred<Counter>, ears: Deferred<MoonshineRecogniser>) {
    self.counter = counter
    self.ears = ears
  }

  /// Longer than anyone speaks before the clerk interrupts.
  static let longestQuestion = 2000

  /// What the shop calls itself.
  var shopName: String { get throws { try counter.get().shop.info.name } }

  /// Answers one question. Loading is not counted in its times.
  mutating func ask(_ turn: BatchEntry.Turn) throws -> TurnResult {
    var timings = TurnResult.Timings()
    var heard: TurnResult.Heard?
    let question: String
    switch turn {
    case .text(let text):
      guard text.utf8.count <= Self.longestQuestion else {
        throw Failure(.data, "the question has \(text.utf8.count) bytes; at most \(Self.longestQuestion) are answered")
      }
      question = text
    case .recording(let path):
      let clip = try WAVFile.read(path: path)
      let recogniser = try ears.get()
      let start = clock.now
      let transcript = try recogniser.transcribe(clip.resampled(to: 16_000).samples)
      timings.transcribe = start.duration(to: clock.now) / .milliseconds(1)
      heard = TurnResult.Heard(text: transcript.text, seconds: clip.seconds)
      question = transcript.text
    }
    let counter = try counter.get()
    let start = clock.now
    let answer = counter.clerk.answer(question, in: &dialogue)
    let elapsed = start.duration(to: clock.now)
    timings.understand = answer.understanding / .milliseconds(1)
    timings.answer = (elapsed - answer.understanding) / .milliseconds(1)
    return TurnResult(
      transcript: question, heard: heard, answer: answer, spoken: counter.spoken(answer.answer), timings: timings)
  }

  /// Speaks an answer into a WAV file, and notes when its first sound was ready.
  func speak(_ result: inout TurnResult, to path: String) throws {
    let voice = try counter.get().voice.get()
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
struct TurnResult {
  /// The question as it was typed or heard.
  let transcript: String
  /// What was heard, where the question was spoken.
  let heard: Heard?
  let answer: Answer
  /// What the voice says for `answer`.
  let spoken: String
  var timings: Timings

  struct Heard {
    let text: String
    let seconds: Double
  }

  /// In milliseconds.
  struct Timings {
    var transcribe = 0.0
    var understand = 0.0
    var answer = 0.0
    /// From the end of the question to the first sound of the answer, where it is spoken.
    var firstAudio: Double?
  }
}

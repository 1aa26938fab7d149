import Session
import Speech
import Synchronization

/// One attempt to answer a question: begun at the first pause, given up if the shopper goes on, kept if not.
final class Thought: Sendable {
  struct Outcome: Sendable {
    var transcript: String
    /// The answer, and the dialogue as it is after it.
    var result: TurnResult?
    var conversation: Conversation?
    var transcribe = Duration.zero
    var failure: String?
  }

  /// The samples that it is about: from the beginning of the question to this number.
  let end: Int
  let audioSeconds: Double
  private let outcome = Mutex<Outcome?>(nil)
  private let transcript = Mutex<String?>(nil)
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Begins to recognise `samples` (or takes `text`) and to answer in the course of `conversation`.
  init(
    samples: [Float], text: String? = nil, end: Int, conversation: Conversation, on core: CoreThread,
    wake: @escaping @Sendable () -> Void
  ) {
    self.end = end
    audioSeconds = Double(samples.count) / 16_000
    let started = Task(executorPreference: core) { [self] in
      let found = think(samples, text, conversation)
      if !Task.isCancelled { outcome.withLock { $0 = found } }
      wake()
    }
    task.withLock { $0 = started }
  }

  /// What became of it, or nil while it goes on.
  var result: Outcome? { outcome.withLock { $0 } }

  /// What was said, as soon as that is known.
  var heard: String? { transcript.withLock { $0 } }

  /// Gives it up; the recogniser stops within a layer.
  func cancel() { task.withLock { $0?.cancel() } }

  private func think(_ samples: [Float], _ text: String?, _ before: Conversation) -> Outcome {
    var outcome = Outcome(transcript: text ?? "")
    var conversation = before
    do {
      var heard: Transcript?
      if text == nil {
        let spoken = try conversation.hear(samples, took: &outcome.transcribe)
        heard = spoken
        outcome.transcript = spoken.text
        transcript.withLock { $0 = spoken.text }
      }
      guard outcome.transcript.contains(where: { $0.isLetter || $0.isNumber }), !Task.isCancelled else {
        return outcome
      }
      if let heard {
        outcome.result = try conversation.answer(heard)
      } else {
        outcome.result = try conversation.answer(outcome.transcript)
      }
      outcome.conversation = conversation
    } catch {
      outcome.failure = Failure(error).message
    }
    return outcome
  }
}

import Audio
import Board
import Clerk
import Session
import Shop
import Speech

/// The way of an answer: what is thought, said, and cut off.
extension LoopBody {
  /// Frames after an earcon in which its echo may still be heard, or told of late.
  private static let echoFrames = 6 + VoiceActivity.delay

  /// Follows what is being thought and said.
  func goOn() {
    switch activity {
    case .thinking(let thinking): follow(thinking)
    case .speaking(let speaking): follow(speaking)
    case .listening: break
    case .none:
      guard !announcements.isEmpty, let conversation = dialogue() else { return }
      let text = announcements.removeFirst()
      speak(conversation.spoken(text), question: nil, promotion: nil, ended: monotonicNanoseconds())
    }
  }

  private func follow(_ before: Thinking) {
    var thinking = before
    guard let outcome = thinking.thought.result else {
      // An answer that is not there at once is announced.
      if !thinking.ticked, monotonicNanoseconds() &- thinking.ended > 400_000_000 {
        thinking.ticked = true
        activity = .thinking(thinking)
        play(.done)
      }
      return
    }
    lastTurn = monotonicNanoseconds()
    var question = thinking.question
    question.transcript = outcome.transcript
    question.timings.transcribe = outcome.transcribe / .milliseconds(1)
    guard let result = outcome.result else {
      activity = .none
      question.outcome = outcome.failure == nil ? .nothingHeard : .failed
      question.failure = outcome.failure
      tell(.question(question))
      return play(outcome.failure == nil ? .notUnderstood : .fault)
    }
    conversation = outcome.conversation
    question.answer = result.answer
    question.spoken = result.spoken
    question.timings.understand = result.timings.understand
    question.timings.answer = result.timings.answer
    let why = StaffCall(result.answer)
    // At once: in an emergency nobody waits for the end of a sentence.
    if let why { call(why) }
    speak(
      result.spoken, question: question, promotion: result.answer.promotion, callsStaff: why != nil,
      ended: thinking.ended)
  }

  private func speak(
    _ text: String, question: HeardQuestion?, promotion: Promotion?, callsStaff: Bool = false, ended: UInt64
  ) {
    earcon?.stop()
    earcon = nil
    let conversation = conversation
    let utterance = talker.say(text) {
      guard let conversation else { throw Failure(.internal, "there is no shop to speak for") }
      return try conversation.voice
    }
    var barge: QuestionEnd?
    if configuration.bargeIn {
      var settings = configuration.question
      settings.patience = 1e6
      settings.longest = 1e6
      barge = QuestionEnd(settings)
      ear.cancelEcho(of: speaker)
    }
    activity = .speaking(
      Speaking(
        utterance: utterance, question: question, ended: ended, promotion: promotion, isAnswer: question != nil,
        callsStaff: callsStaff, barge: barge))
  }

  private func follow(_ before: Speaking) {
    var speaking = before
    if var question = speaking.question, let sounded = speaking.utterance.soundedSince {
      question.timings.firstSound = Double(sounded &- min(sounded, speaking.ended)) / 1e6
      question.timings.synthesise =
        Double(speaking.utterance.firstSamples &- min(speaking.utterance.firstSamples, speaking.ended)) / 1e6
      tell(.question(question))
      speaking.question = nil
      activity = .speaking(speaking)
    }
    guard speaking.utterance.isOver else { return }
    activity = .none
    lastTurn = monotonicNanoseconds()
    if var question = speaking.question {
      // It never sounded.
      question.outcome = .failed
      question.failure = speaking.utterance.failure ?? "the speaker went away"
      tell(.question(question))
    } else if let promotion = speaking.promotion, speaking.utterance.failure == nil {
      tell(.promotion(promotion, session: session))
    }
    endEcho()
    if speaking.callsStaff { play(.staff) }
  }

  private func endEcho() {
    if configuration.bargeIn { ear.cancelEcho(of: nil) }
  }

  // MARK: Interrupt

  /// Ends whatever goes on: what is said is cut off, what is thought given up, what is asked forgotten.
  func interrupt() {
    earcon?.stop()
    earcon = nil
    switch activity {
    case .none: break
    case .listening(let listening):
      listening.thought?.cancel()
      // What was said so far is a question, and what became of it is told.
      if listening.end.hasBegun { tell(.question(ended(.interrupted))) }
    case .thinking(let thinking):
      thinking.thought.cancel()
      var question = thinking.question
      question.outcome = .interrupted
      tell(.question(question))
    case .speaking(let speaking):
      if !speaking.utterance.isOver { cutAt = inputAt ?? monotonicNanoseconds() }
      speaking.utterance.stop()
      if var question = speaking.question {
        question.outcome = .interrupted
        tell(.question(question))
      }
      endEcho()
    }
    activity = .none
  }

  /// Tells how long it took to fall silent, once it has.
  func tellSilence() {
    guard let cutAt else { return }
    let silent = speaker.silentSince
    if silent >= cutAt {
      let cut = max(cutAt, min(silent, speaker.cutSince))
      tell(.silenced(milliseconds: Double(silent - cutAt) / 1e6, toldAfter: Double(cut - cutAt) / 1e6))
      self.cutAt = nil
    } else if monotonicNanoseconds() &- cutAt > 1_000_000_000 {
      // It had ended by itself at that moment.
      self.cutAt = nil
    }
  }

  /// Plays a short sound, where it is wanted.
  func play(_ sound: Earcon) {
    guard configuration.earcons else { return }
    earcon?.stop()
    earcon = talker.say("", earcon: sound, voice: nil)
    deafUntil = ear.frames + Int(sound.seconds * 100) + Self.echoFrames
  }
}

import Audio
import Board
import Clerk
import Session
import Shop
import Speech

/// The way of a question.
extension LoopBody {
  /// A press shorter than this is a press; longer, the button is held while asking.
  private static let holdFrames = 40
  /// Frames after an earcon in which its echo may still be heard, or told of late.
  private static let echoFrames = 6 + VoiceActivity.delay

  // MARK: Begin

  /// The button was pressed, or somebody asks as if it had been.
  func press(byButton: Bool) {
    if isDeaf || assistant == nil || microphone.rate == nil || watch.isStalled {
      interrupt()
      return play(isDeaf ? .notUnderstood : .fault)
    }
    if case .listening(var listening) = activity {
      // A second press while listening: the shopper has finished, or wants to begin again.
      if listening.end.hasBegun { return endListening(listening, pause: 0, tooLong: false) }
      listening.heldSince = byButton ? ear.frames : nil
      activity = .listening(listening)
      return
    }
    interrupt()
    listen(from: ear.end - Int(configuration.preRoll * Double(Ear.rate)), byButton: byButton)
    if configuration.earcons { play(.listening) }
  }

  private func listen(from first: Int, byButton: Bool, end: QuestionEnd? = nil) {
    newDialogueIfDue()
    let end = end ?? QuestionEnd(configuration.question)
    activity = .listening(
      Listening(
        first: max(ear.start, first), pressed: ear.end, end: end, byButton: byButton,
        heldSince: byButton ? ear.frames : nil))
  }

  func release() {
    guard case .listening(var listening) = activity, let since = listening.heldSince else { return }
    listening.heldSince = nil
    activity = .listening(listening)
    guard configuration.mode != .press, ear.frames - since >= Self.holdFrames else {
      // A short press: the pause ends the question. Where the button is to be held, there is none.
      if configuration.mode == .hold { interrupt() }
      return
    }
    if listening.end.hasBegun {
      endListening(listening, pause: 0, tooLong: false)
    } else {
      nothingHeard()
    }
  }

  /// A question in writing.
  func ask(_ text: String) {
    guard assistant != nil, text.utf8.count <= Conversation.longestQuestion else { return play(.fault) }
    interrupt()
    newDialogueIfDue()
    guard let conversation = dialogue() else { return play(.fault) }
    let wake = loop.wake
    let thought = Thought(samples: [], text: text, end: ear.end, conversation: conversation, on: thinker) {
      wake.signal()
    }
    activity = .thinking(Thinking(thought: thought, question: ended(.answered), ended: monotonicNanoseconds()))
  }

  /// After a silence the next shopper is someone else.
  private func newDialogueIfDue() {
    let now = monotonicNanoseconds()
    if conversation == nil || now &- lastTurn > UInt64(configuration.forget * 1e9) {
      conversation = nil
      session += 1
    }
    lastTurn = now
  }

  private func dialogue() -> Conversation? {
    if conversation == nil { conversation = try? assistant?.conversation(shop: nil) }
    return conversation
  }

  // MARK: Hear

  /// Takes what the microphone gave, and follows the question in it.
  func hear() {
    var heard: [VoiceActivity.Frame] = []
    let isNew = ear.listen { heard.append($0) }
    loop.count(heard.count)
    if case .listening(let listening) = activity, let why = loss(of: listening, isNew: isNew) { lose(listening, why) }
    if isDeaf {
      ear.forgetAll()
      return
    }
    for (index, frame) in heard.enumerated() { follow(frame, at: ear.frames - heard.count + index) }
    if let recording, ear.end >= recording.end {
      recording.hand(Array(ear.samples(from: recording.first).prefix(recording.end - recording.first)))
      self.recording = nil
    }
    keepHistory()
  }

  /// Why no more of a question will be heard, or nil where it goes on: nobody is to think that it is heard.
  private func loss(of listening: Listening, isNew: Bool) -> String? {
    if case .lost(let reason) = microphone.status { return reason }
    if watch.isStalled { return stallReason }
    // A press may come at the moment at which the device is back: nothing of that question is lost.
    return isNew && listening.frames > 0 ? "the microphone '\(microphone.device)' was opened anew" : nil
  }

  /// Ends a question of which a part was not heard.
  private func lose(_ listening: Listening, _ why: String) {
    listening.thought?.cancel()
    activity = .none
    var question = ended(.failed)
    question.failure = "the question was not heard to its end: \(why)"
    tell(.question(question))
    // A device that cannot hear says so by itself.
    if current().0 != .fault { play(.fault) }
  }

  private func keepHistory() {
    var keep = ear.end - Int((configuration.preRoll + 1) * Double(Ear.rate))
    if case .listening(let listening) = activity { keep = min(keep, listening.first) }
    if let recording { keep = min(keep, recording.first) }
    ear.forget(before: keep)
  }

  private func follow(_ frame: VoiceActivity.Frame, at number: Int) {
    // Our own earcon is no speech; what is said over it is, as soon as it is over.
    let sound = number < deafUntil ? VoiceActivity.Frame(speech: 0) : frame
    switch activity {
    case .listening(let listening): follow(listening, sound)
    case .speaking(var speaking):
      guard var barge = speaking.barge else { return }
      let event = barge.process(speech: sound.speech, prominence: sound.prominence)
      speaking.barge = barge
      activity = .speaking(speaking)
      if case .began(let frame) = event {
        interrupt()
        let back = (barge.frame - frame) * VoiceActivity.hop + Int(configuration.preRoll * Double(Ear.rate))
        var end = barge
        end.settings = configuration.question
        listen(from: ear.end - back, byButton: false, end: end)
      }
    default: break
    }
  }

  private func follow(_ before: Listening, _ sound: VoiceActivity.Frame) {
    var listening = before
    let isHeld =
      configuration.mode != .press && isButtonDown
      && listening.heldSince.map { ear.frames - $0 >= Self.holdFrames } ?? false
    // While the button is held, its release ends the question.
    listening.end.settings.pause = isHeld || configuration.mode == .hold ? 1e6 : configuration.question.pause
    listening.frames += 1
    let event = listening.end.process(speech: sound.speech, prominence: sound.prominence)
    activity = .listening(listening)
    switch event {
    case nil: break
    case .paused(let lastSpeech): speculate(listening, lastSpeech)
    case .began, .resumed:
      listening.thought?.cancel()
      listening.thought = nil
      activity = .listening(listening)
    case .ended(let lastSpeech):
      // Who breaks off in the middle is given time to go on.
      if let heard = listening.thought?.heard, Unfinished.expectsMore(after: heard), listening.end.goOn() {
        activity = .listening(listening)
        return
      }
      let pause = Double(listening.end.frame - lastSpeech) * 10
      endListening(listening, pause: pause, tooLong: false)
    case .tooLong: endListening(listening, pause: 0, tooLong: true)
    case .nothing: nothingHeard()
    }
  }

  /// Begins to recognise at the first pause: if the shopper says no more, the answer is nearly ready when that is known.
  private func speculate(_ before: Listening, _ lastSpeech: Int) {
    guard let conversation = dialogue() else { return }
    var listening = before
    listening.thought?.cancel()
    listening.thought = think(listening, conversation)
    activity = .listening(listening)
  }

  private func think(_ listening: Listening, _ conversation: Conversation) -> Thought {
    let wake = loop.wake
    return Thought(
      samples: ear.samples(from: listening.first), end: ear.end, conversation: conversation, on: thinker
    ) { wake.signal() }
  }

  private func endListening(_ listening: Listening, pause: Double, tooLong: Bool) {
    guard let conversation = dialogue() else { return lose(listening, "there is no shop to answer from") }
    var question = ended(.answered)
    question.tooLong = tooLong
    question.timings.pause = pause
    let samples = ear.samples(from: listening.first)
    let clipped = Double(samples.count { abs($0) > 0.99 }) / Double(max(1, samples.count))
    if clipped > 0.001 {
      question.clipped = true
      tell(.device(.clipping(share: clipped)))
    }
    // What was begun at the pause holds if nothing was said since.
    let thought: Thought
    if let begun = listening.thought {
      thought = begun
    } else {
      thought = think(listening, conversation)
    }
    question.timings.audio = thought.audioSeconds * 1_000
    activity = .thinking(Thinking(thought: thought, question: question, ended: monotonicNanoseconds()))
  }

  private func nothingHeard() {
    interrupt()
    tell(.question(ended(.nothingHeard)))
    play(.notUnderstood)
  }

  /// A question of this dialogue that has come to this end.
  private func ended(_ outcome: HeardQuestion.Outcome) -> HeardQuestion {
    var question = HeardQuestion(outcome: outcome)
    question.session = session
    return question
  }

  // MARK: Answer

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

import Audio
import Board
import Clerk
import Session
import Shop
import Speech

/// The way of a question until it has been heard.
extension LoopBody {
  /// A press shorter than this is a press; longer, the button is held while asking.
  private static let holdFrames = 40

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

  func dialogue() -> Conversation? {
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
  func ended(_ outcome: HeardQuestion.Outcome) -> HeardQuestion {
    var question = HeardQuestion(outcome: outcome)
    question.session = session
    return question
  }
}

import Audio
import Board
import Clerk
import Session
import Shop
import Speech

/// What the loop's thread knows and does. Everything here happens on that thread.
final class LoopBody {
  let loop: Loop
  var configuration: LoopConfiguration
  let microphone: Microphone
  let speaker: Speaker
  let panel: Panel
  let talker: Talker
  let thinker: CoreThread
  var ear: Ear
  var watch: HardwareWatch

  // What is loaded.
  var assistant: Assistant?
  /// Why there is no shop, where that has been said.
  var trouble: String?

  // What is going on.
  var state: LoopState?
  var reason: String?
  var activity = Activity.none
  var isMuted = false
  var isSwitchedOff = false
  var isButtonDown = false
  var announcements: [String] = []
  var recording: (first: Int, end: Int, hand: @Sendable ([Float]) -> Void)?
  /// An earcon that may still be sounding.
  var earcon: Talker.Utterance?

  // The dialogue.
  var conversation: Conversation?
  var session = 0
  var lastTurn: UInt64 = 0
  /// Until when a person of the shop is called, in monotonic nanoseconds, and whether the LED shows it.
  var callsUntil: UInt64 = 0
  var isCalling = false
  /// When the input came that is being taken up, and when that which cut off what was being said.
  var inputAt: UInt64?
  var cutAt: UInt64?
  /// Until when (in frames of the ear) what is heard is our own earcon.
  var deafUntil = 0

  enum Activity {
    case none
    case listening(Listening)
    case thinking(Thinking)
    case speaking(Speaking)
  }

  /// A question that is being asked.
  struct Listening {
    /// The number of the first sample that belongs to it, and of that at the press.
    var first: Int
    var pressed: Int
    var end: QuestionEnd
    var thought: Thought?
    /// Whether it began with the button, which may be held while asking.
    var byButton: Bool
    /// Since when the button is held, as a frame of the ear; nil where it is not.
    var heldSince: Int?
    var frames = 0
  }

  /// A question that has ended.
  struct Thinking {
    var thought: Thought
    var question: HeardQuestion
    var ended: UInt64
    var ticked = false
  }

  /// Something that is being said.
  struct Speaking {
    var utterance: Talker.Utterance
    /// The question that it answers, until that has been told.
    var question: HeardQuestion?
    var ended: UInt64
    var promotion: Promotion?
    var isAnswer: Bool
    /// Whether it ends with a call for a person of the shop.
    var callsStaff = false
    /// Finds the beginning of a question in the middle of our own speech.
    var barge: QuestionEnd?
  }

  init(_ loop: Loop) throws(BoardError) {
    self.loop = loop
    configuration = loop.configuration
    microphone = loop.microphone
    speaker = try Speaker(device: configuration.speaker)
    panel = try Panel(preset: configuration.preset) { loop.put(.panel($0)) }
    talker = try Talker(speaker: speaker)
    thinker = try CoreThread(name: "thinker")
    ear = Ear(microphone: microphone)
    watch = HardwareWatch(microphone: microphone, speaker: speaker)
  }

  /// Serves until the end.
  func serve() {
    do throws(BoardError) {
      try microphone.start()
      try speaker.start()
      try panel.start()
    } catch {
      tell(.device(.lost(device: "threads", reason: error.description)))
    }
    setLevels()
    update()
    var goesOn = true
    while goesOn {
      // A press wakes it at once; while nobody asks, what was heard may gather.
      var isIdle = false
      if case .none = activity { isIdle = true }
      loop.wake.wait(milliseconds: isIdle ? 200 : 20)
      let inputs = loop.takeInputs()
      // What came before a press is not taken for what came after it.
      if isIdle, !inputs.isEmpty { hear() }
      for (input, at) in inputs {
        inputAt = at
        if !take(input) { goesOn = false }
      }
      inputAt = nil
      hear()
      goOn()
      tellSilence()
      for event in watch.look(ear, now: monotonicNanoseconds(), dead: isDeaf) {
        if case .device(.found) = event { setLevels() }
        if case .health = event { ear.resetPeak() }
        tell(event)
      }
      update()
    }
    stop()
  }

  private func stop() {
    interrupt()
    panel.show(.off)
    panel.stop()
    microphone.stop()
    speaker.end()
    talker.end()
    thinker.end()
    tell(.state(.stopped, reason: nil))
  }

  func tell(_ event: LoopEvent) { loop.observer(event) }

  private func setLevels() {
    for (percent, device, isGain) in [
      (configuration.volume, configuration.speaker, false), (configuration.gain, configuration.microphone, true),
    ] {
      guard let percent else { continue }
      do throws(BoardError) {
        if isGain {
          try Mixer.setGain(percent, device: device)
        } else {
          try Mixer.setVolume(percent, device: device)
        }
      } catch {
        tell(.device(.mixer(reason: error.description)))
      }
    }
  }

  // MARK: Input

  /// Takes an input; false where it is the end.
  private func take(_ input: Loop.Input) -> Bool {
    switch input {
    case .end: return false
    case .panel(.button(let event)): take(event)
    case .panel(.muteSwitch(let isOn)):
      isSwitchedOff = isOn
      if isDeaf { hush() }
    case .panel(.device(let event)): tell(.device(event))
    case .command(let command): take(command)
    }
    return true
  }

  private func take(_ command: LoopCommand) {
    switch command {
    case .press: press(byButton: false)
    case .release: release()
    case .mute(let isOn):
      isMuted = isOn
      if isDeaf { hush() }
    case .say(let text): announcements.append(text)
    case .ask(let text): ask(text)
    case .reload(let new):
      assistant = new
      conversation = nil
      trouble = nil
    case .tune(let tuning):
      let old = configuration.tuning
      configuration.tuning = tuning
      if (old.volume, old.gain) != (tuning.volume, tuning.gain) { setLevels() }
    case .noShop(let why):
      if assistant == nil { trouble = why }
    case .record(let seconds, let hand):
      recording = (ear.end, ear.end + Int(max(0.1, min(60, seconds)) * Double(Ear.rate)), hand)
    }
  }

  private func take(_ event: ButtonReader.Event) {
    switch event {
    case .pressed:
      isButtonDown = true
      press(byButton: true)
    case .released:
      isButtonDown = false
      release()
    case .heldLong:
      // Who holds the button and speaks is asking; who is silent wants a person.
      if case .listening(let listening) = activity, !listening.end.hasBegun {
        interrupt()
        call(.button)
        play(.staff)
      }
    case .heldVeryLong:
      if case .listening(let listening) = activity, listening.end.hasBegun { return }
      isMuted.toggle()
      if isDeaf { hush() }
      play(isMuted ? .notUnderstood : .listening)
    }
  }

  /// Whether the microphone is off.
  var isDeaf: Bool { isMuted || isSwitchedOff }

  private func hush() {
    if case .listening = activity { interrupt() }
    ear.forgetAll()
  }

  // MARK: Staff

  /// For how long the LED calls.
  private static let callNanoseconds: UInt64 = 120_000_000_000

  /// Calls a person of the shop: the LED shows it for two minutes, whatever is asked meanwhile.
  func call(_ why: StaffCall) {
    callsUntil = monotonicNanoseconds() &+ Self.callNanoseconds
    tell(.staffCalled(why, session: session))
  }

  // MARK: State

  /// Says and shows what the device does, where that has changed.
  func update() {
    let (now, why) = current()
    let calls = monotonicNanoseconds() < callsUntil
    if calls != isCalling || now != state { panel.show(now.pattern(isCalling: calls)) }
    isCalling = calls
    guard now != state || why != reason else { return }
    let isNew = now != state
    state = now
    reason = why
    tell(.state(now, reason: why))
    if isNew, now == .fault { play(.fault) }
  }

  /// What a microphone that gives too few frames is told of with.
  var stallReason: String { "the microphone '\(microphone.device)' gives too few frames" }

  func current() -> (LoopState, String?) {
    switch activity {
    case .listening: return (.listening, nil)
    case .thinking: return (.thinking, nil)
    case .speaking: return (.speaking, nil)
    case .none: break
    }
    if case .lost(let reason) = microphone.status { return (.fault, reason) }
    if case .lost(let reason) = speaker.status { return (.fault, reason) }
    if watch.isStalled { return (.fault, stallReason) }
    if let trouble { return (.noShop, trouble) }
    if assistant == nil || microphone.rate == nil || speaker.rate == nil { return (.starting, nil) }
    if isSwitchedOff { return (.muted, "the mute switch is on") }
    return isMuted ? (.muted, "muted") : (.idle, nil)
  }
}

package import Board
package import Clerk
package import Shop

/// What the loop tells its observer, in the order in which it happens.
package enum LoopEvent: Sendable {
  /// The state is now this one; `reason` is a sentence for a person where there is something to say.
  case state(LoopState, reason: String?)
  /// A question has ended, whatever became of it. Where it is answered this comes when the answer begins to sound.
  case question(HeardQuestion)
  /// The answer told of a promotion, and was heard to its end.
  case promotion(Promotion, session: Int)
  /// Something happened to the hardware.
  case device(DeviceEvent)
  /// A person of the shop is called.
  case staffCalled(StaffCall, session: Int)
  /// What was being said was cut off, and the speaker was silent so long after the press that did it; `toldAfter` is
  /// the part of it before the device was told, the rest is the device's own.
  case silenced(milliseconds: Double, toldAfter: Double)
  /// How hearing goes, about once a second.
  case health(LoopHealth)
}

/// Is told everything that happens, on the loop's own thread: it must return at once.
package typealias LoopObserver = @Sendable (LoopEvent) -> Void

/// Why a person of the shop is called.
package enum StaffCall: String, Sendable, CaseIterable {
  /// The shopper held the button and said nothing.
  case button
  /// The shopper asked for somebody.
  case asked
  /// Somebody is in danger.
  case emergency
  /// The clerk could not help.
  case unanswered

  /// Why the clerk calls with an answer, or nil where it does not.
  package init?(_ answer: Answer) {
    guard answer.callsStaff else { return nil }
    switch answer.intent {
    case .unsafe: self = .emergency
    case .staff: self = .asked
    default: self = .unanswered
    }
  }
}

/// A question and what became of it.
package struct HeardQuestion: Sendable {
  package enum Outcome: String, Sendable {
    case answered
    /// Nobody spoke after the press, or nothing could be made of it.
    case nothingHeard = "nothing-heard"
    /// The shopper pressed again before the answer, or the device was muted or ended while they asked.
    case interrupted
    /// The microphone, the recogniser or the clerk failed; `failure` says how.
    case failed
  }

  package var outcome: Outcome
  /// What was heard; empty where nothing was.
  package var transcript = ""
  package var answer: Answer?
  /// What the voice says.
  package var spoken = ""
  /// The dialogue that the question belongs to: another number after a silence.
  package var session = 0
  /// Whether it was cut at the longest time that is listened to.
  package var tooLong = false
  /// Whether the sound was clipped: the gain is too high.
  package var clipped = false
  package var failure: String?
  package var timings = Timings()

  /// In milliseconds.
  package struct Timings: Sendable {
    /// The length of the sound that was recognised.
    package var audio = 0.0
    /// From the last word to the decision that the question had ended.
    package var pause = 0.0
    /// The recogniser's own time; what of it lay within the pause cost nothing.
    package var transcribe = 0.0
    package var understand = 0.0
    package var answer = 0.0
    /// Until the synthesiser gave its first sound.
    package var synthesise = 0.0
    /// From the end of the question (after the pause) to the first sound handed to the speaker.
    package var firstSound: Double?
  }

  package init(outcome: Outcome) { self.outcome = outcome }
}

/// How hearing goes.
package struct LoopHealth: Sendable {
  /// Frames that came from the microphone per second of wall time, and how many should.
  package var framesPerSecond = 0.0
  package var expectedFramesPerSecond = 0.0
  /// Counts up with every piece of sound that went through the loop: what a watchdog may be fed by.
  package var progress: UInt64 = 0
  /// Whether sound arrives at its rate.
  package var isHearing = false
  /// Levels in dB below full scale: the noise of the shop, and the loudest of the last second.
  package var noise = -120.0
  package var peak = -120.0

  package init() {}
}

package import Audio
package import Board

/// What can be set about the loop.
package struct LoopConfiguration: Sendable, Equatable {
  /// How the button is used.
  package enum Mode: String, Sendable { case press, hold, both }

  package var microphone = "default"
  package var speaker = "default"
  /// In percent of the mixer's range; nil leaves the mixer alone.
  package var volume: Int?
  package var gain: Int?
  package var preset = BoardPreset.plain
  package var mode = Mode.both
  /// When a question begins and ends.
  package var question = QuestionEnd.Settings()
  /// Seconds without a question after which the next shopper is someone else.
  package var forget = 45.0
  /// Whether the shopper may interrupt by voice; needs echo cancellation. Off: nothing is listened to while it speaks.
  package var bargeIn = false
  package var earcons = true
  /// Seconds from before the press that are kept, so that no first word is lost.
  package var preRoll = 0.5

  package init() {}

  /// What of it can change while the loop runs.
  package var tuning: LoopTuning {
    get { LoopTuning(volume: volume, gain: gain, mode: mode, question: question, forget: forget) }
    set {
      (volume, gain, mode) = (newValue.volume, newValue.gain, newValue.mode)
      (question, forget) = (newValue.question, newValue.forget)
    }
  }
}

/// What of the loop's configuration a running loop follows, in the units that it has there.
package struct LoopTuning: Sendable, Equatable {
  package var volume: Int?
  package var gain: Int?
  package var mode: LoopConfiguration.Mode
  package var question: QuestionEnd.Settings
  package var forget: Double
}

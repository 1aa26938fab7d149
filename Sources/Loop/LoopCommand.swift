package import Session

/// What the loop can be told from outside; what the button does is told in the same words.
package enum LoopCommand: Sendable {
  /// As if the button were pressed, and released some time later.
  case press
  case release
  /// Turns the microphone off or on; the mute switch, where there is one, has the last word.
  case mute(Bool)
  /// Speaks a text (written, with figures) as soon as nobody is asking or being answered.
  case say(String)
  /// Asks a question in writing: it is answered aloud as if it had been heard.
  case ask(String)
  /// Answers from this assistant, which is loaded, from the next question on.
  case reload(Assistant)
  /// Follows other settings from the next question on.
  case tune(LoopTuning)
  /// Says that there is no shop, and why, until the next reload.
  case noShop(String)
  /// Takes the next `seconds` of what the microphone hears and hands them over (16 kHz, one channel).
  case record(seconds: Double, @Sendable ([Float]) -> Void)
}

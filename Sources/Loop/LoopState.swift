/// What the device is doing, as the LED, the status line and the merchant see it.
package enum LoopState: String, Sendable, CaseIterable {
  /// The models and the shop are being loaded.
  case starting
  /// It waits for a press.
  case idle
  /// A shopper is asking.
  case listening
  /// The question has ended and the answer is being made.
  case thinking
  /// The answer is heard.
  case speaking
  /// The microphone is off, by the switch, by a very long press or by command.
  case muted
  /// It cannot hear or speak; the reason says why, and it keeps trying.
  case fault
  /// There is no shop to answer from.
  case noShop = "no-shop"
  /// It has been told to end.
  case stopped
}

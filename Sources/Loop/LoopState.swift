package import Board

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

extension LoopState {
  /// What the LED does in each state, and while a person of the shop is called.
  package func pattern(isCalling: Bool = false) -> LEDPattern {
    switch self {
    // The shopper is still to see that the device listens, and a fault is still a fault.
    case .idle where isCalling, .speaking where isCalling, .muted where isCalling: .blink(on: 250, off: 250)
    case .starting: .blink(on: 500, off: 500)
    case .idle: .flashes(1, rest: 2_770)
    case .listening: .steady
    case .thinking: .blink(on: 120, off: 120)
    case .speaking: .breathe(period: 1_600)
    case .muted: .flashes(2, rest: 2_540)
    case .fault: .blink(on: 60, off: 60)
    case .noShop: .flashes(4, rest: 1_080)
    case .stopped: .off
    }
  }
}

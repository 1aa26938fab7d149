import Synchronization

/// Counts down on whichever thread; without a number it never ends.
final class Countdown: Sendable {
  private let left: Mutex<Int?>

  init(_ count: Int?) { left = Mutex(count) }

  /// Whether there is to be another.
  func goesOn() -> Bool {
    left.withLock { left in
      guard let count = left else { return true }
      left = count - 1
      return count > 1
    }
  }
}

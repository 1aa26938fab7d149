package import Loop

/// The loop as the daemon drives it.
package protocol RunningLoop: Sendable {
  /// Hands over a command; returns at once.
  func send(_ command: LoopCommand)
  /// Runs until it is shut down gracefully or cancelled.
  func run() async throws
}

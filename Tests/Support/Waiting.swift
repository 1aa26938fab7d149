import Foundation

/// Waits until something has come about, looking again and again; false where it has not within `seconds`, which are there
/// to end a test that would hang and are no part of what it says.
public func eventually(within seconds: Double = 60, _ isSo: () async throws -> Bool) async rethrows -> Bool {
  let end = Date(timeIntervalSinceNow: seconds)
  while try await !isSo() {
    guard Date() < end else { return false }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return true
}

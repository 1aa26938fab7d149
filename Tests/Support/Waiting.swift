/// Waits until something has come about, looking again and again; false where it has not within `seconds`, which are there
/// to end a test that would hang and are no part of what it says.
///
/// Counted are the looks, a hundred a second at most: where other tests hold all threads of Swift's pool for a minute,
/// nobody waits meanwhile, for what is awaited may need one of them too.
public func eventually(within seconds: Double = 60, _ isSo: () async throws -> Bool) async rethrows -> Bool {
  for _ in 0..<Int(seconds * 100) {
    if try await isSo() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return try await isSo()
}

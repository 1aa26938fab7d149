import Glibc

/// Waits until something has come about, looking again and again; false where it has not within `seconds`, which are there
/// to end a test that would hang and are no part of what it says.
///
/// Counted are the looks, a hundred a second at most: where other tests hold all threads of Swift's pool for a minute,
/// nobody waits meanwhile, for what is awaited may need one of them too.
public func eventually(within seconds: Double = 300, _ isSo: () async throws -> Bool) async rethrows -> Bool {
  for _ in 0..<Int(seconds * 100) {
    if try await isSo() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return try await isSo()
}

/// How much slower than usual this machine is, 1 at least: how many times `usual` seconds something takes to come about.
/// Blows that are to fall at any moment of a program's life are spread by it; else a program that is slow to start would
/// never live.
public func slowness(usual seconds: Double, until isSo: () -> Bool) -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  while !isSo(), start.duration(to: clock.now) < .seconds(60) { usleep(2_000) }
  return max(1, start.duration(to: clock.now) / .seconds(seconds))
}

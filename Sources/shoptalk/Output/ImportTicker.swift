import Shop
import Synchronization

/// Tells a person at a terminal how far the import of a large shop is; stays silent for a small one.
final class ImportTicker: Sendable {
  private let start = ContinuousClock.now
  private let shown = Mutex<ContinuousClock.Instant?>(nil)

  func show(_ progress: ImportProgress?) {
    guard let progress else { return finish() }
    let now = ContinuousClock.now
    guard Console.hasTerminalForErrors, start.duration(to: now) > .seconds(1) else { return }
    shown.withLock { shown in
      guard shown.map({ $0.duration(to: now) > .milliseconds(200) }) ?? true else { return }
      shown = now
      let part = progress.total.map { "\(progress.done) of \($0)" } ?? "\(progress.done)"
      Console.status("importing the shop (once): \(progress.phase.rawValue) \(part)")
    }
  }

  private func finish() { if shown.withLock({ $0 }) != nil { Console.status("") } }
}

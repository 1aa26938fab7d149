import Dispatch
package import Journal
package import Logging
import ServiceLifecycle
import Synchronization

/// Writes the journal in batches, so that the card wears slowly; at once while somebody reads, and at the end. What befalls
/// the journal itself (a disk that fills up, a clock that leaps) stands in it, too.
package final class JournalKeeper: Service {
  private let journal: Journal
  private let gather: Mutex<Duration>
  private let readers = Mutex(0)
  private let lastDisk = Mutex<(freeMegabytes: Int?, isReadOnly: Bool)>((nil, false))
  private let isUrgent = Atomic(false)
  private let log: Logger

  package init(journal: Journal, gather: Duration, log: Logger) {
    self.journal = journal
    self.gather = Mutex(gather)
    self.log = log
  }

  package func set(gather: Duration) { self.gather.withLock { $0 = gather } }

  /// What was seen of the disk last: who asks is not held up by a disk that answers late.
  package var disk: (freeMegabytes: Int?, isReadOnly: Bool) { lastDisk.withLock { $0 } }

  /// Why the journal could not be written when it was last tried.
  package var failure: JournalError? { journal.state.failure }

  /// What has been appended is to be on the disk, and with the merchant, soon.
  package func hurry() { isUrgent.store(true, ordering: .releasing) }

  /// Somebody reads along until `leave`.
  package func enter() { readers.withLock { $0 += 1 } }
  package func leave() { readers.withLock { $0 -= 1 } }

  /// Makes everything durable now; what is shown afterwards has survived.
  package func commitNow() async throws(JournalError) {
    let result = await Self.offTheCooperativeThreads { [journal] in
      Result { () throws(JournalError) in try journal.commit() }
    }
    try result.get()
  }

  package func run() async throws {
    var last = ContinuousClock.now
    var failure: JournalError?
    var clock = ClockWatch()
    var disk = DiskWatch()
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      try? await Task.sleep(for: .milliseconds(250))
      if let moved = clock.look(Clocks.stamp()) {
        log.notice("\(moved)")
        journal.append(.device("clock-moved", moved))
      }
      let seen = Host.disk(journal.folder)
      lastDisk.withLock { $0 = seen }
      if let told = disk.look(seen) {
        log.warning("\(told.sentence)")
        journal.append(.device(told.what, told.sentence))
      }
      let hurries = isUrgent.exchange(false, ordering: .acquiringAndReleasing)
      let wait = hurries || readers.withLock { $0 } > 0 ? Duration.zero : gather.withLock { $0 }
      guard journal.state.pending > 0, last.duration(to: .now) >= wait else { continue }
      do {
        try await commitNow()
        if failure != nil {
          log.notice("the journal can be written again")
          journal.append(.device("journal-written", "the journal can be written again"))
        }
        failure = nil
      } catch {
        // Said once for each reason, not twice a second while the disk is full.
        if failure != error { log.error("\(error)") }
        // It waits in memory with what could not be written.
        if failure == nil { journal.append(.device("journal-failed", "\(error)")) }
        failure = error
        try? await Task.sleep(for: .seconds(2))
      }
      last = .now
    }
    try? journal.commit()
  }

  /// Runs work that waits for a disk where it holds up nobody.
  static func offTheCooperativeThreads<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { next in
      DispatchQueue.global(qos: .utility).async { next.resume(returning: work()) }
    }
  }
}

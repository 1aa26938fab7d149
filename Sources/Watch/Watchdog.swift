package import Control
import Journal
package import Logging
import ServiceLifecycle
package import Systemd

/// Tells systemd that the daemon hears, and for as long as it does.
///
/// Fed by the sound that goes through the loop, never by the clock: a process that lives and does not hear is restarted.
/// While the loop says that it is at fault (a card was pulled) and keeps trying, it is given time; then a fresh process
/// tries.
package struct Watchdog: Service {
  /// How long a fault may last before a fresh process tries.
  static let patience = Duration.seconds(300)

  private let book: Book
  private let keeper: JournalKeeper?
  private let notify: Notify
  private let log: Logger

  package init(book: Book, keeper: JournalKeeper?, notify: Notify, log: Logger) {
    self.book = book
    self.keeper = keeper
    self.notify = notify
    self.log = log
  }

  package func run() async throws {
    var judge = Judge()
    var isReady = false
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      let pulse = book.pulse()
      let verdict = judge.judge(pulse)
      if verdict.isReady && !isReady {
        isReady = true
        notify.ready()
        log.notice("hearing")
      }
      if verdict.isAlive { isReady ? notify.alive() : notify.stillStarting(seconds: 30) }
      var status = book.status()
      if let keeper {
        status.journal.problem = keeper.failure?.description
        (status.host.freeMegabytes, status.host.diskIsReadOnly) = keeper.disk
      }
      notify.status(Self.sentence(status))
      try? await Task.sleep(for: .milliseconds(500))
    }
    notify.stopping()
  }

  /// Decides, twice a second, whether the daemon is ready and whether it is alive.
  package struct Judge {
    private var progress: UInt64 = 0

    package init() {}

    package mutating func judge(_ pulse: Book.Pulse) -> (isReady: Bool, isAlive: Bool) {
      let moved = pulse.progress != progress
      progress = pulse.progress
      let isTalking = pulse.silence < .seconds(3)
      switch pulse.state {
      case "starting": return (false, pulse.stateAge < Watchdog.patience)
      case "fault": return (false, moved || isTalking && pulse.stateAge < Watchdog.patience)
      // With the microphone off there is no sound to be fed by.
      case "muted": return (isTalking, isTalking)
      default: return (pulse.isHearing, moved)
      }
    }
  }

  /// One line for `systemctl status`.
  package static func sentence(_ status: DeviceStatus) -> String {
    let name = status.shop.name.map { "“\($0)”" } ?? "the shop"
    let words =
      switch status.state {
      case "starting": "Starting: loading the models and the shop"
      case "idle": "Hearing; waiting for a press at \(name)"
      case "listening": "Listening to a shopper"
      case "thinking": "Thinking about a question"
      case "speaking": "Speaking an answer"
      case "muted": "Muted: the microphone is off"
      case "fault": "FAULT: it cannot hear or speak"
      case "no-shop": "No shop to answer from"
      default: "Stopped"
      }
    let isDeaf = !status.hearing.isHearing && !["starting", "fault", "muted", "stopped"].contains(status.state)
    let problems = [status.reason, status.journal.problem, status.host.diskProblem].compactMap { $0 }.map { ": \($0)" }
    return words + (isDeaf ? " (but no sound arrives)" : "") + problems.joined()
  }
}

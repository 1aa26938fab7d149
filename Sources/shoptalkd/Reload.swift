import Clerk
import Journal
import Logging
import ServiceLifecycle
import Settings
import Systemd
import UnixSignals
import Watch

/// Reads the configuration and the shop anew, on SIGHUP or when the control socket says so, between questions.
final class Reload: Sendable {
  private let settings: CurrentSettings
  private let manner: AnswerManner
  private let stocking: Stocking
  private let keeper: JournalKeeper?
  private let scribe: Scribe
  private let book: Book
  private let notify: Notify
  private let log: Logger

  init(
    settings: CurrentSettings, manner: AnswerManner, stocking: Stocking, keeper: JournalKeeper?, scribe: Scribe,
    book: Book, notify: Notify, log: Logger
  ) {
    self.settings = settings
    self.manner = manner
    self.stocking = stocking
    self.keeper = keeper
    self.scribe = scribe
    self.book = book
    self.notify = notify
    self.log = log
  }

  /// Waits for SIGHUP, again and again.
  func onHangup() async {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      notify.reloading()
      _ = await now()
      if book.pulse().isHearing { notify.ready() }
    }
  }

  /// Reloads; nil where all of it went well, else what did not.
  func now() async -> String? {
    var problems: [String] = []
    do {
      let (new, old) = try settings.reread()
      scribe.set(privacy: Privacy(rawValue: new.journal.privacy.rawValue) ?? .redacted)
      keeper?.set(gather: .seconds(new.journal.gather))
      stocking.set(source: Household.source(new, manner))
      let late = Self.needsRestart(old, new)
      if !late.isEmpty {
        problems.append("changes of \(late.joined(separator: ", ")) need 'systemctl restart shoptalkd'")
      }
    } catch {
      problems.append("\(error); the configuration from before stays in use")
    }
    book.set(configurationProblem: problems.first)
    for problem in problems { log.warning("\(problem)") }
    if let problem = await stocking.load() { problems.append(problem) }
    return problems.isEmpty ? nil : problems.joined(separator: "\n")
  }

  /// The tables whose changes a running daemon does not follow.
  private static func needsRestart(_ old: Settings, _ new: Settings) -> [String] {
    var tables: [String] = []
    if (old.sound.microphone, old.sound.speaker, old.sound.bargeIn)
      != (new.sound.microphone, new.sound.speaker, new.sound.bargeIn)
    {
      tables.append("[sound]")
    }
    if old.board != new.board { tables.append("[board]") }
    if old.control != new.control { tables.append("[control]") }
    if old.log != new.log { tables.append("[log]") }
    if old.journal.folder != new.journal.folder || old.journal.keepDays != new.journal.keepDays
      || old.journal.keepMegabytes != new.journal.keepMegabytes
    {
      tables.append("[journal]")
    }
    return tables
  }
}

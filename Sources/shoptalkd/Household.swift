import Clerk
import Control
import FoundationEssentials
import Glibc
import Journal
import Logging
import Loop
import ServiceLifecycle
import Session
import Settings
import Synchronization
import Systemd
import UnixSignals
import Watch

/// Everything that runs in the daemon, put together.
struct Household {
  static let version = "0.1"

  let settings: Settings
  let reread: @Sendable (MerchantSettings?) throws(SettingsError) -> Settings
  /// How the shop speaks, for the writer that is at work.
  let manner = AnswerManner(.warm)

  func run() async throws {
    // A client that leaves in mid-answer ends its own answer only.
    signal(SIGPIPE, SIG_IGN)
    let level = Logger.Level(rawValue: settings.log.level.rawValue) ?? .info
    LoggingSystem.bootstrap { JournaldLog(label: $0, level: level) }
    let log = Logger(label: "shoptalkd")
    let notify = Notify(socket: ProcessInfo.processInfo.environment["NOTIFY_SOCKET"])
    notify.status("Starting: loading the models and the shop")

    let (journal, unusable) = openJournal(log)
    let keeper = journal.map {
      JournalKeeper(journal: $0, gather: .seconds(settings.journal.gather), log: log)
    }
    let scribe = Scribe(privacy: Privacy(rawValue: settings.journal.privacy.rawValue) ?? .redacted)
    let book = Book(version: Self.version, journal: journal, scribe: scribe)
    if let unusable { book.set(journal: settings.journal.folder, problem: unusable.description) }
    journal?.append(scribe.device("started", "the daemon has started, version \(Self.version)"))

    let loop = try makeLoop(settings, log: log) { event in
      book.observe(event)
      if case .staffCalled = event { keeper?.hurry() }
      Self.tell(event, log)
    }
    manner.set(Self.style(settings))
    let current = CurrentSettings(settings, reread: reread) { [manner] new, old in
      manner.set(Self.style(new))
      if let tuning = try? loopConfiguration(new).tuning, tuning != (try? loopConfiguration(old).tuning) {
        loop.send(.tune(tuning))
      }
    }
    let stocking = Stocking(
      source: Self.source(settings, manner), book: book, scribe: scribe, log: log,
      settle: { current.settle($0, log) }, order: { loop.send($0) })
    let reload = Reload(
      settings: current, manner: manner, stocking: stocking, keeper: keeper, scribe: scribe, book: book, notify: notify,
      log: log)
    let routes = Routes(
      book: book, journal: journal, keeper: keeper, order: { loop.send($0) }, reload: { await reload.now() })
    let server = ControlServer(socket: settings.control.socket) { await routes.answer($0) }

    var services: [any Service] = [
      Running { try await cancelWhenGracefulShutdown { try await server.run() } },
      Running { try await loop.run() },
      stocking,
      Watchdog(book: book, keeper: keeper, notify: notify, log: log),
      Running { await reload.onHangup() },
    ]
    // Last in, first out: the journal is written when all else has ended.
    if let keeper { services.insert(keeper, at: 0) }
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint],
      logger: Logger(label: "lifecycle") { _ in
        JournaldLog(label: "lifecycle", level: .error)
      })
    configuration.maximumGracefulShutdownDuration = .milliseconds(1200)
    try await ServiceGroup(configuration: configuration).run()
    try? journal?.commit()
    log.notice("stopped")
  }

  private static func style(_ settings: Settings) -> ModelWriter.Style {
    ModelWriter.Style(rawValue: settings.answers.style.rawValue) ?? .warm
  }

  static func source(_ settings: Settings, _ manner: AnswerManner) -> Stocking.Source {
    Stocking.Source(
      folder: settings.shop.folder, models: settings.models.folder, threads: settings.models.threads,
      answers: settings.answers.writer == .rules
        ? .rules : .model(manner, file: settings.answers.model.isEmpty ? nil : settings.answers.model),
      bundles: settings.shop.bundleKey.isEmpty
        ? nil : .init(folder: settings.shop.bundles, keys: settings.shop.bundleKey))
  }

  /// A device whose journal cannot be written answers all the same, and says so.
  private func openJournal(_ log: Logger) -> (Journal?, JournalError?) {
    do {
      let journal = try Journal(
        folder: settings.journal.folder,
        retention: .init(days: settings.journal.keepDays, bytes: settings.journal.keepMegabytes << 20))
      return (journal, nil)
    } catch {
      log.error("\(error)")
      return (nil, error)
    }
  }

  /// What of the loop's events belongs into the system's log: never what was said.
  private static func tell(_ event: LoopEvent, _ log: Logger) {
    switch event {
    case .state(let state, let reason):
      switch state {
      case .fault: log.error("fault: \(reason ?? "no reason was given")")
      case .noShop: log.warning("no shop: \(reason ?? "no reason was given")")
      case .muted: log.notice("muted")
      case .starting, .idle, .listening, .thinking, .speaking, .stopped: log.debug("\(state.rawValue)")
      }
    case .question(let question):
      let first = question.timings.firstSound.map { " first_sound_ms=\(Int($0))" } ?? ""
      log.info("question \(question.outcome.rawValue)\(first)\(question.failure.map { ": \($0)" } ?? "")")
    case .device(let event): log.warning("\(Scribe.words(event).sentence)")
    case .staffCalled(let why, _): log.notice("\(Scribe.words(why))")
    case .silenced(let milliseconds, _): log.debug("silent after \(Int(milliseconds.rounded())) ms")
    case .promotion, .health: break
    }
  }
}

/// A service from a closure.
private struct Running: Service {
  let body: @Sendable () async throws -> Void
  func run() async throws { try await body() }
}

// The service that pushes the journal to the merchant: wiring only; what is sent and when is decided in Sync. It has
// the network, and neither sound nor GPIO.
import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle
import Settings
import Sync
import Systemd
import UnixSignals

@main
struct SyncService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shoptalk-sync", abstract: "Push what shoppers asked to the merchant, and fetch the shop.",
    discussion: """
      Runs as a systemd service of its own; 'shoptalk sync status' says how it fares, 'shoptalk sync preview' what it \
      sends. Without sync.endpoint in the configuration it ends at once.
      Exit status: 0 ended when told to, 64 bad usage, 78 a configuration that cannot be used, 70 internal error; \
      with --once 69 where not all could be sent.
      """)

  @Option(name: .long, help: ArgumentHelp("The configuration (default: \(Settings.usualFile)).", valueName: "file"))
  var config: String?

  @Option(name: .long, help: ArgumentHelp("Set a key, as sync.interval=60.", valueName: "key=value"))
  var set: [String] = []

  @Option(name: .long, help: ArgumentHelp("Where the status goes.", valueName: "file"))
  var status = PushStatus.usualFile

  @Option(name: .long, help: ArgumentHelp("Where the status of bundles goes.", valueName: "file"))
  var bundleStatus = PullStatus.usualFile

  @Flag(name: .long, help: "Send what is there and ask for a bundle, once, and end.")
  var once = false

  @Flag(name: .long, help: "Check the configuration, and end.")
  var check = false

  @Option(name: .long, help: ArgumentHelp("Seconds before the second attempt.", visibility: .hidden))
  var firstWait = 1.0
  @Option(name: .long, help: ArgumentHelp("Seconds between attempts at most.", visibility: .hidden))
  var longestWait = 300.0
  @Option(name: .long, help: ArgumentHelp("Seconds for which an answer is waited for.", visibility: .hidden))
  var patience = 30
  @Option(name: .long, help: ArgumentHelp("Records of a request at most.", visibility: .hidden))
  var mostRecords = 512

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let settings: Settings
    do { settings = try Settings.load(file: config, flags: set) } catch { throw failed("\(error)", EX_CONFIG) }
    let level = Logger.Level(rawValue: settings.log.level.rawValue) ?? .info
    LoggingSystem.bootstrap { JournaldLog(label: $0, level: level) }
    let log = Logger(label: "shoptalk-sync")
    let notify = Notify(socket: ProcessInfo.processInfo.environment["NOTIFY_SOCKET"])
    guard !settings.sync.endpoint.isEmpty else {
      notify.ready()
      notify.status("Nothing is sent: sync.endpoint is not set")
      log.notice("sync.endpoint is not set: nothing is sent to anybody")
      return
    }
    let transport: HTTPTransport
    let pusher: Pusher
    var bundles: (fetcher: HTTPFetcher, puller: Puller)?
    do throws(SyncError) {
      let endpoint = try Endpoint(settings.sync.endpoint)
      transport = try HTTPTransport(
        endpoint, settings.sync, environment: ProcessInfo.processInfo.environment,
        patience: max(1, patience))
      pusher = Pusher(
        journal: settings.journal.folder, endpoint: endpoint, transport: transport, options: options(settings), log: log
      )
      // A receiver that is no hub is never asked for a shop.
      if !settings.shop.bundleKey.isEmpty {
        let options = pullOptions(settings)
        let fetcher = try HTTPFetcher(
          endpoint, settings.sync, environment: ProcessInfo.processInfo.environment, limit: options.mostBytes,
          patience: max(1, patience))
        bundles = (
          fetcher,
          Puller(folder: settings.shop.bundles, endpoint: endpoint, fetcher: fetcher, options: options, log: log)
        )
      }
    } catch { throw failed(error.description, EX_CONFIG) }
    func end() async {
      await transport.end()
      await bundles?.fetcher.end()
    }
    if check { return await end() }
    if once {
      var all = await Self.pushOnce(pusher)
      if var puller = bundles?.puller {
        _ = await puller.step()
        if let problem = puller.status.problem {
          Self.complain(problem)
          all = false
        }
      }
      await end()
      if !all { throw ExitCode(EX_UNAVAILABLE) }
      return
    }
    notify.ready()
    log.notice("records go to \(pusher.status.endpoint)")
    var services: [any Service] = [Pushing(pusher: pusher, notify: notify)]
    if let puller = bundles?.puller { services.append(Pulling(puller: puller)) }
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint],
      logger: Logger(label: "lifecycle") { _ in JournaldLog(label: "lifecycle", level: .error) })
    group.maximumGracefulShutdownDuration = .seconds(2)
    do { try await ServiceGroup(configuration: group).run() } catch { throw failed("\(error)", EX_SOFTWARE) }
    await end()
  }

  private func options(_ settings: Settings) -> Pusher.Options {
    var options = Pusher.Options()
    options.instance = settings.sync.instance.isEmpty ? Host.name : settings.sync.instance
    options.format = settings.sync.format == .json ? .json : .protobuf
    options.compresses = settings.sync.compression == .gzip
    options.interval = Double(settings.sync.interval)
    options.firstWait = max(0.001, firstWait)
    options.longestWait = max(options.firstWait, longestWait)
    options.blockedWait = min(300, options.longestWait)
    options.mostRecords = max(1, min(mostRecords, 4096))
    options.statusFile = status
    return options
  }

  private func pullOptions(_ settings: Settings) -> Puller.Options {
    var options = Puller.Options()
    options.interval = Double(settings.sync.bundleInterval)
    options.firstWait = max(0.001, firstWait)
    options.longestWait = max(options.firstWait, longestWait)
    options.statusFile = bundleStatus
    return options
  }

  /// Sends until there is nothing left, or something fails three times; whether all arrived.
  private static func pushOnce(_ start: Pusher) async -> Bool {
    var pusher = start
    for _ in 0..<3 {
      while await pusher.step() == .goOn {}
      if pusher.status.problem == nil { return true }
      complain(pusher.status.problem ?? "")
    }
    return false
  }

  private func failed(_ text: String, _ status: Int32) -> ExitCode {
    Self.complain(text)
    return ExitCode(status)
  }

  private static func complain(_ text: String) {
    let bytes = Array("<3>shoptalk-sync: \(text)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}

/// The pusher as a service.
private struct Pushing: Service {
  let pusher: Pusher
  let notify: Notify

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var pusher = pusher
      await pusher.run { status in
        notify.status(
          status.problem.map { "Not sending: \($0)" } ?? "\(status.delivered) records have arrived; none waits")
      }
    }
  }
}

/// The puller as a service.
private struct Pulling: Service {
  let puller: Puller

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var puller = puller
      await puller.run()
    }
  }
}

import FoundationEssentials
import Glibc
public import Journal
public import Logging

/// Fetches the merchant's bundles into the inbox of the daemon, which opens them: nothing in them is read here.
///
/// A bundle is in the inbox whole, or the one before it is. The hub is asked by the tag of the one that is there, so
/// that nothing is sent twice.
public struct Puller: Sendable {
  /// What can be set.
  public struct Options: Sendable {
    /// Seconds between questions, and after a failure: at first, and at most.
    public var interval = 300.0, firstWait = 5.0, longestWait = 900.0
    /// Bytes of a bundle at most.
    public var mostBytes = 130 << 20
    /// Where `PullStatus` goes; nil for nowhere.
    public var statusFile: String?

    public init() {}
  }

  private let inbox: String
  private let endpoint: Endpoint
  private let fetcher: any Fetcher
  private let options: Options
  private let log: Logger
  private let clock: @Sendable () -> Stamp
  public private(set) var status = PullStatus()
  private var backoff: Backoff
  private var random = SystemRandomNumberGenerator()

  private var bundle: String { "\(inbox)/shop.bundle" }
  private var tagFile: String { "\(inbox)/.tag" }

  /// - Parameter folder: `shop.bundles` of the configuration; the inbox is in it.
  public init(
    folder: String, endpoint: Endpoint, fetcher: any Fetcher, options: Options = Options(), log: Logger,
    clock: @escaping @Sendable () -> Stamp = Clocks.stamp
  ) {
    inbox = "\(folder)/inbox"
    self.endpoint = endpoint
    self.fetcher = fetcher
    self.options = options
    self.log = log
    self.clock = clock
    backoff = Backoff(first: options.firstWait, longest: options.longestWait)
    status.endpoint = endpoint.bundle
    status.tag = tag
  }

  /// Fetches until the task is cancelled.
  public mutating func run() async {
    while !Task.isCancelled {
      let wait = await step()
      try? await Task.sleep(for: .seconds(wait))
    }
  }

  /// Asks once; the seconds to wait before the next time.
  public mutating func step() async -> Double {
    let wait: Double
    do throws(TransportFailure) { wait = try await attempt() } catch { wait = failed(error.reason, after: nil) }
    status.nextAt = now + wait
    if let file = options.statusFile { status.write(to: file) }
    return wait
  }

  private mutating func attempt() async throws(TransportFailure) -> Double {
    let part = "\(inbox)/.part"
    unlink(part)
    defer { unlink(part) }
    let fetched = try await fetcher.fetch(endpoint.bundle, unless: tag, to: part, limit: options.mostBytes)
    switch fetched.status {
    case 200:
      try keep(part, tag: fetched.tag)
      status.lastFetched = now
      log.notice("a bundle of the shop has come\(fetched.tag.map { ": \($0)" } ?? "")")
    case 304: break
    // There is none yet.
    case 404: break
    case 401, 403:
      return failed(
        "the hub answered \(fetched.status): the token of this device is not accepted (revoked?)", after: nil)
    case 300...399: return failed("the hub answered \(fetched.status): the address has moved", after: nil)
    default:
      return failed(
        "the hub answered \(fetched.status)",
        after: RetryAfter.seconds(fetched.retryAfter, date: fetched.date, now: now))
    }
    if status.problem != nil { log.notice("the hub answers again") }
    status.problem = nil
    status.lastAnswer = now
    backoff.succeeded()
    // Not all devices of a merchant in the same second.
    return options.interval * Double.random(in: 0.9...1.1, using: &random)
  }

  /// Puts a fetched file in the bundle's place, on the disk, and notes its tag behind it.
  private mutating func keep(_ part: String, tag: String?) throws(TransportFailure) {
    unlink(tagFile)
    guard Self.sync(part), rename(part, bundle) == 0, Self.sync(inbox) else {
      throw TransportFailure("\(bundle): cannot be written: \(String(cString: strerror(errno)))")
    }
    status.tag = tag
    guard let tag, tag.utf8.count <= 200, !tag.contains(where: \.isNewline) else { return }
    try? Data(tag.utf8).write(to: URL(filePath: tagFile))
  }

  /// The tag of the bundle in the inbox, if it is there.
  private var tag: String? {
    guard access(bundle, F_OK) == 0, let bytes = try? Data(contentsOf: URL(filePath: tagFile)),
      (1...200).contains(bytes.count), bytes.allSatisfy({ $0 > 32 && $0 < 127 })
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func failed(_ reason: String, after: Double?) -> Double {
    let wait = max(backoff.failed(using: &random), after ?? 0)
    if reason != status.problem { log.warning("no bundle: \(reason)") }
    status.problem = reason
    return wait
  }

  private var now: Double { Double(clock().time) / 1e9 }

  private static func sync(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }
}

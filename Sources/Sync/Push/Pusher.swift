import FoundationEssentials
public import Journal
public import Logging

/// Pushes the journal to the merchant's receiver, oldest first, until each record has arrived.
///
/// A record is behind it only when the receiver has answered: what is sent twice (the answer was lost, the plug was
/// pulled) has the same `log.record.uid`, by which a receiver drops it. Records arrive in the journal's order. A record
/// that makes a request fail is found by halving, tried by itself, and passed over only then.
public struct Pusher: Sendable {
  /// What can be set.
  public struct Options: Sendable {
    public enum Format: String, Sendable, CaseIterable { case json, protobuf }

    /// The device's name for the merchant, `service.instance.id`.
    public var instance = "shoptalk"
    public var format = Format.protobuf
    /// Whether bodies are gzipped.
    public var compresses = true
    /// Seconds for which records are gathered.
    public var interval = 30.0
    /// Records of a request, and its bytes before compression, at most.
    public var mostRecords = 512, mostBytes = 1 << 20
    /// Seconds after the first failure; after many; and while somebody has to mend something.
    public var firstWait = 1.0, longestWait = 300.0, blockedWait = 300.0
    /// How often a record is tried by itself before it is passed over.
    public var attempts = 5
    /// Where `PushStatus` goes; nil for nowhere.
    public var statusFile: String?

    public init() {}
  }

  /// What is to be done after a step.
  public enum Step: Sendable, Equatable {
    /// There is more: go on at once.
    case goOn
    /// Wait so many seconds.
    case wait(Double)
  }

  /// The reader's name in the journal.
  public static let readerName = "sync"

  private let reader: JournalReader
  private let transport: any Transport
  private let options: Options
  private let log: Logger
  private let clock: @Sendable () -> Stamp
  public private(set) var status = PushStatus()
  private var backoff: Backoff
  private var random = SystemRandomNumberGenerator()
  /// Records of the next request: fewer after a refusal.
  private var limit: Int
  /// How often the record now at the front was refused by itself.
  private var refusals = 0
  private var lastProblem: String?

  public init(
    journal: String, endpoint: Endpoint, transport: any Transport, options: Options = Options(), log: Logger,
    clock: @escaping @Sendable () -> Stamp = Clocks.stamp
  ) {
    reader = JournalReader(folder: journal)
    self.transport = transport
    self.options = options
    self.log = log
    self.clock = clock
    backoff = Backoff(first: options.firstWait, longest: options.longestWait)
    limit = options.mostRecords
    status.endpoint = endpoint.logs
    status.started = Self.seconds(clock())
  }

  /// Pushes until the task is cancelled. `onStatus` is called after each step.
  public mutating func run(onStatus: @Sendable (PushStatus) -> Void = { _ in }) async {
    while !Task.isCancelled {
      let step = await self.step()
      onStatus(status)
      if case .wait(let seconds) = step { try? await Task.sleep(for: .seconds(seconds)) }
    }
  }

  /// Sends one request, if there is something to send.
  public mutating func step() async -> Step {
    let step: Step
    do throws(JournalError) {
      step = try await attempt()
    } catch {
      step = failed("\(error)", wait: backoff.failed(using: &random))
    }
    note(step)
    return step
  }

  private mutating func attempt() async throws(JournalError) -> Step {
    let position = try reader.acknowledged(by: Self.readerName)
    status.position = position
    let records = try reader.read(after: position, limit: limit)
    guard let first = records.first else {
      succeeded()
      return .wait(options.interval)
    }
    // Numbers that are missing were removed, or damaged, before they could be sent.
    let lost = position == 0 ? 0 : first.sequence - position - 1
    let (batch, body) = encode(records)
    let verdict: Verdict
    status.requests += 1
    do throws(SyncError) {
      let packed = options.compresses ? try Gzip.compress(body) : body
      do throws(TransportFailure) {
        let type = options.format == .json ? "application/json" : "application/x-protobuf"
        let reply = try await transport.post(packed, contentType: type, isGzipped: options.compresses)
        verdict = Verdict(reply, now: Self.seconds(clock()))
      } catch {
        verdict = .retry(reason: error.reason, after: nil)
      }
    } catch {
      verdict = .retry(reason: "\(error)", after: nil)
    }
    return try settle(verdict, batch, lost: lost, isAll: batch.count == records.count && records.count < limit)
  }

  /// The records of one request, as many as its size allows, and its body.
  private func encode(_ records: [Record]) -> (ArraySlice<Record>, [UInt8]) {
    var batch = records[...]
    while true {
      let request = LogRequest(batch, instance: options.instance, now: clock())
      let body = options.format == .json ? request.json() : request.protobuf()
      if body.count <= options.mostBytes || batch.count == 1 { return (batch, body) }
      batch = batch.prefix(max(1, batch.count / 2))
    }
  }

  private mutating func settle(
    _ verdict: Verdict, _ batch: ArraySlice<Record>, lost: UInt64, isAll: Bool
  ) throws(JournalError) -> Step {
    guard let last = batch.last else { return .wait(options.interval) }
    switch verdict {
    case .accepted(let rejected, let message):
      try reader.acknowledge(last.sequence, by: Self.readerName)
      status.position = last.sequence
      status.delivered += batch.count - min(rejected, batch.count)
      status.rejected += min(rejected, batch.count)
      count(lost: lost)
      if rejected > 0 { log.warning("the receiver did not want \(rejected) records: \(message)") }
      succeeded()
      limit = min(options.mostRecords, limit * 2)
      return isAll ? .wait(options.interval) : .goOn
    case .retry(let reason, let after):
      let wait = backoff.failed(using: &random)
      // Not all at the same moment at which the receiver wants them again.
      return failed(reason, wait: after.map { $0 + Double.random(in: 0...max(1, $0 / 10), using: &random) } ?? wait)
    case .blocked(let reason):
      _ = backoff.failed(using: &random)
      return failed(reason, wait: options.blockedWait * Double.random(in: 0.75...1, using: &random))
    case .refused(let reason):
      if batch.count > 1 {
        limit = batch.count / 2
        _ = failed("\(reason) to \(batch.count) records; they are sent in smaller parts", wait: 0)
        return .goOn
      }
      refusals += 1
      if refusals < options.attempts { return failed(reason, wait: backoff.failed(using: &random)) }
      // It alone was refused each time: what comes after it must not wait for ever.
      try reader.acknowledge(last.sequence, by: Self.readerName)
      status.position = last.sequence
      status.refused += 1
      count(lost: lost)
      refusals = 0
      log.error("record \(last.uid) was passed over: \(reason), \(options.attempts) times")
      return .goOn
    }
  }

  private mutating func count(lost: UInt64) {
    guard lost > 0 else { return }
    status.lost += lost
    log.warning("\(lost) records were removed from the journal before they could be sent")
  }

  private mutating func succeeded() {
    if lastProblem != nil { log.notice("records arrive again") }
    lastProblem = nil
    status.problem = nil
    status.failures = 0
    status.lastSuccess = Self.seconds(clock())
    refusals = 0
    backoff.succeeded()
  }

  private mutating func failed(_ reason: String, wait: Double) -> Step {
    // Said once for each reason, not at each attempt of a day without network.
    if reason != lastProblem { log.warning("\(reason)") }
    lastProblem = reason
    status.problem = reason
    status.failures += 1
    return .wait(wait)
  }

  /// Says what comes next.
  private mutating func note(_ step: Step) {
    switch step {
    case .goOn:
      status.next = "sends on"
      status.nextAt = nil
    case .wait(let seconds):
      status.next = status.problem == nil ? "looks for new records" : "tries again"
      status.nextAt = Self.seconds(clock()) + seconds
    }
    if let file = options.statusFile { status.write(to: file) }
  }

  private static func seconds(_ stamp: Stamp) -> Double { Double(stamp.time) / 1e9 }
}

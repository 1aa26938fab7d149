import ArgumentParser
import FoundationEssentials
import Journal
import Session
import Settings
import Sync

/// `shoptalk sync status`: how far the merchant's records have come.
struct SyncStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Tell how far the merchant's records have come, and what is in the way.",
    discussion: "Exit status: 0 all is well or nothing is to be sent, 1 records wait and something is in the way.")

  @Option(name: .long, help: ArgumentHelp("The journal's folder; the configuration's if not given.", valueName: "dir"))
  var journal: String?

  @Option(name: .long, help: ArgumentHelp("Where the service leaves its status.", valueName: "file"))
  var file = PushStatus.usualFile

  @Option(name: .long, help: ArgumentHelp("Where the service leaves the status of bundles.", valueName: "file"))
  var bundleFile = PullStatus.usualFile

  @Option(name: .long, help: ArgumentHelp("The configuration (default: \(Settings.usualFile)).", valueName: "file"))
  var config: String?

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  func run() throws {
    let settings: Settings
    do { settings = try Settings.load(file: config) } catch { throw Failure(.data, "\(error)") }
    let reader = JournalReader(folder: journal ?? settings.journal.folder)
    let status = PushStatus(file: file)
    let position: UInt64
    let waiting: Waiting
    do throws(JournalError) {
      position = try reader.acknowledged(by: Pusher.readerName)
      waiting = try Waiting(reader, after: position)
    } catch { throw Failure(.data, error.description) }
    let isOff = settings.sync.endpoint.isEmpty && status == nil
    if json {
      try Console.line(object(status, position, waiting, isOff: isOff).text)
    } else {
      for line in lines(status, position, waiting, isOff: isOff) { try Console.line(line) }
    }
    if !isOff, waiting.count > 0, status == nil || status?.problem != nil { throw ExitCode(1) }
  }

  /// What the merchant does not have yet.
  private struct Waiting {
    var count: UInt64 = 0
    /// Seconds since the oldest of it, where a clock can tell.
    var age: Double?

    init(_ reader: JournalReader, after position: UInt64) throws(JournalError) {
      guard let oldest = try reader.read(after: position, limit: 1).first, let newest = try reader.last(1).first else {
        return
      }
      count = newest.sequence - oldest.sequence + 1
      let now = Clocks.stamp()
      if oldest.stamp.boot == now.boot {
        age = Double(now.monotonic - oldest.stamp.monotonic) / 1e9
      } else if oldest.stamp.clockSet, now.clockSet {
        age = Double(now.time - oldest.stamp.time) / 1e9
      }
    }
  }

  private func lines(_ status: PushStatus?, _ position: UInt64, _ waiting: Waiting, isOff: Bool) -> [String] {
    func row(_ name: String, _ value: String) -> String { name.padded(to: 10) + value }
    var lines: [String] = []
    if isOff {
      lines.append(row("sync", "off: sync.endpoint is not set, nothing leaves this device"))
    } else if let status {
      lines.append(row("sync", status.problem == nil ? "well" : "NOT sending"))
      lines.append(row("to", status.endpoint))
    } else {
      lines.append(row("sync", "the service does not run: 'systemctl status shoptalk-sync' says why"))
    }
    let age = waiting.age.map { ", the oldest for \(StatusScreen.duration($0))" } ?? ""
    lines.append(row("waiting", waiting.count == 0 ? "nothing" : "\(waiting.count) records\(age)"))
    lines += bundleLines()
    guard let status else { return lines }
    var counts = ["\(status.delivered) arrived"]
    if status.rejected > 0 { counts.append("\(status.rejected) not wanted by the receiver") }
    if status.refused > 0 { counts.append("\(status.refused) passed over as no receiver took them") }
    if status.lost > 0 { counts.append("\(status.lost) removed before they could be sent") }
    lines.append(row("since", "the start: " + counts.joined(separator: ", ") + ", in \(status.requests) requests"))
    let now = Date().timeIntervalSince1970
    if let last = status.lastSuccess { lines.append(row("last", "\(StatusScreen.duration(now - last)) ago")) }
    if let problem = status.problem {
      lines.append(
        row("problem", "\(problem) (\(status.failures) \(status.failures == 1 ? "time" : "times in a row"))"))
    }
    let wait = status.nextAt.map { $0 - now }
    lines.append(row("next", status.next + (wait.map { $0 > 1 ? " in \(StatusScreen.duration($0))" : " now" } ?? "")))
    return lines
  }

  /// What is known of the merchant's bundles, where they are fetched.
  private func bundleLines() -> [String] {
    guard let pull = PullStatus(file: bundleFile) else { return [] }
    let now = Date().timeIntervalSince1970
    var text = pull.tag.map { "\($0) came last" } ?? "none has come yet"
    if let problem = pull.problem {
      text += "; NOT fetched: \(problem)"
    } else if let last = pull.lastAnswer {
      text += "; asked \(StatusScreen.duration(now - last)) ago"
    }
    return ["bundle".padded(to: 10) + text + "; 'shoptalk status' tells which one answers"]
  }

  private func object(_ status: PushStatus?, _ position: UInt64, _ waiting: Waiting, isOff: Bool) -> JSONValue {
    var fields: [(String, JSONValue)] = [
      ("enabled", .bool(!isOff)), ("running", .bool(status != nil)), ("position", .integer(Int(clamping: position))),
      ("waiting", .integer(Int(clamping: waiting.count))),
    ]
    if let age = waiting.age { fields.append(("oldest_s", .number(age, decimals: 1))) }
    if let status {
      fields += [
        ("endpoint", .string(status.endpoint)), ("delivered", .integer(status.delivered)),
        ("rejected", .integer(status.rejected)), ("refused", .integer(status.refused)),
        ("lost", .integer(Int(clamping: status.lost))), ("requests", .integer(status.requests)),
        ("failures", .integer(status.failures)), ("next", .string(status.next)),
      ]
      if let problem = status.problem { fields.append(("problem", .string(problem))) }
      if let last = status.lastSuccess { fields.append(("last_success", .number(last, decimals: 3))) }
      if let next = status.nextAt { fields.append(("next_at", .number(next, decimals: 3))) }
    }
    if let pull = PullStatus(file: bundleFile) {
      fields.append(
        (
          "bundle",
          .object([
            ("tag", pull.tag.map { .string($0) } ?? .null), ("problem", pull.problem.map { .string($0) } ?? .null),
            ("last_answer", pull.lastAnswer.map { .number($0, decimals: 3) } ?? .null),
          ])
        ))
    }
    return .object(fields)
  }
}

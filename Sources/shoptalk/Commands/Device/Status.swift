import ArgumentParser
import Control
import Session

/// `shoptalk status`: one screen about the device.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how the device fares: hearing, questions, shop, models, storage.",
    discussion: "Exit status: 0 it hears, 69 it does not or the daemon is not running.")

  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    let client = daemon.client
    let status = try asking { () throws(ControlError) in try client.get(DeviceStatus.self, "/v1/status") }
    if daemon.json {
      try Console.line(String(decoding: ControlJSON.bytes(status), as: UTF8.self))
    } else {
      for line in StatusScreen.lines(status) { try Console.line(line) }
    }
    if !status.isWell { throw ExitCode(ExitStatus.unavailable.rawValue) }
  }
}

extension DeviceStatus {
  /// Whether it does what it is for.
  var isWell: Bool { hearing.isHearing && !["starting", "fault", "no-shop"].contains(state) }
}

/// The status as a screen of text.
enum StatusScreen {
  static func lines(_ status: DeviceStatus) -> [String] {
    var lines: [String] = []
    func row(_ name: String, _ text: String) {
      lines.append(name.padded(to: 10) + text)
    }
    row("state", status.state + (status.reason.map { ": \($0)" } ?? ""))
    let hearing = status.hearing
    row(
      "hearing",
      hearing.isHearing
        ? "yes, \(Int(hearing.framesPerSecond)) of \(Int(hearing.expectedFramesPerSecond)) frames a second, "
          + "noise \(Int(hearing.noise)) dB, peak \(Int(hearing.peak)) dB"
        : "NO (\(Int(hearing.framesPerSecond)) of \(Int(hearing.expectedFramesPerSecond)) frames a second); "
          + "'shoptalk doctor' finds out why")
    row("up", duration(status.uptime))
    let questions = status.questions
    row(
      "questions",
      "\(questions.answered) answered, \(questions.nothingHeard) not heard, \(questions.interrupted) interrupted, "
        + "\(questions.failed) failed")
    if let last = questions.last {
      row(
        "last",
        "\(duration(last.secondsAgo)) ago: \(last.outcome)\(last.intent.map { ", \($0)" } ?? "")"
          + (last.firstSound.map { ", first sound after \(Int($0)) ms" } ?? ""))
    }
    if let median = questions.firstSoundMedian, let late = questions.firstSound95 {
      row("latency", "median \(Int(median)) ms, 95 % below \(Int(late)) ms (end of question to first sound)")
    }
    if let why = status.calls.last, let ago = status.calls.secondsAgo {
      row("staff", "called \(duration(ago)) ago (\(why)), \(status.calls.count) times since the start")
    }
    let shop = status.shop
    let origin = shop.bundle.map { "bundle \($0)" } ?? shop.folder
    row("shop", shop.name.map { "\($0), \(shop.products) products (\(origin))" } ?? "none in \(origin)")
    if let problem = shop.problem { row("", "not loaded: \(problem)") }
    row(
      "models",
      status.models.isEmpty
        ? "NONE" : status.models.map { "\($0.file) \(megabytes($0.bytes))" }.joined(separator: ", "))
    let journal = status.journal
    row("journal", "\(journal.events) events, \(megabytes(journal.bytes)), \(journal.pending) not yet written")
    if journal.dropped > 0 { row("", "\(journal.dropped) events were lost because the disk took none") }
    if let problem = journal.problem { row("", problem) }
    row(
      "sync",
      journal.lag.isEmpty
        ? "no reader yet"
        : journal.lag.sorted { $0.key < $1.key }.map { "\($0.key) is \($0.value) events behind" }
          .joined(separator: ", "))
    let host = status.host
    row(
      "machine",
      [
        host.temperature.map { "\(Int($0)) °C" }, host.freeMegabytes.map { "\($0) MB free" } ?? "free room not known",
        "clock \(host.clockSet ? "set" : "NOT set")", "daemon \(Int(host.residentMegabytes)) MB",
        "\(host.threads) threads", "\(host.descriptors) descriptors",
      ].compactMap { $0 }.joined(separator: ", "))
    if let problem = host.diskProblem {
      row(
        "",
        "\(problem): what shoppers ask \(host.diskIsReadOnly ? "is not kept; put another card in" : "may not be kept; make room")"
      )
    }
    if !host.throttling.isEmpty { row("", "power or heat: \(host.throttling.joined(separator: ", "))") }
    if let problem = status.configurationProblem { row("config", problem) }
    return lines
  }

  private static func megabytes(_ bytes: Int) -> String { "\((bytes + 524_288) >> 20) MB" }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)))
    switch whole {
    case ..<120: return "\(whole) s"
    case ..<7200: return "\(whole / 60) min"
    case ..<172_800: return "\(whole / 3600) h"
    default: return "\(whole / 86_400) days"
    }
  }
}

extension String {
  /// With blanks behind it, up to a width.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

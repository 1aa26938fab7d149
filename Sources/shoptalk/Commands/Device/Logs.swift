import ArgumentParser
import Control
import FoundationEssentials
import Session

/// `shoptalk logs`: what happened, from the journal.
struct Logs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what happened: questions, device events, promotions heard.",
    discussion: "Shows only what has reached the disk. What was said is shown as far as journal.privacy keeps it.")

  @Flag(name: [.customShort("f"), .long], help: "Go on as things happen (Ctrl-C ends).")
  var follow = false

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many of the last events.", valueName: "n"))
  var lines = 20

  @Option(name: .long, help: ArgumentHelp("Events behind this number, oldest first.", valueName: "sequence"))
  var after: UInt64?

  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    guard (0...10_000).contains(lines) else { throw ValidationError("--lines takes 0 to 10000") }
  }

  func run() throws {
    let client = daemon.client
    let json = daemon.json
    let path = "/v1/events?limit=\(lines)" + (after.map { "&after=\($0)" } ?? "") + (follow ? "&follow=1" : "")
    try asking { () throws(ControlError) in
      try client.lines(path) { line in
        do {
          if json {
            try Console.line(String(decoding: line, as: UTF8.self))
          } else {
            try Console.line(Self.text(try ControlJSON.value(JournalEntry.self, from: line)))
          }
          return true
        } catch { return false }
      }
    }
  }

  static func text(_ entry: JournalEntry) -> String {
    let date = Date(timeIntervalSince1970: Double(entry.time) / 1e9)
    let time = date.formatted(.iso8601) + (entry.clockSet ? "" : " (clock not set)")
    let kind = entry.name.split(separator: ".").last.map(String.init) ?? entry.name
    var head = "\(entry.sequence) \(time) \(kind)"
    func take(_ key: String) -> String? { entry.attributes[key]?.text }
    switch kind {
    case "question":
      head += " \(take("outcome") ?? "")"
      if let heard = take("transcript"), !heard.isEmpty { head += " “\(heard)”" }
      if let answer = take("answer") { head += " → \(answer)" }
      if let first = take("first_sound_ms") { head += " (\(first) ms)" }
    case "device": head += " \(take("what") ?? ""): \(take("sentence") ?? "")"
    case "promotion": head += " “\(take("title") ?? "")” was heard"
    default: head += entry.attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.text)" }.joined()
    }
    return head
  }
}

import ArgumentParser
import Control
import FoundationEssentials
import Session

/// `shoptalk doctor`: what is wrong with the device, and what to do about it.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Examine the device; each finding comes with its remedy.",
    discussion: """
      Exit status: 0 all is well (warnings count as well), 1 something is wrong. \
      On a terminal it asks you to press the button and to look at the LED; --no-ask leaves that out.
      """)

  @Flag(name: .long, help: "Ask nothing of the person at the terminal.")
  var noAsk = false

  @Option(
    name: .long, help: ArgumentHelp("Wait up to so many seconds for the device to hear first.", valueName: "seconds"))
  var wait = 0.0

  @Option(name: .long, help: ArgumentHelp("The configuration to examine.", valueName: "file"))
  var config: String?

  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    var examination = Examination(client: daemon.client, config: config)
    if wait > 0 { examination.waitForHearing(seconds: wait) }
    let asks = !noAsk && !daemon.json && Console.isInteractive
    examination.run(asks: asks) { finding in
      if !daemon.json { try? Console.line(finding.text) }
    }
    let findings = examination.findings
    if daemon.json { try Console.line(String(decoding: ControlJSON.bytes(findings), as: UTF8.self)) }
    let wrong = findings.count { $0.verdict == .wrong }
    if !daemon.json {
      try Console.line(
        wrong == 0
          ? "All is well\(findings.contains { $0.verdict == .warning } ? ", but see the warnings" : "")."
          : "\(wrong) \(wrong == 1 ? "thing is" : "things are") wrong.")
    }
    if wrong > 0 { throw ExitCode(1) }
  }
}

/// One thing that was looked at.
struct Finding: Codable, Sendable {
  enum Verdict: String, Codable, Sendable {
    case well, warning, wrong
  }

  var what: String
  var verdict: Verdict
  var found: String
  /// What to do about it; nil where there is nothing to do.
  var remedy: String?

  var text: String {
    let mark =
      switch verdict {
      case .well: "ok     "
      case .warning: "warning"
      case .wrong: "WRONG  "
      }
    return "\(mark) \(what.padded(to: 13)) \(found)" + (remedy.map { "\n        → \($0)" } ?? "")
  }
}

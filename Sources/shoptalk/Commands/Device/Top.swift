import ArgumentParser
import Control
import Session

/// `shoptalk top`: the status, live.
struct Top: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Watch how the device fares, live (Ctrl-C ends).")

  @Option(name: .long, help: ArgumentHelp("Seconds between looks.", valueName: "seconds"))
  var every = 1.0

  @Option(name: .long, help: ArgumentHelp("End after so many looks.", valueName: "n"))
  var count: Int?

  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    guard every >= 0.2, every <= 3600 else { throw ValidationError("--every takes 0.2 to 3600 seconds") }
    if let count, count < 1 { throw ValidationError("--count takes a number above 0") }
  }

  func run() throws {
    let client = daemon.client
    let json = daemon.json
    let isTerminal = Console.isTerminal
    let left = Countdown(count)
    try asking { () throws(ControlError) in
      try client.lines("/v1/status?every=\(every)") { line in
        do {
          if json {
            try Console.line(String(decoding: line, as: UTF8.self))
          } else {
            let status = try ControlJSON.value(DeviceStatus.self, from: line)
            if isTerminal { Console.prompt("\u{1B}[H\u{1B}[2J") }
            for line in StatusScreen.lines(status) { try Console.line(line) }
            if !isTerminal { try Console.line("") }
          }
          return left.goesOn()
        } catch { return false }
      }
    }
  }
}

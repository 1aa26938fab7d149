// The daemon: the loop, and what watches over it. Wiring only; nothing that a library should hold.
import ArgumentParser
import Loop

@main
struct Daemon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shoptalkd", abstract: "The clerk at the counter: press, ask, hear.")

  func run() async throws {}
}

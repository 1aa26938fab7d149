import ArgumentParser

/// The command line: offline work, and later the technician's view of the daemon.
@main
struct Shoptalk: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shoptalk", abstract: "Ask the shop's clerk, and look after the device.")
}

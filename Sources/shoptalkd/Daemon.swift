// The daemon: the loop, and what watches over it. Wiring only; nothing that a library should hold.
import ArgumentParser
import FoundationEssentials
import Glibc
import Settings

@main
struct Daemon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shoptalkd", abstract: "The clerk at the counter: press, ask, hear.",
    discussion: """
      Runs as a systemd service; 'shoptalk status' and its sisters talk to it. \
      Exit status: 0 ended when told to, 64 bad usage, 78 a configuration that cannot be used, 70 internal error.
      """)

  @Option(name: .long, help: ArgumentHelp("The configuration (default: \(Settings.usualFile)).", valueName: "file"))
  var config: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Set a key, as sound.volume=80; wins over file and environment.", valueName: "key=value"))
  var set: [String] = []

  @Flag(name: .long, help: "Print the commented sample of the configuration, and end.")
  var sample = false

  @Flag(name: .long, help: "Check the configuration, and end.")
  var check = false

  func run() async throws {
    if sample {
      print(Settings.sample, terminator: "")
      return
    }
    let settings: Settings
    do { settings = try load() } catch {
      complain("\(error)")
      throw ExitCode(EX_CONFIG)
    }
    if check { return }
    do {
      try await Household(settings: settings, reread: { merchant throws(SettingsError) in try load(merchant) }).run()
    } catch {
      complain("\(error)")
      throw ExitCode(EX_SOFTWARE)
    }
  }

  private func load(_ merchant: MerchantSettings? = nil) throws(SettingsError) -> Settings {
    try Settings.load(merchant: merchant, file: config, flags: set)
  }

  private func complain(_ text: String) {
    let bytes = Array("<3>shoptalkd: \(text)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}

import ArgumentParser
// The command line: offline work with the same libraries as the daemon, and later the technician's view of it.
// Commands/ has one file per command, Options/ what they share, Session/ the wiring of ears, clerk and voice,
// Batch/ the questions that come in a file, Output/ what is printed.
import Session

@main
struct Shoptalk: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shoptalk", abstract: "Ask the shop's clerk, and look after the shop.",
    discussion: "Exit status: 0 done, 64 bad usage, 65 bad input data, 69 a missing model, 70 internal error.",
    subcommands: [
      Ask.self, Transcribe.self, ShopCommand.self, BundleCommand.self, ModelCommand.self, Generate.self, Bench.self,
      Eval.self,
      Dump.self,
    ],
    groupedSubcommands: [
      CommandGroup(
        name: "Device",
        subcommands: [
          Status.self, Doctor.self, Logs.self, Top.self, Say.self, Press.self, MuteCommand.self, RecordCommand.self,
          ReloadCommand.self, SyncCommand.self, SupportBundle.self,
        ])
    ])

  /// Runs the command, and ends with the status that the contract gives to each kind of failure.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error {
      // What the parser throws (help, bad usage, a status) it also knows how to tell.
      if error is ExitCode { exit(withError: error) }
      if exitCode(for: error) != .failure { exit(withError: error) }
      let failure = Failure(error)
      if !failure.message.isEmpty { Console.complain(failure.message) }
      exit(withError: ExitCode(failure.status.rawValue))
    }
  }
}

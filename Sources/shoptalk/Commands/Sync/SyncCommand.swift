import ArgumentParser

/// `shoptalk sync`: what goes to the merchant.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "See what the merchant would learn from this device.",
    subcommands: [SyncPreview.self])
}

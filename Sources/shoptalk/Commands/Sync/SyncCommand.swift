import ArgumentParser

/// `shoptalk sync`: what goes to the merchant.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "See what the merchant learns from this device, and how far it has come.",
    subcommands: [SyncStatus.self, SyncPreview.self])
}

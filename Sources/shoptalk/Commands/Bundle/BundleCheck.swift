import ArgumentParser
import Bundle
import FoundationEssentials
import Session

/// `shoptalk bundle check`: whether a device with this key would open a bundle, and what is in it.
struct BundleCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a bundle's signature and content, and say what is in it.")

  @Argument(help: ArgumentHelp("The bundle.", valueName: "file"))
  var file: String

  @Option(name: .long, help: ArgumentHelp("The public key, as in shop.bundle_key.", valueName: "key"))
  var trust: String

  func run() throws {
    let files = FileManager.default
    let scratch = files.temporaryDirectory.appendingPathComponent(
      "shoptalk-bundle-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? files.removeItem(atPath: scratch) }
    let manifest: BundleManifest
    do throws(BundleError) {
      manifest = try BundleFile.unpack(file, into: scratch, trust: BundleTrust(trust, place: "--trust"))
    } catch { throw Failure(.data, error.description) }
    let date = Date(timeIntervalSince1970: Double(manifest.created)).formatted(.iso8601)
    try Console.line("bundle \(manifest.serial) of \(manifest.shop), packed \(date)")
    for file in manifest.files { try Console.line("  \(file.name) \(file.size) bytes") }
  }
}

import ArgumentParser
import Bundle
import FoundationEssentials
import Session
import Settings
import Shop

/// `shoptalk bundle pack`: a shop folder becomes a signed file.
struct BundlePack: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Pack a shop folder into a signed bundle, if it holds a shop.")

  @Argument(help: ArgumentHelp("The shop's folder.", valueName: "dir"))
  var folder: String

  @Option(name: .long, help: ArgumentHelp("The file of the secret.", valueName: "file"))
  var key: String

  @Option(name: .long, help: "The bundle's number; above that of the one before.")
  var serial: UInt64

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the bundle goes.", valueName: "file"))
  var output: String

  func run() throws {
    let signer = try BundleNewKey.read(key)
    let files = FileManager.default
    let scratch = files.temporaryDirectory.appendingPathComponent(
      "shoptalk-pack-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? files.removeItem(atPath: scratch) }
    let (shop, report) = try ShopStore.open(folder: folder, cache: scratch, encoder: nil)
    guard report.products > 0 else {
      throw Failure(.data, "\(folder): holds no product; 'shoptalk shop check \(folder)' says why")
    }
    do throws(SettingsError) { _ = try MerchantSettings.read(folder: folder) } catch {
      throw Failure(.data, error.description)
    }
    for issue in report.errors { Console.complain("\(issue)") }
    let manifest: BundleManifest
    do throws(BundleError) {
      manifest = try BundleFile.pack(
        folder: folder, to: output, serial: serial, shop: shop.info.name, created: Int(Date().timeIntervalSince1970),
        signer: signer, isWanted: ShopStore.isShopFile)
    } catch { throw Failure(.data, error.description) }
    try Console.line(
      "\(output): bundle \(manifest.serial), \(report.products) products, "
        + "\(manifest.files.map(\.name).joined(separator: ", "))")
  }
}

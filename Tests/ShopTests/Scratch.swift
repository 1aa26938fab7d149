import Foundation
import Shop
import TestSupport
import Testing

/// A folder that is gone when the value is.
final class Scratch: Sendable {
  let path: String
  init() {
    path = NSTemporaryDirectory() + "shoptalk-test-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
  }
}

/// A shop folder and the store made from it, for as long as the value lives.
struct TestShop {
  let folder = Scratch()
  let cache = Scratch()
  let store: ShopStore
  let report: ImportReport

  static let toml = "[shop]\nname = \"Test\"\ncurrency = \"USD\"\n"
  static let header = "Handle,Title,Type,Tags,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"

  /// `files`: by name; `shop.toml` is given where it is not named.
  init(_ files: [String: String]) throws {
    if files["shop.toml"] == nil { try folder.write("shop.toml", Self.toml) }
    for (name, text) in files { try folder.write(name, text) }
    (store, report) = try ShopStore.open(folder: folder.path, cache: cache.path)
  }

  static func grocery() throws -> (ShopStore, Scratch) {
    let cache = Scratch()
    return (try ShopStore.open(folder: Fixtures.path("Firmware/examples/grocery"), cache: cache.path).0, cache)
  }
}

/// The error that `body` throws.
func failure(_ body: () throws -> Void) -> ShopError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ShopError
  }
}

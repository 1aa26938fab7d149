import FoundationEssentials

/// What a bundle says of itself; the signature is over these bytes, and they hold the digest of every file.
public struct BundleManifest: Codable, Sendable, Equatable {
  public struct File: Codable, Sendable, Equatable {
    /// A plain name, without folders.
    public var name: String
    /// In bytes.
    public var size: Int
    /// SHA-256 in lowercase hex.
    public var sha256: String

    public init(name: String, size: Int, sha256: String) {
      self.name = name
      self.size = size
      self.sha256 = sha256
    }
  }

  /// Counts up with each bundle of a merchant: a device never goes back to a lower one.
  public var serial: UInt64
  /// What the shop calls itself, for those who look at bundles.
  public var shop: String
  /// Seconds since 1970.
  public var created: Int
  public var files: [File]

  public init(serial: UInt64, shop: String, created: Int, files: [File]) {
    self.serial = serial
    self.shop = shop
    self.created = created
    self.files = files
  }

  /// Files that a bundle may hold, their bytes in all, and those of its manifest.
  public static let mostFiles = 16, mostBytes = 128 << 20, longestManifest = 16 << 10

  /// The bytes that are signed: sorted keys, no spaces.
  func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { Array($0) } ?? []
  }

  /// Reads what `encoded` has written, once the signature over it is known to be good.
  init(_ bytes: [UInt8], path: String) throws(BundleError) {
    guard let manifest = try? JSONDecoder().decode(BundleManifest.self, from: Data(bytes)) else {
      throw .damaged(path: path, reason: "its manifest cannot be read")
    }
    self = manifest
    try check(path: path)
  }

  /// What holds of every bundle.
  func check(path: String) throws(BundleError) {
    guard serial > 0, serial < 1 << 53 else { throw .damaged(path: path, reason: "has no serial number from 1 on") }
    guard !files.isEmpty, files.count <= Self.mostFiles else {
      throw .damaged(path: path, reason: "names \(files.count) files; there are 1 to \(Self.mostFiles)")
    }
    var rest = Self.mostBytes
    var names: Set<String> = []
    for file in files {
      guard Self.isPlain(file.name), names.insert(file.name).inserted else {
        throw .damaged(path: path, reason: "\"\(file.name.prefix(80))\" is no name that a file of a shop can have")
      }
      guard file.size >= 0, file.size <= rest else {
        throw .tooLarge(path: path, reason: "holds more than \(Self.mostBytes >> 20) MiB")
      }
      rest -= file.size
    }
  }

  /// Whether a name stays in its folder, whatever the file system makes of it: letters, digits, `-`, `_` and dots within.
  static func isPlain(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasPrefix("-")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

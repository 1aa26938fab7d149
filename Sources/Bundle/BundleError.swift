// A shop folder as one signed file, on its way from the merchant to the devices: packed and signed on the merchant's
// side, checked and unpacked on the device. Knows files and signatures, and nothing of what stands in the files.

/// What can be wrong with a bundle, each with the place and the remedy.
public enum BundleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file or folder that cannot be read or written.
  case file(path: String, reason: String)
  /// A file that is no bundle, or not a whole one.
  case damaged(path: String, reason: String)
  /// Signed by nobody whom this device trusts.
  case untrusted(path: String)
  /// More than a bundle may hold.
  case tooLarge(path: String, reason: String)
  /// A key that cannot be used.
  case key(place: String, reason: String, remedy: String)

  public var description: String {
    switch self {
    case .file(let path, let reason): "\(path): \(reason)"
    case .damaged(let path, let reason): "\(path): \(reason); fetch the bundle again, or have it packed anew"
    case .untrusted(let path):
      "\(path): is not signed by the key in shop.bundle_key; set the key that the merchant's hub shows"
    case .tooLarge(let path, let reason): "\(path): \(reason); leave out what no shopper asks for"
    case .key(let place, let reason, let remedy): "\(place): \(reason); \(remedy)"
    }
  }
}

import Crypto
public import FoundationEssentials

/// The merchant's secret: signs bundles (Ed25519, RFC 8032).
public struct BundleSigner: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new secret.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// - Parameter text: as `text` gives it: 32 bytes in base64.
  public init(_ text: String, place: String) throws(BundleError) {
    guard let bytes = Self.bytes(text), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else {
      throw .key(
        place: place, reason: "is no secret key for bundles (32 bytes in base64)",
        remedy: "make one with 'shoptalk bundle new-key'")
    }
    self.key = key
  }

  /// The secret in base64.
  public var text: String { key.rawRepresentation.base64EncodedString() }

  /// What devices know it by.
  public var trust: BundleTrust { BundleTrust(keys: [key.publicKey]) }

  func signature(of bytes: [UInt8]) throws(BundleError) -> [UInt8] {
    do { return Array(try key.signature(for: Data(BundleFile.context + bytes))) } catch {
      throw .key(place: "signing", reason: "\(error)", remedy: "make a new key")
    }
  }

  static func bytes(_ text: String) -> Data? {
    let text = String(text.filter { !$0.isWhitespace })
    guard text.utf8.count <= 64, let data = Data(base64Encoded: text), data.count == 32 else { return nil }
    return data
  }
}

/// The keys by which a device knows its merchant; two while one takes the other's place.
public struct BundleTrust: Sendable {
  private let keys: [Curve25519.Signing.PublicKey]

  fileprivate init(keys: [Curve25519.Signing.PublicKey]) { self.keys = keys }

  /// - Parameter text: keys of 32 bytes in base64, several with a comma between them.
  public init(_ text: String, place: String) throws(BundleError) {
    var keys: [Curve25519.Signing.PublicKey] = []
    for part in text.split(separator: ",") where part.contains(where: { !$0.isWhitespace }) {
      guard let bytes = BundleSigner.bytes(String(part)),
        let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
      else {
        throw .key(
          place: place, reason: "\"\(part.prefix(60))\" is no public key for bundles (32 bytes in base64)",
          remedy: "copy the line that the merchant's hub shows for this device")
      }
      keys.append(key)
    }
    guard !keys.isEmpty else {
      throw .key(place: place, reason: "holds no key", remedy: "copy the line that the merchant's hub shows")
    }
    self.keys = keys
  }

  /// The keys in base64, as they are configured.
  public var text: String { keys.map { $0.rawRepresentation.base64EncodedString() }.joined(separator: ",") }

  func holds(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    let signed = Data(BundleFile.context + bytes)
    return keys.contains { $0.isValidSignature(Data(signature), for: signed) }
  }
}

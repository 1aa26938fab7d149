import Crypto
import CryptoExtras
import FoundationEssentials

/// Tokens and passwords.
enum Secret {
  /// A new token: 32 random bytes in URL-safe base64.
  static func token() -> String {
    let key = SymmetricKey(size: .bits256)
    return key.withUnsafeBytes { Data($0) }.base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// What of a token is kept: nobody who reads the database can use it.
  static func digest(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }

  /// What of a password is kept (scrypt, RFC 7914; N = 2^14, r = 8, p = 1: about 16 MiB and 50 ms for each guess).
  static func slow(_ password: String, salt: Data) throws -> Data {
    let key = try KDF.Scrypt.deriveKey(
      from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << 14, blockSize: 8, parallelism: 1)
    return key.withUnsafeBytes { Data($0) }
  }

  /// Compares without telling by the time how far two agree.
  static func areEqual(_ a: some Sequence<UInt8>, _ b: some Sequence<UInt8>) -> Bool {
    let (a, b) = (Array(a), Array(b))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

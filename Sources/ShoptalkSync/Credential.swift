import FoundationEssentials
import Settings
import Sync

/// The token by which the receiver knows this device: read anew for each request, so that a new one counts at once.
struct Credential: Sendable {
  let file: String

  /// nil where the device has none: its certificate says who it is, or the receiver asks nobody.
  init?(_ settings: Settings.Sync, environment: [String: String]) throws(SyncError) {
    if !settings.tokenFile.isEmpty {
      file = settings.tokenFile
      _ = try read()
      return
    }
    guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else { return nil }
    file = "\(folder)/token"
    // The unit gives "-" where none was installed.
    guard let bytes = try? Data(contentsOf: URL(filePath: file)),
      bytes.contains(where: { $0 > 32 && $0 != UInt8(ascii: "-") })
    else {
      return nil
    }
  }

  func read() throws(SyncError) -> String {
    let bytes: Data
    do { bytes = try Data(contentsOf: URL(filePath: file)) } catch {
      throw .credential(
        file: file, reason: "cannot be read", remedy: "put the device's token there, readable for this service alone")
    }
    let token = bytes.filter { $0 > 32 && $0 < 127 }
    guard !token.isEmpty, token.count <= 4096,
      token.count == bytes.drop(while: { $0 <= 32 }).reversed().drop(while: { $0 <= 32 }).count
    else {
      throw .credential(
        file: file, reason: "holds no token (one line of letters, digits and signs)",
        remedy: "copy it again from where the device was enrolled")
    }
    return String(decoding: token, as: UTF8.self)
  }
}

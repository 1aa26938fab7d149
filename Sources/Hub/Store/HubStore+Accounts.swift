import FoundationEssentials
import GRDB

/// Somebody who is signed in.
struct SignedIn: Sendable {
  var account: String
  /// What each form must bring back.
  var csrf: String
}

extension HubStore {
  /// Seconds for which a sign-in holds.
  static let sessionTime = 12.0 * 3600

  func hasAccount() async throws(HubError) -> Bool {
    try await read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM account)") ?? false }
  }

  /// Sets a password; whoever was signed in under this name is signed out.
  func setPassword(_ password: String, of name: String) async throws(HubError) {
    let name = name.trimmed
    guard (1...64).contains(name.count) else { throw .refused(reason: "an account needs a name of 1 to 64 letters") }
    guard (10...200).contains(password.count) else {
      throw .refused(reason: "a password needs 10 to 200 characters; several words make a good one")
    }
    let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
    let hash: Data
    do { hash = try Secret.slow(password, salt: salt) } catch { throw .refused(reason: "\(error)") }
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO account VALUES (?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET salt = excluded.salt, hash = excluded.hash
          """, arguments: [name, salt, hash])
      try db.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [name])
    }
  }

  /// A new session's token, or nil where name and password don't belong together.
  func signIn(_ name: String, _ password: String, now: Double) async throws(HubError) -> String? {
    let known = try await read { db in
      try Row.fetchOne(db, sql: "SELECT name, salt, hash FROM account WHERE name = ?", arguments: [name.trimmed])
        .map { (name: $0["name"] as String, salt: $0["salt"] as Data, hash: $0["hash"] as Data) }
    }
    // A name that nobody has takes as long.
    let salt = known?.salt ?? Data(repeating: 0, count: 16)
    let hash: Data
    do { hash = try Secret.slow(String(password.prefix(200)), salt: salt) } catch { throw .refused(reason: "\(error)") }
    guard let known, Secret.areEqual(hash, known.hash) else { return nil }
    let token = Secret.token()
    let csrf = Secret.token()
    try await write { db in
      try db.execute(
        sql: "INSERT INTO session VALUES (?, ?, ?, ?)",
        arguments: [Secret.digest(token), known.name, csrf, now + Self.sessionTime])
    }
    return token
  }

  func session(_ token: String, now: Double) async throws(HubError) -> SignedIn? {
    try await read { db in
      try Row.fetchOne(
        db, sql: "SELECT account, csrf FROM session WHERE token = ? AND expires > ?",
        arguments: [Secret.digest(token), now]
      ).map { SignedIn(account: $0["account"], csrf: $0["csrf"]) }
    }
  }

  func signOut(_ token: String) async throws(HubError) {
    try await write { try $0.execute(sql: "DELETE FROM session WHERE token = ?", arguments: [Secret.digest(token)]) }
  }
}

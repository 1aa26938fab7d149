import FoundationEssentials
import GRDB

/// A device that may send and fetch.
struct EnrolledDevice: Sendable, FetchableRecord {
  var id: Int64
  var name: String
  var enrolled: Double
  var revoked: Double?
  var seen: Double?
  var instance: String?
  /// What it last said of a bundle.
  var bundle: String?

  init(row: Row) {
    id = row["id"]
    name = row["name"]
    enrolled = row["enrolled"]
    revoked = row["revoked"]
    seen = row["seen"]
    instance = row["instance"]
    bundle = row["bundle"]
  }
}

extension HubStore {
  /// Enrols a device under a new name, or gives one that was revoked or has lost its token a new one.
  /// - Returns: its token, which nobody is shown again.
  func enrol(_ name: String, now: Double) async throws(HubError) -> String {
    let name = name.trimmed
    guard (1...64).contains(name.count), !name.contains(where: \.isNewline) else {
      throw .refused(reason: "a device needs a name of 1 to 64 letters")
    }
    let token = Secret.token()
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO device (name, token, enrolled) VALUES (?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET token = excluded.token, enrolled = excluded.enrolled, revoked = NULL
          """, arguments: [name, Secret.digest(token), now])
    }
    return token
  }

  /// Whether there was such a device to revoke.
  func revoke(_ name: String, now: Double) async throws(HubError) -> Bool {
    try await write { db in
      try db.execute(
        sql: "UPDATE device SET revoked = ? WHERE name = ? AND revoked IS NULL", arguments: [now, name])
      return db.changesCount == 1
    }
  }

  /// The device that a token belongs to; nil for one that is unknown or revoked.
  func device(token: String) async throws(HubError) -> EnrolledDevice? {
    try await read { db in
      try EnrolledDevice.fetchOne(
        db, sql: "SELECT * FROM device WHERE token = ? AND revoked IS NULL", arguments: [Secret.digest(token)])
    }
  }

  func devices() async throws(HubError) -> [EnrolledDevice] {
    try await read { try EnrolledDevice.fetchAll($0, sql: "SELECT * FROM device ORDER BY revoked IS NOT NULL, name") }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}

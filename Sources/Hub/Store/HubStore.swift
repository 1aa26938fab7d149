import FoundationEssentials
import GRDB

/// Everything the hub knows, in one SQLite file beside the shop's versions.
final class HubStore: Sendable {
  let pool: DatabasePool
  let path: String

  /// Opens the database in `folder`, or makes it there.
  init(folder: String) throws(HubError) {
    path = "\(folder)/hub.sqlite"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      var configuration = Configuration()
      configuration.label = "hub"
      configuration.busyMode = .timeout(10)
      configuration.maximumReaderCount = 4
      configuration.prepareDatabase { db in
        // What a device has been told has arrived must survive a pulled plug.
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
      }
      pool = try DatabasePool(path: path, configuration: configuration)
      try Self.migrations.migrate(pool)
    } catch { throw .database(file: path, reason: "\(error)") }
  }

  private static var migrations: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { try $0.execute(sql: tables) }
    return migrator
  }

  private static let tables = """
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE account (name TEXT PRIMARY KEY, salt BLOB NOT NULL, hash BLOB NOT NULL);
    CREATE TABLE session (
      token BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES account ON DELETE CASCADE, csrf TEXT NOT NULL,
      expires REAL NOT NULL);
    CREATE TABLE device (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, token BLOB NOT NULL UNIQUE, enrolled REAL NOT NULL,
      revoked REAL, seen REAL, instance TEXT, bundle TEXT);
    CREATE TABLE record (
      id INTEGER PRIMARY KEY, device INTEGER NOT NULL REFERENCES device, uid TEXT NOT NULL, sequence INTEGER,
      time REAL NOT NULL, received REAL NOT NULL, severity INTEGER NOT NULL, name TEXT NOT NULL, session TEXT,
      attributes TEXT NOT NULL, UNIQUE (device, uid));
    CREATE INDEX record_time ON record (time);
    CREATE TABLE question (
      record INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE, device INTEGER NOT NULL, time REAL NOT NULL,
      sequence INTEGER, session TEXT, outcome TEXT NOT NULL, intent TEXT, transcript TEXT, answer TEXT,
      answered INTEGER NOT NULL, confidence REAL, first_sound REAL, hidden INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX question_time ON question (time);
    CREATE INDEX question_session ON question (device, session, sequence);
    CREATE TABLE question_product (
      record INTEGER NOT NULL REFERENCES question ON DELETE CASCADE, handle TEXT NOT NULL, position INTEGER NOT NULL,
      available INTEGER NOT NULL, PRIMARY KEY (record, handle)) WITHOUT ROWID;
    CREATE INDEX question_product_handle ON question_product (handle);
    CREATE TABLE promotion (
      record INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE, device INTEGER NOT NULL, time REAL NOT NULL,
      sequence INTEGER, session TEXT, title TEXT NOT NULL, applies_to TEXT);
    CREATE INDEX promotion_time ON promotion (time);
    CREATE TABLE happening (
      record INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE, device INTEGER NOT NULL, time REAL NOT NULL,
      severity INTEGER NOT NULL, what TEXT NOT NULL, sentence TEXT NOT NULL);
    CREATE INDEX happening_time ON happening (device, time);
    CREATE TABLE bundle (
      serial INTEGER PRIMARY KEY AUTOINCREMENT, created REAL NOT NULL, note TEXT NOT NULL, digest TEXT NOT NULL,
      products INTEGER NOT NULL, warnings TEXT NOT NULL);
    CREATE TABLE product (handle TEXT PRIMARY KEY, title TEXT NOT NULL, tags TEXT NOT NULL);
    """

  /// Reads; `body` sees one moment of the database.
  func read<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws(HubError) -> T {
    do { return try await pool.read(body) } catch { throw .database(file: path, reason: "\(error)") }
  }

  /// Writes, all or nothing.
  @discardableResult
  func write<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws(HubError) -> T {
    do { return try await pool.write(body) } catch let error as HubError { throw error } catch {
      throw .database(file: path, reason: "\(error)")
    }
  }

  func setting(_ name: String) async throws(HubError) -> String? {
    try await read { try String.fetchOne($0, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name]) }
  }

  func set(_ name: String, _ value: String) async throws(HubError) {
    try await write {
      try $0.execute(
        sql: "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        arguments: [name, value])
    }
  }
}

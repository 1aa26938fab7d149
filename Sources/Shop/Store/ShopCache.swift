import FoundationEssentials
import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where databases are kept between runs: one file for each content of a shop folder.
struct ShopCache {
  let folder: String
  /// On a card that has become read-only what is there still answers.
  let isWritable: Bool

  /// So many databases are kept; older ones go.
  static let kept = 8
  /// How the names of compiled languages end.
  static let languageEnding = ".words"
  /// Databases up to this size are checked page by page whenever they are opened.
  static let checkLimit = 8 << 20

  /// `given`, else `$XDG_CACHE_HOME/shoptalk/shops`, else `~/.cache/shoptalk/shops`; nil where none can be used.
  init?(_ given: String?) {
    let environment = ProcessInfo.processInfo.environment
    if let given {
      folder = given
    } else if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      folder = base + "/shoptalk/shops"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      folder = home + "/.cache/shoptalk/shops"
    } else {
      return nil
    }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard access(folder, X_OK) == 0 else { return nil }
    isWritable = faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS) == 0
  }

  func path(_ key: String) -> String { "\(folder)/\(key).sqlite" }

  /// Whether a database is sound, as far as can be told quickly.
  static func isSound(_ path: String) -> Bool {
    guard let size = fileSize(path), size > 0 else { return false }
    guard size <= checkLimit else { return true }
    var configuration = Configuration()
    configuration.readonly = true
    return
      (try? DatabaseQueue(path: path, configuration: configuration).read { db in
        try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok"
      }) ?? false
  }

  static func fileSize(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Makes the content of `path` survive a pulled plug.
  static func sync(_ path: String) throws(ShopError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
  }

  /// Puts a finished database in place of whatever was there, whole or not at all.
  func install(_ temporary: String, as key: String) throws(ShopError) {
    try Self.sync(temporary)
    guard rename(temporary, path(key)) == 0 else {
      throw .unreadable(file: path(key), reason: String(cString: strerror(errno)))
    }
    try Self.sync(folder)
  }

  /// The paths of all databases, the one used last first.
  func databases() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var used: [(path: String, at: (Int, Int))] = []
    for name in names where name.hasSuffix(".sqlite") {
      var status = stat()
      let path = "\(folder)/\(name)"
      if stat(path, &status) == 0 { used.append((path, (status.st_mtim.tv_sec, status.st_mtim.tv_nsec))) }
    }
    return used.sorted { $0.at > $1.at }.map(\.path)
  }

  /// Removes the databases that were not used for longest, and what interrupted imports left. The lock must be held.
  func prune(keeping key: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasSuffix(".part") { unlink("\(folder)/\(name)") }
    for path in databases().filter({ $0 != self.path(key) }).dropFirst(Self.kept - 1) { unlink(path) }
    // A language goes with its database.
    for name in names where name.hasSuffix(Self.languageEnding) {
      guard let end = name.firstRange(of: ".sqlite")?.upperBound, access("\(folder)/\(name[..<end])", F_OK) != 0 else {
        continue
      }
      unlink("\(folder)/\(name)")
    }
  }

  /// Holds the cache's lock while `body` runs, so that one process imports and the others wait for it.
  func locked<T>(_ body: () throws(ShopError) -> T) throws(ShopError) -> T {
    let descriptor = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .unreadable(file: "\(folder)/lock", reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        throw .unreadable(file: "\(folder)/lock", reason: String(cString: strerror(errno)))
      }
    }
    return try body()
  }
}

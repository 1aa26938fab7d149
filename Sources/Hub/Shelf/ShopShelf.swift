import Bundle
import Crypto
import FoundationEssentials
import GRDB
import Logging
import Settings
import Shop

/// A version of the shop that was made into a bundle.
struct ShopVersion: Sendable {
  var serial: UInt64
  var created: Double
  var note: String
  var digest: String
  var products: Int
  /// What the import had to say, a line each.
  var warnings: [String]

  /// The tag by which devices ask for it.
  var tag: String { "\"\(serial)-\(digest.prefix(16))\"" }
}

/// The versions of the shop: each change makes a new one, checked whole before any device can fetch it.
actor ShopShelf {
  private let folder: String
  private let store: HubStore
  private let signer: BundleSigner
  private let log: Logger
  private var isChanging = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// Versions that are kept on the disk.
  private static let kept = 10

  /// What devices trust.
  nonisolated let trust: String

  init(folder: String, store: HubStore, log: Logger) throws(HubError) {
    self.folder = folder
    self.store = store
    self.log = log
    signer = try Self.key("\(folder)/bundle.key")
    trust = signer.trust.text
    do {
      for name in ["shops", "bundles"] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
    } catch { throw .file(path: folder, reason: "\(error)") }
  }

  /// The secret of this hub: made once, readable by nobody else.
  private static func key(_ path: String) throws(HubError) -> BundleSigner {
    if let bytes = try? Data(contentsOf: URL(filePath: path)) {
      do { return try BundleSigner(String(decoding: bytes, as: UTF8.self), place: path) } catch {
        throw .file(path: path, reason: error.description)
      }
    }
    let signer = BundleSigner()
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data((signer.text + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else { throw .file(path: path, reason: "cannot be written") }
    return signer
  }

  /// Whether a file of this name belongs to a shop.
  static func takes(_ name: String) -> Bool { ShopStore.isShopFile(name) }

  /// The version that devices get, or nil before the first.
  nonisolated func current() async throws(HubError) -> ShopVersion? { try await versions(limit: 1).first }

  /// The last versions, the newest first.
  nonisolated func versions(limit: Int = 10) async throws(HubError) -> [ShopVersion] {
    try await store.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM bundle ORDER BY serial DESC LIMIT ?", arguments: [limit]).map { row in
        let warnings: String = row["warnings"]
        return ShopVersion(
          serial: UInt64(row["serial"] as Int64), created: row["created"], note: row["note"], digest: row["digest"],
          products: row["products"], warnings: warnings.split(separator: "\n").map(String.init))
      }
    }
  }

  /// The file of a version's bundle.
  nonisolated func bundle(_ version: ShopVersion) -> String { "\(folder)/bundles/\(version.serial).bundle" }

  /// A file of the version that devices get.
  func file(_ name: String) async throws(HubError) -> [UInt8]? {
    guard ShopStore.isShopFile(name), let version = try await current() else { return nil }
    return (try? Data(contentsOf: URL(filePath: "\(folder)/shops/\(version.serial)/\(name)"))).map { Array($0) }
  }

  // MARK: Changes

  /// Makes a new version from the current one with these files in place of those of the same name.
  /// - Throws: `refused`, with what is wrong in which file, where it would be no shop; then nothing has changed.
  @discardableResult
  func change(_ files: [String: [UInt8]], note: String) async throws(HubError) -> ShopVersion {
    try await alone { () async throws(HubError) in try await self.replace(files, note: note) }
  }

  /// One change at a time, from what it reads to what it writes.
  func alone<T: Sendable>(_ body: () async throws(HubError) -> T) async throws(HubError) -> T {
    while isChanging { await withCheckedContinuation { waiting.append($0) } }
    isChanging = true
    defer {
      isChanging = false
      if !waiting.isEmpty { waiting.removeFirst().resume() }
    }
    return try await body()
  }

  @discardableResult
  func replace(_ files: [String: [UInt8]], note: String) async throws(HubError) -> ShopVersion {
    guard let wrong = files.keys.first(where: { !ShopStore.isShopFile($0) }) else {
      return try await make(note: note) { staging throws(HubError) in
        if let old = try await self.current() { try Self.copy("\(self.folder)/shops/\(old.serial)", to: staging) }
        // A shop has one catalogue: a feed that comes takes the place of an export that was there.
        let catalogues = ["catalog.csv", "catalog.xml", "catalog.tsv"]
        if files.keys.contains(where: catalogues.contains) {
          for name in catalogues { try? FileManager.default.removeItem(atPath: "\(staging)/\(name)") }
        }
        for (name, bytes) in files {
          do { try Data(bytes).write(to: URL(filePath: "\(staging)/\(name)")) } catch {
            throw .file(path: "\(staging)/\(name)", reason: "\(error)")
          }
        }
      }
    }
    throw .refused(
      reason:
        "\(wrong): is no file of a shop; there are shop.toml, catalog.csv (or .xml, .tsv), faq.csv, promotions.csv and settings.toml"
    )
  }

  /// What the merchant sets about the devices, or why that cannot be read.
  func settings() async -> Result<MerchantSettings?, SettingsError> {
    guard let bytes = try? await file(MerchantSettings.fileName) else { return .success(nil) }
    do throws(SettingsError) {
      return .success(try MerchantSettings(String(decoding: bytes, as: UTF8.self), file: MerchantSettings.fileName))
    } catch { return .failure(error) }
  }

  /// Sets things about the devices.
  func set(_ values: [String: String]) async throws(HubError) {
    guard try await current() != nil else { throw .refused(reason: "upload a shop first: the settings go with it") }
    let text: String
    do throws(SettingsError) { text = try MerchantSettings.written(values) } catch {
      throw .refused(reason: "\(error.key): \(error.reason); \(error.remedy)")
    }
    try await change([MerchantSettings.fileName: Array(text.utf8)], note: "settings of the devices")
  }

  /// Makes an old version the newest again.
  func goBack(to serial: UInt64) async throws(HubError) -> ShopVersion {
    let old = "\(folder)/shops/\(serial)"
    guard FileManager.default.fileExists(atPath: old) else {
      throw .refused(reason: "version \(serial) is not kept any more")
    }
    return try await alone { () async throws(HubError) in
      try await self.make(note: "as version \(serial)") { staging throws(HubError) in
        try Self.copy(old, to: staging)
      }
    }
  }

  /// Adds an answer of the merchant.
  func addAnswer(question: String, answer: String) async throws(HubError) {
    let (question, answer) = (question.trimmed, answer.trimmed)
    guard (3...300).contains(question.count), (2...1000).contains(answer.count) else {
      throw .refused(reason: "give a question of up to 300 letters and an answer of up to 1000")
    }
    try await alone { () async throws(HubError) in try await self.append(question, answer) }
  }

  private func append(_ question: String, _ answer: String) async throws(HubError) {
    var table = try CSVText(try await file("faq.csv"), file: "faq.csv", usual: ["question", "answer"])
    guard table.column(["question"]) != nil, table.column(["answer"]) != nil else {
      throw .refused(reason: "faq.csv has no columns \"question\" and \"answer\"; upload one that has")
    }
    table.rows.append(table.row([(["question"], question), (["answer"], answer)]))
    try await replace(["faq.csv": Array(table.text.utf8)], note: "answer to \"\(question)\"")
  }

  private func make(
    note: String, _ fill: @Sendable (String) async throws(HubError) -> Void
  ) async throws(HubError) -> ShopVersion {
    let staging = "\(folder)/shops/.new-\(Secret.token().prefix(8))"
    let scratch = "\(folder)/shops/.check-\(Secret.token().prefix(8))"
    defer {
      try? FileManager.default.removeItem(atPath: staging)
      try? FileManager.default.removeItem(atPath: scratch)
    }
    do { try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true) } catch {
      throw .file(path: staging, reason: "\(error)")
    }
    try await fill(staging)
    var products: [(handle: String, title: String, tags: String)] = []
    let report: ImportReport
    let name: String
    do throws(ShopError) {
      let (shop, imported) = try ShopStore.open(folder: staging, cache: scratch, encoder: nil)
      report = imported
      name = shop.info.name
      try shop.forEachProduct { product in
        products.append((product.handle, product.title, product.tags.joined(separator: "|")))
      }
    } catch { throw .refused(reason: error.description.replacing(staging + "/", with: "")) }
    do throws(SettingsError) { _ = try MerchantSettings.read(folder: staging) } catch {
      throw .refused(reason: error.description.replacing(staging + "/", with: ""))
    }
    guard !products.isEmpty else { throw .refused(reason: "there is no product in it that could be sold") }
    // The row is the commit: what has none is swept away.
    let (rows, warnings) = (products, report.issues.prefix(100).map { "\($0)" }.joined(separator: "\n"))
    let serial = try await store.read { db in
      try UInt64((Int64.fetchOne(db, sql: "SELECT coalesce(max(serial), 0) FROM bundle") ?? 0) + 1)
    }
    let home = "\(folder)/shops/\(serial)"
    let bundle = "\(folder)/bundles/\(serial).bundle"
    try? FileManager.default.removeItem(atPath: home)
    let now = Date().timeIntervalSince1970
    let digest: String
    do {
      try FileManager.default.moveItem(atPath: staging, toPath: home)
      try BundleFile.pack(
        folder: home, to: bundle, serial: serial, shop: name, created: Int(now), signer: signer,
        isWanted: ShopStore.isShopFile)
      digest = Secret.hex(SHA256.hash(data: try Data(contentsOf: URL(filePath: bundle))))
    } catch { throw .file(path: home, reason: "\(error)") }
    try await store.write { db in
      try db.execute(
        sql: "INSERT INTO bundle VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [Int64(serial), now, note, digest, rows.count, warnings])
      try db.execute(sql: "DELETE FROM product")
      for row in rows {
        try db.execute(
          sql: "INSERT OR IGNORE INTO product VALUES (?, ?, ?)", arguments: [row.handle, row.title, row.tags])
      }
    }
    sweep(newest: serial)
    log.notice("version \(serial) of the shop: \(note)")
    return ShopVersion(
      serial: serial, created: now, note: note, digest: digest, products: rows.count,
      warnings: warnings.split(separator: "\n").map(String.init))
  }

  private static func copy(_ from: String, to: String) throws(HubError) {
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: from) where ShopStore.isShopFile(name) {
        try FileManager.default.copyItem(atPath: "\(from)/\(name)", toPath: "\(to)/\(name)")
      }
    } catch { throw .file(path: from, reason: "\(error)") }
  }

  /// Removes versions that nobody will go back to, and what an interrupted change left.
  private func sweep(newest: UInt64) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/shops")) ?? [] {
      guard let serial = UInt64(name) else {
        if name.hasPrefix(".") { try? FileManager.default.removeItem(atPath: "\(folder)/shops/\(name)") }
        continue
      }
      if serial + UInt64(Self.kept) <= newest {
        try? FileManager.default.removeItem(atPath: "\(folder)/shops/\(name)")
        try? FileManager.default.removeItem(atPath: "\(folder)/bundles/\(serial).bundle")
      }
    }
  }
}

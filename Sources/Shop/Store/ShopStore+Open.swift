import FoundationEssentials
public import Transformer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension ShopStore {
  /// Opens the shop of a folder, importing it first where its content has changed since the last time.
  ///
  /// The import goes to a file of its own and is put in place whole: a failed or interrupted one leaves what was there.
  /// - Parameters:
  ///   - folder: with `shop.toml`, a catalogue, and perhaps `faq.csv` and `promotions.csv`; never written to.
  ///   - cache: the folder for databases; nil for `$XDG_CACHE_HOME/shoptalk/shops`. Where it cannot be written the
  ///     shop is imported for this process alone.
  ///   - encoder: for sentence vectors; nil for none, and then everything but `nearest` works.
  ///   - progress: told now and then how far an import is.
  public static func open(
    folder: String, cache: String? = nil, encoder: (any TextEncoder)? = nil,
    progress: ((ImportProgress) -> Void)? = nil
  ) throws(ShopError) -> (ShopStore, ImportReport) {
    let source = try ShopFolder(folder)
    var importer = Importer(folder: source, encoder: encoder, known: nil, progress: progress)
    guard let store = ShopCache(cache) else { return try privately(importer) }
    let key = try key(source, encoder)
    if let found = existing(store, key) { return found }
    guard store.isWritable else { return try privately(importer) }
    return try store.locked { () throws(ShopError) in
      // Another process may have made it while this one waited.
      if let found = existing(store, key) { return found }
      store.prune(keeping: key)
      if let encoder {
        importer.known = KnownVectors.find(in: store, encoder: encoder.identity, dimension: encoder.dimension)
      }
      let temporary = "\(store.folder)/\(key).\(getpid()).part"
      unlink(temporary)
      defer { unlink(temporary) }
      _ = try importer.run(into: temporary)
      progress?(ImportProgress(phase: .finishing, done: 0, total: 1))
      // A file that was still being copied would otherwise pass for the shop that the key stands for.
      guard try self.key(source, encoder) == key else {
        throw .unreadable(file: folder, reason: "its files changed while they were read; open it again")
      }
      try store.install(temporary, as: key)
      progress?(ImportProgress(phase: .finishing, done: 1, total: 1))
      let shop = try ShopStore(database: store.path(key))
      return (shop, shop.report)
    }
  }

  /// Whether a file of this name is read in a shop folder.
  public static func isShopFile(_ name: String) -> Bool {
    ShopFolder.fileNames.contains(name) || name == settingsFileName
  }

  /// A file that goes with a shop and is none of its goods: what the merchant sets about the devices. A change of it
  /// needs no new import.
  public static let settingsFileName = "settings.toml"

  /// What the database of a folder is called: everything that goes into it has a part in the name.
  private static func key(_ folder: ShopFolder, _ encoder: (any TextEncoder)?) throws(ShopError) -> String {
    var hash = ContentHash()
    hash.feed("shop database version \(Schema.version)")
    hash.feed(encoder?.identity ?? "no encoder")
    hash.feed(try folder.digest())
    return hash.digest()
  }

  /// The database of a key, where there is a sound one.
  private static func existing(_ cache: ShopCache, _ key: String) -> (ShopStore, ImportReport)? {
    let path = cache.path(key)
    guard ShopCache.isSound(path), let shop = try? ShopStore(database: path) else { return nil }
    // The time of last use, by which old ones go.
    utimes(path, nil)
    var report = shop.report
    report.imported = false
    return (shop, report)
  }

  /// Imports into a file that only this process sees and that is gone when it ends.
  private static func privately(_ importer: Importer) throws(ShopError) -> (ShopStore, ImportReport) {
    var template = Array("\(FileManager.default.temporaryDirectory.path)/shoptalk-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .unreadable(file: FileManager.default.temporaryDirectory.path, reason: String(cString: strerror(errno)))
    }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let path = folder + "/shop.sqlite"
    defer {
      unlink(path)
      rmdir(folder)
    }
    _ = try importer.run(into: path)
    let shop = try ShopStore(database: path)
    return (shop, shop.report)
  }
}

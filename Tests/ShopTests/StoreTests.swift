import Foundation
import Shop
import Synchronization
import Testing
import Transformer

/// Vectors that depend on the words alone: each word adds to one of 64 places.
private struct WordEncoder: TextEncoder {
  var identity = "words-1"
  let dimension = 64
  func encode(_ text: String) throws(TransformerError) -> [Float] {
    var vector = [Float](repeating: 0, count: dimension)
    for word in text.foldedWords {
      vector[word.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % dimension] += 1
    }
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : vector
  }
}

@Suite struct StoreTests {
  private func folder() throws -> Scratch {
    let folder = Scratch()
    try folder.write("shop.toml", TestShop.toml + "[policies]\nreturns = \"Bring it back within a month\"\n")
    try folder.write(
      "catalog.csv", TestShop.header + "a,Green Tea,Tea,,,,,S1,1.00\nb,Black Coffee,Coffee,,,,,S2,2.00\n")
    try folder.write("faq.csv", "question,answer\nDo you deliver?,Yes\n")
    return folder
  }

  @Test func importsOnceUntilSomethingChanges() throws {
    let (folder, cache) = (try folder(), Scratch())
    let first = try ShopStore.open(folder: folder.path, cache: cache.path)
    #expect(first.1.imported)
    let second = try ShopStore.open(folder: folder.path, cache: cache.path)
    #expect(!second.1.imported && second.1.products == 2)
    try folder.write("faq.csv", "question,answer\nDo you deliver?,No\n")
    let third = try ShopStore.open(folder: folder.path, cache: cache.path)
    #expect(third.1.imported && third.0.faq.first?.answer == "No")
    // What was opened before still answers with what it knew.
    #expect(first.0.faq.first?.answer == "Yes")
    #expect(try first.0.product(handle: "a")?.title == "Green Tea")
  }

  @Test func aFailedImportLeavesNothingBehind() throws {
    let (folder, cache) = (try folder(), Scratch())
    _ = try ShopStore.open(folder: folder.path, cache: cache.path)
    let before = try FileManager.default.contentsOfDirectory(atPath: cache.path).sorted()
    try folder.write("catalog.csv", "nonsense")
    #expect(failure { _ = try ShopStore.open(folder: folder.path, cache: cache.path) } != nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path).sorted() == before)
  }

  @Test func damagedDatabasesAreRebuilt() throws {
    let (folder, cache) = (try folder(), Scratch())
    let path = try ShopStore.open(folder: folder.path, cache: cache.path).0.path
    let sound = try Data(contentsOf: URL(fileURLWithPath: path))
    var flipped = sound
    for at in stride(from: 4096, to: flipped.count, by: 97) { flipped[at] ^= 0x55 }
    for damage in [Data(), Data("junk".utf8), sound.prefix(sound.count / 2), flipped] {
      try damage.write(to: URL(fileURLWithPath: path))
      let (shop, report) = try ShopStore.open(folder: folder.path, cache: cache.path)
      #expect(report.imported)
      #expect(try shop.product(handle: "b")?.title == "Black Coffee")
    }
  }

  @Test func anyNumberMayOpenAtOnce() throws {
    let (folder, cache) = (try folder(), Scratch())
    let imported = Mutex(0)
    let failed = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      do {
        let (shop, report) = try ShopStore.open(folder: folder.path, cache: cache.path)
        if report.imported { imported.withLock { $0 += 1 } }
        for _ in 0..<20 where try shop.search(words: ["tea"]).count != 1 { failed.withLock { $0 += 1 } }
      } catch {
        failed.withLock { $0 += 1 }
      }
    }
    #expect(imported.withLock { $0 } == 1 && failed.withLock { $0 } == 0)
  }

  @Test func worksWhereNothingCanBeWritten() throws {
    let folder = try folder()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    let (shop, report) = try ShopStore.open(folder: folder.path, cache: "/proc/none/such")
    #expect(report.imported && shop.productCount == 2)
    #expect(try shop.search(words: ["coffee"]).count == 1)
  }

  /// A card that wears out is made read-only, and the device starts again: what was imported before answers.
  @Test func answersFromACacheThatCannotBeWritten() throws {
    let (folder, cache) = (try folder(), Scratch())
    #expect(try ShopStore.open(folder: folder.path, cache: cache.path).1.imported)
    try withoutWriting(to: cache.path) {
      let (shop, report) = try ShopStore.open(folder: folder.path, cache: cache.path)
      #expect(!report.imported && shop.path.hasPrefix(cache.path))
    }
    try folder.write("faq.csv", "question,answer\nDo you deliver?,No\n")
    try withoutWriting(to: cache.path) {
      let (changed, anew) = try ShopStore.open(folder: folder.path, cache: cache.path)
      #expect(anew.imported && !changed.path.hasPrefix(cache.path) && changed.faq.first?.answer == "No")
    }
  }

  /// Runs `body` while this thread may read `folder` and not write it, not even as root.
  private func withoutWriting(to folder: String, _ body: () throws -> Void) throws {
    typealias SetUser = @convention(c) (UInt32) -> Int32
    let symbol = try #require(dlsym(dlopen(nil, RTLD_NOW), "setfsuid"))
    let setUser = unsafeBitCast(symbol, to: SetUser.self)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
    if geteuid() == 0 { _ = setUser(65534) }
    defer {
      if geteuid() == 0 { _ = setUser(0) }
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
    }
    try #require(faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS) != 0)
    try body()
  }

  @Test func oldDatabasesGo() throws {
    let (folder, cache) = (try folder(), Scratch())
    try cache.write("left.1.part", "x")
    for price in 1...12 {
      try folder.write("catalog.csv", TestShop.header + "a,Tea,Tea,,,,,S1,\(price).00\n")
      _ = try ShopStore.open(folder: folder.path, cache: cache.path)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(names.filter { $0.hasSuffix(".sqlite") }.count == 8 && !names.contains { $0.hasSuffix(".part") })
  }

  @Test(arguments: [
    ("/does/not/exist", "name a folder"), ("/etc/hostname", "not a shop folder"), ("/var", "shop.toml"),
  ])
  func wrongFoldersAreNamed(path: String, words: String) {
    let cache = Scratch()
    let error = failure { _ = try ShopStore.open(folder: path, cache: cache.path) }
    #expect(error?.description.contains(words) == true && error?.description.contains(path) == true)
  }

  @Test(arguments: [
    ([0x50, 0x4B, 3, 4, 20, 0], "Excel workbook"), ([0x1F, 0x8B, 8, 0], "compressed"),
    (Array("<!DOCTYPE html><html><body>Log in</body></html>".utf8), "web page"), (Array("%PDF-1.7".utf8), "PDF"),
  ])
  func filesOfOtherKindsAreNamed(bytes: [UInt8], words: String) throws {
    let folder = Scratch()
    try folder.write("shop.toml", TestShop.toml)
    try folder.write("catalog.csv", bytes)
    let error = failure { _ = try ShopStore.open(folder: folder.path, cache: folder.file("cache")) }
    #expect(error?.description.contains(words) == true)
  }

  @Test func aMissingCatalogueIsExplained() throws {
    let folder = Scratch()
    try folder.write("shop.toml", TestShop.toml)
    try folder.write("products_export_1.csv", "Handle,Title\n")
    let error = failure { _ = try ShopStore.open(folder: folder.path, cache: folder.file("cache")) }
    #expect(error?.description.contains("rename products_export_1.csv to catalog.csv") == true)
  }

  @Test func vectorsFindWhatIsMeant() throws {
    let (folder, cache) = (try folder(), Scratch())
    let encoder = WordEncoder()
    let phases = Mutex<Set<ImportProgress.Phase>>([])
    let (shop, report) = try ShopStore.open(folder: folder.path, cache: cache.path, encoder: encoder) { step in
      phases.withLock { _ = $0.insert(step.phase) }
    }
    #expect(report.vectors == 2 && shop.encoderIdentity == "words-1")
    #expect(phases.withLock { $0 } == Set(ImportProgress.Phase.allCases))
    let hits = try shop.nearest(to: encoder.encode("black coffee"))
    #expect(try shop.products(ids: hits.map(\.productID)).first?.handle == "b")
    #expect(hits.first.map { $0.score > 0.5 && $0.score <= 1.01 } == true)
    #expect(try shop.nearestFAQ(to: encoder.encode("do you deliver")).first?.entry.answer == "Yes")
    #expect(try shop.nearestFacts(to: encoder.encode("bring it back")).first?.fact.key == "returns")
    #expect(try shop.nearest(to: [1, 2, 3]).isEmpty)
    // Vectors of another encoder are never mixed in.
    #expect(
      try ShopStore.open(folder: folder.path, cache: cache.path, encoder: WordEncoder(identity: "words-2")).1.imported)
    #expect(try ShopStore.open(folder: folder.path, cache: cache.path).0.nearest(to: encoder.encode("tea")).isEmpty)
  }

  @Test func onlyWhatChangedIsEncodedAgain() throws {
    final class Counting: TextEncoder {
      let identity = "counting"
      let dimension = 64
      let texts = Mutex<[String]>([])
      func encode(_ text: String) throws(TransformerError) -> [Float] {
        texts.withLock { $0.append(text) }
        return try WordEncoder().encode(text)
      }
    }
    let (folder, cache, encoder) = (try folder(), Scratch(), Counting())
    _ = try ShopStore.open(folder: folder.path, cache: cache.path, encoder: encoder)
    #expect(encoder.texts.withLock { $0.count } == 4)
    encoder.texts.withLock { $0 = [] }
    try folder.write(
      "catalog.csv",
      TestShop.header + "c,White Tea,Tea,,,,,S3,1\na,Green Tea,Tea,,,,,S1,9.00\nb,Black Coffee,Coffee,,,,,S2,9.00\n")
    let (shop, report) = try ShopStore.open(folder: folder.path, cache: cache.path, encoder: encoder)
    #expect(encoder.texts.withLock { $0.filter { $0.contains("Tea") || $0.contains("Coffee") } } == ["White Tea"])
    #expect(report.vectors == 3)
    let hits = try shop.nearest(to: WordEncoder().encode("black coffee"))
    #expect(try shop.products(ids: hits.map(\.productID)).first?.handle == "b")
  }

  @Test func anEncoderThatFailsIsNamed() throws {
    struct Failing: TextEncoder {
      let identity = "failing"
      let dimension = 8
      func encode(_ text: String) throws(TransformerError) -> [Float] { throw .unsupported("no words today") }
    }
    let (folder, cache) = (try folder(), Scratch())
    let error = failure { _ = try ShopStore.open(folder: folder.path, cache: cache.path, encoder: Failing()) }
    #expect(error == .encoding(reason: "no words today"))
  }
}

import Bundle
import Clerk
import Control
import Foundation
import Journal
import Logging
import Loop
import Session
import Settings
import Synchronization
import TestSupport
import Testing
import Watch

/// Whether the models have been fetched; said aloud where they have not.
private let models: Bool = {
  let files = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.path("Models/out"))) ?? []
  if files.contains(where: { $0.hasSuffix(".gguf") }) { return true }
  print("SKIPPED: Models/out has no models ('./deploy.sh try' fetches them); bundles were not applied")
  return false
}()

/// A counter with an inbox for bundles; what answers is asked as the loop would ask it.
private final class Counter: Sendable {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("delivery-\(UUID().uuidString)").path
  let signer = BundleSigner()
  private let assistant = Mutex<Assistant?>(nil)
  /// What the merchant sets, as the daemon was last told.
  let merchant = Mutex<MerchantSettings?>(nil)

  init() throws {
    for name in ["shop", "bundles/inbox", "journal"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try write("shop", price: "1.00")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ name: String, price: String, catalog: String? = nil) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data("[shop]\nname = \"Corner\"\ncurrency = \"USD\"\nlanguage = \"en\"\n".utf8)
      .write(to: URL(filePath: "\(path)/shop.toml"))
    let text =
      catalog ?? """
        Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Inventory Qty,Status
        oat-milk,Oat Milk,Title,Default Title,\(price),9,active
        rye-bread,Rye Bread,Title,Default Title,4.20,3,active
        """
    try Data(text.utf8).write(to: URL(filePath: "\(path)/catalog.csv"))
  }

  /// Puts a bundle into the inbox, as the sender does.
  func deliver(_ serial: UInt64, from name: String, signer: BundleSigner? = nil) throws {
    let part = "\(folder)/bundles/inbox/.part"
    try BundleFile.pack(
      folder: "\(folder)/\(name)", to: part, serial: serial, shop: "Corner", created: 0, signer: signer ?? self.signer,
      isWanted: { _ in true })
    #expect(rename(part, "\(folder)/bundles/inbox/shop.bundle") == 0)
  }

  /// The daemon's part, as after a start.
  func stocking(_ journal: Journal? = nil, keys: String? = nil) -> (Stocking, Book) {
    let scribe = Scribe(privacy: .redacted)
    let book = Book(version: "1", journal: journal, scribe: scribe)
    assistant.withLock { $0 = nil }
    let source = Stocking.Source(
      folder: "\(folder)/shop", models: Fixtures.path("Models/out"), threads: 1,
      bundles: .init(folder: "\(folder)/bundles", keys: keys ?? signer.trust.text))
    let stocking = Stocking(
      source: source, book: book, scribe: scribe, log: Logger(label: "test"),
      settle: { [self] new in merchant.withLock { $0 = new } },
      order: { [self] command in if case .reload(let new) = command { assistant.withLock { $0 = new } } })
    return (stocking, book)
  }

  /// What a shopper hears who asks for the price of the oat milk.
  func price() throws -> String {
    var conversation = try #require(assistant.withLock { $0 }).conversation(shop: nil)
    return try conversation.ask("how much is the oat milk").answer.answer
  }
}

@Suite("The merchant's bundles reach the counter", .enabled(if: models), .serialized) struct DeliveryTests {
  @Test("a bundle takes the place of the folder, the next one its place, and a restart knows it")
  func applies() async throws {
    let counter = try Counter()
    let journal = try Journal(folder: "\(counter.folder)/journal")
    let (stocking, book) = counter.stocking(journal)
    #expect(await stocking.load() == nil)
    #expect(book.status().shop.bundle == nil)
    #expect(try counter.price().contains("$1.00"))
    for (serial, price) in [(4, "2.25"), (9, "3.75")] as [(UInt64, String)] {
      try counter.write("new", price: price)
      try counter.deliver(serial, from: "new")
      #expect(await stocking.load() == nil)
      #expect(book.status().shop.bundle == serial)
      #expect(try counter.price().contains("$\(price)"))
    }
    let (again, other) = counter.stocking()
    #expect(await again.load() == nil)
    #expect(other.status().shop.bundle == 9)
    #expect(try counter.price().contains("$3.75"))
    try journal.commit()
    let told = try JournalReader(folder: journal.folder).read(after: 0, limit: 100).map { $0.event.attributes["what"] }
    #expect(told == ["shop-applied", "bundle-applied", "bundle-applied"].map { .string($0) })
  }

  @Test("files that cannot be read change nothing, and the journal tells of them once")
  func folder() async throws {
    let counter = try Counter()
    let journal = try Journal(folder: "\(counter.folder)/journal")
    let (stocking, book) = counter.stocking(journal)
    #expect(await stocking.load() == nil)
    try Data("rubbish = \n".utf8).write(to: URL(filePath: "\(counter.folder)/shop/shop.toml"))
    let reason = try #require(await stocking.load())
    #expect(await stocking.load() == reason && book.status().shop.problem == reason)
    #expect(try counter.price().contains("$1.00"))
    try counter.write("shop", price: "1.25")
    #expect(await stocking.load() == nil && book.status().shop.problem == nil)
    #expect(try counter.price().contains("$1.25"))
    try journal.commit()
    let told = try JournalReader(folder: journal.folder).read(after: 0, limit: 100).map { $0.event.attributes["what"] }
    #expect(told == ["shop-applied", "shop-refused", "shop-applied"].map { .string($0) })
  }

  @Test(
    "what is forged, damaged, older or no shop that a clerk can answer from changes nothing, and is not tried twice")
  func refuses() async throws {
    let counter = try Counter()
    let journal = try Journal(folder: "\(counter.folder)/journal")
    let (stocking, book) = counter.stocking(journal)
    try counter.write("good", price: "2.25")
    try counter.deliver(5, from: "good")
    #expect(await stocking.load() == nil)
    let inbox = URL(filePath: "\(counter.folder)/bundles/inbox/shop.bundle")
    var reasons: [String] = []
    func refused(_ what: String) async throws {
      let reason = try #require(await stocking.load(), "\(what) was taken")
      reasons.append(reason)
      #expect(try counter.price().contains("$2.25"), "\(what)")
      #expect(book.status().shop.bundle == 5 && book.status().shop.problem == reason, "\(what)")
      // Looked at once: the note in the journal is not repeated.
      _ = await stocking.load()
    }
    try counter.write("other", price: "0.01")
    try counter.deliver(6, from: "other", signer: BundleSigner())
    try await refused("a forged one")
    try counter.deliver(4, from: "other")
    try await refused("an older one")
    try counter.deliver(6, from: "other")
    var bytes = try Data(contentsOf: inbox)
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: inbox)
    try await refused("a damaged one")
    try counter.write("other", price: "", catalog: "Handle,Title,Variant Price\n")
    try counter.deliver(7, from: "other")
    try await refused("one without products")
    try counter.write("other", price: "", catalog: "\u{0}\u{1}\u{2} nothing of the kind")
    try counter.deliver(8, from: "other")
    try await refused("one that is no catalogue")
    #expect(Set(reasons).count == reasons.count, "\(reasons)")
    try journal.commit()
    let told = try JournalReader(folder: journal.folder).read(after: 0, limit: 100).map { $0.event.attributes["what"] }
    #expect(told.filter { $0 == .string("bundle-refused") }.count == 5)
    // A good one behind them is taken, though a restart lies between.
    try counter.write("good", price: "6.50")
    try counter.deliver(10, from: "good")
    let (again, other) = counter.stocking()
    #expect(await again.load() == nil)
    #expect(other.status().shop.bundle == 10 && other.status().shop.problem == nil)
    #expect(try counter.price().contains("$6.50"))
  }

  @Test("what the merchant sets comes with the shop and goes with it, and a bundle that sets other things is refused")
  func settings() async throws {
    let counter = try Counter()
    let (stocking, book) = counter.stocking()
    func set(_ text: String) throws {
      try Data(text.utf8).write(to: URL(filePath: "\(counter.folder)/new/settings.toml"))
    }
    try counter.write("new", price: "2.25")
    try set("[sound]\nvolume = 35\n")
    try counter.deliver(1, from: "new")
    #expect(await stocking.load() == nil)
    #expect(counter.merchant.withLock { $0?.values } == ["sound.volume": "35"])
    // Where it sends what it hears is not for a bundle to say.
    try counter.write("new", price: "9.99")
    try set("[sync]\nendpoint = \"https://elsewhere.example\"\n")
    try counter.deliver(2, from: "new")
    let reason = try #require(await stocking.load())
    #expect(reason.contains("sync.endpoint") && book.status().shop.bundle == 1)
    #expect(try counter.price().contains("$2.25"))
    #expect(counter.merchant.withLock { $0?.values } == ["sound.volume": "35"])
    try FileManager.default.removeItem(atPath: "\(counter.folder)/new/settings.toml")
    try counter.deliver(3, from: "new")
    #expect(await stocking.load() == nil)
    #expect(counter.merchant.withLock { $0 } == nil)
  }

  @Test("in the shop's own folder settings that cannot be read are told, and the shop answers")
  func brokenSettings() async throws {
    let counter = try Counter()
    let (stocking, book) = counter.stocking()
    try Data("[sound]\nvolume = 350\n".utf8).write(to: URL(filePath: "\(counter.folder)/shop/settings.toml"))
    _ = await stocking.load()
    #expect(try counter.price().contains("$1.00"))
    #expect(book.status().shop.problem?.contains("settings.toml:2") == true)
  }

  @Test("a bundle that was refused for a wrong key is taken once the key is set right")
  func wrongKey() async throws {
    let counter = try Counter()
    try counter.write("new", price: "2.25")
    try counter.deliver(1, from: "new")
    let (wrong, before) = counter.stocking(keys: BundleSigner().trust.text)
    #expect(await wrong.load() != nil)
    #expect(before.status().shop.bundle == nil)
    #expect(try counter.price().contains("$1.00"))
    let (right, after) = counter.stocking()
    #expect(await right.load() == nil)
    #expect(after.status().shop.bundle == 1 && after.status().shop.problem == nil)
    #expect(try counter.price().contains("$2.25"))
  }

  @Test("where the bundle in use cannot be read any more the one before answers, and then the folder")
  func goesBack() async throws {
    let counter = try Counter()
    let (stocking, _) = counter.stocking()
    for serial in [1, 2] as [UInt64] {
      try counter.write("new", price: "\(serial).50")
      try counter.deliver(serial, from: "new")
      #expect(await stocking.load() == nil)
    }
    let applied = "\(counter.folder)/bundles/applied"
    try Data("[shop\n".utf8).write(to: URL(filePath: "\(applied)/2/shop.toml"))
    let (second, book) = counter.stocking()
    #expect(await second.load() != nil)
    #expect(book.status().shop.bundle == 1)
    #expect(try counter.price().contains("$1.50"))
    try FileManager.default.removeItem(atPath: "\(applied)/1")
    let (third, last) = counter.stocking()
    #expect(await third.load() != nil)
    #expect(last.status().shop.bundle == nil)
    #expect(try counter.price().contains("$1.00"))
  }
}

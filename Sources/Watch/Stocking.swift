package import Bundle
import Clerk
import Control
import Dispatch
import FoundationEssentials
import Glibc
package import Logging
package import Loop
import ServiceLifecycle
package import Session
package import Settings
import Shop
import Synchronization

/// Brings the shop to the loop: at the start, when the merchant's files have changed, and when it is told to.
///
/// The new shop is prepared beside the old one, which answers until the new one is ready; what cannot be read changes
/// nothing but the status.
package final class Stocking: Service {
  /// What a shop is made from.
  package struct Source: Sendable, Equatable {
    package var folder: String
    package var models: String
    package var threads: Int
    package var answers: ModelFiles.Answers
    /// Where the merchant's bundles arrive, and the keys they are known by; nil where `folder` is the shop.
    package var bundles: Bundles?

    package struct Bundles: Sendable, Equatable {
      package var folder: String
      package var keys: String

      package init(folder: String, keys: String) {
        self.folder = folder
        self.keys = keys
      }
    }

    package init(
      folder: String, models: String, threads: Int, answers: ModelFiles.Answers = .rules, bundles: Bundles? = nil
    ) {
      self.folder = folder
      self.models = models
      self.threads = threads
      self.answers = answers
      self.bundles = bundles
    }

    var modelFiles: ModelFiles {
      ModelFiles(
        folder: models, threads: threads > 0 ? threads : ModelFiles.usualThreads, answers: answers,
        patience: ModelFiles.atTheCounter)
    }

    func hasSameModels(as other: Source) -> Bool {
      models == other.models && threads == other.threads && answers == other.answers
    }
  }

  private struct State {
    var source: Source
    var loaded: Fingerprint?
    /// The one that answers now, and what it was made from.
    var assistant: (value: Assistant, source: Source)?
    /// When a bundle that could not be taken for now is tried again.
    var retry: ContinuousClock.Instant?
  }

  private let state: Mutex<State>
  private let turn = Turnstile()
  private let book: Book
  private let scribe: Scribe
  private let log: Logger
  private let order: @Sendable (LoopCommand) -> Void
  private let settle: @Sendable (MerchantSettings?) -> Void

  /// - Parameters:
  ///   - settle: is given what the merchant sets about the device, with every shop that comes to answer.
  ///   - order: hands over to the loop.
  package init(
    source: Source, book: Book, scribe: Scribe, log: Logger,
    settle: @escaping @Sendable (MerchantSettings?) -> Void = { _ in },
    order: @escaping @Sendable (LoopCommand) -> Void
  ) {
    state = Mutex(State(source: source))
    self.book = book
    self.scribe = scribe
    self.log = log
    self.order = order
    self.settle = settle
  }

  package func set(source: Source) { state.withLock { $0.source = source } }

  package func run() async throws {
    _ = await load()
    var seen: Fingerprint?
    var tried = ContinuousClock.now
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      // While nothing answers at all somebody may be waiting for it.
      try? await Task.sleep(for: .seconds(answers ? 2 : 1))
      let (source, loaded, retry) = state.withLock { ($0.source, $0.loaded, $0.retry) }
      let now = Fingerprint(source, withModels: !answers)
      // A file that is still being copied changes from one look to the next. What cannot be seen from outside (rights, a
      // disk that reads again) is tried now and then.
      if now != loaded && now == seen || !answers && tried.duration(to: .now) >= .seconds(10)
        || retry.map({ $0 < .now }) ?? false
      {
        _ = await load()
        tried = .now
      }
      seen = now
    }
  }

  /// Loads the shop and hands it to the loop; nil where that went well, else a sentence.
  package func load() async -> String? {
    await turn.enter()
    let problem = await withCheckedContinuation { next in
      // Loading computes for seconds: not on the cooperative threads.
      DispatchQueue.global(qos: .utility).async { next.resume(returning: self.loadNow()) }
    }
    await turn.leave()
    return problem
  }

  private func loadNow() -> String? {
    let source = state.withLock { $0.source }
    let fingerprint = Fingerprint(source, withModels: !answers)
    state.withLock {
      $0.loaded = fingerprint
      $0.retry = nil
    }
    let models = source.modelFiles
    book.set(
      models: ModelFiles.Model.allCases.compactMap { model in
        guard let path = try? models.path(of: model) else { return nil }
        var info = stat()
        return stat(path, &info) == 0 ? .init(file: model.rawValue, bytes: Int(info.st_size)) : nil
      })
    guard let bundles = source.bundles else { return use(source.folder, bundle: nil, source) }
    let deliveries: Deliveries
    do {
      deliveries = Deliveries(folder: bundles.folder, trust: try BundleTrust(bundles.keys, place: "shop.bundle_key"))
    } catch {
      // A key that cannot be read must not leave the counter without a shop: what answered goes on.
      return answers ? failed("\(error)", folder: source.folder) : use(source.folder, bundle: nil, source, "\(error)")
    }
    return load(from: deliveries, source)
  }

  private var answers: Bool { state.withLock { $0.assistant != nil } }

  // MARK: The merchant's bundles

  /// Tries the bundle that waits; where there is none, or it is no good, the one from before answers, and where there
  /// never was one the shop's own folder.
  private func load(from deliveries: Deliveries, _ source: Source) -> String? {
    var problem: String?
    // After a start nobody waits for a bundle to be tried: the one from before answers meanwhile.
    if !answers, let shelf = deliveries.shelves.first { _ = use(shelf.folder, bundle: shelf.serial, source) }
    do throws(Deliveries.Refusal) {
      if let delivery = try deliveries.open() {
        try apply(delivery, deliveries, source)
        return nil
      }
      problem = deliveries.state.refused.map { "the last bundle was not taken: \($0.reason)" }
    } catch {
      problem = "a bundle was not taken: \(error)"
      if case .later = error { state.withLock { $0.retry = .now + .seconds(60) } }
      log.error("\(problem ?? "")")
      book.note(scribe.device("bundle-refused", "\(error)"))
    }
    // What answers needs no second reading.
    let shelves = deliveries.shelves
    if answers, let shelf = shelves.first, book.status().shop.bundle == shelf.serial {
      var shop = book.status().shop
      shop.problem = problem
      book.set(shop: shop)
      return problem
    }
    for shelf in shelves {
      if use(shelf.folder, bundle: shelf.serial, source, problem) == nil { return problem }
      problem = "bundle \(shelf.serial) cannot be read any more; an older shop answers"
    }
    return use(source.folder, bundle: nil, source, problem) ?? problem
  }

  /// Answers from `delivery`, if the clerk can.
  private func apply(_ delivery: Deliveries.Delivery, _ deliveries: Deliveries, _ source: Source)
    throws(Deliveries.Refusal)
  {
    let made: Made
    do { made = try make(delivery.folder, source) } catch {
      let failure = Failure(error)
      // A missing model is not the merchant's fault.
      guard failure.status == .data else {
        deliveries.putBack(delivery)
        throw .later(failure.message)
      }
      deliveries.refuse(delivery, failure.message)
      throw .final("bundle \(delivery.serial): \(failure.message)")
    }
    if let reason = made.problem ?? Rehearsal.problem(made.counter) {
      deliveries.refuse(delivery, reason)
      throw .final("bundle \(delivery.serial): \(reason)")
    }
    do throws(Deliveries.Refusal) { try deliveries.accept(delivery) } catch {
      deliveries.putBack(delivery)
      throw error
    }
    open(made, folder: delivery.folder, bundle: delivery.serial, source)
    book.note(
      scribe.device(
        "bundle-applied", "bundle \(delivery.serial) answers: \(made.counter.shop.productCount) products"))
  }

  // MARK: Any folder

  private struct Made {
    var assistant: Assistant
    var counter: Counter
    var settings: MerchantSettings?
    /// What is wrong with the merchant's settings.
    var problem: String?
  }

  private func make(_ folder: String, _ source: Source) throws -> Made {
    let shops = try Shops(folder: folder)
    let last = state.withLock { $0.assistant?.source.hasSameModels(as: source) == true ? $0.assistant?.value : nil }
    let assistant = last.map { Assistant($0, shops: shops) } ?? Assistant(shops: shops, models: source.modelFiles)
    var made = Made(assistant: assistant, counter: try assistant.ready())
    do throws(SettingsError) { made.settings = try MerchantSettings.read(folder: folder) } catch {
      made.problem = error.description
    }
    return made
  }

  /// Answers from the shop in `folder`; nil where that went well, else why not, and then what answered goes on.
  private func use(_ folder: String, bundle: UInt64?, _ source: Source, _ problem: String? = nil) -> String? {
    do {
      // The shop answers even where what the merchant sets beside it cannot be read.
      let made = try make(folder, source)
      if let problem = made.problem { log.warning("\(problem)") }
      open(made, folder: folder, bundle: bundle, source, problem ?? made.problem)
      return nil
    } catch {
      return failed("\(error)", folder: folder)
    }
  }

  private func open(_ made: Made, folder: String, bundle: UInt64?, _ source: Source, _ problem: String? = nil) {
    let store = made.counter.shop
    var words: Set<String> = []
    try? store.forEachProduct { product in
      for word in product.title.split(whereSeparator: { !$0.isLetter && $0 != "'" }) { words.insert(word.lowercased()) }
    }
    scribe.set(shopWords: words)
    var shop = DeviceStatus.Shop()
    shop.folder = folder
    shop.name = store.info.name
    shop.products = store.productCount
    shop.language = store.info.language
    shop.bundle = bundle
    shop.problem = problem
    book.set(shop: shop)
    state.withLock {
      $0.assistant = (made.assistant, source)
      // What has been read no longer hangs on the models' files.
      $0.loaded?.forgetModels()
    }
    settle(made.settings)
    order(.reload(made.assistant))
    // It answers already; the first shopper is not to wait for it.
    let clerk = made.counter.clerk
    DispatchQueue.global(qos: .utility).async { clerk.prepare() }
    log.notice(
      "shop \(store.info.name): \(store.productCount) products\(bundle.map { ", bundle \($0)" } ?? "")")
    // A bundle is told of where it is accepted.
    guard bundle == nil else { return }
    book.note(scribe.device("shop-applied", "“\(store.info.name)” answers: \(store.productCount) products"))
  }

  private func failed(_ reason: String, folder: String) -> String {
    log.error("the shop is not loaded: \(reason)")
    if answers {
      var old = book.status().shop
      if old.problem != reason { book.note(scribe.device("shop-refused", reason)) }
      old.problem = reason
      book.set(shop: old)
    } else {
      var shop = DeviceStatus.Shop()
      shop.folder = folder
      shop.problem = reason
      book.set(shop: shop)
      order(.noShop(reason))
    }
    return reason
  }
}

/// What a folder's files look like from outside: names, sizes and times.
struct Fingerprint: Equatable, Sendable {
  private var files: [String: [Int]] = [:]
  private var models: [String: [Int]] = [:]

  /// Of all that a shop may be made from; with the models, which are read once, while they are still to be read.
  init(_ source: Stocking.Source, withModels: Bool) {
    add(source.folder, to: \.files)
    if let bundles = source.bundles { add("\(bundles.folder)/inbox", to: \.files) }
    if withModels { add(source.models, to: \.models) }
  }

  mutating func forgetModels() { models = [:] }

  private mutating func add(_ folder: String, to kind: WritableKeyPath<Self, [String: [Int]]>) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !name.hasPrefix(".") {
      var info = stat()
      guard stat("\(folder)/\(name)", &info) == 0 else { continue }
      self[keyPath: kind]["\(folder)/\(name)"] = [
        Int(info.st_size), info.st_mtim.tv_sec, info.st_mtim.tv_nsec, Int(info.st_ino),
      ]
    }
  }
}

/// Lets one in at a time, in the order in which they came.
actor Turnstile {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}

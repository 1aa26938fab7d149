import Control
import Dispatch
import FoundationEssentials
import Glibc
package import Logging
package import Loop
import ServiceLifecycle
import Session
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

    package init(folder: String, models: String, threads: Int) {
      self.folder = folder
      self.models = models
      self.threads = threads
    }

    func hasSameModels(as other: Source) -> Bool { models == other.models && threads == other.threads }
  }

  private struct State {
    var source: Source
    var loaded: Fingerprint?
    /// The one that answers now, and what it was made from.
    var assistant: (value: Assistant, source: Source)?
  }

  private let state: Mutex<State>
  private let turn = Turnstile()
  private let book: Book
  private let scribe: Scribe
  private let log: Logger
  private let order: @Sendable (LoopCommand) -> Void

  package init(
    source: Source, book: Book, scribe: Scribe, log: Logger, order: @escaping @Sendable (LoopCommand) -> Void
  ) {
    state = Mutex(State(source: source))
    self.book = book
    self.scribe = scribe
    self.log = log
    self.order = order
  }

  package func set(source: Source) { state.withLock { $0.source = source } }

  package func run() async throws {
    _ = await load()
    var seen: Fingerprint?
    var idle = 0
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      try? await Task.sleep(for: .seconds(2))
      let (folder, loaded, answers) = state.withLock { ($0.source.folder, $0.loaded, $0.assistant != nil) }
      let now = Fingerprint(folder)
      idle = answers ? 0 : idle + 1
      // A file that is still being copied changes from one look to the next. While nothing answers at all (a model is
      // missing), it is tried again now and then.
      if now != loaded && now == seen || idle >= 5 {
        _ = await load()
        idle = 0
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
    let fingerprint = Fingerprint(source.folder)
    state.withLock { $0.loaded = fingerprint }
    var shop = DeviceStatus.Shop()
    shop.folder = source.folder
    let models = ModelFiles(
      folder: source.models, threads: source.threads > 0 ? source.threads : ModelFiles.usualThreads)
    book.set(
      models: ModelFiles.Model.allCases.compactMap { model in
        guard let path = try? models.path(of: model) else { return nil }
        var info = stat()
        return stat(path, &info) == 0 ? .init(file: model.rawValue, bytes: Int(info.st_size)) : nil
      })
    do {
      let shops = try Shops(folder: source.folder)
      let last = state.withLock { $0.assistant?.source.hasSameModels(as: source) == true ? $0.assistant?.value : nil }
      let assistant = last.map { Assistant($0, shops: shops) } ?? Assistant(shops: shops, models: models)
      let counter = try assistant.ready()
      var words: Set<String> = []
      try counter.shop.forEachProduct { product in
        for word in product.title.split(whereSeparator: { !$0.isLetter && $0 != "'" }) {
          words.insert(word.lowercased())
        }
      }
      scribe.set(shopWords: words)
      shop.name = counter.shop.info.name
      shop.products = counter.shop.productCount
      shop.language = counter.shop.info.language
      book.set(shop: shop)
      state.withLock { $0.assistant = (assistant, source) }
      order(.reload(assistant))
      log.notice("shop \(counter.shop.info.name): \(counter.shop.productCount) products")
      return nil
    } catch {
      let reason = "\(error)"
      log.error("the shop is not loaded: \(reason)")
      shop.problem = reason
      if state.withLock({ $0.assistant != nil }) {
        var old = book.status().shop
        old.problem = reason
        book.set(shop: old)
      } else {
        book.set(shop: shop)
        order(.noShop(reason))
      }
      return reason
    }
  }
}

/// What a folder's files look like from outside: names, sizes and times.
struct Fingerprint: Equatable, Sendable {
  private var files: [String: [Int]] = [:]

  init(_ folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !name.hasPrefix(".") {
      var info = stat()
      guard stat("\(folder)/\(name)", &info) == 0 else { continue }
      files[name] = [Int(info.st_size), info.st_mtim.tv_sec, info.st_mtim.tv_nsec, Int(info.st_ino)]
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

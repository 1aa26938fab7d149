package import Clerk
package import Pronunciation
package import Shop
package import Speech
import Synchronization
package import Transformer

/// Ears, clerk and voice, each loaded when it is first needed, and beside one another where it is known that they will
/// be.
package final class Assistant: Sendable {
  private let shops: Shops
  private let imports: ImportObserver
  private let clock: @Sendable () -> Now
  private let encoder: Deferred<any TextEncoder>
  private let writer: Deferred<(any AnswerWriter)?>
  private let ears: Deferred<MoonshineRecogniser>
  private let clerks = Mutex<[String: Deferred<Counter>]>([:])

  /// - Parameters:
  ///   - shops: where the shops are.
  ///   - models: where the models are, and how they compute.
  ///   - clock: the shop's own time.
  ///   - imports: told how far the import of a shop is.
  package init(
    shops: Shops, models: ModelFiles, clock: @escaping @Sendable () -> Now = Now.system,
    imports: @escaping ImportObserver = { _ in }
  ) {
    self.shops = shops
    self.clock = clock
    self.imports = imports
    let pool = models.pool()
    encoder = Deferred { try models.encoder(pool: pool) }
    writer = Deferred { try models.writer(pool: pool) }
    ears = Deferred {
      try MoonshineRecogniser(
        path: models.path(of: .recogniser), precision: models.precision, patience: models.patience, pool: pool)
    }
  }

  /// Another shop for the ears and the sentence encoder of `other`, which are neither loaded nor held twice.
  package init(_ other: Assistant, shops: Shops) {
    self.shops = shops
    imports = other.imports
    clock = other.clock
    encoder = other.encoder
    writer = other.writer
    ears = other.ears
  }

  /// Waits until shop, voice and ears are there, and gives the shop.
  /// - Throws: why one of them cannot be loaded.
  package func ready(shop name: String? = nil) throws -> Counter {
    try prepare(shop: name, hears: true, speaks: true)
    let counter = try counter(shop: name).get()
    _ = try counter.voice.get()
    _ = try ears.get()
    _ = try counter.language.get()
    return counter
  }

  /// The counter of the shop that a dialogue is put to, by its name where the folder holds several.
  package func counter(shop name: String?) throws -> Deferred<Counter> {
    let folder = try shops.folder(named: name)
    return clerks.withLock { clerks in
      if let counter = clerks[folder] { return counter }
      let counter = Deferred { [encoder, writer, imports, clock] in
        try Counter(
          folder: folder, encoder: encoder.get(), writer: writer.get(), clock: clock, imports: imports)
      }
      clerks[folder] = counter
      return counter
    }
  }

  /// Begins to load what a dialogue will need, without waiting for it.
  package func prepare(shop name: String?, hears: Bool, speaks: Bool) throws {
    let counter = try counter(shop: name)
    counter.start()
    if hears {
      ears.start()
      Deferred { try counter.get().language.get() }.start()
    }
    if speaks { Deferred { try counter.get().voice.get() }.start() }
  }

  /// A dialogue with one shopper.
  package func conversation(shop name: String?) throws -> Conversation {
    Conversation(counter: try counter(shop: name), ears: ears)
  }
}

/// Is told how far the import of a shop is, and nil when it is done.
package typealias ImportObserver = @Sendable (ImportProgress?) -> Void

/// One shop, with the clerk who knows it and the voice that speaks its language.
package final class Counter: Sendable {
  package let shop: ShopStore
  package let clerk: Clerk
  package let spoken: SpokenForm
  package let voice: Deferred<any Voice>
  /// What the shop sells and how people ask for it, for the ears.
  package let language: Deferred<WordLanguage>

  package init(
    folder: String, encoder: any TextEncoder, writer: (any AnswerWriter)? = nil,
    clock: @escaping @Sendable () -> Now, imports: @escaping ImportObserver
  ) throws {
    let (shop, _) = try ShopStore.open(folder: folder, encoder: encoder) { imports($0) }
    imports(nil)
    self.shop = shop
    clerk = try Clerk(shop: shop, encoder: encoder, writer: writer, clock: clock)
    let language = shop.info.language
    spoken = SpokenForm(language: language, currencyCode: shop.info.currency.code)
    voice = Deferred { try Voices.make(language: language) }
    self.language = Deferred { try shop.language() }
  }
}

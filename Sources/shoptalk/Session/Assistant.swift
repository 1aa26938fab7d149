import Clerk
import Pronunciation
import Shop
import Speech
import Synchronization
import Transformer

/// Ears, clerk and voice, each loaded when it is first needed, and beside one another where it is known that they will
/// be.
final class Assistant: Sendable {
  private let shops: Shops
  private let encoder: Deferred<SentenceEncoder>
  private let ears: Deferred<MoonshineRecogniser>
  private let clerks = Mutex<[String: Deferred<Counter>]>([:])

  init(shops: Shops, options: ModelOptions) {
    self.shops = shops
    let pool = options.pool()
    encoder = Deferred {
      try SentenceEncoder(path: options.path(of: .sentences), precision: options.precision, pool: pool)
    }
    ears = Deferred {
      try MoonshineRecogniser(path: options.path(of: .recogniser), precision: options.precision, pool: pool)
    }
  }

  /// The counter of the shop that a dialogue is put to, by its name where the folder holds several.
  func counter(shop name: String?) throws -> Deferred<Counter> {
    let folder = try shops.folder(named: name)
    return clerks.withLock { clerks in
      if let counter = clerks[folder] { return counter }
      let counter = Deferred { [encoder] in try Counter(folder: folder, encoder: encoder.get()) }
      clerks[folder] = counter
      return counter
    }
  }

  /// Begins to load what a dialogue will need, without waiting for it.
  func prepare(shop name: String?, hears: Bool, speaks: Bool) throws {
    if hears { ears.start() }
    let counter = try counter(shop: name)
    counter.start()
    if speaks { Deferred { try counter.get().voice.get() }.start() }
  }

  /// A dialogue with one shopper.
  func conversation(shop name: String?) throws -> Conversation {
    Conversation(counter: try counter(shop: name), ears: ears)
  }
}

/// One shop, with the clerk who knows it and the voice that speaks its language.
final class Counter: Sendable {
  let shop: ShopStore
  let clerk: Clerk
  let spoken: SpokenForm
  let voice: Deferred<any Voice>

  init(folder: String, encoder: any TextEncoder) throws {
    let progress = ImportTicker()
    let (shop, _) = try ShopStore.open(folder: folder, encoder: encoder) { progress.show($0) }
    progress.finish()
    self.shop = shop
    clerk = try Clerk(shop: shop, encoder: encoder)
    let language = shop.info.language
    spoken = SpokenForm(language: language, currencyCode: shop.info.currency.code)
    voice = Deferred { try Voices.make(language: language) }
  }
}

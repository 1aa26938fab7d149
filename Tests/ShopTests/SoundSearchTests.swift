import Pronunciation
import Shop
import TestSupport
import Testing

@Suite struct SoundSearchTests {
  @Test(arguments: [("note milk", "oat-milk"), ("sess a me oil", "sesame-oil")])
  func findsWhatWasMisheard(heard: String, handle: String) throws {
    let cache = Scratch()
    let (shop, _) = try ShopStore.open(folder: Fixtures.path("Firmware/examples/grocery"), cache: cache.path)
    let phonemizer = try Phonemizer(language: "en")
    let hits = try shop.soundAlike(phonemizer.phonemes(heard), limit: 5)
    #expect(try shop.products(ids: hits.map(\.productID)).first?.handle == handle)
    let question = try Phonemizer(language: "en").phonemes("do you have \(heard) please")
    let names = try shop.namesHeard(in: question, limit: 5)
    #expect(try shop.products(ids: names.map(\.productID)).first?.handle == handle)
    #expect(names.allSatisfy { question.indices.contains($0.range.lowerBound) })
  }

  @Test func findsWordsByTheirSound() throws {
    let cache = Scratch()
    let (shop, _) = try ShopStore.open(folder: Fixtures.path("Firmware/examples/grocery"), cache: cache.path)
    let words = try shop.wordsAlike(Phonemizer(language: "en").phonemes("sessamy"))
    #expect(words.first?.word.word == "sesame")
    #expect(try shop.wordsAlike([]).isEmpty)
  }
}

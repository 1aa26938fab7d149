import Foundation
import TestSupport
import Testing
import Transformer

@Suite("A language of words")
struct WordLanguageTests {
  /// A shop with two drinks and one way to ask.
  private static func small() -> WordLanguageBuilder {
    var builder = WordLanguageBuilder(classes: ["product"])
    builder.add(["iced", "mocha"], to: 0)
    builder.add(["mocha"], to: 0)
    builder.add(["house", "coffee"], to: 0)
    builder.add(sentence: [.word("a"), .phrase(0), .word("please")], weight: 5)
    builder.add(sentence: [.word("a"), .phrase(0)], weight: 5)
    builder.add(spelling: "moka", of: "mocha", score: -1)
    return builder
  }

  /// What a text is worth, its ending included.
  private static func worth(_ text: String, _ language: WordLanguage) -> Float {
    let scorer = LanguageScorer(language, LanguageWeights())
    var cursor = scorer.start()
    var sum: Float = 0
    for byte in text.utf8 { sum += cursor.read(byte, scorer) }
    sum += cursor.finishWord(scorer)
    return sum + cursor.context.end
  }

  @Test("what is said in the shop is worth more than what is not")
  func worth() throws {
    let language = try WordLanguage(Self.small().build())
    let said = Self.worth(" a mocha please", language)
    #expect(said > Self.worth(" a mocker please", language) + 3)
    #expect(Self.worth(" a iced mocha", language) > Self.worth(" a house mocha", language))
    #expect(Self.worth(" a moka please", language) < said)
    #expect(Self.worth(" a moka please", language) > Self.worth(" a mocker please", language))
  }

  @Test("leaving the language has one price, however much is said outside it")
  func leaving() throws {
    let language = try WordLanguage(Self.small().build())
    let weights = LanguageWeights()
    let one = Self.worth(" elephants", language)
    let many = Self.worth(" elephants walk through every garden", language)
    // The ending may be worth something again.
    #expect(one <= -weights.leaving + weights.most + 0.01)
    #expect(abs((one - many) - 4 * weights.staying) < 0.2)
  }

  @Test("a word under way is worth what it may become")
  func prospect() throws {
    let language = try WordLanguage(Self.small().build())
    let scorer = LanguageScorer(language, LanguageWeights())
    var cursor = scorer.start()
    for byte in " a moc".utf8 { _ = cursor.read(byte, scorer) }
    let open = cursor.prospect
    var other = cursor
    for byte in "ha".utf8 { _ = cursor.read(byte, scorer) }
    for byte in "ker".utf8 { _ = other.read(byte, scorer) }
    #expect(open == cursor.prospect)
    #expect(other.prospect < open)
    #expect(other.prospect == other.context.free)
    #expect(cursor.finishWord(scorer) == open)
  }

  @Test("what was found out about a text is forgotten with its scorer, though places follow one another in circles")
  func forgets() throws {
    let language = try WordLanguage(Self.small().build())
    weak var last: LanguageContext?
    weak var gone: LanguageScorer?
    do {
      let scorer = LanguageScorer(language, LanguageWeights())
      var cursor = scorer.start()
      for byte in " a elephant walks through every garden a mocha please a mocha".utf8 { _ = cursor.read(byte, scorer) }
      _ = cursor.finishWord(scorer)
      (last, gone) = (cursor.context, scorer)
      #expect(last != nil)
    }
    #expect(gone == nil && last == nil)
  }

  @Test("another spelling is written as the word of the language, where that is expected")
  func canonical() throws {
    let language = BeamLanguage(try WordLanguage(Self.small().build()), spelling: TokenSpelling.empty)
    #expect(language.canonical("A moka, please.") == "A mocha, please.")
    #expect(language.canonical("A mocker, please.") == "A mocker, please.")
  }

  @Test("texts are reduced to words, whatever their marks")
  func words() {
    #expect(
      TokenSpelling.words("A 12-ounce Jalape\u{F1}o, what\u{2019}s \u{201C}that\u{201D}?") == [
        "a", "12", "ounce", "jalapeno", "what's", "that",
      ])
    #expect(TokenSpelling.words("") == [])
  }

  @Test("a file is read as it was written; a damaged one is refused")
  func damaged() throws {
    let good = Self.small().build()
    #expect(try WordLanguage(good).spellings == 7)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var bad = good
      let place = Int.random(in: 0..<bad.count, using: &random)
      bad[place] ^= UInt8.random(in: 1...255, using: &random)
      #expect(throws: TransformerError.self) { try WordLanguage(bad) }
    }
    for length in [0, 1, 15, 16, 100, 303, good.count - 1] {
      #expect(throws: TransformerError.self) { try WordLanguage(Array(good.prefix(length))) }
    }
    #expect(throws: TransformerError.self) { try WordLanguage(path: "/nowhere/shop.words") }
  }
}

import TestSupport
import Testing
import Transformer

@Suite("A grammar of sentences")
struct WordGrammarTests {
  /// "a" [size or milk ...] drink ["with" milk], where sizes exclude each other, milks too, and espresso has no size.
  private static func builder() -> WordLanguageBuilder {
    var builder = WordLanguageBuilder(classes: [], grammarClasses: 3)
    let (size, milk) = (UInt64(1), UInt64(1) << 30)
    builder.add(grammarPhrase: ["large"], to: 0, excluding: size)
    builder.add(grammarPhrase: ["twelve", "ounce"], to: 0, excluding: size)
    builder.add(grammarPhrase: ["oat", "milk"], to: 1, excluding: milk)
    builder.add(grammarPhrase: ["soy", "milk"], to: 1, excluding: milk)
    builder.add(grammarPhrase: ["iced", "mocha"], to: 2)
    builder.add(grammarPhrase: ["ice", "mocha"], to: 2, weight: 0.1)
    builder.add(grammarPhrase: ["espresso"], to: 2, excluding: size)
    for word in ["large", "twelve", "ounce", "oat", "milk", "soy", "iced", "mocha", "espresso"] {
      builder.add(name: word)
    }
    builder.add(spelling: "moka", of: "mocha", score: -0.5)
    var grammar = WordGrammar()
    let (before, after, behind) = (grammar.addState(), grammar.addState(), grammar.addState())
    grammar.connect(WordGrammar.partStart, before, .word("a"))
    grammar.connect(before, before, .phrase(0), score: -1)
    grammar.connect(before, before, .phrase(1), score: -1)
    grammar.connect(before, after, .phrase(2), score: -1)
    grammar.connect(after, WordGrammar.partEnd, score: -1)
    grammar.connect(after, behind, .word("with"), score: -1)
    grammar.connect(behind, after, .phrase(1))
    let asked = grammar.addState()
    grammar.connect(WordGrammar.start, asked, .word("bring"))
    grammar.connect(asked, WordGrammar.end, .part)
    grammar.connect(WordGrammar.resumption, WordGrammar.end, .part)
    builder.set(grammar: grammar)
    return builder
  }

  /// What a sentence is worth; nil where the grammar does not have it.
  private static func worth(_ text: String, _ language: WordLanguage, _ weights: LanguageWeights = LanguageWeights())
    throws -> Float?
  {
    let scorer = LanguageScorer(language, weights)
    var cursor = try #require(scorer.grammarStart())
    var sum: Float = 0
    for byte in text.utf8 { sum += cursor.read(byte, scorer) }
    sum += cursor.finishWord(scorer) + cursor.context.end
    return sum > -.infinity ? sum : nil
  }

  @Test(
    "has what was written down",
    arguments: [
      "bring a large iced mocha", "bring a oat milk twelve ounce iced mocha", "bring a espresso with soy milk",
      "bring a large iced mocha with oat milk", "bring a large iced moka",
    ])
  func within(_ text: String) throws {
    #expect(try Self.worth(text, WordLanguage(Self.builder().build())) != nil)
  }

  @Test(
    "has nothing else: no second size, no second milk, no size where there is none, no half a sentence",
    arguments: [
      "bring a large twelve ounce iced mocha", "bring a oat milk iced mocha with soy milk", "bring a large espresso",
      "bring a twelve iced mocha", "bring a", "bring a large", "bring", "bring a iced mocha with",
      "bring a iced mocha large",
    ])
  func outside(_ text: String) throws {
    #expect(try Self.worth(text, WordLanguage(Self.builder().build())) == nil)
  }

  @Test("an unforeseen beginning has its price; what is asked for stands behind it")
  func unforeseen() throws {
    let language = try WordLanguage(Self.builder().build())
    let weights = LanguageWeights()
    let foreseen = try #require(try Self.worth("bring a large iced mocha", language))
    let one = try #require(try Self.worth("brim a large iced mocha", language))
    let two = try #require(try Self.worth("brim me a large iced mocha", language))
    #expect(abs(foreseen - one - weights.opening) < 0.1)
    #expect(abs(one - two - weights.openingMore) < 0.1)
    #expect(try Self.worth("bring a large iced mocha tomorrow", language) == nil)
    #expect(try Self.worth("brim", language) == nil)
  }

  @Test("the shop's own form is written where another was said")
  func canonical() throws {
    let language = BeamLanguage(try WordLanguage(Self.builder().build()), spelling: TokenSpelling.empty)
    #expect(language.canonical("Bring a large ice mocha.", isGrammatical: true) == "Bring a large iced mocha.")
    #expect(language.canonical("Bring a large iced moka.", isGrammatical: true) == "Bring a large iced mocha.")
    #expect(language.canonical("Bring a large iced mocha.", isGrammatical: true) == "Bring a large iced mocha.")
  }

  @Test("a language without a grammar begins none")
  func none() throws {
    let language = try WordLanguage(WordLanguageBuilder(classes: ["product"]).build())
    #expect(LanguageScorer(language, LanguageWeights()).grammarStart() == nil)
  }

  @Test("a damaged one is refused")
  func damaged() throws {
    let good = Self.builder().build()
    for place in stride(from: 0, to: good.count, by: 7) {
      var bad = good
      bad[place] ^= 0x41
      #expect(throws: TransformerError.self) { try WordLanguage(bad) }
    }
  }
}

import Shop
import Testing
import Transformer

@Suite("The language of a shop")
struct LanguageTests {
  /// A florist's shop: nothing in it is like the shops that the rules were tried with.
  private static let rows = """
    rose-bouquet,Rose Bouquet,Bouquet,,Petal & Stem,Size,Petite,1,20.00
    rose-bouquet,,,,,,Grand,2,40.00
    tulip-bunch,Tulip Bunch,Bouquet,,Petal & Stem,Colour,Red,3,15.00
    tulip-bunch,,,,,,Yellow,4,15.00
    satin-ribbon,Satin Ribbon,Wrapping,ribbon,Petal & Stem,Title,Default Title,5,2.00
    paper-ribbon,Paper Ribbon,Wrapping,ribbon,Petal & Stem,Title,Default Title,6,1.00
    greeting-card,Greeting Card,Wrapping,card,Petal & Stem,Title,Default Title,7,3.00

    """

  private static func isAsked(_ text: String, _ language: WordLanguage) throws -> Bool {
    var weights = LanguageWeights()
    // Unforeseen beginnings would let anything begin.
    weights.opening = .infinity
    let scorer = LanguageScorer(language, weights)
    var cursor = try #require(scorer.grammarStart())
    var sum: Float = 0
    for byte in text.utf8 { sum += cursor.read(byte, scorer) }
    sum += cursor.finishWord(scorer) + cursor.context.end
    return sum > -.infinity
  }

  @Test(
    "what is sold may be asked for with what it has and what is added to it",
    arguments: [
      "can i have a petite rose bouquet", "i'd like a red tulip bunch with satin ribbon and a greeting card",
      "how much is the grand rose bouquet", "do you have yellow tulip bunches", "where are the greeting cards",
      "give me two rose bouquets please", "rose bouquet", "what is the price of a tulip bunch with paper ribbon",
    ])
  func asked(_ text: String) throws {
    let shop = try TestShop(["catalog.csv": TestShop.header + Self.rows])
    #expect(try Self.isAsked(text, shop.store.language()))
  }

  @Test(
    "nothing else may: an option that it has not or twice, two additions of a kind, other things",
    arguments: [
      "can i have a petite tulip bunch", "can i have a petite grand rose bouquet",
      "can i have a rose bouquet with satin ribbon with paper ribbon",
      "can i have a petite rose", "can i have an iced mocha", "my brother walked home",
    ])
  func notAsked(_ text: String) throws {
    let shop = try TestShop(["catalog.csv": TestShop.header + Self.rows])
    #expect(try !Self.isAsked(text, shop.store.language()))
  }
}

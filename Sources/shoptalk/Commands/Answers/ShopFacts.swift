import Clerk
import FoundationEssentials
import Session
import Shop

/// What a judge knows of a shop: its amounts of money and the names of its products, from its files alone.
struct ShopFacts {
  /// A product by the words of its name, with all its prices in hundredths.
  struct Goods {
    var words: [[UInt8]]
    var prices: Set<Int>
  }

  let goods: [String: Goods]
  /// Every amount that may be said whatever was asked, in hundredths.
  let amounts: Set<Int>

  init(_ shop: ShopStore, folder: String) throws {
    let today = Now.system().date
    let active = shop.promotions(on: today)
    var goods: [String: Goods] = [:]
    var amounts: Set<Int> = []
    var (main, added): (Set<Int>, Set<Int>) = ([], [])
    try shop.everyProduct { product in
      var prices: Set<Int> = []
      for variant in product.variants {
        let now = variant.price.map(Self.hundredths)
        let before = variant.compareAtPrice.map(Self.hundredths)
        prices.formUnion([now, before, variant.sale.map { Self.hundredths($0.price) }].compactMap { $0 })
        if let now, let before { amounts.insert(before - now) }
        guard let now else { continue }
        for promotion in active where promotion.applies(to: product) {
          switch promotion.kind {
          case .percentOff(let percent):
            let kept = Double(now) * (1 - percent / 100)
            // Half a cent may go either way.
            for reduced in [Int((kept - 1e-6).rounded()), Int((kept + 1e-6).rounded())] {
              amounts.formUnion([reduced, now - reduced])
            }
          case .amountOff(let off): amounts.formUnion([now - Self.hundredths(off), Self.hundredths(off)])
          case .bundle, .message: break
          }
        }
        if product.type == "Add-on" { added.insert(now) } else { main.insert(now) }
      }
      amounts.formUnion(prices)
      amounts.formUnion(SaidText(product.body).numbers)
      goods[product.handle] = Goods(words: Self.words(product), prices: prices)
    }
    // A drink with one, two or three add-ons.
    let extras = Array(added.sorted().prefix(12))
    var sums: Set<Int> = [0]
    for _ in 0..<3 { sums.formUnion(sums.flatMap { sum in extras.map { sum + $0 } }) }
    if !extras.isEmpty { for base in main { amounts.formUnion(sums.map { base + $0 }) } }
    var texts = shop.faq.map { $0.question + " " + $0.answer }
    for promotion in shop.promotions { texts.append(promotion.title + " " + promotion.message) }
    if let bytes = try? Data(contentsOf: URL(filePath: folder + "/shop.toml")) {
      texts.append(String(decoding: bytes, as: UTF8.self))
    }
    for text in texts { amounts.formUnion(SaidText(text).numbers) }
    for promotion in shop.promotions {
      switch promotion.kind {
      case .percentOff(let percent): amounts.insert(Int((percent * 100).rounded()))
      case .amountOff(let money), .bundle(let money): amounts.insert(Self.hundredths(money))
      case .message: break
      }
    }
    self.goods = goods
    self.amounts = amounts
  }

  private static func hundredths(_ money: Money) -> Int { Int((money.majorUnits * 100).rounded()) }

  /// The words of a product's title, the vendor's and grammar left out, without a plural ending.
  private static func words(_ product: Product) -> [[UInt8]] {
    func split(_ text: String) -> [[UInt8]] {
      SaidText.canonical(text).split { !SaidText.isLetter($0) && !SaidText.isDigit($0) && $0 != 39 }.map(Array.init)
    }
    func bare(_ word: [UInt8]) -> [UInt8] { word.suffix(2) == Array("'s".utf8)[...] ? word.dropLast(2) : word }
    let left = Set(split(product.vendor).map(bare) + ["and", "with", "the"].map { Array($0.utf8) })
    return split(product.title).filter { !left.contains(bare($0)) }.map { word in
      word.count > 3 && word.last == UInt8(ascii: "s") ? Array(word.dropLast()) : word
    }
  }

  /// Whether an answer names a product by all words of its title.
  func isNamed(_ handle: String, in text: SaidText) -> Bool {
    guard let words = goods[handle]?.words, !words.isEmpty else { return false }
    return words.allSatisfy { text.says(String(decoding: $0, as: UTF8.self)) }
  }
}

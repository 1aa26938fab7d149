import Shop
import Transformer

/// "A gift for my dad": what one gives, for whom, in stock and within the budget.
extension Turn {
  func giftAnswer() -> Draft? {
    guard Self.giving.matches(words) else { return nil }
    let person = Recipient.read(question.tokens)
    // A gift of a kind ("a book as a present") is looked for by the kind.
    let open = question.tokens.indices.filter {
      question.roles[$0] == .content && !reading.used.contains($0) && !reading.substancePositions.contains($0)
        && !Recipient.words.contains(question.tokens[$0].stem)
    }
    guard open.isEmpty, reading.substances.isEmpty, diets().isEmpty, catalogue.cards.count <= 5_000 else { return nil }
    var near: [Int64: Float] = [:]
    if let vector = try? clerk.encoder?.encode("a nice gift" + (person.map { " for \($0.phrase)" } ?? "")) {
      for hit in clerk.shop.nearestProducts(to: vector, limit: 80) { near[hit.id] = hit.score }
    }
    let animal = animal
    var pool: [(product: Product, price: Int64, score: Float)] = []
    for card in catalogue.cards.indices {
      guard let product = product(card), let price = cheapest(product) else { continue }
      guard suits(card, animal) else { continue }
      let stems = catalogue.cards[card].kindStems
      guard stems.isDisjoint(with: Recipient.noGifts), person.map({ $0.suits(stems) }) ?? true else { continue }
      var score = near[product.id] ?? 0
      if person.map({ $0.isMeant(by: stems) }) ?? false { score += 0.6 }
      if mentionsGift(product) { score += 0.4 }
      pool.append((product, price, score))
    }
    // Neither the smallest things nor the dearest, unless the shopper says what to spend.
    if reading.limit == nil, pool.count > 8 {
      let prices = pool.map(\.price).sorted()
      let (low, high) = (prices[prices.count / 5], prices[prices.count * 17 / 20])
      pool.removeAll { $0.price < low || $0.price > high }
    }
    pool.sort { $0.score > $1.score }
    var chosen: [Product] = []
    for entry in pool where chosen.count < 3 {
      // Three of a kind are no choice.
      if !entry.product.type.isEmpty, chosen.contains(where: { $0.type == entry.product.type }) { continue }
      if chosen.contains(where: { !nameStems($0).isDisjoint(with: nameStems(entry.product)) }) { continue }
      chosen.append(entry.product)
    }
    guard let first = chosen.first else { return nil }
    let parts = chosen.map { "\(theLower(name($0))) (\(priceWords($0)))" }
    var text = "As a gift\(person.map { " for \($0.said)" } ?? "") you could take \(Wording.list(parts, "or"))"
    if reading.limit?.highest != nil { text += chosen.count == 1 ? ", within your budget" : ", all within your budget" }
    text += "."
    if let sentence = Self.sentences(first.body).first, sentence.count <= 80 {
      text += " \(the(name(first))): \(Wording.sentence(Wording.lowerFirstWord(sentence)))"
    }
    var draft = draft(text, .recommend, 0.7, chosen)
    draft.facts.texts.append(question.raw)
    draft.list = chosen.map(\.id)
    return draft
  }

  private static let giving = Patterns(
    "gift|gifts|present|presents for|idea|ideas|under|that|around|to|as", "a|some gift|present", "gift|present",
    "something|anything ~ for his|her|their birthday|anniversary")

  /// The lowest price of what is there today and within the budget, in minor units.
  private func cheapest(_ product: Product) -> Int64? {
    product.variants.filter(\.inventory.isAvailable).compactMap { offers.price(of: $0, product)?.now }.filter { price in
      price.majorUnits <= reading.limit?.highest ?? .infinity && price.majorUnits >= reading.limit?.lowest ?? 0
    }.map(\.minorUnits).min()
  }

  private func mentionsGift(_ product: Product) -> Bool {
    (product.tags + [product.title, product.body, product.type]).contains { text in
      Tokenizer.tokens(text).contains { ["gift", "present"].contains($0.stem) }
    }
  }
}

/// For whom a gift is.
struct Recipient {
  enum Who { case man, woman, child, anyone }
  var who: Who
  /// As it is said back: "your dad".
  var said: String
  /// As it stands in a wish: "my dad".
  var phrase: String

  /// Words for people, by stem.
  static let words = Set(men.keys).union(women.keys).union(children).union(others)

  private static let men = Dictionary(
    uniqueKeysWithValues:
      "dad father husband boyfriend brother son grandpa grandfather uncle nephew man guy him grandad"
      .split(separator: " ").map { (Stemmer.stem(String($0)), true) })
  private static let women = Dictionary(
    uniqueKeysWithValues:
      "mom mum mother wife girlfriend sister daughter grandma grandmother aunt niece woman lady her gran nan"
      .split(separator: " ").map { (Stemmer.stem(String($0)), true) })
  private static let children: Set<String> = ["child", "kid", "baby", "toddler", "boy", "girl", "grandson"]
  private static let others: Set<String> = [
    "friend", "teenager", "teen", "colleague", "boss", "teacher", "neighbor", "neighbour", "partner", "birthday",
    "christmas", "anniversary", "year", "old", "host", "couple", "someone",
  ]

  /// The person named behind "for".
  static func read(_ tokens: [Token]) -> Recipient? {
    guard
      let at = tokens.indices.last(where: { i in
        words.contains(tokens[i].stem)
          && !["year", "old", "birthday", "christmas", "anniversary"].contains(tokens[i].stem)
      })
    else {
      // "For a nine year old".
      guard let year = tokens.firstIndex(where: { $0.stem == "year" }), year > 0, let age = tokens[year - 1].number
      else {
        return nil
      }
      let old = "a \(Numbers.write(age)) year old"
      return Recipient(who: age < 13 ? .child : .anyone, said: old, phrase: old)
    }
    let stem = tokens[at].stem
    let who: Who = men[stem] != nil ? .man : women[stem] != nil ? .woman : children.contains(stem) ? .child : .anyone
    let before = at > 0 ? tokens[at - 1].text : ""
    let owner =
      ["my", "our"].contains(before) ? "your" : ["a", "an", "the", "his", "her"].contains(before) ? before : ""
    let text = tokens[at].text
    return Recipient(
      who: who, said: owner.isEmpty ? text : "\(owner) \(text)", phrase: before.isEmpty ? text : "\(before) \(text)")
  }

  /// Whether what a product is called suits the person.
  func suits(_ stems: Set<String>) -> Bool {
    switch who {
    case .man: stems.isDisjoint(with: Self.forWomen) && stems.isDisjoint(with: Self.forChildren)
    case .woman: stems.isDisjoint(with: Self.forMen) && stems.isDisjoint(with: Self.forChildren)
    case .child: stems.isDisjoint(with: Self.forAdults)
    case .anyone: stems.isDisjoint(with: Self.forChildren)
    }
  }

  func isMeant(by stems: Set<String>) -> Bool {
    switch who {
    case .child: !stems.isDisjoint(with: Self.forChildren)
    case .man: !stems.isDisjoint(with: ["men", "man", "gentleman"])
    case .woman: !stems.isDisjoint(with: ["women", "woman", "lady"])
    case .anyone: false
    }
  }

  private static func set(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map { Stemmer.stem(String($0)) })
  }
  private static let forMen = set("men man tie beard shaving razor cufflink boxer gentleman dad")
  private static let forWomen = set(
    "women woman dress skirt blouse lipstick mascara bra earring nail polish eyeliner foundation gloss mom lady brow")
  private static let forChildren = set("kid child baby toddler junior newborn infant nursery toy picture")
  private static let forAdults = set(
    "wine beer cider whiskey gin vodka knife razor lipstick perfume men women alcohol spirit prosecco chardonnay riesling"
  )

  /// What nobody wraps: spare parts, medicine, things that are used up.
  static let noGifts = set(
    """
    battery cable adapter refill replacement spare charger filter washer screw nail anchor bulb diaper litter tablet caplet
    medicine antacid laxative milk sugar sweetener add-on addon cleaner detergent toilet plunger caulk tape glue
    bandage antiseptic lozenge trash pellet tube protector canister cleanser solution decongestant ibuprofen paracetamol
    cartridge fuel gas ink toner alarm string roller tire oil brush acetaminophen syrup spray saline towel flour salt soap bolt pipe silicone
    """)
}

package import Shop

/// An answer on its way, with the facts that it was written from.
struct Draft {
  var text: String
  var intent: Intent
  var confidence: Double
  /// Products spoken of, the foremost first.
  var products: [Answer.AnsweredProduct] = []
  /// Ids of the products that the dialogue is about from here on; nil leaves it as it was.
  var focus: [Int64]?
  var chosen: [Int: [String]] = [:]
  var list: [Int64] = []
  var promotion: Promotion?
  var offer: Dialogue.Offer?
  /// What the figures and names in `text` must stand in.
  var facts = FactSheet()
  /// Whether an offer stands behind the answer that was not asked for.
  var advertises = false
  /// An answer that says less and is always right, for when `text` fails the check.
  var safe: String?
  /// The passage of the merchant that the answer is.
  var passage: Int?
  /// A person is needed.
  var callsStaff = false
  /// Asks which of several things is meant.
  var asksBack = false
  /// Names no product and keeps the dialogue's subject.
  var keepsFocus = false
}

/// The facts that were looked up for an answer.
package struct FactSheet: Sendable {
  /// Texts of the shop that the answer may repeat: names, attributes, policies, messages.
  package var texts: [String] = []
  /// Amounts of money, as written.
  package var amounts: [String] = []
  /// Amounts that were worked out, with how: "2 x $4.00".
  package var derived: [(amount: String, from: String)] = []
  /// Numbers of other kinds that were counted or worked out (products in a list, minutes).
  package var counts: Set<String> = []
  /// Amounts by the id of the product that they belong to.
  package var prices: [Int64: Set<String>] = [:]
  /// Ids of products whose names may be said.
  package var products: Set<Int64> = []

  package init() {}

  package mutating func add(_ product: Product) {
    products.insert(product.id)
    texts.append(product.title)
    texts.append(product.body)
    texts.append(product.type)
    texts.append(contentsOf: product.tags)
    for attribute in product.attributes { texts.append(attribute.name + " " + attribute.value) }
    for option in product.options {
      texts.append(option.name)
      texts.append(contentsOf: option.values)
    }
    for variant in product.variants {
      for price in [variant.price, variant.compareAtPrice, variant.sale?.price].compactMap({ $0 }) {
        amounts.append(price.formatted)
        prices[product.id, default: []].formUnion(Guard.figures(price.formatted))
      }
      for attribute in variant.attributes { texts.append(attribute.name + " " + attribute.value) }
      if variant.grams > 0 { texts.append(Wording.weight(variant.grams)) }
    }
  }

  package mutating func derive(_ money: Money, from: String) { derived.append((money.formatted, from)) }
}

/// Which column of a Shopify product export holds what, by either of the names that Shopify has given it: those of
/// the long-standing export ("Variant Price") and those of the 2025 template ("Price").
struct ShopifyColumns {
  /// A product or variant metafield, or one of the Google Shopping columns, that becomes an attribute.
  struct Fact {
    let column: Int
    let key: String
    let name: String
    let isVariant: Bool
  }

  let handle: Int
  let title, body, vendor, category, type, tags, published, status: Int?
  /// Name and value of up to three options.
  let options: [(name: Int?, value: Int)]
  let sku, barcode, grams, tracker, quantity, policy, price, compareAt, giftCard: Int?
  let facts: [Fact]
  /// Names of columns that nothing is known of.
  let unknown: [String]

  /// Nil where this is no Shopify export: it has no handle.
  init?(_ table: CSVTable) {
    let names = table.header.map(\.columnName)
    var used: Set<Int> = []
    let find = { (wanted: String...) -> Int? in
      for name in wanted {
        if let at = names.firstIndex(of: name) {
          used.insert(at)
          return at
        }
      }
      return nil
    }
    guard let handle = find("handle", "url handle", "product handle") else { return nil }
    self.handle = handle
    title = find("title", "product title")
    body = find("body (html)", "body html", "description", "body")
    vendor = find("vendor", "brand")
    category = find("product category", "standard product type", "category")
    type = find("type", "product type", "custom product type")
    tags = find("tags")
    published = find("published", "published on online store")
    status = find("status")
    options = (1...3).compactMap { number in
      let name = find("option\(number) name", "option \(number) name")
      guard let value = find("option\(number) value", "option \(number) value") else { return nil }
      return (name, value)
    }
    sku = find("variant sku", "sku")
    barcode = find("variant barcode", "barcode")
    grams = find("variant grams", "weight value (grams)")
    tracker = find("variant inventory tracker", "inventory tracker")
    quantity = find("variant inventory qty", "inventory quantity", "variant inventory quantity")
    policy = find("variant inventory policy", "continue selling when out of stock", "inventory policy")
    price = find("variant price", "price")
    compareAt = find("variant compare at price", "compare at price")
    giftCard = find("gift card")

    var facts: [Fact] = []
    var unknown: [String] = []
    for (at, written) in table.header.enumerated() where !used.contains(at) {
      if let fact = Self.fact(at, written) {
        if !facts.contains(where: { $0.key == fact.key && $0.isVariant == fact.isVariant }) { facts.append(fact) }
      } else if !Self.isKnown(names[at]) {
        unknown.append(written)
      }
    }
    self.facts = facts
    self.unknown = unknown
  }

  /// `Aisle (product.metafields.custom.aisle)`, `product.metafields.custom.aisle`,
  /// `Metafield: custom.aisle [single_line_text_field]`, `Google Shopping / Gender`.
  private static func fact(_ column: Int, _ written: String) -> Fact? {
    let lower = written.lowercased()
    for (marker, isVariant) in [("product.metafields.", false), ("variant.metafields.", true)] {
      guard let path = part(of: written, lower, behind: marker) else { continue }
      let label = written.split(separator: "(", maxSplits: 1).first.map { String($0).oneLine } ?? ""
      return make(column, path: path, label: lower.hasPrefix(marker) ? "" : label, isVariant)
    }
    for (marker, isVariant) in [("variant metafield:", true), ("metafield:", false)] where lower.hasPrefix(marker) {
      guard let path = part(of: written, lower, behind: marker) else { continue }
      return make(column, path: path, label: "", isVariant)
    }
    for name in ["gender", "age group", "condition"] where lower == "google shopping / \(name)" {
      return Fact(column: column, key: name.attributeKey, name: capitalised(name), isVariant: false)
    }
    return nil
  }

  private static func part(of written: String, _ lower: String, behind marker: String) -> String? {
    // Lower-casing may change the length of a text outside ASCII, where no marker is looked for.
    guard lower.utf8.count == written.utf8.count else { return nil }
    let bytes = Array(lower.utf8)
    let wanted = Array(marker.utf8)
    guard bytes.count >= wanted.count,
      let at = (0...(bytes.count - wanted.count)).first(where: { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
      )
    else { return nil }
    let rest = Array(written.utf8)[(at + wanted.count)...]
    let path = rest.drop { $0 == 0x20 }.prefix { $0 != UInt8(ascii: ")") && $0 != UInt8(ascii: "[") }
    return String(decoding: path, as: UTF8.self).oneLine
  }

  private static func make(_ column: Int, path: String, label: String, _ isVariant: Bool) -> Fact? {
    // `custom.aisle`: the namespace says nothing to a shopper.
    let last = path.split(separator: ".", maxSplits: 1).last.map(String.init) ?? ""
    let key = last.attributeKey
    guard !key.isEmpty, !Self.isPrivate(key) else { return nil }
    return Fact(
      column: column, key: key,
      name: label.isEmpty ? capitalised(key.split(separator: "_").joined(separator: " ")) : label,
      isVariant: isVariant)
  }

  static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// Keys that are bookkeeping and never said to a shopper.
  private static func isPrivate(_ key: String) -> Bool {
    [
      "title_tag", "description_tag", "google_product_category", "mpn", "related_products", "complementary_products",
      "search_product_boosts", "hidden", "cost", "seo_hidden",
    ].contains(key)
  }

  /// Columns of Shopify's that hold nothing for a shopper.
  private static func isKnown(_ name: String) -> Bool {
    let known: Set<String> = [
      "", "variant fulfillment service", "fulfillment service", "variant requires shipping", "requires shipping",
      "variant taxable", "charge tax", "image src", "image position", "image alt text", "product image url",
      "variant image", "variant image url", "variant weight unit", "weight unit for display", "variant tax code",
      "tax code", "cost per item", "seo title", "seo description", "collection", "template suffix",
      "custom product type",
      "unit price total measure", "unit price total measure unit", "unit price base measure",
      "unit price base measure unit", "id", "variant id", "command", "url", "image type", "variant position",
      "standardized product type", "published at", "published scope", "image command", "tags command",
    ]
    return known.contains(name) || name.contains(" linked to") || name.hasPrefix("google shopping")
      || name.hasPrefix("included / ") || name.hasPrefix("price / ") || name.hasPrefix("compare at price / ")
      || name.hasPrefix("status / ") || name.hasPrefix("metafield") || name.hasPrefix("variant metafield")
      || name.contains(".metafields.")
  }
}

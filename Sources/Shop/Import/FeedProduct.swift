/// Makes one product of the feed items of a group.
package struct FeedProduct {
  let handle: String
  let currency: Currency
  let file: String

  /// `file` is for messages.
  package init(handle: String, currency: Currency, file: String) {
    self.handle = handle
    self.currency = currency
    self.file = file
  }

  /// Attributes by which the items of a group may differ, the most telling first.
  private static let optionNames = [
    "color", "size", "material", "pattern", "gender", "age_group", "size_type", "size_system", "condition", "multipack",
  ]
  /// Attributes that are facts for a shopper, besides the options.
  private static let factNames = [
    "unit_pricing_measure", "product_length", "product_width", "product_height", "product_weight",
    "energy_efficiency_class", "availability_date", "warranty", "allergens", "ingredients", "aisle", "origin",
  ]

  /// The product, or nil where there is no item.
  package mutating func product(_ items: [FeedItem], report: inout ImportReport) -> Product? {
    guard let first = items.first else { return nil }
    var product = Product(handle: handle, title: Self.commonTitle(items.map { HTMLText.resolved($0["title"]) }))
    product.vendor = HTMLText.resolved(first["brand"])
    let path = HTMLText.resolved(first["product_type"]).split(separator: ">")
      .map { String($0).oneLine }
    product.type = path.last ?? ""
    product.tags = ShopifyCatalog.tags(path.dropLast().joined(separator: ","))
    let category = HTMLText.resolved(first["google_product_category"])
    product.category = Int(category) == nil ? category : path.joined(separator: " > ")
    product.body = HTMLText.plain(first["description"])
    let highlights = first.highlights.map { HTMLText.plain($0) }
    if !highlights.isEmpty {
      product.body = ([product.body] + highlights).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    let options = options(items, product.title)
    product.options = options.map { ProductOption(name: $0.name, values: []) }
    let constant = constants(items, except: Set(options.map(\.key)))
    product.attributes = constant
    var seen: Set<[String]> = []
    for (at, item) in items.enumerated() {
      let values = options.map { $0.values[at] }
      guard seen.insert(values.map(\.folded)).inserted else {
        report.reject(
          file, line: item.line, column: "item_group_id",
          "\(item["id"]) is the same variant of \(handle) as an item before it",
          remedy: "let the items of a group differ by color, size, material or pattern")
        continue
      }
      product.variants.append(variant(item, values, constant, Set(options.map(\.key)), &report))
    }
    return product
  }

  private struct Option {
    var key: String
    var name: String
    /// One for each item.
    var values: [String]
  }

  /// At most three attributes that tell the items apart; where they do not, what the titles say beyond the common part.
  private func options(_ items: [FeedItem], _ title: String) -> [Option] {
    guard items.count > 1 else { return [] }
    var options: [Option] = []
    for key in Self.optionNames {
      let values = items.map { HTMLText.resolved($0[key]) }
      guard Set(values.map(\.folded)).count > 1, !values.contains(""), options.count < 3 else { continue }
      options.append(
        Option(
          key: key, name: ShopifyColumns.capitalised(key.split(separator: "_").joined(separator: " ")), values: values))
    }
    let combinations = Set(items.indices.map { at in options.map { $0.values[at].folded } })
    if combinations.count < items.count && options.count < 3 {
      let rests = items.map { item in
        String(HTMLText.resolved(item["title"]).dropFirst(title.count)).trimmedOfMarks
      }
      if !rests.contains(""), Set(rests.map(\.folded)).count == items.count {
        options.append(Option(key: "variant", name: "Variant", values: rests))
      }
    }
    return options
  }

  /// The part that all titles begin with, up to a whole word; the first title where there is none.
  static func commonTitle(_ titles: [String]) -> String {
    guard let first = titles.first else { return "" }
    guard titles.contains(where: { $0 != first }) else { return first.oneLine }
    let words = titles.map { $0.split(separator: " ") }
    var count = 0
    while let word = words[0].dropFirst(count).first, words.allSatisfy({ $0.dropFirst(count).first == word }) {
      count += 1
    }
    let common = words[0].prefix(count).joined(separator: " ").trimmedOfMarks
    return common.isEmpty ? first.oneLine : common
  }

  /// Facts that all items share.
  private func constants(_ items: [FeedItem], except options: Set<String>) -> [Attribute] {
    guard let first = items.first else { return [] }
    // The facts of each item are made once: a group may have thousands of items with hundreds of facts.
    var shared = Set(facts(first))
    for item in items.dropFirst() where !shared.isEmpty { shared.formIntersection(facts(item)) }
    return facts(first).filter { !options.contains($0.key) && shared.contains($0) }
  }

  private func facts(_ item: FeedItem) -> [Attribute] {
    var facts: [Attribute] = []
    for key in Self.optionNames + Self.factNames {
      let value = HTMLText.resolved(item[key])
      if value.isEmpty || key == "condition" && value.folded == "new" { continue }
      facts.append(
        Attribute(
          key: key, name: ShopifyColumns.capitalised(key.split(separator: "_").joined(separator: " ")), value: value))
    }
    for detail in item.details {
      let key = detail.name.attributeKey
      guard !key.isEmpty, !facts.contains(where: { $0.key == key }) else { continue }
      facts.append(
        Attribute(
          key: key, name: ShopifyColumns.capitalised(HTMLText.resolved(detail.name)),
          value: HTMLText.resolved(detail.value)))
    }
    return facts
  }

  private func variant(
    _ item: FeedItem, _ values: [String], _ constant: [Attribute], _ options: Set<String>, _ report: inout ImportReport
  ) -> Variant {
    var variant = Variant(optionValues: values, sku: item["id"], barcode: item["gtin"])
    variant.price = money(item, "price", &report)
    if variant.price == nil && item["price"].isEmpty {
      report.warn(
        file, line: item.line, column: "price", "of \(item["id"]) is missing, so no price is said",
        remedy: "fill in a price such as 15.00 \(currency.code)")
    }
    if let price = variant.price, let sale = money(item, "sale_price", &report), sale < price {
      apply(sale, regular: price, item, to: &variant, &report)
    }
    variant.inventory = inventory(item, &report)
    variant.grams = Self.grams(item["product_weight"].isEmpty ? item["shipping_weight"] : item["product_weight"])
    variant.attributes = facts(item).filter { !constant.contains($0) && !options.contains($0.key) }
    return variant
  }

  private func money(_ item: FeedItem, _ name: String, _ report: inout ImportReport) -> Money? {
    let written = item[name]
    if written.isEmpty { return nil }
    do throws(PriceError) {
      return try Money(parsing: written, currency: currency)
    } catch {
      report.warn(
        file, line: item.line, column: name, "\(error), so it is not said",
        remedy: "write it as 15.00 \(currency.code)")
      return nil
    }
  }

  /// A sale price without dates is the price; one with dates holds on those days only.
  private func apply(
    _ sale: Money, regular: Money, _ item: FeedItem, to variant: inout Variant, _ report: inout ImportReport
  ) {
    let dates = item["sale_price_effective_date"]
    if dates.isEmpty {
      variant.price = sale
      variant.compareAtPrice = regular
      return
    }
    let days = dates.split(separator: "/", omittingEmptySubsequences: false).map {
      CalendarDay(String($0).oneLine)?.text
    }
    guard days.count == 2, let from = days[0], let to = days[1], from <= to else {
      report.warn(
        file, line: item.line, column: "sale_price_effective_date",
        "\"\(dates)\" is no range of dates, so the sale is not said",
        remedy: "write it as 2026-01-01T00:00-0800/2026-01-31T23:59-0800")
      return
    }
    variant.sale = Sale(price: sale, starts: from, ends: to)
  }

  private func inventory(_ item: FeedItem, _ report: inout ImportReport) -> Inventory {
    let written = item["availability"]
    let count = ["quantity", "inventory", "quantity_to_sell_on_facebook", "sell_on_google_quantity"].lazy
      .compactMap { Int(item[$0]) }.first { (0..<1_000_000_000).contains($0) }
    switch written.attributeKey {
    case "in_stock", "available_for_order", "limited_availability", "available", "instock":
      return count.map { .tracked($0) } ?? .inStock
    case "out_of_stock", "sold_out", "unavailable", "outofstock", "discontinued": return .outOfStock
    case "preorder", "pre_order": return .preorder
    case "backorder", "back_order", "available_on_backorder": return .backorder(0)
    case "": return count.map { .tracked($0) } ?? .untracked
    default:
      report.warn(
        file, line: item.line, column: "availability", "\"\(written)\" is not known, so no stock is said",
        remedy: "write in_stock, out_of_stock, preorder or backorder")
      return .untracked
    }
  }

  /// "500 g", "1.2 kg", "3 lb", "8 oz" in grams, else 0.
  static func grams(_ text: String) -> Double {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).lowercased().filter { $0 != " " }
    guard let value = Double(number), value.isFinite, value > 0, value < 1e9 else { return 0 }
    switch unit {
    case "g", "gram", "grams": return value
    case "kg": return value * 1000
    case "lb", "lbs": return value * 453.59237
    case "oz": return value * 28.349523125
    default: return 0
    }
  }
}

extension String {
  /// Without blanks and dividing marks at either end: " – Blue /" becomes "Blue".
  var trimmedOfMarks: String {
    let isMark = { (character: Character) in character.isWhitespace || "-–—|/,:;(".contains(character) }
    var rest = self[...].drop(while: isMark)
    while let last = rest.last, isMark(last) || last == ")" && !rest.contains("(") { rest.removeLast() }
    return String(rest)
  }
}

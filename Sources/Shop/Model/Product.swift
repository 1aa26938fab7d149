/// A product of the shop, with all its variants.
public struct Product: Sendable, Hashable, Identifiable {
  /// The row of the product in the store.
  public var id: Int64
  /// Shopify's handle, unique in the shop.
  public var handle: String
  public var title: String
  public var vendor: String
  /// The merchant's own product type, e.g. "Plant Milk".
  public var type: String
  /// The standard category, e.g. "Food > Beverages > Milk"; often empty.
  public var category: String
  public var tags: [String]
  /// The description as plain text: the HTML is gone, entities are resolved.
  public var body: String
  /// The options by which variants differ, at most three, in the merchant's order; empty for a product with one
  /// variant only.
  public var options: [ProductOption]
  public var variants: [Variant]
  /// Everything else that is known: metafields such as aisle, allergens, ingredients, origin, material.
  public var attributes: [Attribute]

  public init(
    id: Int64 = 0, handle: String, title: String, vendor: String = "", type: String = "", category: String = "",
    tags: [String] = [], body: String = "", options: [ProductOption] = [], variants: [Variant] = [],
    attributes: [Attribute] = []
  ) {
    self.id = id
    self.handle = handle
    self.title = title
    self.vendor = vendor
    self.type = type
    self.category = category
    self.tags = tags
    self.body = body
    self.options = options
    self.variants = variants
    self.attributes = attributes
  }

  /// The value of the attribute whose key is `key` (lower case, words joined by `_`), or nil.
  public func attribute(_ key: String) -> String? { attributes.first { $0.key == key }?.value }
}

/// One way in which the variants of a product differ, e.g. "Size" with "Quart" and "Half Gallon".
public struct ProductOption: Sendable, Hashable {
  public var name: String
  /// The values in the merchant's order, each once.
  public var values: [String]

  public init(name: String, values: [String]) {
    self.name = name
    self.values = values
  }
}

/// What can be bought: one combination of option values.
public struct Variant: Sendable, Hashable, Identifiable {
  /// The row of the variant in the store.
  public var id: Int64
  /// Values in the order of the product's `options`; empty for a product with one variant only.
  public var optionValues: [String]
  public var sku: String
  public var barcode: String
  /// Nil where the merchant gave no price.
  public var price: Money?
  /// The price before a reduction, where it is above `price`.
  public var compareAtPrice: Money?
  /// A price for some days only, as product feeds give it; `price` holds on all others. Ask
  /// `ShopStore.effectivePrice(of:of:on:)` for what is paid.
  public var sale: Sale?
  public var inventory: Inventory
  /// The weight in grams, 0 where unknown.
  public var grams: Double
  /// Facts of this variant alone (a product feed may give them), e.g. a colour.
  public var attributes: [Attribute]

  public init(
    id: Int64 = 0, optionValues: [String] = [], sku: String = "", barcode: String = "", price: Money? = nil,
    compareAtPrice: Money? = nil, sale: Sale? = nil, inventory: Inventory = .untracked, grams: Double = 0,
    attributes: [Attribute] = []
  ) {
    self.id = id
    self.optionValues = optionValues
    self.sku = sku
    self.barcode = barcode
    self.price = price
    self.compareAtPrice = compareAtPrice
    self.sale = sale
    self.inventory = inventory
    self.grams = grams
    self.attributes = attributes
  }
}

/// A lower price from one day to another.
public struct Sale: Sendable, Hashable {
  public var price: Money
  /// First and last day as `YYYY-MM-DD`, both included; nil for open-ended.
  public var starts: String?
  public var ends: String?

  public init(price: Money, starts: String? = nil, ends: String? = nil) {
    self.price = price
    self.starts = starts
    self.ends = ends
  }

  /// Whether the price holds on a day, written `YYYY-MM-DD`.
  public func isActive(on day: String) -> Bool {
    if let starts, day < starts { return false }
    if let ends, day > ends { return false }
    return true
  }
}

/// What is known about how many are left.
public enum Inventory: Sendable, Hashable {
  /// The merchant does not count this variant: it is taken to be there, and no number is ever said.
  case untracked
  /// So many are left; zero or less is out of stock.
  case tracked(Int)
  /// Counted, and sold on when none is left (Shopify's policy "continue").
  case backorder(Int)
  /// A feed that gives availability in words only.
  case inStock, outOfStock, preorder

  /// Whether a shopper can take it home today.
  public var isAvailable: Bool {
    switch self {
    case .untracked, .inStock: true
    case .tracked(let count), .backorder(let count): count > 0
    case .outOfStock, .preorder: false
    }
  }
}

/// A named fact, e.g. key `aisle`, name "Aisle", value "7".
public struct Attribute: Sendable, Hashable, Codable {
  /// Lower case, words joined by `_`.
  public var key: String
  /// As the merchant wrote it.
  public var name: String
  public var value: String

  public init(key: String, name: String, value: String) {
    self.key = key
    self.name = name
    self.value = value
  }
}

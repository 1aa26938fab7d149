import GRDB

/// Which products are meant; every condition that is given must hold.
public struct ProductFilter: Sendable, Hashable {
  /// Any of these product types; case, accents and punctuation do not matter here or below.
  public var types: [String] = []
  /// All of these tags.
  public var tags: [String] = []
  /// Any of these vendors.
  public var vendors: [String] = []
  /// All of these facts.
  public var attributes: [AttributeCondition] = []
  /// Some variant has all of these option values, e.g. "Large".
  public var optionValues: [String] = []
  /// Some variant costs at least this.
  public var minimumPrice: Money?
  /// Some variant costs at most this.
  public var maximumPrice: Money?
  /// Some variant can be taken home today.
  public var inStock = false
  /// Some variant is cheaper than it was.
  public var reduced = false
  /// Only these products, e.g. what a search found.
  public var ids: [Int64]?

  public init() {}

  /// A fact that a product has, or has not: `ProductFilter.AttributeCondition(key: "allergens", contains: "milk")`.
  public struct AttributeCondition: Sendable, Hashable {
    /// Nil for any attribute.
    public var key: String?
    /// Words that stand in the value, in this order.
    public var contains: String
    /// True for products of which this is *not* said. That is no proof of absence.
    public var negated: Bool

    public init(key: String?, contains: String, negated: Bool = false) {
      self.key = key
      self.contains = contains
      self.negated = negated
    }
  }
}

/// The order in which products are listed.
public enum ProductOrder: Sendable, Hashable {
  /// By the lowest price of the variants that fit; products without a price come last and are left out of none.
  case cheapest
  /// By the highest price of the variants that fit.
  case dearest
  case title
  /// As the merchant lists them.
  case catalogue
}

extension ShopStore {
  /// Products that satisfy `filter`. Price, stock and option conditions must hold for one and the same variant.
  public func products(
    where filter: ProductFilter = ProductFilter(), order: ProductOrder = .catalogue, limit: Int = 50
  ) throws(ShopError) -> [Product] {
    let query = FilterQuery(filter, order: order)
    return try read { db in
      let ids = try Int64.fetchAll(
        db.cachedStatement(sql: query.sql), arguments: StatementArguments(query.arguments + [max(0, limit)]))
      return try ids.compactMap { try rows.product(db, id: $0) }
    }
  }

  /// How many products satisfy `filter`.
  public func count(where filter: ProductFilter) throws(ShopError) -> Int {
    let query = FilterQuery(filter, order: .catalogue)
    return try read { db in
      try Int.fetchOne(
        db.cachedStatement(sql: "SELECT COUNT(*) FROM (\(query.sql))"),
        arguments: StatementArguments(query.arguments + [-1])) ?? 0
    }
  }
}

/// The SQL of a filter; its last argument is the limit.
private struct FilterQuery {
  private(set) var sql = ""
  private(set) var arguments: [(any DatabaseValueConvertible)?] = []

  init(_ filter: ProductFilter, order: ProductOrder) {
    var conditions: [String] = []
    func add(_ condition: String, _ values: [(any DatabaseValueConvertible)?]) {
      conditions.append(condition)
      arguments += values
    }
    func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ",") }
    if !filter.types.isEmpty { add("p.folded_type IN (\(marks(filter.types.count)))", filter.types.map(\.folded)) }
    if !filter.vendors.isEmpty {
      add("p.folded_vendor IN (\(marks(filter.vendors.count)))", filter.vendors.map(\.folded))
    }
    for tag in filter.tags {
      add("EXISTS (SELECT 1 FROM tag WHERE tag.product = p.id AND tag.folded = ?)", [tag.folded])
    }
    for condition in filter.attributes {
      let key = condition.key == nil ? "" : " AND a.key = ?"
      let values: [(any DatabaseValueConvertible)?] = (condition.key.map { [$0] } ?? []) + [condition.contains.folded]
      add(
        (condition.negated ? "NOT " : "")
          + "EXISTS (SELECT 1 FROM attribute a WHERE a.product = p.id\(key) AND instr(' ' || a.folded || ' ', ' ' || ? || ' '))",
        values)
    }
    if let ids = filter.ids {
      // As text: the number of bound values is limited, the length of a statement hardly.
      conditions.append("p.id IN (\(ids.map(String.init).joined(separator: ",")))")
    }
    var needsVariant = false
    for value in filter.optionValues {
      needsVariant = true
      add(
        "(\((1...3).map { "fold(v.value\($0)) = ?" }.joined(separator: " OR ")))",
        Array(repeating: value.folded, count: 3))
    }
    if let minimum = filter.minimumPrice {
      needsVariant = true
      add("v.price >= ?", [minimum.minorUnits])
    }
    if let maximum = filter.maximumPrice {
      needsVariant = true
      add("v.price <= ?", [maximum.minorUnits])
    }
    if filter.inStock {
      needsVariant = true
      add("v.available = 1", [])
    }
    if filter.reduced {
      needsVariant = true
      add("v.compare_at > v.price", [])
    }
    let byPrice = order == .cheapest || order == .dearest
    let join = needsVariant || byPrice ? " JOIN variant v ON v.product = p.id" : ""
    let clause = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let group = join.isEmpty ? "" : " GROUP BY p.id"
    let ordering =
      switch order {
      case .cheapest: "MIN(v.price) IS NULL, MIN(v.price), p.id"
      case .dearest: "MAX(v.price) DESC, p.id"
      case .title: "p.folded_title, p.id"
      case .catalogue: "p.id"
      }
    sql = "SELECT p.id FROM product p\(join)\(clause)\(group) ORDER BY \(ordering) LIMIT ?"
  }
}

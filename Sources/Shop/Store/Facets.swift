import GRDB

/// By what the products of a shop can be told apart, each with the number of products, the most common first.
public struct Facets: Sendable, Hashable {
  public struct Value: Sendable, Hashable {
    /// As the merchant writes it.
    public var value: String
    /// How many products have it.
    public var count: Int
  }
  public struct Option: Sendable, Hashable {
    public var name: String
    public var count: Int
    public var values: [Value]
  }
  public struct AttributeKey: Sendable, Hashable {
    public var key: String
    public var name: String
    public var count: Int
  }

  public var types: [Value] = []
  public var tags: [Value] = []
  public var vendors: [Value] = []
  /// Names of options, e.g. "Size", and their values over all products.
  public var options: [Option] = []
  /// Keys of attributes, e.g. `aisle`.
  public var attributes: [AttributeKey] = []

  /// So many values of each kind are kept.
  static let limit = 5000

  init() {}

  init(_ db: Database) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT kind, name, value, count FROM facet ORDER BY rowid")
    var values: [String: [Value]] = [:]
    while let row = try rows.next() {
      let (name, value, count): (String, String, Int) = (row[1], row[2], row[3])
      switch Schema.FacetKind(rawValue: row[0]) {
      case .type: types.append(Value(value: value, count: count))
      case .tag: tags.append(Value(value: value, count: count))
      case .vendor: vendors.append(Value(value: value, count: count))
      case .option: options.append(Option(name: name, count: count, values: []))
      case .optionValue: values[name, default: []].append(Value(value: value, count: count))
      case .attribute: attributes.append(AttributeKey(key: value, name: name, count: count))
      case nil: break
      }
    }
    for at in options.indices { options[at].values = values[options[at].name] ?? [] }
  }

  /// Counts them once, at the end of an import, so that opening a large shop is quick.
  static func write(_ db: Database) throws {
    let insert = "INSERT INTO facet (kind, name, value, count) "
    // Spellings that fold alike are one value, written as its first product writes it.
    for (kind, column) in [(Schema.FacetKind.type, "type"), (.vendor, "vendor")] {
      try db.execute(
        sql: insert + """
          SELECT \(kind.rawValue), '', \(column), COUNT(*) FROM product WHERE \(column) <> ''
          GROUP BY folded_\(column) ORDER BY COUNT(*) DESC, folded_\(column) LIMIT \(limit)
          """)
    }
    try db.execute(
      sql: insert + """
        SELECT \(Schema.FacetKind.tag.rawValue), '', tag, COUNT(*) FROM tag
        GROUP BY folded ORDER BY COUNT(*) DESC, folded LIMIT \(limit)
        """)
    try db.execute(
      sql: insert + """
        SELECT \(Schema.FacetKind.attribute.rawValue), name, key, COUNT(DISTINCT product) FROM attribute
        GROUP BY key ORDER BY COUNT(DISTINCT product) DESC, key LIMIT \(limit)
        """)
    let union = (1...3).map { "SELECT id AS product, option\($0) AS name FROM product WHERE option\($0) IS NOT NULL" }
    try db.execute(
      sql: insert + """
        SELECT \(Schema.FacetKind.option.rawValue), name, '', COUNT(DISTINCT product)
        FROM (\(union.joined(separator: " UNION ALL ")))
        GROUP BY name ORDER BY COUNT(DISTINCT product) DESC, name LIMIT \(limit)
        """)
    let values = (1...3).map {
      """
      SELECT product.id AS product, option\($0) AS name, value\($0) AS value
      FROM product JOIN variant ON variant.product = product.id WHERE option\($0) IS NOT NULL AND value\($0) <> ''
      """
    }
    try db.execute(
      sql: insert + """
        SELECT \(Schema.FacetKind.optionValue.rawValue), name, value, COUNT(DISTINCT product)
        FROM (\(values.joined(separator: " UNION ALL ")))
        GROUP BY name, value ORDER BY COUNT(DISTINCT product) DESC, name, value LIMIT \(limit)
        """)
  }
}

import GRDB

/// Puts products into the full-text index and counts the words of the shop.
final class TextIndex {
  private let db: Database
  private var words: [String: (products: Int, fields: TextFields)] = [:]
  /// Counts go to the database when there are so many words, which bounds the memory.
  private static let flushLimit = 30_000

  init(_ db: Database) { self.db = db }

  func add(_ product: Product) throws {
    let options = product.options.map { "\($0.name) \($0.values.joined(separator: " "))" }.joined(separator: " ")
    var facts = product.attributes.map { "\($0.name) \($0.value)" }
    for variant in product.variants {
      facts += variant.attributes.map(\.value)
      if !variant.sku.isEmpty { facts.append(variant.sku) }
    }
    let attributes = facts.joined(separator: " ")
    let type = product.category.isEmpty ? product.type : "\(product.type) \(product.category)"
    let tags = product.tags.joined(separator: " ")
    try db.cachedStatement(
      sql: """
        INSERT INTO product_text (rowid, title, vendor, type, tags, options, attributes, body) VALUES (?,?,?,?,?,?,?,?)
        """
    ).execute(arguments: [product.id, product.title, product.vendor, type, tags, options, attributes, product.body])

    var seen: [String: TextFields] = [:]
    for (text, field) in [
      (product.title, TextFields.title), (product.vendor, .vendor), (type, .type), (tags, .tags), (options, .options),
      (product.attributes.map { "\($0.name) \($0.value)" }.joined(separator: " "), .attributes), (product.body, .body),
    ] {
      for word in text.foldedWords where word.utf8.count <= 40 { seen[word, default: []].insert(field) }
    }
    for (word, fields) in seen {
      let known = words[word] ?? (0, [])
      words[word] = (known.products + 1, known.fields.union(fields))
    }
    if words.count > Self.flushLimit { try flush() }
  }

  func flush() throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO word (word, products, fields) VALUES (?,?,?) ON CONFLICT (word)
        DO UPDATE SET products = products + excluded.products, fields = fields | excluded.fields
        """)
    for (word, entry) in words {
      try statement.execute(arguments: [word, entry.products, entry.fields.rawValue])
    }
    words.removeAll(keepingCapacity: true)
  }
}

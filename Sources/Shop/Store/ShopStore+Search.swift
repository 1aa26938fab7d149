import GRDB

/// A product that was found, and how well it fits: higher is better, and only scores of one search compare.
public struct SearchHit: Sendable, Hashable {
  public var productID: Int64
  public var score: Float

  public init(productID: Int64, score: Float) {
    self.productID = productID
    self.score = score
  }

  /// The better score first; equal ones in the order of the catalogue.
  static func isBetter(_ a: SearchHit, _ b: SearchHit) -> Bool {
    a.score != b.score ? a.score > b.score : a.productID < b.productID
  }
}

/// A question of the merchant's list that was found.
public struct FAQHit: Sendable, Hashable {
  public var entry: FAQEntry
  public var score: Float
}

/// A policy or detail of the shop that was found.
public struct FactHit: Sendable, Hashable {
  public var fact: Attribute
  public var score: Float
}

/// A word of the shop's texts.
public struct VocabularyWord: Sendable, Hashable {
  /// Folded: lower case, without diacritics.
  public var word: String
  /// How many products have it.
  public var products: Int
  /// In which of their fields.
  public var fields: TextFields
}

extension ShopStore {
  /// Products whose text has any of `words`, by BM25 with the title weighing most (title 10, type 6, vendor and tags
  /// 4, options 3, attributes 2, description 1). Words are stemmed; those of three letters or more also match as
  /// beginnings. Any text may be passed.
  public func search(words: [String], limit: Int = 20) throws(ShopError) -> [SearchHit] {
    guard let query = Self.match(words) else { return [] }
    return try read { db in
      let rows = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT rowid, bm25(product_text, 10, 4, 6, 4, 3, 2, 1) AS score FROM product_text
            WHERE product_text MATCH ? ORDER BY score, rowid LIMIT ?
            """), arguments: [query, max(0, limit)])
      var hits: [SearchHit] = []
      while let row = try rows.next() { hits.append(SearchHit(productID: row[0], score: Float(-(row[1] as Double)))) }
      return hits
    }
  }

  /// Questions of the merchant's list that have any of `words`, by BM25.
  public func searchFAQ(words: [String], limit: Int = 5) throws(ShopError) -> [FAQHit] {
    guard let query = Self.match(words) else { return [] }
    return try read { db in
      let rows = try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT rowid, bm25(faq_text, 4, 1) AS score FROM faq_text
            WHERE faq_text MATCH ? ORDER BY score, rowid LIMIT ?
            """), arguments: [query, max(0, limit)])
      return rows.compactMap { row in
        entry(row[0]).map { FAQHit(entry: $0, score: Float(-(row[1] as Double))) }
      }
    }
  }

  /// An FTS5 query for any of the words; nothing a shopper says can be syntax in it.
  static func match(_ words: [String]) -> String? {
    var seen: Set<String> = []
    var terms: [String] = []
    for word in words.prefix(64).flatMap(\.foldedWords).prefix(64) {
      let word = String(word.prefix(64))
      guard seen.insert(word).inserted else { continue }
      terms.append("\"\(word)\"")
      if word.utf8.count >= 3 { terms.append("\"\(word)\"*") }
    }
    return terms.isEmpty ? nil : terms.joined(separator: " OR ")
  }

  // MARK: Meaning

  /// Products nearest in meaning, scored by cosine; none where the shop has no vectors of this length.
  /// - Parameter vector: of the encoder `encoderIdentity`, with Euclidean length 1.
  public func nearest(to vector: [Float], limit: Int = 20) throws(ShopError) -> [SearchHit] {
    guard let index = vectors[.product] else { return [] }
    return try read { db in try index.nearest(db, to: vector, limit: limit) }
  }

  /// Questions of the merchant's list nearest in meaning, scored by cosine.
  public func nearestFAQ(to vector: [Float], limit: Int = 5) throws(ShopError) -> [FAQHit] {
    guard let index = vectors[.faq] else { return [] }
    return try read { db in try index.nearest(db, to: vector, limit: limit) }
      .compactMap { hit in entry(hit.productID).map { FAQHit(entry: $0, score: hit.score) } }
  }

  /// Policies and details of the shop nearest in meaning, scored by cosine.
  public func nearestFacts(to vector: [Float], limit: Int = 5) throws(ShopError) -> [FactHit] {
    guard let index = vectors[.fact] else { return [] }
    let facts = info.facts
    return try read { db in try index.nearest(db, to: vector, limit: limit) }.compactMap { hit in
      guard let place = Int(exactly: hit.productID), facts.indices.contains(place) else { return nil }
      return FactHit(fact: facts[place], score: hit.score)
    }
  }

  private func entry(_ id: Int64) -> FAQEntry? { faq.first { $0.id == id } }

  // MARK: Words

  /// In how many products each of `words` stands, by its folded form; those in none are left out.
  public func documentFrequencies(of words: [String]) throws(ShopError) -> [String: Int] {
    try read { db in
      let statement = try db.cachedStatement(sql: "SELECT products FROM word WHERE word = ?")
      var found: [String: Int] = [:]
      for word in Set(words.prefix(256).map(\.folded)) {
        if let count = try Int.fetchOne(statement, arguments: [word]) { found[word] = count }
      }
      return found
    }
  }

  /// The words of the shop that stand in any of `fields`, the most common first.
  public func vocabulary(in fields: TextFields = .names, limit: Int = 20_000) throws(ShopError) -> [VocabularyWord] {
    try read { db in
      try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT word, products, fields FROM word WHERE fields & ? <> 0 ORDER BY products DESC, word LIMIT ?
            """), arguments: [fields.rawValue, max(0, limit)]
      ).map { VocabularyWord(word: $0[0], products: $0[1], fields: TextFields(rawValue: $0[2])) }
    }
  }
}

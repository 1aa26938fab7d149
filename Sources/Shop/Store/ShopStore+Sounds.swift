import Foundation
import GRDB
public import Pronunciation
import Synchronization

/// A name of a product that was heard in a question.
public struct HeardName: Sendable, Hashable {
  public var productID: Int64
  /// 0 identical, 1 unlike.
  public var distance: Float
  /// The part of the question, as indices of its phonemes.
  public var range: Range<Int>
}

/// A word of the shop that sounds like one that was heard.
public struct WordHit: Sendable, Hashable {
  public var word: VocabularyWord
  /// 0 identical, 1 unlike.
  public var distance: Float
}

/// How the names of a shop sound, in memory.
struct SoundTables: Sendable {
  /// Names in the order of `products`; empty for a shop that is searched through keys.
  var names = SoundIndex([])
  var products: [Int64] = []
  var sounds: [[Phoneme]] = []
  var words: [(word: VocabularyWord, sounds: [Phoneme])] = []
  /// Whether names are to be found through the keys in the database.
  var usesKeys = false

  static let wordLimit = 20_000

  init(_ db: Database) throws {
    usesKeys = try Int.fetchOne(db, sql: "SELECT 1 FROM sound_key_count LIMIT 1") != nil
    if !usesKeys {
      let rows = try Row.fetchCursor(db, sql: "SELECT product, sounds FROM name_sound ORDER BY id")
      while let row = try rows.next() {
        let name = [Phoneme](bytes: row[1] as Data)
        names.append(name)
        sounds.append(name)
        products.append(row[0])
      }
    }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT word, products, fields, sounds FROM word WHERE sounds IS NOT NULL
        ORDER BY products DESC, word LIMIT \(Self.wordLimit)
        """)
    while let row = try rows.next() {
      words.append(
        (
          VocabularyWord(word: row[0], products: row[1], fields: TextFields(rawValue: row[2])),
          [Phoneme](bytes: row[3] as Data)
        ))
    }
  }
}

extension ShopStore {
  /// Products whose name contains something that sounds like `phrase`, best first; the score is 1 for the very sounds
  /// and falls to 0. Among names that contain the phrase alike, the one with the least beside it comes first.
  /// - Parameter phrase: what the shopper called the product, e.g. the sounds of "note milk".
  public func soundAlike(_ phrase: [Phoneme], limit: Int = 20) throws(ShopError) -> [SearchHit] {
    guard !phrase.isEmpty, phrase.count <= Self.longestSpeech, limit > 0 else { return [] }
    let tables = try soundTables()
    var best: [Int64: Float] = [:]
    let rate = { (product: Int64, name: [Phoneme], distance: Float) in
      let score = 1 - 0.75 * distance - 0.25 * soundDistance(phrase, name)
      best[product] = max(best[product] ?? 0, score)
    }
    if tables.usesKeys {
      for (product, name) in try candidates(phrase, count: 400) {
        if let match = soundMatch(phrase, in: name, limit: 0.5) { rate(product, name, match.distance) }
      }
    } else {
      // Room for the names that several products share.
      for hit in tables.names.names(containing: phrase, limit: 0.5, top: max(64, 4 * limit)) {
        rate(tables.products[hit.index], tables.sounds[hit.index], hit.match.distance)
      }
    }
    let hits = best.map { SearchHit(productID: $0.key, score: $0.value) }
    return Array(hits.sorted(by: SearchHit.isBetter).prefix(limit))
  }

  /// Names of products that are heard somewhere in a question, nearest first; of equally near ones the longer first.
  public func namesHeard(in question: [Phoneme], limit: Int = 20) throws(ShopError) -> [HeardName] {
    guard !question.isEmpty, question.count <= Self.longestSpeech, limit > 0 else { return [] }
    let tables = try soundTables()
    var best: [Int64: HeardName] = [:]
    let keep = { (name: HeardName) in
      if let known = best[name.productID], known.distance <= name.distance { return }
      best[name.productID] = name
    }
    if tables.usesKeys {
      for (product, name) in try candidates(question, count: 400) {
        if let match = soundMatch(name, in: question, limit: 0.35) {
          keep(HeardName(productID: product, distance: match.distance, range: match.range))
        }
      }
    } else {
      for hit in tables.names.names(heardIn: question, top: max(64, 4 * limit)) {
        keep(HeardName(productID: tables.products[hit.index], distance: hit.match.distance, range: hit.match.range))
      }
    }
    let sorted = best.values.sorted {
      ($0.distance, -$0.range.count, $0.productID) < ($1.distance, -$1.range.count, $1.productID)
    }
    return Array(sorted.prefix(limit))
  }

  /// Words from the names of the shop that sound like `word`, nearest first; of equally near ones the commoner first.
  public func wordsAlike(_ word: [Phoneme], limit: Int = 5, within distance: Float = 0.35) throws(ShopError)
    -> [WordHit]
  {
    guard !word.isEmpty, word.count <= Self.longestSpeech, limit > 0 else { return [] }
    let tables = try soundTables()
    var hits: [WordHit] = []
    for (entry, sounds) in tables.words {
      // Words of very different length cannot be near.
      guard sounds.count * 2 >= word.count, word.count * 2 >= sounds.count else { continue }
      let far = soundDistance(word, sounds)
      if far <= distance { hits.append(WordHit(word: entry, distance: far)) }
    }
    hits.sort { ($0.distance, -$0.word.products, $0.word.word) < ($1.distance, -$1.word.products, $1.word.word) }
    return Array(hits.prefix(limit))
  }

  /// Longer speech is no question.
  private static var longestSpeech: Int { 2000 }

  /// Read when first needed and kept.
  private func soundTables() throws(ShopError) -> SoundTables {
    if let known = sounds.withLock({ $0 }) { return known }
    let made = try read { db in try SoundTables(db) }
    sounds.withLock { $0 = made }
    return made
  }

  /// The names that share most phonetic keys with `speech`, the rare keys counting more.
  private func candidates(_ speech: [Phoneme], count: Int) throws(ShopError) -> [(Int64, [Phoneme])] {
    let keys = soundKeys(speech)
    return try read { db in
      let countOf = try db.cachedStatement(sql: "SELECT names FROM sound_key_count WHERE key = ?")
      var known: [(key: Int, names: Int)] = []
      for key in keys.prefix(400) {
        if let names = try Int.fetchOne(countOf, arguments: [key]) { known.append((key, names)) }
      }
      known.sort { $0.names < $1.names }
      var scores: [Int64: Float] = [:]
      var looked = 0
      let namesOf = try db.cachedStatement(sql: "SELECT name FROM sound_key WHERE key = ?")
      for (key, names) in known {
        // The commonest keys say least and cost most.
        looked += names
        if looked > 60_000 && !scores.isEmpty { break }
        let weight = 1 / Float(names).squareRoot()
        let cursor = try Int64.fetchCursor(namesOf, arguments: [key])
        while let name = try cursor.next() { scores[name, default: 0] += weight }
      }
      let best = scores.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(count)
      let fetch = try db.cachedStatement(sql: "SELECT product, sounds FROM name_sound WHERE id = ?")
      return try best.compactMap { name, _ in
        try Row.fetchOne(fetch, arguments: [name]).map { ($0[0], [Phoneme](bytes: $0[1] as Data)) }
      }
    }
  }
}

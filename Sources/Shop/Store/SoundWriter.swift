import Foundation
import GRDB
import Pronunciation

/// Writes how the names of the shop sound, so that what was misheard can still be found.
struct SoundWriter {
  private let db: Database
  private let phonemizer: Phonemizer

  /// Shops with more names than this are searched through phonetic keys; smaller ones are scanned in memory.
  static let scanLimit = 8_000

  init(_ db: Database, phonemizer: Phonemizer) {
    self.db = db
    self.phonemizer = phonemizer
  }

  /// A product is called by its title, with or without the vendor's name before it.
  func add(_ product: Product) throws {
    for name in Self.names(of: product) {
      let sounds = phonemizer.phonemes(name)
      if sounds.isEmpty { continue }
      try db.cachedStatement(sql: "INSERT INTO name_sound (product, sounds) VALUES (?,?)")
        .execute(arguments: [product.id, Data(sounds.bytes)])
    }
  }

  static func names(of product: Product) -> [String] {
    let title = product.title
    guard let rest = title.without(prefix: product.vendor) else { return [title] }
    return [title, rest]
  }

  /// After all names are in: the keys of large shops, and the sounds of single words.
  func finish() throws {
    let count = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM name_sound") ?? 0
    if count > Self.scanLimit { try writeKeys() }
    // Words of letters; figures are said in too many ways.
    let next = try db.makeStatement(
      sql: """
        SELECT word FROM word WHERE word > ? AND fields & \(TextFields.names.rawValue) <> 0 AND word GLOB '*[^0-9]*'
        ORDER BY word LIMIT 1000
        """)
    let update = try db.makeStatement(sql: "UPDATE word SET sounds = ? WHERE word = ?")
    var last = ""
    while true {
      let words = try String.fetchAll(next, arguments: [last])
      guard let end = words.last else { return }
      for word in words {
        let sounds = phonemizer.phonemes(word)
        if !sounds.isEmpty { try update.execute(arguments: [Data(sounds.bytes), word]) }
      }
      last = end
    }
  }

  private func writeKeys() throws {
    let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO sound_key (key, name) VALUES (?,?)")
    let rows = try Row.fetchCursor(db, sql: "SELECT id, sounds FROM name_sound")
    while let row = try rows.next() {
      let sounds = [Phoneme](bytes: row[1] as Data)
      for key in soundKeys(sounds) { try insert.execute(arguments: [key, row[0] as Int64]) }
    }
    try db.execute(sql: "INSERT INTO sound_key_count SELECT key, COUNT(*) FROM sound_key GROUP BY key")
  }
}

extension String {
  /// What follows `prefix` and a blank, compared by folded words, or nil where the text does not begin with it or
  /// nothing follows.
  func without(prefix: String) -> String? {
    let wanted = prefix.foldedWords
    let words = split(separator: " ")
    guard !wanted.isEmpty, words.count > wanted.count else { return nil }
    for (word, want) in zip(words, wanted) where String(word).folded != want { return nil }
    return words.dropFirst(wanted.count).joined(separator: " ")
  }
}

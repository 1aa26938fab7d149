import Pronunciation
import Synchronization

/// Finds products by how their names sound, for words that were heard as others.
final class Sounds: Sendable {
  /// A name heard in a question.
  struct Hit: Sendable {
    var card: Int
    /// 0 identical, 1 unlike.
    var distance: Float
    /// The words of the question in which it was heard.
    var range: Range<Int>
    /// How many sounds the name has.
    var length: Int
    /// How many words of the name it is.
    var words: Int
    /// The whole name, not its last words.
    var whole: Bool
  }

  private struct Table: Sendable {
    let phonemizer: Phonemizer
    let index: SoundIndex
    let names: [(card: Int, length: Int, words: Int, whole: Bool)]
  }

  private let catalogue: Catalogue
  private let language: String
  private let table = Mutex<Table??>(nil)

  init(_ catalogue: Catalogue, language: String) {
    self.catalogue = catalogue
    self.language = language
  }

  /// Made at first use: most questions never need it.
  private func load() -> Table? {
    table.withLock { slot in
      if let made = slot { return made }
      slot = .some(make())
      return slot ?? nil
    }
  }

  private func make() -> Table? {
    guard let phonemizer = try? Phonemizer(language: language) else { return nil }
    var sounds: [[Phoneme]] = []
    var names: [(Int, Int, Int, Bool)] = []
    for (i, card) in catalogue.cards.enumerated() {
      let words = card.core.prefix(card.head + 1).filter { $0.number == nil && !$0.isUnit }.map(\.text)
      guard !words.isEmpty else { continue }
      var spoken = phonemizer.words(words.joined(separator: " "))
      if spoken.count != words.count { spoken = words.map { phonemizer.phonemes($0) } }
      // The whole name, and its last words as people shorten it ("pesto").
      for start in 0..<min(words.count, 3) {
        let part = Array(spoken[start...].joined())
        guard part.count >= 4 || start == 0 && part.count >= 3 else { continue }
        sounds.append(part)
        names.append((i, part.count, words.count - start, start == 0))
      }
    }
    for (i, card) in catalogue.cards.enumerated() {
      // A telling first word stands for the name ("sunscreen" of "Sunscreen SPF 50").
      guard card.core.count > 1, let first = card.core.first, first.number == nil,
        (catalogue.frequency[first.stem] ?? 0) <= 1
      else { continue }
      let part = phonemizer.phonemes(first.text)
      guard part.count >= 7 else { continue }
      sounds.append(part)
      names.append((i, part.count, 1, false))
    }
    return Table(phonemizer: phonemizer, index: SoundIndex(sounds), names: names)
  }

  /// Names that are heard in the words, the nearest and longest first.
  func heard(in words: [String], limit: Float) -> [Hit] {
    guard let table = load(), !words.isEmpty else { return [] }
    var owner: [Int] = []
    var speech: [Phoneme] = []
    for (i, word) in words.enumerated() {
      let sounds = table.phonemizer.phonemes(word)
      speech += sounds
      owner += Array(repeating: i, count: sounds.count)
    }
    var hits: [Hit] = []
    for hit in table.index.names(heardIn: speech, limit: limit, top: 60) where !hit.match.range.isEmpty {
      let (card, length, count, whole) = table.names[hit.index]
      let first = owner[hit.match.range.lowerBound]
      let last = owner[hit.match.range.upperBound - 1]
      // Words that are only touched at the edge do not count as part of it.
      var range = first..<last + 1
      func share(_ word: Int) -> Float {
        let all = owner.count { $0 == word }
        let inside = hit.match.range.count { owner[$0] == word }
        return all == 0 ? 0 : Float(inside) / Float(all)
      }
      while range.count > 1, share(range.lowerBound) < 0.5 { range = range.lowerBound + 1..<range.upperBound }
      while range.count > 1, share(range.upperBound - 1) < 0.5 { range = range.lowerBound..<range.upperBound - 1 }
      // A word of which the name takes only a part was another word: what is left over counts against it.
      var left: Float = 0
      for word in range { left += (1 - share(word)) * Float(owner.count { $0 == word }) }
      hits.append(
        Hit(
          card: card, distance: hit.match.distance + 0.5 * left / Float(max(length, 1)), range: range, length: length,
          words: count, whole: whole))
    }
    // Nearer first; a longer name that is nearly as near says more.
    return hits.filter { $0.distance <= limit }.sorted { a, b in
      a.distance - 0.012 * Float(a.length) - (a.whole ? 0.03 : 0) < b.distance - 0.012 * Float(b.length)
        - (b.whole ? 0.03 : 0)
    }
  }
}

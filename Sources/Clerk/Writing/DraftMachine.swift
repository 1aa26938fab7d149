package import Transformer

/// What an answer in plain text may be: words that may be said, and the draft's values as they are spelled, each kind in
/// its order and all of them. A name may come again. Digits, prices, places and names can come from nowhere else.
package struct DraftMachine: ByteMachine {
  /// Where a text is: within a word or between two, within a value, or just behind one.
  package struct Place: Hashable, Comparable, Sendable {
    /// The node of the words; -1 behind a value.
    var node: Int32
    /// A value, and how many of its bytes there are; -1 where none is under way.
    var value: Int32
    var done: Int32
    /// How many of each kind have come, five bits for each.
    var counts: UInt32

    package static func < (a: Place, b: Place) -> Bool {
      (a.node, a.value, a.done, a.counts) < (b.node, b.value, b.done, b.counts)
    }
  }

  private static let kinds = Array("nmpfox".utf8)

  private let words: WordTrie
  private let values: [(bytes: [UInt8], kind: Int, number: Int)]
  private let totals: [Int]

  /// nil where there are more values of a kind than can be counted, or one cannot be spelled.
  package init?(_ values: [(pointer: String, text: String)], words: WordTrie) {
    var own: [(bytes: [UInt8], kind: Int, number: Int)] = []
    var totals = Array(repeating: 0, count: Self.kinds.count)
    for value in values {
      guard let first = value.pointer.utf8.first, let kind = Self.kinds.firstIndex(of: first), !value.text.isEmpty,
        totals[kind] < 31, value.text.utf8.count < 200
      else { return nil }
      own.append((Array(value.text.utf8), kind, totals[kind]))
      totals[kind] += 1
    }
    self.words = words
    self.values = own
    self.totals = totals
  }

  package var start: [Place] { [Place(node: 0, value: -1, done: 0, counts: 0)] }

  package func isEnd(_ state: [Place]) -> Bool {
    state.contains { place in
      place.value < 0 && (place.node < 0 || words.isEnd(Int(place.node)))
        && totals.indices.allSatisfy { count(place, $0) == totals[$0] }
    }
  }

  package func step(_ state: [Place], _ byte: UInt8) -> [Place]? {
    var next: Set<Place> = []
    for place in state {
      if place.value >= 0 {
        let value = values[Int(place.value)]
        if value.bytes[Int(place.done)] == byte { next.insert(along(place, value.bytes.count)) }
        continue
      }
      if place.node < 0 {
        if WordTrie.isMark(byte) { next.insert(Place(node: 0, value: -1, done: 0, counts: place.counts)) }
        continue
      }
      if let node = words.next(Int(place.node), byte) {
        next.insert(Place(node: Int32(node), value: -1, done: 0, counts: place.counts))
      }
      guard place.node == 0 else { continue }
      for (index, value) in values.enumerated() where Self.begins(value.bytes, byte) {
        let count = count(place, value.kind)
        guard value.number == count || value.kind == 0 && value.number < count else { continue }
        let counts = value.number == count ? place.counts + 1 << UInt32(5 * value.kind) : place.counts
        next.insert(along(Place(node: 0, value: Int32(index), done: 0, counts: counts), value.bytes.count))
      }
    }
    return next.isEmpty ? nil : next.sorted()
  }

  /// One byte further in a value, or behind it.
  private func along(_ place: Place, _ length: Int) -> Place {
    let done = place.done + 1
    return Int(done) == length
      ? Place(node: -1, value: -1, done: 0, counts: place.counts)
      : Place(node: 0, value: place.value, done: done, counts: place.counts)
  }

  private func count(_ place: Place, _ kind: Int) -> Int { Int(place.counts >> UInt32(5 * kind) & 31) }

  /// A sentence may begin with a value, then with a capital.
  private static func begins(_ bytes: [UInt8], _ byte: UInt8) -> Bool {
    bytes[0] == byte || (97...122).contains(bytes[0]) && bytes[0] - 32 == byte
  }
}

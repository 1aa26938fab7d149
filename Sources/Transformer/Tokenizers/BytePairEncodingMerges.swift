/// The pairs of tokens that become one, in the order in which they are merged.
struct BytePairMerges: Sendable {
  struct Merge: Sendable {
    var left: UInt32
    var right: UInt32
    var merged: UInt32
  }

  /// By rank: the first is merged first.
  private let merges: [Merge]
  /// Rank plus one in the slot of the pair's hash or the next free one; 0 is free.
  private let slots: [UInt32]

  /// Of equal pairs the last one counts.
  init(_ merges: [Merge]) {
    var size = 16
    while size < 2 * merges.count { size *= 2 }
    var slots = [UInt32](repeating: 0, count: size)
    for (rank, merge) in merges.enumerated() {
      var slot = Self.hash(merge.left, merge.right) & (size - 1)
      while slots[slot] != 0 {
        let other = merges[Int(slots[slot]) - 1]
        if other.left == merge.left, other.right == merge.right { break }
        slot = (slot + 1) & (size - 1)
      }
      slots[slot] = UInt32(rank + 1)
    }
    self.merges = merges
    self.slots = slots
  }

  private static func hash(_ left: UInt32, _ right: UInt32) -> Int {
    let mixed = (UInt64(left) << 32 | UInt64(right)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32)
  }

  /// The rank of a pair, which is where to find what it becomes; nil if it stays apart.
  private func rank(_ left: UInt32, _ right: UInt32) -> Int? {
    var slot = Self.hash(left, right) & (slots.count - 1)
    while slots[slot] != 0 {
      let rank = Int(slots[slot]) - 1
      if merges[rank].left == left, merges[rank].right == right { return rank }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// A token of the text, linked to its neighbours; -1 where there is none.
  private struct Symbol {
    var id: UInt32
    var previous: Int
    var next: Int
    var isGone = false
  }

  /// Merges the pair of the lowest rank, of equals the leftmost, until none is left; appends the tokens to `result`.
  func apply(to tokens: [UInt32], into result: inout [Int]) {
    guard tokens.count > 1 else {
      for token in tokens { result.append(Int(token)) }
      return
    }
    var symbols: [Symbol] = []
    symbols.reserveCapacity(tokens.count)
    for (index, id) in tokens.enumerated() {
      symbols.append(Symbol(id: id, previous: index - 1, next: index + 1 < tokens.count ? index + 1 : -1))
    }
    // Rank and place in one number, so that the least comes first.
    var heap = MinimumHeap()
    func consider(_ index: Int) {
      guard symbols[index].next >= 0 else { return }
      guard let rank = rank(symbols[index].id, symbols[symbols[index].next].id) else { return }
      heap.push(UInt64(rank) << 32 | UInt64(index))
    }
    for index in symbols.indices { consider(index) }
    while let best = heap.pop() {
      let (merge, index) = (merges[Int(best >> 32)], Int(best & 0xFFFF_FFFF))
      let gone = symbols[index].next
      // What has changed since it was put on the heap is stale.
      guard !symbols[index].isGone, gone >= 0, symbols[index].id == merge.left, symbols[gone].id == merge.right else {
        continue
      }
      symbols[index].id = merge.merged
      symbols[index].next = symbols[gone].next
      symbols[gone].isGone = true
      if symbols[gone].next >= 0 { symbols[symbols[gone].next].previous = index }
      if symbols[index].previous >= 0 { consider(symbols[index].previous) }
      consider(index)
    }
    for symbol in symbols where !symbol.isGone { result.append(Int(symbol.id)) }
  }
}

/// A binary heap that gives the least number first.
private struct MinimumHeap {
  private var elements: [UInt64] = []

  mutating func push(_ element: UInt64) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> UInt64? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var parent = 0
    while 2 * parent + 1 < elements.count {
      var child = 2 * parent + 1
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { break }
      elements.swapAt(parent, child)
      parent = child
    }
    return first
  }
}

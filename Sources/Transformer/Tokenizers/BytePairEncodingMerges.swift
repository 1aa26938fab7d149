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

  /// Merges the pair of the lowest rank, of equals the leftmost, until none is left; appends the tokens to `result`.
  func apply(to tokens: [UInt32], into result: inout [Int]) {
    MergeQueue.merge(tokens.lazy.map { Int($0) }, into: &result) { left, right in
      rank(UInt32(left), UInt32(right)).map { (order: $0, merged: Int(merges[$0].merged)) }
    }
  }
}

/// The byte strings of a vocabulary, one after the other in a single piece of memory, found by id or by content.
struct TokenTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// Id plus one in the slot of its hash or the next free one; 0 is free. At most half of the slots are taken.
  private var slots: [UInt32] = []

  /// Of equal strings the first one is found.
  init(_ tokens: some Collection<some Collection<UInt8>>) {
    ends.reserveCapacity(tokens.count)
    for token in tokens {
      bytes.append(contentsOf: token)
      ends.append(bytes.count)
    }
    var size = 16
    while size < 2 * ends.count { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    for id in ends.indices {
      let slot = slot(of: self[id])
      if slots[slot] == 0 { slots[slot] = UInt32(id + 1) }
    }
  }

  var count: Int { ends.count }

  subscript(id: Int) -> ArraySlice<UInt8> { bytes[(id == 0 ? 0 : ends[id - 1])..<ends[id]] }

  func id(of token: some Collection<UInt8>) -> Int? {
    let found = slots[slot(of: token)]
    return found == 0 ? nil : Int(found) - 1
  }

  /// Where that string is, or where it would go.
  private func slot(of token: some Collection<UInt8>) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in token { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
    while slots[slot] != 0, !self[Int(slots[slot]) - 1].elementsEqual(token) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}

import Glibc

/// Finds the id of a byte string in a vocabulary, without a copy of the strings: a hash table of ids.
struct ByteVocabulary: Sendable {
  let tokens: GGUFStrings
  /// The length of the longest token in bytes.
  let longest: Int
  /// Id plus one in the slot of its hash or the next free one; 0 is free. At most half of the slots are taken.
  private let slots: [UInt32]
  private let mask: Int

  /// Of equal strings the last one counts. Ids for which `includes` is false are never found.
  init(_ tokens: GGUFStrings, includes: (Int) -> Bool = { _ in true }) {
    var size = 16
    while size < 2 * tokens.count { size *= 2 }
    let mask = size - 1
    var slots = [UInt32](repeating: 0, count: size)
    var longest = 0
    for id in tokens.indices where includes(id) {
      let bytes = tokens[id]
      longest = max(longest, bytes.count)
      var slot = Int(truncatingIfNeeded: Self.hash(bytes)) & mask
      while slots[slot] != 0, !Self.equal(tokens[Int(slots[slot]) - 1], bytes) { slot = (slot + 1) & mask }
      slots[slot] = UInt32(id + 1)
    }
    self.tokens = tokens
    self.longest = longest
    self.slots = slots
    self.mask = mask
  }

  /// The id of `first` and `second` written together.
  func id(of first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Int? {
    var slot = Int(truncatingIfNeeded: Self.hash(second, after: Self.hash(first))) & mask
    while slots[slot] != 0 {
      let id = Int(slots[slot]) - 1
      let token = tokens[id]
      if token.count == first.count + second.count,
        Self.equal(UnsafeRawBufferPointer(rebasing: token[..<first.count]), first),
        Self.equal(UnsafeRawBufferPointer(rebasing: token[first.count...]), second)
      {
        return id
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  func id(of bytes: UnsafeRawBufferPointer) -> Int? {
    id(of: bytes, UnsafeRawBufferPointer(rebasing: bytes[bytes.endIndex...]))
  }

  /// FNV-1a; a string in two parts has the hash of the whole.
  private static func hash(_ bytes: UnsafeRawBufferPointer, after start: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
    var value = start
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return value
  }

  private static func equal(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
    guard first.count == second.count else { return false }
    guard let left = first.baseAddress, let right = second.baseAddress else { return true }
    return memcmp(left, right, first.count) == 0
  }
}

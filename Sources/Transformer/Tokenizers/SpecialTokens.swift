/// The tokens that stand for themselves wherever their text occurs, such as `</s>` or `[SEP]`.
struct SpecialTokens: Sendable {
  private let tokens: [(bytes: [UInt8], id: Int)]
  private let firstBytes: [Bool]

  init(_ tokens: GGUFStrings, ids: [Int]) {
    // The longest one that fits wins.
    self.tokens = ids.map { (Array(tokens[$0]), $0) }.filter { !$0.bytes.isEmpty }
      .sorted { $0.bytes.count > $1.bytes.count }
    var firstBytes = [Bool](repeating: false, count: 256)
    for token in self.tokens { firstBytes[Int(token.bytes[0])] = true }
    self.firstBytes = firstBytes
  }

  /// Cuts `text` at the special tokens: calls `plain` with each stretch between them (never empty), `special` with ids.
  /// Both return false to stop.
  func split(
    _ text: UnsafeRawBufferPointer, plain: (UnsafeRawBufferPointer) -> Bool, special: (Int) -> Bool
  ) {
    var start = 0
    var index = 0
    while index < text.count {
      guard firstBytes[Int(text[index])], let token = token(at: index, in: text) else {
        index += 1
        continue
      }
      if start < index, !plain(UnsafeRawBufferPointer(rebasing: text[start..<index])) { return }
      if !special(token.id) { return }
      index += token.bytes.count
      start = index
    }
    if start < text.count { _ = plain(UnsafeRawBufferPointer(rebasing: text[start...])) }
  }

  private func token(at index: Int, in text: UnsafeRawBufferPointer) -> (bytes: [UInt8], id: Int)? {
    tokens.first { text.count - index >= $0.bytes.count && text[index...].starts(with: $0.bytes) }
  }
}

/// Cuts a text into pieces: neighbours are merged, best piece first, until no two of them make a piece.
///
/// The best piece is the one of the highest score; among ways to make the same one, that of the lower ids.
struct PieceEncoder: Sendable {
  private let vocabulary: ByteVocabulary
  private let special: SpecialTokens
  private let scores: [Float]
  private let kinds: [MoonshineTokenizer.Kind]
  private let byteTokens: [Int]
  private let addsSpace: Bool

  private static let space: [UInt8] = [0xE2, 0x96, 0x81]  // ▁

  init(_ tokenizer: MoonshineTokenizer) {
    vocabulary = ByteVocabulary(tokenizer.tokens) { tokenizer.kinds[$0] == .normal }
    special = SpecialTokens(tokenizer.tokens, ids: tokenizer.kinds.indices.filter { tokenizer.kinds[$0] == .special })
    scores = tokenizer.scores
    kinds = tokenizer.kinds
    byteTokens = tokenizer.byteTokens
    addsSpace = tokenizer.addsSpace
  }

  func encode(_ text: String) -> [Int] {
    var ids: [Int] = []
    var text = text
    text.withUTF8 { utf8 in
      special.split(UnsafeRawBufferPointer(utf8)) { plain in
        var bytes: [UInt8] = addsSpace ? Self.space : []
        for byte in plain { if byte == 0x20 { bytes += Self.space } else { bytes.append(byte) } }
        bytes.withUnsafeBytes { merge($0, into: &ids) }
        return true
      } special: { id in
        ids.append(id)
        return true
      }
    }
    return ids
  }

  /// A piece of the text, linked to its neighbours.
  private struct Symbol {
    var id: Int
    /// -1 where there is none.
    var previous: Int
    var next: Int
    /// Merged into the one before it.
    var isGone = false
  }

  /// Two neighbours that make a piece.
  private struct Candidate: Comparable {
    var score: Float
    var left: Int
    var right: Int
    var position: Int
    var merged: Int

    /// Whether this one is merged later than the other.
    static func < (first: Candidate, second: Candidate) -> Bool {
      if first.score != second.score { return first.score < second.score }
      if first.left != second.left { return first.left > second.left }
      if first.right != second.right { return first.right > second.right }
      return first.position > second.position
    }
  }

  private func merge(_ bytes: UnsafeRawBufferPointer, into ids: inout [Int]) {
    var symbols = symbols(of: bytes)
    var heap = Heap<Candidate>()
    for index in symbols.indices.dropLast() {
      if let candidate = candidate(at: index, symbols) { heap.push(candidate) }
    }
    while let best = heap.pop() {
      let index = best.position
      // Entries whose symbols have changed since are stale.
      guard !symbols[index].isGone, symbols[index].id == best.left, symbols[index].next >= 0,
        symbols[symbols[index].next].id == best.right
      else { continue }
      let gone = symbols[index].next
      symbols[gone].isGone = true
      symbols[index].id = best.merged
      symbols[index].next = symbols[gone].next
      if symbols[gone].next >= 0 { symbols[symbols[gone].next].previous = index }
      if symbols[index].previous >= 0, let candidate = candidate(at: symbols[index].previous, symbols) {
        heap.push(candidate)
      }
      if let candidate = candidate(at: index, symbols) { heap.push(candidate) }
    }
    for symbol in symbols where !symbol.isGone { ids.append(symbol.id) }
  }

  /// The characters as pieces; one that is no piece as its bytes.
  private func symbols(of bytes: UnsafeRawBufferPointer) -> [Symbol] {
    var symbols: [Symbol] = []
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      let character = UnsafeRawBufferPointer(rebasing: bytes[index..<min(bytes.count, index + length)])
      let ids = vocabulary.id(of: character).map { [$0] } ?? character.map { byteTokens[Int($0)] }
      for id in ids { symbols.append(Symbol(id: id, previous: symbols.count - 1, next: symbols.count + 1)) }
      index += character.count
    }
    if !symbols.isEmpty { symbols[symbols.count - 1].next = -1 }
    return symbols
  }

  private func candidate(at index: Int, _ symbols: [Symbol]) -> Candidate? {
    let next = symbols[index].next
    guard next >= 0 else { return nil }
    let (left, right) = (symbols[index].id, symbols[next].id)
    // The name of a byte token is not its text.
    guard kinds[left] == .normal, kinds[right] == .normal else { return nil }
    guard let merged = vocabulary.id(of: vocabulary.tokens[left], vocabulary.tokens[right]) else { return nil }
    return Candidate(score: scores[merged], left: left, right: right, position: index, merged: merged)
  }
}

/// A binary heap that gives the greatest element first.
private struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[(child - 1) / 2] < elements[child] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var parent = 0
    while 2 * parent + 1 < elements.count {
      var child = 2 * parent + 1
      if child + 1 < elements.count, elements[child] < elements[child + 1] { child += 1 }
      guard elements[parent] < elements[child] else { break }
      elements.swapAt(parent, child)
      parent = child
    }
    return first
  }
}

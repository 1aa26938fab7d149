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

  /// How good a merge is: the highest score first, then the lowest ids.
  private struct Order: Comparable {
    var score: Float
    var left: Int
    var right: Int

    static func < (one: Order, other: Order) -> Bool {
      if one.score != other.score { return one.score > other.score }
      return (one.left, one.right) < (other.left, other.right)
    }
  }

  private func merge(_ bytes: UnsafeRawBufferPointer, into ids: inout [Int]) {
    MergeQueue.merge(pieces(of: bytes), into: &ids) { (left, right) -> (order: Order, merged: Int)? in
      // The name of a byte token is not its text.
      guard kinds[left] == .normal, kinds[right] == .normal,
        let merged = vocabulary.id(of: vocabulary.tokens[left], vocabulary.tokens[right])
      else { return nil }
      return (Order(score: scores[merged], left: left, right: right), merged)
    }
  }

  /// The characters as pieces; one that is no piece as its bytes.
  private func pieces(of bytes: UnsafeRawBufferPointer) -> [Int] {
    var pieces: [Int] = []
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      let character = UnsafeRawBufferPointer(rebasing: bytes[index..<min(bytes.count, index + length)])
      if let id = vocabulary.id(of: character) {
        pieces.append(id)
      } else {
        for byte in character { pieces.append(byteTokens[Int(byte)]) }
      }
      index += character.count
    }
    return pieces
  }
}

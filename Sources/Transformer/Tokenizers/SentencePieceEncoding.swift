// SentencePiece's byte pair encoding, as Llama 2 and TinyLlama have it: ▁ stands for a space, characters are merged over
// the whole text, and what no piece covers is written as bytes. Equal to the `tokenizers` package.

/// A tokenizer of pieces.
public final class SentencePieceEncoding: SubwordTokenizer {
  public let vocabularySize: Int
  public let start: Int?
  public let ends: [Int]
  private let tokens: TokenTable
  private let kinds: [TokenizerDefinition.Kind]
  private let merges: BytePairMerges
  private let special: MarkedTokens
  private let spacePrefix: TokenizerDefinition.SpacePrefix
  private let byteTokens: [UInt32?]
  private let unknown: UInt32?

  private static let space: [UInt8] = [0xE2, 0x96, 0x81]  // ▁

  package init(_ definition: TokenizerDefinition) {
    vocabularySize = definition.tokens.count
    start = definition.addsStart ? definition.start : nil
    ends = definition.ends
    let tokens = TokenTable(definition.tokens)
    kinds = definition.kinds
    if definition.merges.isEmpty {
      merges = BytePairMerges(Self.ranked(definition, tokens))
    } else {
      merges = BytePairMerges(definition.merges, tokens)
    }
    special = MarkedTokens(definition)
    spacePrefix = definition.spacePrefix
    byteTokens = (0..<256).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return tokens.id(of: Array("<0x\(digits.count < 2 ? "0" : "")\(digits)>".utf8)).map(UInt32.init)
    }
    unknown = definition.kinds.firstIndex(of: .unknown).map(UInt32.init)
    self.tokens = tokens
  }

  /// Every way to make a piece of two others: those of the highest score first, then by the ids of the parts.
  private static func ranked(_ definition: TokenizerDefinition, _ tokens: TokenTable) -> [BytePairMerges.Merge] {
    var merges: [(score: Float, merge: BytePairMerges.Merge)] = []
    for id in 0..<tokens.count where definition.kinds[id] == .normal && tokens.id(of: tokens[id]) == id {
      let piece = tokens[id]
      for middle in piece.indices.dropFirst() where piece[middle] & 0xC0 != 0x80 {
        guard let left = tokens.id(of: piece[..<middle]), let right = tokens.id(of: piece[middle...]),
          definition.kinds[left] == .normal, definition.kinds[right] == .normal
        else { continue }
        let merge = BytePairMerges.Merge(left: UInt32(left), right: UInt32(right), merged: UInt32(id))
        merges.append((definition.scores[id], merge))
      }
    }
    return merges.sorted { first, second in
      if first.score != second.score { return first.score > second.score }
      let (one, other) = (first.merge, second.merge)
      return (one.left, one.right) < (other.left, other.right)
    }.map(\.merge)
  }

  public func encode(_ text: String, special usesSpecial: Bool) -> [Int] {
    var ids: [Int] = []
    special.split(Array(text.utf8), special: usesSpecial) { plain, isFirst in
      encode(plain: plain, isFirst: isFirst, into: &ids)
    } marked: { id in
      ids.append(id)
    }
    return ids
  }

  private func encode(plain: ArraySlice<UInt8>, isFirst: Bool, into ids: inout [Int]) {
    var bytes: [UInt8] = []
    let isSpaced = plain.first == 0x20 || plain.starts(with: Self.space)
    switch spacePrefix {
    case .never: break
    case .always: bytes = Self.space
    case .unlessSpaced: if !isSpaced { bytes = Self.space }
    case .first: if isFirst && !isSpaced { bytes = Self.space }
    }
    for byte in plain { if byte == 0x20 { bytes += Self.space } else { bytes.append(byte) } }
    var symbols: [UInt32] = []
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      let character = bytes[index..<min(bytes.count, index + length)]
      append(character, to: &symbols)
      index += character.count
    }
    merges.apply(to: symbols, into: &ids)
  }

  /// A character as its piece, else as bytes, else as the unknown token.
  private func append(_ character: ArraySlice<UInt8>, to symbols: inout [UInt32]) {
    if let id = tokens.id(of: character) {
      symbols.append(UInt32(id))
      return
    }
    let bytes = character.compactMap { byteTokens[Int($0)] }
    if bytes.count == character.count { symbols += bytes } else if let unknown { symbols.append(unknown) }
  }

  public func bytes(of id: Int) -> [UInt8] {
    guard id >= 0, id < tokens.count else { return [] }
    if let byte = byte(id) { return [byte] }
    return text(of: id)
  }

  public func isSpecial(_ id: Int) -> Bool {
    kinds.indices.contains(id) && (kinds[id] == .control || kinds[id] == .unknown)
  }

  /// Also takes away the space that stands before a first word.
  public func decode(_ ids: some Sequence<Int>, special: Bool) -> String {
    var result: [UInt8] = []
    var run: [UInt8] = []
    for id in ids where id >= 0 && id < tokens.count && (special || !isSpecial(id)) {
      if let byte = byte(id) {
        run.append(byte)
      } else {
        Self.append(&run, to: &result)
        result += text(of: id)
      }
    }
    Self.append(&run, to: &result)
    return String(decoding: result.first == 0x20 ? result[1...] : result[...], as: UTF8.self)
  }

  /// A run of bytes is text where it is UTF-8 as a whole; else each of them is a replacement character.
  private static func append(_ run: inout [UInt8], to text: inout [UInt8]) {
    guard !run.isEmpty else { return }
    if String(validating: run, as: UTF8.self) != nil {
      text += run
    } else {
      for _ in run { text += [0xEF, 0xBF, 0xBD] }
    }
    run.removeAll(keepingCapacity: true)
  }

  private func text(of id: Int) -> [UInt8] {
    var text: [UInt8] = []
    let piece = tokens[id]
    var index = piece.startIndex
    while index < piece.endIndex {
      if piece[index...].starts(with: Self.space) {
        text.append(0x20)
        index += 3
      } else {
        text.append(piece[index])
        index += 1
      }
    }
    return text
  }

  /// The byte that a name such as `<0x0A>` stands for.
  private func byte(_ id: Int) -> UInt8? {
    let name = tokens[id]
    guard name.count == 6, name.starts(with: [0x3C, 0x30, 0x78]), name.last == 0x3E else { return nil }
    return UInt8(String(decoding: name.dropFirst(3).prefix(2), as: UTF8.self), radix: 16)
  }
}

import Synchronization

/// Moonshine's tokenizer: pieces in the manner of SentencePiece, `▁` for a space, bytes for what no piece covers.
///
/// Equal to the `tokenizers` package with Moonshine's tokenizer.json.
public final class MoonshineTokenizer: Sendable {
  enum Kind: UInt8 { case normal, special, byte }

  /// The token with which every transcript begins, and the one that ends it.
  public let startToken: Int
  public let endToken: Int
  let tokens: GGUFStrings
  let kinds: [Kind]
  let scores: [Float]
  /// The ids of the 256 bytes.
  let byteTokens: [Int]
  let addsSpace: Bool
  /// Only encoding needs it: made when first asked for.
  private let encoder = Mutex<PieceEncoder?>(nil)

  /// Reads `tokenizer.ggml.*` from a model file.
  public init(file: GGUFFile) throws(TransformerError) {
    guard try file.string("tokenizer.ggml.model") == "llama" else {
      throw file.invalid("key 'tokenizer.ggml.model'", "is not 'llama'")
    }
    tokens = try file.byteStrings("tokenizer.ggml.tokens")
    guard !tokens.isEmpty, tokens.count <= 1 << 24 else {
      throw file.invalid("key 'tokenizer.ggml.tokens'", "has \(tokens.count) tokens")
    }
    startToken = try file.int("tokenizer.ggml.bos_token_id", in: 0...tokens.count - 1)
    endToken = try file.int("tokenizer.ggml.eos_token_id", in: 0...tokens.count - 1)
    addsSpace = try file.bool("tokenizer.ggml.add_space_prefix")
    scores = try file.floats("tokenizer.ggml.scores")
    let types = try file.ints("tokenizer.ggml.token_type")
    guard scores.count == tokens.count, types.count == tokens.count else {
      throw file.invalid(
        "key 'tokenizer.ggml.tokens'",
        "has \(tokens.count) tokens, but there are \(scores.count) scores and \(types.count) types")
    }
    var kinds: [Kind] = []
    var byteTokens = [Int](repeating: -1, count: 256)
    for (id, type) in types.enumerated() {
      switch type {
      case 1: kinds.append(.normal)
      case 6:
        kinds.append(.byte)
        if let byte = Self.byte(named: tokens[id]) { byteTokens[Int(byte)] = id }
      default: kinds.append(.special)
      }
    }
    if let missing = byteTokens.firstIndex(of: -1) {
      throw file.invalid("key 'tokenizer.ggml.tokens'", "has no token for the byte \(missing)")
    }
    self.kinds = kinds
    self.byteTokens = byteTokens
  }

  /// The number of tokens in the vocabulary.
  public var vocabularySize: Int { tokens.count }

  /// Whether a token stands for no text: the start, the end and other marks.
  public func isSpecial(_ id: Int) -> Bool { kinds.indices.contains(id) && kinds[id] == .special }

  /// What a token adds to a text, spaces as `▁` and bytes as `<0x0A>`; empty for an id that there is not.
  public func piece(_ id: Int) -> String {
    tokens.indices.contains(id) ? String(decoding: tokens[id], as: UTF8.self) : ""
  }

  /// The bytes that a token adds to a text, spaces as spaces; empty for a special token.
  func decodePiece(_ id: Int) -> [UInt8] {
    guard tokens.indices.contains(id) else { return [] }
    switch kinds[id] {
    case .special: return []
    case .byte: return Self.byte(named: tokens[id]).map { [$0] } ?? []
    case .normal:
      var text: [UInt8] = []
      Self.append(tokens[id], to: &text)
      return text
    }
  }

  /// The text of `ids`, without special tokens and without the space that stands before a first word.
  public func decode(_ ids: some Sequence<Int>) -> String {
    var text: [UInt8] = []
    var run: [UInt8] = []
    for id in ids where tokens.indices.contains(id) {
      switch kinds[id] {
      case .special: continue
      case .byte: if let byte = Self.byte(named: tokens[id]) { run.append(byte) }
      case .normal:
        Self.append(&run, to: &text)
        Self.append(tokens[id], to: &text)
      }
    }
    Self.append(&run, to: &text)
    return String(decoding: text.first == 0x20 ? text[1...] : text[...], as: UTF8.self)
  }

  /// The ids of `text`, without start and end.
  public func encode(_ text: String) -> [Int] {
    encoder.withLock { encoder in
      if encoder == nil { encoder = PieceEncoder(self) }
      return encoder?.encode(text) ?? []
    }
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

  private static func append(_ piece: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    var index = 0
    while index < piece.count {
      if piece.count - index >= 3, piece[index] == 0xE2, piece[index + 1] == 0x96, piece[index + 2] == 0x81 {
        text.append(0x20)
        index += 3
      } else {
        text.append(piece[index])
        index += 1
      }
    }
  }

  /// The byte that a name such as `<0x0A>` stands for.
  private static func byte(named name: UnsafeRawBufferPointer) -> UInt8? {
    guard name.count == 6 else { return nil }
    return UInt8(String(decoding: name[3..<5], as: UTF8.self), radix: 16)
  }
}

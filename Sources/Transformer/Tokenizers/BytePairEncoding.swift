// Byte-level byte pair encoding, as GPT-2, Qwen, Llama 3 and SmolLM have it: a text is cut into words, a word into
// bytes, and bytes are merged by rank. Equal to the `tokenizers` package.

/// What turns text into the tokens of a decoder, and back.
public protocol SubwordTokenizer: Sendable {
  /// How many tokens there are.
  var vocabularySize: Int { get }
  /// The token with which a prompt begins, if prompts of this model do.
  var start: Int? { get }
  /// The tokens that end a text.
  var ends: [Int] { get }
  /// The tokens of `text`; with `special`, the names of special tokens (`<|im_end|>`) in it stand for them.
  func encode(_ text: String, special: Bool) -> [Int]
  /// The bytes that a token adds to a text, which need not be whole characters; none for an id that there is not.
  func bytes(of id: Int) -> [UInt8]
  /// Whether a token is a mark without a text of its own.
  func isSpecial(_ id: Int) -> Bool
  /// The text of `ids`, what is not UTF-8 replaced by U+FFFD; `special` says whether special tokens appear by name.
  func decode(_ ids: some Sequence<Int>, special: Bool) -> String
}

/// The tokenizer that a model file carries.
public enum Tokenizers {
  /// Reads `tokenizer.ggml.*`.
  public static func make(file: GGUFFile) throws(TransformerError) -> any SubwordTokenizer {
    try make(TokenizerDefinition(file: file))
  }

  package static func make(_ definition: TokenizerDefinition) -> any SubwordTokenizer {
    switch definition.model {
    case .bytePair: BytePairEncoding(definition)
    case .sentencePiece: SentencePieceEncoding(definition)
    }
  }
}

/// A byte-level tokenizer.
public final class BytePairEncoding: SubwordTokenizer {
  public let vocabularySize: Int
  public let start: Int?
  public let ends: [Int]
  private let pattern: BytePairPattern
  /// As in the file: bytes are written as printable characters.
  private let tokens: TokenTable
  private let kinds: [TokenizerDefinition.Kind]
  private let merges: BytePairMerges
  private let special: MarkedTokens
  private let takesWholeWords: Bool
  /// The token of each byte, if there is one.
  private let byteTokens: [UInt32?]

  package init(_ definition: TokenizerDefinition) {
    vocabularySize = definition.tokens.count
    start = definition.addsStart ? definition.start : nil
    ends = definition.ends
    pattern = definition.pattern ?? .gpt2
    let tokens = TokenTable(definition.tokens)
    kinds = definition.kinds
    merges = BytePairMerges(definition.merges, tokens)
    special = MarkedTokens(definition)
    takesWholeWords = definition.takesWholeWords
    byteTokens = (0..<256).map { tokens.id(of: PrintableBytes.written[$0]).map(UInt32.init) }
    self.tokens = tokens
  }

  public func encode(_ text: String, special usesSpecial: Bool) -> [Int] {
    var ids: [Int] = []
    special.split(Array(text.utf8), special: usesSpecial) { plain, _ in
      encode(plain: plain, into: &ids)
    } marked: { id in
      ids.append(id)
    }
    return ids
  }

  private func encode(plain bytes: ArraySlice<UInt8>, into ids: inout [Int]) {
    var text = String(decoding: bytes, as: UTF8.self)
    if pattern == .qwen2, !bytes.allSatisfy({ $0 < 0x80 }) { text = OldNFC.normalize(text) }
    let utf8 = Array(text.utf8)
    var word: [UInt32] = []
    BytePairScanner(text.unicodeScalars).words(by: pattern) { range in
      if takesWholeWords, let id = tokens.id(of: utf8[range].flatMap { PrintableBytes.written[Int($0)] }) {
        ids.append(id)
        return
      }
      word.removeAll(keepingCapacity: true)
      for byte in utf8[range] {
        if let id = byteTokens[Int(byte)] { word.append(id) }
      }
      merges.apply(to: word, into: &ids)
    }
  }

  public func bytes(of id: Int) -> [UInt8] {
    id >= 0 && id < tokens.count ? PrintableBytes.read(tokens[id]) : []
  }

  public func isSpecial(_ id: Int) -> Bool {
    kinds.indices.contains(id) && (kinds[id] == .control || kinds[id] == .unknown)
  }

  public func decode(_ ids: some Sequence<Int>, special: Bool) -> String {
    var bytes: [UInt8] = []
    for id in ids where special || !isSpecial(id) { bytes += self.bytes(of: id) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension BytePairMerges {
  /// The merges as ids; both halves together are a token, which the definition's maker has seen to.
  init(_ pairs: [(left: Int, right: Int)], _ tokens: TokenTable) {
    var merges: [Merge] = []
    merges.reserveCapacity(pairs.count)
    for (left, right) in pairs {
      guard let merged = tokens.id(of: Array(tokens[left]) + tokens[right]) else { continue }
      merges.append(Merge(left: UInt32(left), right: UInt32(right), merged: UInt32(merged)))
    }
    self.init(merges)
  }
}

/// How byte-level vocabularies write bytes: printable Latin-1 characters stand for themselves, the other 68 bytes are
/// the characters from U+0100 on, in order.
enum PrintableBytes {
  private static let codes: [UInt32] = {
    var next: UInt32 = 0x100
    return (0..<256 as Range<UInt32>).map { byte in
      if (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte) { return byte }
      defer { next += 1 }
      return next
    }
  }()

  private static let bytes: [UInt32: UInt8] = Dictionary(
    uniqueKeysWithValues: codes.enumerated().map { ($1, UInt8($0)) })

  /// Each byte's character in UTF-8.
  static let written: [[UInt8]] = codes.map { code in
    Unicode.Scalar(code).map { Array(String(Character($0)).utf8) } ?? []
  }

  /// The bytes that a token stands for; one that holds any other character, such as a space, is plain text.
  static func read(_ token: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for scalar in String(decoding: token, as: UTF8.self).unicodeScalars {
      guard let byte = bytes[scalar.value] else { return Array(token) }
      result.append(byte)
    }
    return result
  }
}

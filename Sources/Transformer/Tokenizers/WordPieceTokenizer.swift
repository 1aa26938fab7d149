/// Uncased BERT's tokenizer: words are cut into the longest pieces that the vocabulary has.
///
/// Equal to the `tokenizers` package's BertNormalizer, BertPreTokenizer and WordPiece, added tokens included.
public struct WordPieceTokenizer: Sendable {
  /// Words of more characters than this are unknown as a whole.
  static let longestWord = 100

  private let vocabulary: ByteVocabulary
  private let special: SpecialTokens
  private let normalizer = BERTNormalizer.shared
  private let unknown: Int
  private let start: Int
  private let end: Int

  /// Reads `tokenizer.ggml.*` from a model file.
  public init(file: GGUFFile) throws(TransformerError) {
    guard try file.string("tokenizer.ggml.model") == "bert" else {
      throw file.invalid("key 'tokenizer.ggml.model'", "is not 'bert'")
    }
    let tokens = try file.byteStrings("tokenizer.ggml.tokens")
    guard !tokens.isEmpty, tokens.count <= 1 << 24 else {
      throw file.invalid("key 'tokenizer.ggml.tokens'", "has \(tokens.count) tokens")
    }
    let ids = 0...tokens.count - 1
    unknown = try file.int("tokenizer.ggml.unknown_token_id", in: ids)
    start = try file.int("tokenizer.ggml.cls_token_id", in: ids)
    end = try file.int("tokenizer.ggml.seperator_token_id", in: ids)
    let padding = try file.int("tokenizer.ggml.padding_token_id", in: ids)
    let mask = try file.int("tokenizer.ggml.mask_token_id", in: ids)
    special = SpecialTokens(tokens, ids: [unknown, start, end, padding, mask])
    vocabulary = ByteVocabulary(tokens)
  }

  /// The number of tokens in the vocabulary.
  public var vocabularySize: Int { vocabulary.tokens.count }

  /// The ids of `text` between [CLS] and [SEP], at most `limit` (no fewer than two) in all; what is beyond is left out.
  public func encode(_ text: String, limit: Int = .max) -> [Int] {
    var ids = [start]
    let room = max(limit, 2) - 1
    var text = text
    text.withUTF8 { utf8 in
      special.split(UnsafeRawBufferPointer(utf8)) { plain in
        append(plain, to: &ids, room: room)
        return ids.count < room
      } special: { id in
        ids.append(id)
        return ids.count < room
      }
    }
    if ids.count > room { ids.removeLast(ids.count - room) }
    ids.append(end)
    return ids
  }

  private func append(_ plain: UnsafeRawBufferPointer, to ids: inout [Int], room: Int) {
    forEachWord(of: String(decoding: plain, as: UTF8.self)) { word in
      appendPieces(of: word, to: &ids)
      return ids.count < room
    }
  }

  /// The words of `text` after normalisation, cut as BERT cuts them; one of more than 100 characters is shortened.
  package func words(of text: String) -> [String] {
    var words: [String] = []
    forEachWord(of: text) { word in
      words.append(String(decoding: word.bytes, as: UTF8.self))
      return true
    }
    return words
  }

  /// What BERT's normaliser makes of one character.
  package func normalized(_ scalar: Unicode.Scalar) -> [UInt32] {
    var result: [UInt32] = []
    normalizer.normalize(CollectionOfOne(scalar), into: &result)
    return result
  }

  /// Stops when `body` returns false.
  private func forEachWord(of text: String, _ body: (Word) -> Bool) {
    var scalars: [UInt32] = []
    normalizer.normalize(text.unicodeScalars, into: &scalars)
    var word = Word()
    for scalar in scalars {
      let kind = normalizer.kind(scalar)
      if kind != .letter, !word.starts.isEmpty {
        guard body(word) else { return }
        word.removeAll()
      }
      if kind != .separator { word.append(scalar) }
      if kind == .punctuation {
        guard body(word) else { return }
        word.removeAll()
      }
    }
    if !word.starts.isEmpty { _ = body(word) }
  }

  /// The bytes of a word and where its characters begin.
  private struct Word {
    var bytes: [UInt8] = []
    var starts: [Int] = []

    mutating func append(_ scalar: UInt32) {
      starts.append(bytes.count)
      // A word that is too long is unknown whatever follows; its bytes need not be kept.
      guard starts.count <= WordPieceTokenizer.longestWord, let scalar = Unicode.Scalar(scalar) else { return }
      bytes += UTF8.encode(scalar) ?? .init()
    }

    mutating func removeAll() {
      bytes.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
    }
  }

  /// Longest pieces first, from the left; one stretch without a piece makes the whole word unknown.
  private func appendPieces(of word: Word, to ids: inout [Int]) {
    guard word.starts.count <= Self.longestWord else { return ids.append(unknown) }
    let before = ids.count
    let complete = word.bytes.withUnsafeBytes { bytes in
      Self.continuation.withUTF8Buffer { continuation in
        var first = 0
        while first < word.starts.count {
          let prefix = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(continuation)[(first == 0 ? 2 : 0)...])
          guard let (id, next) = longestPiece(of: word.starts, bytes, from: first, prefix: prefix) else { return false }
          ids.append(id)
          first = next
        }
        return true
      }
    }
    if !complete {
      ids.removeLast(ids.count - before)
      ids.append(unknown)
    }
  }

  private static let continuation: StaticString = "##"

  private func longestPiece(
    of starts: [Int], _ bytes: UnsafeRawBufferPointer, from first: Int, prefix: UnsafeRawBufferPointer
  ) -> (id: Int, next: Int)? {
    var next = starts.count
    while next > first {
      let end = next == starts.count ? bytes.count : starts[next]
      if end - starts[first] + prefix.count <= vocabulary.longest,
        let id = vocabulary.id(of: prefix, UnsafeRawBufferPointer(rebasing: bytes[starts[first]..<end]))
      {
        return (id, next)
      }
      next -= 1
    }
    return nil
  }
}

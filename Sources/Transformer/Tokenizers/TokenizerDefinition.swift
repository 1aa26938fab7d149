/// A subword vocabulary and the rules of its use, as they stand in a model file or a tokenizer.json.
package struct TokenizerDefinition: Sendable {
  /// How text is cut, as GGUF names it.
  package enum Model: String, Sendable {
    /// Bytes, written as printable characters, merged within words.
    case bytePair = "gpt2"
    /// Characters with ▁ for a space, merged over the whole text, and bytes for what no piece covers.
    case sentencePiece = "llama"
  }

  /// What a token is, by its number in GGUF.
  package enum Kind: UInt8, Sendable {
    case normal = 1
    case unknown = 2
    case control = 3
    case userDefined = 4
    case unused = 5
    case byte = 6
  }

  /// Which stretches of text between special tokens get a ▁ before their first word.
  package enum SpacePrefix: String, Sendable {
    case never
    /// Each one.
    case always
    /// Each one that does not begin with a space.
    case unlessSpaced = "unless_spaced"
    /// Only the one with which the text begins, unless that begins with a space.
    case first
  }

  package var model: Model
  /// For `bytePair`.
  package var pattern: BytePairPattern?
  package var tokens: [[UInt8]]
  package var kinds: [Kind]
  /// Pairs of ids, the first merged first. Empty if `scores` say it.
  package var merges: [(left: Int, right: Int)] = []
  /// For `sentencePiece` without merges: the pair that makes the piece of the highest score is merged first.
  package var scores: [Float] = []
  /// Whether a word that is a token is taken as it is, without merging.
  package var takesWholeWords = false
  package var spacePrefix = SpacePrefix.never
  /// The token with which a prompt begins, if there is one, and whether it should.
  package var start: Int?
  package var addsStart = false
  /// The tokens that end a text.
  package var ends: [Int] = []

  package init(model: Model, tokens: [[UInt8]], kinds: [Kind]) {
    self.model = model
    self.tokens = tokens
    self.kinds = kinds
  }
}

extension TokenizerDefinition {
  /// Reads `tokenizer.ggml.*` from a model file, ours or another.
  package init(file: GGUFFile) throws(TransformerError) {
    let name = try file.string("tokenizer.ggml.model")
    guard let model = Model(rawValue: name) else {
      throw file.invalid("key 'tokenizer.ggml.model'", "is '\(name)'; known are 'gpt2' and 'llama'")
    }
    let strings = try file.byteStrings("tokenizer.ggml.tokens")
    guard !strings.isEmpty, strings.count <= 1 << 20 else {
      throw file.invalid("key 'tokenizer.ggml.tokens'", "has \(strings.count) tokens")
    }
    self.model = model
    tokens = strings.map { Array($0) }
    kinds = try Self.kinds(file, strings.count)
    switch model {
    case .bytePair:
      pattern = try Self.pattern(file)
      merges = try Self.merges(file, tokens)
      takesWholeWords = file.has(Self.wholeWordsKey) ? try file.bool(Self.wholeWordsKey) : pattern == .llama3
    case .sentencePiece:
      if file.has(Self.mergesKey) {
        merges = try Self.merges(file, tokens)
      } else {
        scores = try file.floats("tokenizer.ggml.scores")
        guard scores.count == tokens.count else {
          throw file.invalid("key 'tokenizer.ggml.scores'", "has \(scores.count) scores for \(tokens.count) tokens")
        }
      }
      spacePrefix = try Self.prefix(file)
    }
    let ids = 0...tokens.count - 1
    if file.has("tokenizer.ggml.bos_token_id") { start = try file.int("tokenizer.ggml.bos_token_id", in: ids) }
    // What llama.cpp takes for granted where the file says nothing.
    addsStart = model == .sentencePiece || pattern == .llama3
    if file.has("tokenizer.ggml.add_bos_token") { addsStart = try file.bool("tokenizer.ggml.add_bos_token") }
    try readEnds(file, ids)
  }

  package static let mergesKey = "tokenizer.ggml.merges"
  package static let wholeWordsKey = "shoptalk.tokenizer.takes_whole_words"
  package static let prefixKey = "shoptalk.tokenizer.space_prefix"
  package static let endsKey = "shoptalk.tokenizer.end_token_ids"

  private mutating func readEnds(_ file: GGUFFile, _ ids: ClosedRange<Int>) throws(TransformerError) {
    if file.has(Self.endsKey) {
      ends = try file.ints(Self.endsKey)
      guard ends.allSatisfy(ids.contains) else { throw file.invalid("key '\(Self.endsKey)'", "names no token") }
      return
    }
    for key in ["eos", "eot", "eom"].map({ "tokenizer.ggml.\($0)_token_id" }) where file.has(key) {
      let id = try file.int(key, in: ids)
      if !ends.contains(id) { ends.append(id) }
    }
  }

  private static func kinds(_ file: GGUFFile, _ count: Int) throws(TransformerError) -> [Kind] {
    let key = "tokenizer.ggml.token_type"
    guard file.has(key) else { return Array(repeating: .normal, count: count) }
    let types = try file.ints(key)
    guard types.count == count else { throw file.invalid("key '\(key)'", "has \(types.count) types, not \(count)") }
    var kinds: [Kind] = []
    kinds.reserveCapacity(count)
    for type in types {
      guard let kind = UInt8(exactly: type).flatMap(Kind.init) else {
        throw file.invalid("key '\(key)'", "holds the unknown type \(type)")
      }
      kinds.append(kind)
    }
    return kinds
  }

  private static func pattern(_ file: GGUFFile) throws(TransformerError) -> BytePairPattern {
    let name = try file.string("tokenizer.ggml.pre")
    // Other names for the same patterns.
    let alias = ["gpt2": "gpt-2", "llama3": "llama-bpe", "llama-v3": "llama-bpe"][name] ?? name
    guard let pattern = BytePairPattern(rawValue: alias) else {
      let known = BytePairPattern.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw file.invalid("key 'tokenizer.ggml.pre'", "is '\(name)'; known are \(known)")
    }
    return pattern
  }

  private static func prefix(_ file: GGUFFile) throws(TransformerError) -> SpacePrefix {
    if file.has(prefixKey) {
      let name = try file.string(prefixKey)
      guard let prefix = SpacePrefix(rawValue: name) else { throw file.invalid("key '\(prefixKey)'", "is '\(name)'") }
      return prefix
    }
    let key = "tokenizer.ggml.add_space_prefix"
    guard file.has(key) else { return .always }
    return try file.bool(key) ? .always : .never
  }

  private static func merges(
    _ file: GGUFFile, _ tokens: [[UInt8]]
  ) throws(TransformerError) -> [(left: Int, right: Int)] {
    let table = TokenTable(tokens)
    var merges: [(left: Int, right: Int)] = []
    for (index, text) in try file.byteStrings(mergesKey).enumerated() {
      guard let merge = merge(text, table) else {
        throw file.invalid("key '\(mergesKey)'", "merge \(index) is not of two tokens")
      }
      merges.append(merge)
    }
    return merges
  }

  /// The ids in "left right". A token may hold a space itself, so every space is tried.
  static func merge(_ text: some Collection<UInt8>, _ table: TokenTable) -> (left: Int, right: Int)? {
    for space in text.indices where text[space] == 0x20 && space != text.startIndex {
      if let left = table.id(of: text[..<space]), let right = table.id(of: text[text.index(after: space)...]),
        table.id(of: Array(table[left]) + table[right]) != nil
      {
        return (left, right)
      }
    }
    return nil
  }
}

/// Writing on from a prompt.
public struct TextGeneration: Sendable, Equatable {
  /// Why it ended.
  public enum Ending: Sendable { case finished, limit, stopString, constraint }

  /// The tokens written, without the one that ended the text.
  public var tokens: [Int]
  /// Their text, up to a stop string.
  public var text: String
  public var ending: Ending

  /// What a text may be, and where it ends.
  public struct Limits: Sendable {
    /// Tokens at most.
    public var tokens = 128
    /// The text ends before the first of these.
    public var stopStrings: [String] = []
    /// The text is one of these sequences of tokens.
    public var trie: TokenTrie?

    public init() {}
  }

  /// Appends `prompt` to `decoding` and writes on. `show` gets the text as it grows and returns false to end it.
  ///
  /// - Throws: as `TextDecoding.append`; the text under way ends by itself where there is no more room.
  public static func run(
    _ decoding: TextDecoding, prompt: [Int], tokenizer: any SubwordTokenizer, options: SamplingOptions,
    limits: Limits = Limits(), show: (String) -> Bool = { _ in true }
  ) throws(TransformerError) -> TextGeneration {
    var sampler = try Sampler(options)
    var result = TextGeneration(tokens: [], text: "", ending: .limit)
    var stops = StopStrings(limits.stopStrings)
    var node = limits.trie?.root ?? 0
    var scores = try decoding.append(prompt)
    var history = prompt
    while result.tokens.count < limits.tokens {
      var allowed: [Int]?
      if let trie = limits.trie {
        allowed = trie.tokens(after: node)
        // Where a sequence ends, the model may end, too.
        if trie.isEnd(node) { allowed?.append(contentsOf: tokenizer.ends) }
        if trie.isEnd(node) && trie.tokens(after: node).isEmpty {
          result.ending = .constraint
          break
        }
      }
      guard let token = sampler.next(scores, history: history, allowed: allowed) else {
        result.ending = .constraint
        break
      }
      if tokenizer.ends.contains(token) {
        result.ending = .finished
        break
      }
      if let trie = limits.trie { node = trie.next(node, token) ?? node }
      result.tokens.append(token)
      history.append(token)
      let text = stops.append(tokenizer.isSpecial(token) ? [] : tokenizer.bytes(of: token))
      result.text += text
      if !text.isEmpty, !show(text) { return result }
      if stops.hasStopped {
        result.ending = .stopString
        break
      }
      guard result.tokens.count < limits.tokens, decoding.count < decoding.capacity else { break }
      scores = try decoding.append(token)
    }
    let rest = stops.finish()
    result.text += rest
    if !rest.isEmpty { _ = show(rest) }
    return result
  }
}

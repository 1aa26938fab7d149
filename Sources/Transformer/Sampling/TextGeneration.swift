/// Writing on from a prompt.
public struct TextGeneration: Sendable, Equatable {
  /// Why it ended.
  public enum Ending: Sendable { case finished, limit, stopString, constraint }

  /// The tokens written, without the one that ended the text.
  public var tokens: [Int]
  /// Their text, up to a stop string.
  public var text: String
  public var ending: Ending

  public init(tokens: [Int], text: String, ending: Ending) {
    self.tokens = tokens
    self.text = text
    self.ending = ending
  }

  /// What a text may be, and where it ends.
  public struct Limits: Sendable {
    /// Tokens at most.
    public var tokens = 128
    /// The text ends before the first of these.
    public var stopStrings: [String] = []
    /// What the text may be.
    public var constraint: (any TokenConstraint)?

    public init() {}
  }

  /// Appends `prompt` to `decoding` and writes on. `show` gets the text as it grows and returns false to end it. With
  /// `cache`, an empty decoding begins with what was kept of the prompt, and the prompt is kept.
  ///
  /// - Throws: as `TextDecoding.append`; the text under way ends by itself where there is no more room.
  public static func run(
    _ decoding: TextDecoding, prompt: [Int], tokenizer: any SubwordTokenizer, options: SamplingOptions,
    limits: Limits = Limits(), cache: PromptCache? = nil, show: (String) -> Bool = { _ in true }
  ) throws(TransformerError) -> TextGeneration {
    var sampler = try Sampler(options)
    var result = TextGeneration(tokens: [], text: "", ending: .limit)
    var stops = StopStrings(limits.stopStrings)
    var state = limits.constraint?.root ?? 0
    var history = prompt
    func read() throws(TransformerError) -> UnsafeMutableBufferPointer<Float> {
      guard let cache, decoding.count == 0 else { return try decoding.append(prompt) }
      return try cache.append(prompt, to: decoding)
    }
    var scores = try read()
    while result.tokens.count < limits.tokens {
      var allowed: [Int]?
      if let constraint = limits.constraint {
        var tokens = constraint.tokens(after: state)
        if constraint.isEnd(state) {
          guard !tokens.isEmpty else {
            result.ending = .constraint
            break
          }
          // Where a text may end, the model may say so.
          tokens += tokenizer.ends
        }
        allowed = tokens
      }
      guard let token = sampler.next(scores, history: history, allowed: allowed) else {
        result.ending = .constraint
        break
      }
      if tokenizer.ends.contains(token) {
        result.ending = .finished
        break
      }
      if let constraint = limits.constraint { state = constraint.next(state, token) ?? state }
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

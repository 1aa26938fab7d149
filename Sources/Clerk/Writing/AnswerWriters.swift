import Glibc
public import Transformer

/// The writers that a model file can make.
public enum AnswerWriters {
  /// The answerer, where the file's vocabulary has its pointers; any other decoder of text writes in plain words.
  /// - Throws: as `GGUFFile`, and `unsupported` for a file without a tokenizer or that is no decoder of text.
  public static func make(
    path: String, manner: AnswerManner, precision: Precision = .int8, pool: ComputePool
  ) throws(TransformerError) -> any AnswerWriter {
    let file = try GGUFFile(path: path)
    guard file.has("tokenizer.ggml.model") else {
      throw .unsupported("\(path): has no tokenizer; import the model with its tokenizer.json beside it")
    }
    let tokenizer = try Tokenizers.make(file: file)
    if ModelWriter.hasPointers(tokenizer) {
      return try ModelWriter(file: file, tokenizer: tokenizer, manner: manner, precision: precision, pool: pool)
    }
    return try PlainWriter(file: file, tokenizer: tokenizer, manner: manner, precision: precision, pool: pool)
  }
}

/// The likeliest of the tokens that may come next.
enum Greedy {
  /// The likeliest of `tokens` and `ends`, with its share of the probability of all tokens; nil where there are none.
  static func best(
    of tokens: [Int], orOneOf ends: [Int], _ scores: UnsafeMutableBufferPointer<Float>
  ) -> (token: Int, share: Float)? {
    var best = -1
    for token in tokens where best < 0 || scores[token] > scores[best] { best = token }
    for end in ends where best < 0 || scores[end] > scores[best] { best = end }
    guard best >= 0 else { return nil }
    let greatest = scores.max() ?? 0
    return (best, expf(scores[best] - greatest) / scores.reduce(0) { $0 + expf($1 - greatest) })
  }
}

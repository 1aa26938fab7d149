/// Sentences to vectors by a BERT model such as all-MiniLM-L6-v2: word pieces, mean over the tokens, length 1.
public final class SentenceEncoder: TextEncoder {
  /// The length of every vector.
  public let dimension: Int
  /// The model's name, its source's checksum and the precision.
  public let identity: String

  private let model: BERT
  private let tokenizer: WordPieceTokenizer

  /// Tokens that are computed together when many texts are encoded: enough to use the kernels well.
  private static let batch = 256

  /// Opens the model file at `path`.
  public init(path: String, precision: Precision = .int8, pool: ComputePool) throws(TransformerError) {
    let file = try GGUFFile(path: path)
    model = try BERT(file: file, precision: precision, pool: pool)
    tokenizer = try WordPieceTokenizer(file: file)
    dimension = model.configuration.dim
    identity = try file.string("general.name") + "/" + file.string("shoptalk.source.sha256").prefix(16) + "/int8"
    file.discardPages()
  }

  public func encode(_ text: String) throws(TransformerError) -> [Float] { try encode([text])[0] }

  /// The vectors of several texts, in their order; quicker than one by one.
  public func encode(_ texts: [String]) throws(TransformerError) -> [[Float]] {
    var vectors: [[Float]] = []
    vectors.reserveCapacity(texts.count)
    var batch: [[Int]] = []
    var tokens = 0
    for text in texts {
      let ids = tokenizer.encode(text, limit: model.configuration.mostTokens)
      if tokens + ids.count > Self.batch, !batch.isEmpty {
        vectors += try model.sentenceVectors(batch)
        (batch, tokens) = ([], 0)
      }
      batch.append(ids)
      tokens += ids.count
    }
    if !batch.isEmpty { vectors += try model.sentenceVectors(batch) }
    return vectors
  }
}

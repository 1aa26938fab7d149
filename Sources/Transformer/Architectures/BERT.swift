// BERT: a bidirectional encoder over word pieces (Devlin et al. 2018, arXiv:1810.04805), here as the body of a sentence
// encoder. Texts of different lengths are computed together: their rows lie one after the other in every matrix, and
// only attention keeps them apart, so nothing is padded.
//
// Attention, MLP, block, model, configuration; the names in quotes are the checkpoint's, Hugging Face's BertModel.

// MARK: Attention

/// Multi-head self-attention within each text, with its residual: norm(x + dense(attention(x))), the norm of which is
/// left to what reads it.
struct BERTAttention: Sendable {
  let queries, keys, values, output: QuantizedLinear
  let norm: LayerNorm
  let heads: Int
  let scale: Float

  init(_ weights: ModelWeights, _ shape: BERTConfiguration) throws(TransformerError) {
    queries = try weights.linear("self.query", from: shape.dim, to: shape.dim)
    keys = try weights.linear("self.key", from: shape.dim, to: shape.dim)
    values = try weights.linear("self.value", from: shape.dim, to: shape.dim)
    output = try weights.linear("output.dense", from: shape.dim, to: shape.dim)
    norm = try weights.layerNorm("output.LayerNorm", shape.dim, shape.normEpsilon)
    heads = shape.heads
    scale = 1 / Float(shape.dim / shape.heads).squareRoot()
  }

  /// `x` is (tokens, dim); each of `texts` says which rows are its own. `memory` is borrowed.
  func callAsFunction(_ x: Rows, in texts: [Range<Int>], memory: AttentionMemory, _ on: Compute) {
    on.scope {
      let (q, k, v) = (on.rows(like: x), on.rows(like: x), on.rows(like: x))  // (tokens, dim)
      let mixed = on.rows(like: x)  // (tokens, dim)
      on.apply(queries, keys, values, to: x, into: q, k, v)
      for text in texts {
        memory.truncate()
        memory.append(keys: k[text.lowerBound], values: v[text.lowerBound], rows: text.count)
        on.attend(q.rows(text), to: memory, scale: scale, causal: false, into: mixed.rows(text))
      }
      on.apply(output, to: mixed, addTo: x)
    }
  }
}

// MARK: MLP

/// The feed-forward layer with its residual: norm(x + output(gelu(intermediate(x)))).
struct BERTMLP: Sendable {
  let up, down: QuantizedLinear
  let norm: LayerNorm

  init(_ weights: ModelWeights, _ shape: BERTConfiguration) throws(TransformerError) {
    up = try weights.linear("intermediate.dense", from: shape.dim, to: shape.hidden)
    down = try weights.linear("output.dense", from: shape.hidden, to: shape.dim)
    norm = try weights.layerNorm("output.LayerNorm", shape.dim, shape.normEpsilon)
  }

  /// `before` is the norm that x still lacks.
  func callAsFunction(_ x: Rows, before: LayerNorm, _ on: Compute) {
    on.scope {
      let h = on.rows(x.count, up.outFeatures)  // (tokens, hidden)
      on.apply(up, to: x.becomingNormalized(by: before), into: h)
      on.apply(down, to: h.becomingGELU, addTo: x)
      on.normalize(x, by: norm, into: x)
    }
  }
}

// MARK: Block

/// A layer: attention, then MLP.
struct BERTBlock: Sendable {
  let attention: BERTAttention
  let mlp: BERTMLP

  init(_ weights: ModelWeights, _ shape: BERTConfiguration) throws(TransformerError) {
    attention = try BERTAttention(weights["attention"], shape)
    mlp = try BERTMLP(weights, shape)
  }

  func callAsFunction(_ x: Rows, in texts: [Range<Int>], memory: AttentionMemory, _ on: Compute) {
    attention(x, in: texts, memory: memory, on)
    mlp(x, before: attention.norm, on)
  }
}

// MARK: Model

/// Tokens to vectors: word, position and token type, then a norm.
struct BERTEmbeddings: Sendable {
  let words: Embedding
  let positions: [Float]  // (positions, dim)
  let types: [Float]  // (types, dim); a sentence is of type 0
  let norm: LayerNorm

  init(_ weights: ModelWeights, _ shape: BERTConfiguration) throws(TransformerError) {
    words = try weights.embedding("word_embeddings", shape.vocabulary, shape.dim)
    positions = try weights.table("position_embeddings.weight", shape.mostPositions, shape.dim)
    types = try weights.table("token_type_embeddings.weight", shape.tokenTypes, shape.dim)
    norm = try weights.layerNorm("LayerNorm", shape.dim, shape.normEpsilon)
  }

  /// Writes the vectors of one text's tokens: `x` is (tokens, dim).
  func callAsFunction(_ tokens: [Int], into x: Rows, _ on: Compute) {
    for (position, token) in tokens.enumerated() {
      words.copy(token, into: x[position], on)
      for column in 0..<x.width { x[position][column] += positions[position * x.width + column] + types[column] }
    }
    on.normalize(x, by: norm, into: x)
  }
}

/// The model: immutable, shared by all threads.
public final class BERT: Sendable {
  /// The model's shape.
  public let configuration: BERTConfiguration

  let embeddings: BERTEmbeddings
  let blocks: [BERTBlock]
  let workbench: Workbench

  /// Reads the model from `file` (`general.architecture` is `bert`) and lays out its weights for this machine.
  public init(file: GGUFFile, precision: Precision, pool: ComputePool) throws(TransformerError) {
    try Kernels.validate()
    let shape = try BERTConfiguration(file)
    let weights = ModelWeights(file, "", precision, pool)
    embeddings = try BERTEmbeddings(weights["embeddings"], shape)
    blocks = try weights.layers("encoder.layer", shape.layers) { weights throws(TransformerError) in
      try BERTBlock(weights, shape)
    }
    configuration = shape
    workbench = Workbench(pool: pool, precision: precision)
  }

  /// The last hidden states of several texts, all computed at once: for each `(tokens, dim)`, row by row.
  ///
  /// - Throws: `unsupported` where a text is empty, too long, or has a token outside the vocabulary.
  public func hiddenStates(_ texts: [[Int]]) throws(TransformerError) -> [[Float]] {
    try forward(texts) { x, ranges in ranges.map { x.rows($0).copy() } }
  }

  /// The mean of the last hidden states of each text, at Euclidean length 1: `dim` values each.
  public func sentenceVectors(_ texts: [[Int]]) throws(TransformerError) -> [[Float]] {
    try forward(texts) { x, ranges in ranges.map { unitMean(x.rows($0)) } }
  }

  /// The mean of the rows of `x` (tokens, dim), scaled to length 1; zero stays zero.
  private func unitMean(_ x: Rows) -> [Float] {
    var mean = [Float](repeating: 0, count: x.width)
    for row in 0..<x.count {
      for column in mean.indices { mean[column] += x[row][column] }
    }
    let length = mean.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? mean.map { $0 / length } : mean
  }

  private func forward<Result>(
    _ texts: [[Int]], _ body: (Rows, [Range<Int>]) -> Result
  ) throws(TransformerError) -> Result {
    var ranges: [Range<Int>] = []
    for text in texts {
      guard !text.isEmpty, text.count <= configuration.mostPositions else {
        throw .unsupported("a text of \(text.count) tokens; the model reads 1 to \(configuration.mostPositions)")
      }
      for token in text where token < 0 || token >= configuration.vocabulary {
        throw .unsupported("token \(token) is not in the vocabulary")
      }
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + text.count)
    }
    return try workbench.use { on throws(TransformerError) in
      let x = on.rows(ranges.last?.upperBound ?? 0, configuration.dim)  // (tokens of all texts, dim)
      for (text, range) in zip(texts, ranges) { embeddings(text, into: x.rows(range), on) }
      let memory = try AttentionMemory(
        heads: configuration.heads, headWidth: configuration.dim / configuration.heads,
        capacity: ranges.map(\.count).max() ?? 0, pool: on.pool)
      for block in blocks {
        if Task.isCancelled { throw .cancelled }
        block(x, in: ranges, memory: memory, on)
      }
      return body(x, ranges)
    }
  }
}

// MARK: Configuration

/// BERT's shape; the keys are those of the model file.
public struct BERTConfiguration: Sendable, Equatable {
  public let vocabulary, dim, hidden, layers, heads: Int
  /// How many positions the model has, and how many tokens of a sentence it should read at most.
  public let mostPositions, mostTokens: Int
  public let tokenTypes: Int
  public let normEpsilon: Float

  init(_ file: GGUFFile) throws(TransformerError) {
    try file.expect("general.architecture", "bert")
    vocabulary = try file.int("bert.vocab_size", in: 1...1 << 20)
    dim = try file.int("bert.hidden_size", in: 1...1 << 12)
    hidden = try file.int("bert.intermediate_size", in: 1...1 << 15)
    layers = try file.int("bert.layers", in: 1...128)
    heads = try file.int("bert.heads", dividing: dim)
    mostPositions = try file.int("bert.max_positions", in: 2...1 << 16)
    mostTokens = try file.int("bert.max_tokens", in: 2...mostPositions)
    tokenTypes = try file.tensor("embeddings.token_type_embeddings.weight").shape.first ?? 0
    normEpsilon = try file.positive("bert.norm_epsilon")
    try file.expect("bert.pooling", "mean")
  }
}

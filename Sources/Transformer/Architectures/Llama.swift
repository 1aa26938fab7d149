// Llama: a decoder with root mean square norms, rotary positions, grouped queries and gated MLPs (Touvron et al. 2023,
// arXiv:2307.09288). SmolLM2, TinyLlama and Llama 3 are Llamas; Qwen2 is one with biases on queries, keys and values,
// Qwen3 one with norms on the heads of queries and keys.
//
// Attention, MLP, block, model, configuration; the names in quotes are the checkpoint's, Hugging Face's. The rows of
// q_proj, k_proj (and their biases and norms) have been reordered at import, so that the two halves of a rotary pair lie
// side by side.

// MARK: Attention

/// Causal self-attention with grouped queries, with its residual: x + o_proj(attention(norm(x))).
struct LlamaAttention: Sendable {
  let norm: RMSNorm
  let queries, keys, values, output: QuantizedLinear
  /// Qwen3's, over each head.
  let queryNorm, keyNorm: RMSNorm?
  let group: Int
  let width: Int
  let scale: Float

  init(_ weights: ModelWeights, _ shape: LlamaConfiguration) throws(TransformerError) {
    norm = try weights.rmsNorm("input_layernorm", shape.dim, shape.normEpsilon)
    let weights = weights["self_attn"]
    let (wide, narrow) = (shape.heads * shape.headWidth, shape.keyHeads * shape.headWidth)
    queries = try weights.linear("q_proj", from: shape.dim, to: wide, bias: shape.hasBiases)
    keys = try weights.linear("k_proj", from: shape.dim, to: narrow, bias: shape.hasBiases)
    values = try weights.linear("v_proj", from: shape.dim, to: narrow, bias: shape.hasBiases)
    output = try weights.linear("o_proj", from: wide, to: shape.dim, bias: false)
    let hasNorms = shape.hasHeadNorms
    queryNorm = hasNorms ? try weights.rmsNorm("q_norm", shape.headWidth, shape.normEpsilon) : nil
    keyNorm = hasNorms ? try weights.rmsNorm("k_norm", shape.headWidth, shape.normEpsilon) : nil
    group = shape.heads / shape.keyHeads
    width = shape.headWidth
    scale = 1 / Float(shape.headWidth).squareRoot()
  }

  /// `x` is (tokens, dim); its tokens follow those in `memory`.
  func callAsFunction(_ x: Rows, rotary: RotaryTable, memory: AttentionMemory, _ on: Compute) {
    on.scope {
      let normed = on.rows(like: x)
      on.normalize(x, by: norm, into: normed)
      let q = on.rows(x.count, queries.outFeatures)  // (tokens, heads · width)
      let k = on.rows(x.count, keys.outFeatures)  // (tokens, key heads · width)
      let v = on.rows(x.count, values.outFeatures)
      on.apply(queries, keys, values, to: normed, into: q, k, v)
      if let queryNorm, let keyNorm {
        let (byQuery, byKey) = (on.heads(of: q, width: width), on.heads(of: k, width: width))
        on.normalize(byQuery, by: queryNorm, into: byQuery)
        on.normalize(byKey, by: keyNorm, into: byKey)
      }
      on.rotate(q, heads: q.width / width, by: rotary, from: memory.count)
      on.rotate(k, heads: k.width / width, by: rotary, from: memory.count)
      memory.append(keys: k.base, values: v.base, rows: x.count)
      let mixed = on.rows(like: q)
      memory.attend(
        q.base, rows: q.count, group: group, scale: scale, causal: true, into: mixed.base, workspace: on.workspace)
      on.apply(output, to: mixed, addTo: x)
    }
  }
}

// MARK: MLP

/// The gated feed-forward layer with its residual: x + down(silu(gate(norm(x))) · up(norm(x))).
struct LlamaMLP: Sendable {
  let norm: RMSNorm
  let gate, up, down: QuantizedLinear

  init(_ weights: ModelWeights, _ shape: LlamaConfiguration) throws(TransformerError) {
    norm = try weights.rmsNorm("post_attention_layernorm", shape.dim, shape.normEpsilon)
    let weights = weights["mlp"]
    gate = try weights.linear("gate_proj", from: shape.dim, to: shape.hidden, bias: false)
    up = try weights.linear("up_proj", from: shape.dim, to: shape.hidden, bias: false)
    down = try weights.linear("down_proj", from: shape.hidden, to: shape.dim, bias: false)
  }

  func callAsFunction(_ x: Rows, _ on: Compute) {
    on.scope {
      let normed = on.rows(like: x)
      on.normalize(x, by: norm, into: normed)
      let both = on.rows(x.count, 2 * up.outFeatures)  // (tokens, value and gate)
      let (value, gated) = (0..<up.outFeatures, up.outFeatures..<2 * up.outFeatures)
      on.apply(up, gate, to: normed, into: both.columns(value), both.columns(gated))
      let h = on.rows(x.count, up.outFeatures)  // (tokens, hidden)
      on.siluGate(both, into: h)
      on.apply(down, to: h, addTo: x)
    }
  }
}

// MARK: Block

/// A layer: attention, then MLP.
struct LlamaBlock: Sendable {
  let attention: LlamaAttention
  let mlp: LlamaMLP

  init(_ weights: ModelWeights, _ shape: LlamaConfiguration) throws(TransformerError) {
    attention = try LlamaAttention(weights, shape)
    mlp = try LlamaMLP(weights, shape)
  }

  func callAsFunction(_ x: Rows, rotary: RotaryTable, memory: AttentionMemory, _ on: Compute) {
    attention(x, rotary: rotary, memory: memory, on)
    mlp(x, on)
  }
}

// MARK: Model

/// The model: immutable, shared by all threads.
public final class Llama: TextModel {
  /// The model's shape.
  public let configuration: LlamaConfiguration
  public var vocabulary: Int { configuration.vocabulary }
  public let mostPositions: Int
  public var lender: TextWorkbench { TextWorkbench(bench: workbench) }

  let embedding: Embedding
  let blocks: [LlamaBlock]
  let norm: RMSNorm
  let head: QuantizedLinear
  let rotary: RotaryTable
  let workbench: Workbench

  /// Reads the model from `file` (`general.architecture` is `llama`, `qwen2` or `qwen3`) and lays out its weights for
  /// this machine; texts have at most `mostPositions` tokens.
  public init(
    file: GGUFFile, precision: Precision, pool: ComputePool, mostPositions: Int = 4096
  ) throws(TransformerError) {
    let shape = try LlamaConfiguration(file)
    let weights = ModelWeights(file, "", precision, pool)
    embedding = try weights["model"].embedding("embed_tokens", shape.vocabulary, shape.dim)
    blocks = try weights.layers("model.layers", shape.layers) { weights throws(TransformerError) in
      try LlamaBlock(weights, shape)
    }
    norm = try weights.rmsNorm("model.norm", shape.dim, shape.normEpsilon)
    head = try weights.linear(
      shape.isTied ? "model.embed_tokens" : "lm_head", from: shape.dim, to: shape.vocabulary, bias: false)
    self.mostPositions = min(shape.mostPositions, max(1, mostPositions))
    let frequencies = try weights.vector("rotary.frequencies", shape.headWidth / 2)
    rotary = RotaryTable(frequencies: frequencies.map(Double.init), positions: self.mostPositions)
    configuration = shape
    workbench = Workbench(pool: pool, precision: precision)
  }

  public func makeMemories(positions: Int) -> [AttentionMemory] {
    blocks.map { _ in
      AttentionMemory(
        heads: configuration.keyHeads, headWidth: configuration.headWidth, capacity: positions, pool: workbench.pool)
    }
  }

  public func forward(
    _ tokens: UnsafeBufferPointer<Int>, memories: [AttentionMemory], scored: Int,
    into scores: UnsafeMutablePointer<Float>, on work: TextWork
  ) {
    let on = work.on
    let x = on.rows(tokens.count, configuration.dim)  // (tokens, dim)
    for (row, token) in tokens.enumerated() { embedding.copy(token, into: x[row], on) }
    for (block, memory) in zip(blocks, memories) { block(x, rotary: rotary, memory: memory, on) }
    guard scored > 0 else { return }
    let last = on.last(scored, of: x)
    on.normalize(last, by: norm, into: last)
    on.apply(head, to: last, into: Rows(scores, count: scored, width: vocabulary))
  }
}

// MARK: Configuration

/// A Llama's shape; the keys are those of the model file.
public struct LlamaConfiguration: Sendable, Equatable {
  public let vocabulary, dim, hidden, layers, mostPositions: Int
  /// Heads of queries, and those of keys and values; each `headWidth` wide.
  public let heads, keyHeads, headWidth: Int
  public let normEpsilon: Float
  /// Whether the embedding is the output head, too.
  public let isTied: Bool
  /// Whether queries, keys and values have biases (Qwen2), and the heads of queries and keys norms (Qwen3).
  public let hasBiases, hasHeadNorms: Bool

  init(_ file: GGUFFile) throws(TransformerError) {
    let name = try file.string("general.architecture")
    vocabulary = try file.int("\(name).vocab_size", in: 1...1 << 20)
    dim = try file.int("\(name).hidden_size", in: 1...1 << 15)
    hidden = try file.int("\(name).intermediate_size", in: 1...1 << 17)
    layers = try file.int("\(name).layers", in: 1...256)
    mostPositions = try file.int("\(name).max_positions", in: 1...1 << 24)
    heads = try file.int("\(name).heads", in: 1...1 << 10)
    keyHeads = try file.int("\(name).kv_heads", dividing: heads)
    headWidth = try file.int("\(name).head_dim", in: 2...1 << 10)
    guard headWidth % 2 == 0 else { throw file.invalid("key '\(name).head_dim'", "is odd") }
    normEpsilon = try file.positive("\(name).norm_epsilon")
    isTied = try file.bool("\(name).tied")
    hasBiases = try file.bool("\(name).attention_bias")
    hasHeadNorms = name == "qwen3"
  }
}

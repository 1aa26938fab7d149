// Llama: a decoder with root mean square norms, rotary positions, grouped queries and gated MLPs (Touvron et al. 2023,
// arXiv:2307.09288). SmolLM2, TinyLlama and Llama 3 are Llamas; Qwen2 is one with biases on queries, keys and values,
// Qwen3 one with norms on the heads of queries and keys.
//
// Attention, MLP, model, configuration; the names in quotes are the checkpoint's, Hugging Face's. The rows of
// q_proj, k_proj (and their biases and norms) have been reordered at import, so that the two halves of a rotary pair lie
// side by side.

// MARK: Attention

/// Causal self-attention with grouped queries, with its residual: x + o_proj(attention(norm(x))).
struct LlamaAttention: TextLayer {
  let norm: RMSNorm
  let queries, keys, values, output: Linear
  /// Qwen3's, over each head.
  let queryNorm, keyNorm: RMSNorm?
  let rotary: RotaryTable
  let group: Int
  let width: Int
  let scale: Float

  init(_ weights: ModelWeights, _ shape: LlamaConfiguration, _ rotary: RotaryTable) throws(TransformerError) {
    norm = try weights.rmsNorm("input_layernorm", shape.dim, shape.normEpsilon)
    let weights = weights["self_attn"]
    let (wide, narrow) = (shape.heads * shape.headWidth, shape.keyHeads * shape.headWidth)
    queries = try weights.grouped("q_proj", from: shape.dim, to: wide, bias: shape.hasBiases)
    keys = try weights.grouped("k_proj", from: shape.dim, to: narrow, bias: shape.hasBiases)
    values = try weights.grouped("v_proj", from: shape.dim, to: narrow, bias: shape.hasBiases)
    output = try weights.grouped("o_proj", from: wide, to: shape.dim, bias: false)
    let hasNorms = shape.hasHeadNorms
    queryNorm = hasNorms ? try weights.rmsNorm("q_norm", shape.headWidth, shape.normEpsilon) : nil
    keyNorm = hasNorms ? try weights.rmsNorm("k_norm", shape.headWidth, shape.normEpsilon) : nil
    self.rotary = rotary
    group = shape.heads / shape.keyHeads
    width = shape.headWidth
    scale = 1 / Float(shape.headWidth).squareRoot()
  }

  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute) {
    on.scope {
      let q = on.rows(x.count, queries.outFeatures)  // (tokens, heads · width)
      let k = on.rows(x.count, keys.outFeatures)  // (tokens, key heads · width)
      let v = on.rows(x.count, values.outFeatures)
      on.apply(queries, keys, values, to: x.normalized(by: norm), into: q, k, v)
      if let queryNorm, let keyNorm {
        let (byQuery, byKey) = (on.heads(of: q, width: width), on.heads(of: k, width: width))
        on.normalize(byQuery, by: queryNorm, into: byQuery)
        on.normalize(byKey, by: keyNorm, into: byKey)
      }
      for text in texts {
        let first = text.memories[layer].count
        on.rotate(q.rows(text.rows), heads: q.width / width, by: rotary, from: first)
        on.rotate(k.rows(text.rows), heads: k.width / width, by: rotary, from: first)
      }
      let mixed = on.rows(like: q)
      on.attend(q, keys: k, values: v, in: texts, layer: layer, group: group, scale: scale, into: mixed)
      on.apply(output, to: mixed, addTo: x)
    }
  }
}

// MARK: MLP

/// The gated feed-forward layer with its residual: x + down(silu(gate(norm(x))) · up(norm(x))).
struct LlamaMLP: TextLayer {
  let norm: RMSNorm
  let gate, up, down: Linear

  init(_ weights: ModelWeights, _ shape: LlamaConfiguration) throws(TransformerError) {
    norm = try weights.rmsNorm("post_attention_layernorm", shape.dim, shape.normEpsilon)
    let weights = weights["mlp"]
    gate = try weights.grouped("gate_proj", from: shape.dim, to: shape.hidden, bias: false)
    up = try weights.grouped("up_proj", from: shape.dim, to: shape.hidden, bias: false)
    down = try weights.grouped("down_proj", from: shape.hidden, to: shape.dim, bias: false)
  }

  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute) {
    on.scope {
      let both = on.rows(x.count, 2 * up.outFeatures)  // (tokens, value and gate)
      let (value, gated) = (0..<up.outFeatures, up.outFeatures..<2 * up.outFeatures)
      on.apply(up, gate, to: x.normalized(by: norm), into: both.columns(value), both.columns(gated))
      on.apply(down, to: both.gated, addTo: x)
    }
  }
}

// MARK: Model

/// The model: immutable, shared by all threads.
public final class Llama: StackedTextModel {
  /// The model's shape.
  public let configuration: LlamaConfiguration
  public var vocabulary: Int { configuration.vocabulary }
  public let mostPositions: Int
  var dim: Int { configuration.dim }
  var memoryShape: (heads: Int, width: Int) { (configuration.keyHeads, configuration.headWidth) }

  let embedding: Embedding
  let blocks: [TextBlock<LlamaAttention, LlamaMLP>]
  let norm: RMSNorm
  let head: Linear
  let memoryPrecision: Precision
  let workbench: Workbench

  /// Reads the model from `file` (`general.architecture` is `llama`, `qwen2` or `qwen3`) and lays out its weights for
  /// this machine; texts have at most `most` tokens.
  public init(
    file: GGUFFile, precision: Precision, pool: ComputePool, mostPositions most: Int = 4096, wide: Bool = false
  ) throws(TransformerError) {
    let shape = try LlamaConfiguration(file)
    let weights = ModelWeights(file, "", precision, pool, isWide: wide)
    embedding = try weights["model"].embedding("embed_tokens", shape.vocabulary, shape.dim)
    mostPositions = min(shape.mostPositions, max(1, most))
    let frequencies = try weights.vector("rotary.frequencies", shape.headWidth / 2)
    let rotary = RotaryTable(frequencies: frequencies.map(Double.init), positions: mostPositions)
    blocks = try weights.layers("model.layers", shape.layers) { weights throws(TransformerError) in
      TextBlock(attention: try LlamaAttention(weights, shape, rotary), mlp: try LlamaMLP(weights, shape))
    }
    norm = try weights.rmsNorm("model.norm", shape.dim, shape.normEpsilon)
    head = try weights.grouped(
      shape.isTied ? "model.embed_tokens" : "lm_head", from: shape.dim, to: shape.vocabulary, bias: false)
    configuration = shape
    memoryPrecision = wide ? .fp32 : precision
    workbench = Workbench(pool: pool, precision: precision)
  }

  func embed(_ tokens: UnsafeBufferPointer<Int>, in texts: [TextSpan], into x: Rows, _ on: Compute) {
    for (row, token) in tokens.enumerated() { embedding.copy(token, into: x[row], on) }
  }

  func finish(_ x: Rows, _ on: Compute) { on.normalize(x, by: norm, into: x) }
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
    // Memory for a text grows with it, whatever the size of the file.
    guard heads * headWidth <= 1 << 15 else { throw file.invalid("key '\(name).heads'", "makes heads too wide") }
    normEpsilon = try file.positive("\(name).norm_epsilon")
    isTied = try file.bool("\(name).tied")
    hasBiases = try file.bool("\(name).attention_bias")
    hasHeadNorms = name == "qwen3"
  }
}

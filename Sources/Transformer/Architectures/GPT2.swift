// GPT-2: a decoder with learned positions and layer norms (Radford et al. 2019).
//
// Attention, MLP, model, configuration; the names in quotes are the checkpoint's, Hugging Face's, with weights
// turned to (out, in) at import.

// MARK: Attention

/// Causal self-attention with its residual: x + c_proj(attention(c_attn(ln_1(x)))).
struct GPT2Attention: TextLayer {
  let norm: LayerNorm
  /// Queries, keys and values side by side.
  let fused, output: Linear
  let scale: Float

  init(_ weights: ModelWeights, _ shape: GPT2Configuration) throws(TransformerError) {
    norm = try weights.layerNorm("ln_1", shape.dim, shape.normEpsilon)
    fused = try weights.grouped("attn.c_attn", from: shape.dim, to: 3 * shape.dim)
    output = try weights.grouped("attn.c_proj", from: shape.dim, to: shape.dim)
    scale = 1 / Float(shape.dim / shape.heads).squareRoot()
  }

  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute) {
    on.scope {
      let qkv = on.rows(x.count, 3 * x.width)  // (tokens, queries, keys and values)
      on.apply(fused, to: x.normalized(by: norm), into: qkv)
      let (q, k) = (qkv.columns(0..<x.width), qkv.columns(x.width..<2 * x.width))
      let mixed = on.rows(like: x)
      on.attend(
        q, keys: k, values: qkv.columns(2 * x.width..<3 * x.width), in: texts, layer: layer, scale: scale, into: mixed)
      on.apply(output, to: mixed, addTo: x)
    }
  }
}

// MARK: MLP

/// The feed-forward layer with its residual: x + c_proj(gelu(c_fc(ln_2(x)))), GELU in its tanh form.
struct GPT2MLP: TextLayer {
  let norm: LayerNorm
  let up, down: Linear

  init(_ weights: ModelWeights, _ shape: GPT2Configuration) throws(TransformerError) {
    norm = try weights.layerNorm("ln_2", shape.dim, shape.normEpsilon)
    up = try weights.grouped("mlp.c_fc", from: shape.dim, to: shape.hidden)
    down = try weights.grouped("mlp.c_proj", from: shape.hidden, to: shape.dim)
  }

  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute) {
    on.scope {
      let h = on.rows(x.count, up.outFeatures)  // (tokens, hidden)
      on.apply(up, to: x.normalized(by: norm), into: h)
      on.apply(down, to: h.becomingTanhGELU, addTo: x)
    }
  }
}

// MARK: Model

/// The model: immutable, shared by all threads.
public final class GPT2: StackedTextModel {
  /// The model's shape.
  public let configuration: GPT2Configuration
  public var vocabulary: Int { configuration.vocabulary }
  public let mostPositions: Int
  var dim: Int { configuration.dim }
  var memoryShape: (heads: Int, width: Int) { (configuration.heads, configuration.dim / configuration.heads) }

  let tokens, positions: Embedding
  let blocks: [TextBlock<GPT2Attention, GPT2MLP>]
  let norm: LayerNorm
  let head: Linear
  let memoryPrecision: Precision
  let workbench: Workbench

  /// Reads the model from `file` (`general.architecture` is `gpt2`) and lays out its weights for this machine.
  public init(
    file: GGUFFile, precision: Precision, pool: ComputePool, mostPositions: Int = 4096, wide: Bool = false
  ) throws(TransformerError) {
    let shape = try GPT2Configuration(file)
    let weights = ModelWeights(file, "transformer", precision, pool, isWide: wide)
    tokens = try weights.embedding("wte", shape.vocabulary, shape.dim)
    positions = try weights.embedding("wpe", shape.mostPositions, shape.dim)
    blocks = try weights.layers("h", shape.layers) { weights throws(TransformerError) in
      TextBlock(attention: try GPT2Attention(weights, shape), mlp: try GPT2MLP(weights, shape))
    }
    norm = try weights.layerNorm("ln_f", shape.dim, shape.normEpsilon)
    let top = shape.isTied ? weights : ModelWeights(file, "", precision, pool, isWide: wide)
    head = try top.grouped(shape.isTied ? "wte" : "lm_head", from: shape.dim, to: shape.vocabulary, bias: false)
    self.mostPositions = min(shape.mostPositions, max(1, mostPositions))
    configuration = shape
    memoryPrecision = wide ? .fp32 : precision
    workbench = Workbench(pool: pool, precision: precision)
  }

  func embed(_ tokens: UnsafeBufferPointer<Int>, in texts: [TextSpan], into x: Rows, _ on: Compute) {
    on.scope {
      let places = on.rows(like: x)
      for text in texts {
        for row in text.rows {
          self.tokens.copy(tokens[row], into: x[row], on)
          positions.copy(text.position + row - text.rows.lowerBound, into: places[row], on)
        }
      }
      on.pool.add(places.base, to: x.base, count: x.count * x.width)
    }
  }

  func finish(_ x: Rows, _ on: Compute) { on.normalize(x, by: norm, into: x) }
}

// MARK: Configuration

/// GPT-2's shape; the keys are those of the model file.
public struct GPT2Configuration: Sendable, Equatable {
  public let vocabulary, dim, hidden, layers, heads, mostPositions: Int
  public let normEpsilon: Float
  /// Whether the embedding is the output head, too.
  public let isTied: Bool

  init(_ file: GGUFFile) throws(TransformerError) {
    try file.expect("general.architecture", "gpt2")
    vocabulary = try file.int("gpt2.vocab_size", in: 1...1 << 20)
    dim = try file.int("gpt2.hidden_size", in: 1...1 << 15)
    hidden = try file.int("gpt2.intermediate_size", in: 1...1 << 17)
    layers = try file.int("gpt2.layers", in: 1...256)
    heads = try file.int("gpt2.heads", dividing: dim)
    mostPositions = try file.int("gpt2.max_positions", in: 1...1 << 20)
    normEpsilon = try file.positive("gpt2.norm_epsilon")
    isTied = try file.bool("gpt2.tied")
  }
}

// Moonshine: speech to text by an encoder-decoder transformer over the raw waveform (Jeffries et al. 2024,
// arXiv:2410.15608). The encoder makes as many frames as there is sound, never padded; the decoder writes text tokens.
//
// Attention, MLP, block, model, configuration; the names in quotes are the checkpoint's, Hugging Face's
// MoonshineForConditionalGeneration. The decoder's state and its steps are in Moonshine+Decoding.swift.

import Synchronization

// MARK: Attention

/// Multi-head attention without biases. Keys and values come from the rows themselves or, in the decoder's
/// `encoder_attn`, from the encoded audio.
struct MoonshineAttention: Sendable {
  let queries, keys, values, output: QuantizedLinear
  let heads: Int
  let scale: Float

  init(_ weights: ModelWeights, dim: Int, heads: Int) throws(TransformerError) {
    queries = try weights.linear("q_proj", from: dim, to: dim, bias: false)
    keys = try weights.linear("k_proj", from: dim, to: dim, bias: false)
    values = try weights.linear("v_proj", from: dim, to: dim, bias: false)
    output = try weights.linear("o_proj", from: dim, to: dim, bias: false)
    self.heads = heads
    scale = 1 / Float(dim / heads).squareRoot()
  }

  /// y += attention of `x` (rows, dim) to itself and to what came before it. The rows are those of several texts, each
  /// with a memory that goes on from where it is.
  func callAsFunction(
    _ x: Rows, in texts: [AttentionSpan], causal: Bool, rotary: RotaryTable, addTo y: Rows, _ on: Compute
  ) {
    on.scope {
      let (q, k, v) = (on.rows(like: x), on.rows(like: x), on.rows(like: x))  // (rows, dim)
      on.apply(queries, keys, values, to: x, into: q, k, v)
      for text in texts {
        let (q, k, v) = (q.rows(text.rows), k.rows(text.rows), v.rows(text.rows))
        on.rotate(q, heads: heads, by: rotary, from: text.memory.count)
        on.rotate(k, heads: heads, by: rotary, from: text.memory.count)
        text.memory.append(keys: k.base, values: v.base, rows: k.count)
        on.attend(q, to: text.memory, scale: scale, causal: causal, into: x.rows(text.rows))
      }
      on.apply(output, to: x, addTo: y)
    }
  }

  /// y += attention of `x` (rows, dim) to `memory`. Overwrites x.
  func callAsFunction(_ x: Rows, to memory: AttentionMemory, addTo y: Rows, _ on: Compute) {
    on.scope {
      let q = on.rows(like: x)  // (rows, dim)
      on.apply(queries, to: x, into: q)
      on.attend(q, to: memory, scale: scale, causal: false, into: x)
      on.apply(output, to: x, addTo: y)
    }
  }

  /// Puts the keys and values of `x` (rows, dim) into `memory`, without positions.
  func remember(_ x: Rows, in memory: AttentionMemory, _ on: Compute) {
    on.scope {
      let (k, v) = (on.rows(like: x), on.rows(like: x))  // (rows, dim)
      on.apply(keys, values, to: x, into: k, v)
      memory.append(keys: k.base, values: v.base, rows: k.count)
    }
  }
}

/// Rows of a step that belong to one text, and what its attention remembers.
struct AttentionSpan {
  let memory: AttentionMemory
  let rows: Range<Int>
}

// MARK: MLP

/// The encoder's feed-forward layer: fc2(gelu(fc1(x))).
struct MoonshineEncoderMLP: Sendable {
  let up, down: QuantizedLinear

  init(_ weights: ModelWeights, dim: Int, hidden: Int) throws(TransformerError) {
    up = try weights.linear("fc1", from: dim, to: hidden)
    down = try weights.linear("fc2", from: hidden, to: dim)
  }

  func callAsFunction(_ x: Rows, addTo y: Rows, _ on: Compute) {
    on.scope {
      let h = on.rows(x.count, up.outFeatures)  // (frames, hidden)
      on.apply(up, to: x, into: h)
      on.apply(down, to: h.becomingGELU, addTo: y)
    }
  }
}

/// The decoder's feed-forward layer: fc2(silu(gate) · value), where fc1 gives value and gate side by side.
struct MoonshineDecoderMLP: Sendable {
  let up, down: QuantizedLinear

  init(_ weights: ModelWeights, dim: Int, hidden: Int) throws(TransformerError) {
    up = try weights.linear("fc1", from: dim, to: 2 * hidden)
    down = try weights.linear("fc2", from: hidden, to: dim)
  }

  func callAsFunction(_ x: Rows, addTo y: Rows, _ on: Compute) {
    on.scope {
      let both = on.rows(x.count, up.outFeatures)  // (tokens, value | gate)
      on.apply(up, to: x, into: both)
      on.apply(down, to: both.gated, addTo: y)
    }
  }
}

// MARK: Block

/// A layer of the encoder: x += attention(norm(x)); x += mlp(norm(x)).
struct MoonshineEncoderBlock: Sendable {
  let attentionNorm, mlpNorm: LayerNorm
  let attention: MoonshineAttention
  let mlp: MoonshineEncoderMLP

  init(_ weights: ModelWeights, _ shape: MoonshineConfiguration) throws(TransformerError) {
    let dim = shape.dim
    attentionNorm = try weights.layerNorm("input_layernorm", dim, shape.normEpsilon, bias: false)
    attention = try MoonshineAttention(weights["self_attn"], dim: dim, heads: shape.encoderHeads)
    mlpNorm = try weights.layerNorm("post_attention_layernorm", dim, shape.normEpsilon, bias: false)
    mlp = try MoonshineEncoderMLP(weights["mlp"], dim: dim, hidden: shape.hidden)
  }

  /// `x` is (frames, dim); `sound` spans them all, with an empty memory.
  func callAsFunction(_ x: Rows, in sound: [AttentionSpan], rotary: RotaryTable, _ on: Compute) {
    on.scope {
      let h = on.rows(like: x)  // (frames, dim)
      on.normalize(x, by: attentionNorm, into: h)
      attention(h, in: sound, causal: false, rotary: rotary, addTo: x, on)
      on.normalize(x, by: mlpNorm, into: h)
      mlp(h, addTo: x, on)
    }
  }
}

/// A layer of the decoder: x += self-attention(norm(x)); x += cross-attention(norm(x)); x += mlp(norm(x)).
struct MoonshineDecoderBlock: Sendable {
  let selfNorm, crossNorm, mlpNorm: LayerNorm
  let selfAttention, crossAttention: MoonshineAttention
  let mlp: MoonshineDecoderMLP

  init(_ weights: ModelWeights, _ shape: MoonshineConfiguration) throws(TransformerError) {
    let dim = shape.dim
    selfNorm = try weights.layerNorm("input_layernorm", dim, shape.normEpsilon, bias: false)
    selfAttention = try MoonshineAttention(weights["self_attn"], dim: dim, heads: shape.decoderHeads)
    crossNorm = try weights.layerNorm("post_attention_layernorm", dim, shape.normEpsilon, bias: false)
    crossAttention = try MoonshineAttention(weights["encoder_attn"], dim: dim, heads: shape.decoderHeads)
    mlpNorm = try weights.layerNorm("final_layernorm", dim, shape.normEpsilon, bias: false)
    mlp = try MoonshineDecoderMLP(weights["mlp"], dim: dim, hidden: shape.hidden)
  }

  /// `x` is (tokens, dim), those of each text one after the other; `audio` has this layer's keys and values.
  func callAsFunction(
    _ x: Rows, in texts: [AttentionSpan], audio: AttentionMemory, rotary: RotaryTable, _ on: Compute
  ) {
    on.scope {
      let h = on.rows(like: x)  // (tokens, dim)
      on.normalize(x, by: selfNorm, into: h)
      selfAttention(h, in: texts, causal: true, rotary: rotary, addTo: x, on)
      on.normalize(x, by: crossNorm, into: h)
      crossAttention(h, to: audio, addTo: x, on)
      on.normalize(x, by: mlpNorm, into: h)
      mlp(h, addTo: x, on)
    }
  }
}

// MARK: Model

/// Waveform to frames: three strided convolutions, 384 samples a frame.
struct MoonshineStem: Sendable {
  let conv1, conv2, conv3: Convolution
  let groupNorm: GroupNorm

  init(_ weights: ModelWeights, dim: Int) throws(TransformerError) {
    conv1 = try weights.convolution("conv1", from: 1, to: dim, kernel: 127, stride: 64, bias: false, isFloat: true)
    groupNorm = try weights.groupNorm("groupnorm", dim, epsilon: 1e-5)
    conv2 = try weights.convolution("conv2", from: dim, to: 2 * dim, kernel: 7, stride: 3)
    conv3 = try weights.convolution("conv3", from: 2 * dim, to: dim, kernel: 3, stride: 2)
  }

  /// How many frames come from that many samples.
  func frames(of samples: Int) -> Int { conv3.frames(of: conv2.frames(of: conv1.frames(of: samples))) }

  /// `samples` is (samples, 1), `x` (frames, dim).
  func callAsFunction(_ samples: Rows, into x: Rows, _ on: Compute) {
    on.scope {
      let h1 = on.rows(conv1.frames(of: samples.count), conv1.outChannels)  // (samples / 64, dim)
      on.convolve(samples, by: conv1, into: h1)
      on.tanh(h1)
      on.normalize(h1, by: groupNorm)
      let h2 = on.rows(conv2.frames(of: h1.count), conv2.outChannels)  // (samples / 192, 2 dim)
      on.convolve(h1, by: conv2, into: h2)
      on.gelu(h2)
      on.convolve(h2, by: conv3, into: x)
      on.gelu(x)
    }
  }
}

/// Waveform to states.
struct MoonshineEncoder: Sendable {
  let stem: MoonshineStem
  let layers: [MoonshineEncoderBlock]
  let norm: LayerNorm

  init(_ weights: ModelWeights, _ shape: MoonshineConfiguration) throws(TransformerError) {
    stem = try MoonshineStem(weights, dim: shape.dim)
    layers = try weights.layers("layers", shape.encoderLayers) { weights throws(TransformerError) in
      try MoonshineEncoderBlock(weights, shape)
    }
    norm = try weights.layerNorm("layer_norm", shape.dim, shape.normEpsilon, bias: false)
  }
}

/// The model: immutable, shared by all threads.
public final class Moonshine: Sendable {
  /// The model's shape.
  public let configuration: MoonshineConfiguration

  let encoder: MoonshineEncoder
  /// Of the encoder as it was published, where the file has it: what is laid out of it when it is first wanted, as most
  /// questions are heard without.
  private let publishedWeights: ModelWeights?
  private let published = Mutex<MoonshineEncoder?>(nil)
  let embedding: Embedding
  let decoder: [MoonshineDecoderBlock]
  let decoderNorm: LayerNorm
  let head: QuantizedLinear
  let rotary: RotaryTable
  let workbench: Workbench

  /// Reads the model from `file` (`general.architecture` is `moonshine`) and lays out its weights for this machine.
  public init(file: GGUFFile, precision: Precision, pool: ComputePool) throws(TransformerError) {
    try Kernels.validate()
    let shape = try MoonshineConfiguration(file)
    let weights = ModelWeights(file, "model", precision, pool, isWide: true)
    let decoderWeights = weights["decoder"]

    encoder = try MoonshineEncoder(weights["encoder"], shape)
    publishedWeights =
      file.tensorNames.contains("model.published_encoder.conv1.weight") ? weights["published_encoder"] : nil

    embedding = try decoderWeights.embedding("embed_tokens", shape.vocabulary, shape.dim)
    decoder = try decoderWeights.layers("layers", shape.decoderLayers) { weights throws(TransformerError) in
      try MoonshineDecoderBlock(weights, shape)
    }
    decoderNorm = try decoderWeights.layerNorm("norm", shape.dim, shape.normEpsilon, bias: false)
    head = try decoderWeights.linear("embed_tokens", from: shape.dim, to: shape.vocabulary, bias: false)  // tied

    rotary = RotaryTable(
      dimensions: shape.rotaryWidth, positions: MoonshineConfiguration.mostPositions, theta: Double(shape.rotaryBase))
    configuration = shape
    // With int8 activations a quarter of the transcripts of real recordings differ from those in single precision.
    workbench = Workbench(pool: pool, precision: precision)
  }

  /// Whether the file has the encoder as it was published, too, beside one that hears in noise.
  public var hasPublishedEncoder: Bool { publishedWeights != nil }

  /// The encoder as it was published, laid out now where it has not been; nil where the file has none.
  func publishedEncoder() throws(TransformerError) -> MoonshineEncoder? {
    guard let publishedWeights else { return nil }
    return try published.withLock { known throws(TransformerError) in
      if let known { return known }
      let made = try MoonshineEncoder(publishedWeights, configuration)
      known = made
      return made
    }
  }

  /// Encodes `samples` (16 kHz, mono, -1...1): the last hidden states, `(frames, dim)`; `asPublished` by the encoder as it
  /// was published, where there is one.
  ///
  /// - Throws: `unsupported` where the sound is too short for a single frame (56 ms) or longer than the model's limit
  ///   (48 s), `cancelled` where the task is cancelled meanwhile.
  public func encode(_ samples: [Float], asPublished: Bool = false) throws(TransformerError) -> EncodedAudio {
    let encoder = asPublished ? try publishedEncoder() ?? encoder : encoder
    let frames = encoder.stem.frames(of: samples.count)
    guard frames > 0 else { throw .unsupported("\(samples.count) samples are too few to be recognised") }
    guard frames <= MoonshineConfiguration.mostPositions else {
      throw .unsupported("\(samples.count) samples are too many to be recognised at once; split them at a pause")
    }
    let audio = EncodedAudio(frames: frames, dim: configuration.dim)
    try workbench.use { on throws(TransformerError) in
      let x = audio.states
      on.scope {
        let waveform = on.rows(samples.count, 1)
        for (index, sample) in samples.enumerated() { waveform[index].pointee = sample }
        encoder.stem(waveform, into: x, on)
      }
      let memory = try AttentionMemory(
        heads: configuration.encoderHeads, headWidth: configuration.dim / configuration.encoderHeads, capacity: frames,
        pool: on.pool)
      for block in encoder.layers {
        if Task.isCancelled { throw .cancelled }
        memory.truncate()
        block(x, in: [AttentionSpan(memory: memory, rows: 0..<frames)], rotary: rotary, on)
      }
      on.normalize(x, by: encoder.norm, into: x)
    }
    return audio
  }
}

/// What the encoder makes of a stretch of sound: immutable once made.
public final class EncodedAudio: @unchecked Sendable {
  let states: Rows  // (frames, dim)

  init(frames: Int, dim: Int) {
    states = Rows(.allocate(capacity: frames * dim), count: frames, width: dim)
  }

  deinit { states.base.deallocate() }

  /// How many frames there are, 41.7 a second.
  public var frames: Int { states.count }
  /// The hidden states, row by row: `(frames, dim)`.
  public var hiddenStates: [Float] { states.copy() }
}

// MARK: Configuration

/// Moonshine's shape; the keys are those of the model file.
public struct MoonshineConfiguration: Sendable, Equatable {
  public let vocabulary, dim, hidden: Int
  public let encoderLayers, encoderHeads, decoderLayers, decoderHeads: Int
  public let rotaryWidth: Int
  public let rotaryBase, normEpsilon: Float
  /// Samples a second that the model wants.
  public let sampleRate: Int
  /// How many tokens a second of speech can have; what is beyond is a loop.
  public let tokensPerSecond: Float
  /// The tokens that begin and end a text.
  public let start, end: Int

  /// How many frames or tokens there are positions for: 49 seconds.
  static let mostPositions = 2048

  init(_ file: GGUFFile) throws(TransformerError) {
    try file.expect("general.architecture", "moonshine")
    vocabulary = try file.int("moonshine.vocab_size", in: 1...1 << 20)
    dim = try file.int("moonshine.hidden_size", in: 1...1 << 12)
    hidden = try file.int("moonshine.intermediate_size", in: 1...1 << 15)
    encoderLayers = try file.int("moonshine.encoder.layers", in: 1...128)
    encoderHeads = try file.int("moonshine.encoder.heads", dividing: dim)
    decoderLayers = try file.int("moonshine.decoder.layers", in: 1...128)
    decoderHeads = try file.int("moonshine.decoder.heads", dividing: dim)
    rotaryWidth = try file.int("moonshine.rotary.dimensions", in: 2...max(2, dim / max(encoderHeads, decoderHeads)))
    rotaryBase = try file.positive("moonshine.rotary.theta")
    normEpsilon = try file.positive("moonshine.norm_epsilon")
    sampleRate = try file.int("moonshine.sample_rate", in: 8000...48_000)
    tokensPerSecond = try file.positive("moonshine.tokens_per_second")
    start = try file.int("tokenizer.ggml.bos_token_id", in: 0...vocabulary - 1)
    end = try file.int("tokenizer.ggml.eos_token_id", in: 0...vocabulary - 1)
  }
}

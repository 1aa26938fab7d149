// Whisper: speech to text by an encoder-decoder transformer over 30 s of mel bands (Radford et al. 2022,
// arXiv:2212.04356). Shorter sound is followed by silence, as the model learned it.
//
// Attention, MLP, block, model, configuration; the names in quotes are the checkpoint's, Hugging Face's
// WhisperForConditionalGeneration. The decoder's steps are in Whisper+Decoding.swift, the front end in WhisperMel.swift.

// MARK: Attention

/// Multi-head attention with biases on all but the keys.
struct WhisperAttention: Sendable {
  let queries, keys, values, output: Linear
  let heads: Int
  let scale: Float

  init(_ weights: ModelWeights, dim: Int, heads: Int) throws(TransformerError) {
    queries = try weights.grouped("q_proj", from: dim, to: dim)
    keys = try weights.grouped("k_proj", from: dim, to: dim, bias: false)
    values = try weights.grouped("v_proj", from: dim, to: dim)
    output = try weights.grouped("out_proj", from: dim, to: dim)
    self.heads = heads
    scale = 1 / Float(dim / heads).squareRoot()
  }

  /// y += attention of `x` (rows, dim) to itself, `memory` being empty. Overwrites x.
  func callAsFunction(_ x: Rows, memory: AttentionMemory, addTo y: Rows, _ on: Compute) {
    on.scope {
      let (q, k, v) = (on.rows(like: x), on.rows(like: x), on.rows(like: x))
      on.apply(queries, keys, values, to: x, into: q, k, v)
      memory.append(keys: k.base, values: v.base, rows: k.count)
      on.attend(q, to: memory, scale: scale, causal: false, into: x)
      on.apply(output, to: x, addTo: y)
    }
  }

  /// Puts the keys and values of `x` (rows, dim) into `memory`.
  func remember(_ x: Rows, in memory: AttentionMemory, _ on: Compute) {
    on.scope {
      let (k, v) = (on.rows(like: x), on.rows(like: x))
      on.apply(keys, values, to: x, into: k, v)
      memory.append(keys: k.base, values: v.base, rows: k.count)
    }
  }
}

// MARK: MLP

/// The feed-forward layer with its residual: x + fc2(gelu(fc1(norm(x)))), the erf form of GELU.
struct WhisperMLP: Sendable {
  let norm: LayerNorm
  let up, down: Linear

  init(_ weights: ModelWeights, dim: Int, hidden: Int) throws(TransformerError) {
    norm = try weights.layerNorm("final_layer_norm", dim, WhisperConfiguration.normEpsilon)
    up = try weights.grouped("fc1", from: dim, to: hidden)
    down = try weights.grouped("fc2", from: hidden, to: dim)
  }

  func callAsFunction(_ x: Rows, _ on: Compute) {
    on.scope {
      let h = on.rows(x.count, up.outFeatures)
      on.apply(up, to: x.normalized(by: norm), into: h)
      on.apply(down, to: h.becomingGELU, addTo: x)
    }
  }
}

// MARK: Block

/// A layer of the encoder.
struct WhisperEncoderBlock: Sendable {
  let norm: LayerNorm
  let attention: WhisperAttention
  let mlp: WhisperMLP

  init(_ weights: ModelWeights, _ shape: WhisperConfiguration) throws(TransformerError) {
    norm = try weights.layerNorm("self_attn_layer_norm", shape.dim, WhisperConfiguration.normEpsilon)
    attention = try WhisperAttention(weights["self_attn"], dim: shape.dim, heads: shape.encoderHeads)
    mlp = try WhisperMLP(weights, dim: shape.dim, hidden: shape.encoderHidden)
  }

  /// `x` is (frames, dim), `memory` empty.
  func callAsFunction(_ x: Rows, memory: AttentionMemory, _ on: Compute) {
    on.scope {
      let h = on.rows(like: x)
      on.normalize(x, by: norm, into: h)
      attention(h, memory: memory, addTo: x, on)
    }
    mlp(x, on)
  }
}

/// A layer of the decoder; `WhisperText` binds it to a sound.
struct WhisperDecoderBlock: Sendable {
  let selfNorm, crossNorm: LayerNorm
  let attention, cross: WhisperAttention
  let mlp: WhisperMLP

  init(_ weights: ModelWeights, _ shape: WhisperConfiguration) throws(TransformerError) {
    selfNorm = try weights.layerNorm("self_attn_layer_norm", shape.dim, WhisperConfiguration.normEpsilon)
    attention = try WhisperAttention(weights["self_attn"], dim: shape.dim, heads: shape.decoderHeads)
    crossNorm = try weights.layerNorm("encoder_attn_layer_norm", shape.dim, WhisperConfiguration.normEpsilon)
    cross = try WhisperAttention(weights["encoder_attn"], dim: shape.dim, heads: shape.decoderHeads)
    mlp = try WhisperMLP(weights, dim: shape.dim, hidden: shape.decoderHidden)
  }
}

// MARK: Model

/// The model: immutable, shared by all threads.
public final class Whisper: Sendable {
  /// The model's shape.
  public let configuration: WhisperConfiguration
  let mel: WhisperMel
  let conv1, conv2: Convolution
  let positions: [Float]
  let encoder: [WhisperEncoderBlock]
  let encoderNorm: LayerNorm
  let embedding: Embedding
  let textPositions: [Float]
  let decoder: [WhisperDecoderBlock]
  let decoderNorm: LayerNorm
  let head: Linear
  let workbench: Workbench

  /// Reads the model from `file` (`general.architecture` is `whisper`) and lays out its weights for this machine.
  public init(file: GGUFFile, precision: Precision, pool: ComputePool) throws(TransformerError) {
    try Kernels.validate()
    let shape = try WhisperConfiguration(file)
    let weights = ModelWeights(file, "model", precision, pool, isWide: try file.wantsWideActivations())
    let (first, second) = (weights["encoder"], weights["decoder"])
    mel = WhisperMel(bands: shape.bands)
    conv1 = try first.convolution("conv1", from: shape.bands, to: shape.dim, kernel: 3, stride: 1, isFloat: true)
    conv2 = try first.convolution("conv2", from: shape.dim, to: shape.dim, kernel: 3, stride: 2)
    positions = try first.table("embed_positions.weight", shape.frames, shape.dim)
    encoder = try first.layers("layers", shape.encoderLayers) { weights throws(TransformerError) in
      try WhisperEncoderBlock(weights, shape)
    }
    encoderNorm = try first.layerNorm("layer_norm", shape.dim, WhisperConfiguration.normEpsilon)
    embedding = try second.embedding("embed_tokens", shape.vocabulary, shape.dim)
    textPositions = try second.table("embed_positions.weight", shape.mostPositions, shape.dim)
    decoder = try second.layers("layers", shape.decoderLayers) { weights throws(TransformerError) in
      try WhisperDecoderBlock(weights, shape)
    }
    decoderNorm = try second.layerNorm("layer_norm", shape.dim, WhisperConfiguration.normEpsilon)
    head = try second.grouped("embed_tokens", from: shape.dim, to: shape.vocabulary, bias: false)  // tied
    configuration = shape
    workbench = Workbench(pool: pool, precision: precision)
  }

  /// The mel bands of `samples` (16 kHz, mono, −1...1), followed by silence up to the model's 30 s: (frames, bands).
  package func bands(of samples: [Float]) throws(TransformerError) -> [Float] {
    try workbench.use { on throws(TransformerError) in
      let frames = on.rows(2 * configuration.frames, configuration.bands)
      mel.fill(frames, from: samples, on.pool)
      return frames.copy()
    }
  }

  /// Encodes `samples` (16 kHz, mono, −1...1).
  ///
  /// - Throws: `unsupported` where there are more than the model's 30 s, `cancelled` where the task is cancelled.
  public func encode(_ samples: [Float]) throws(TransformerError) -> EncodedAudio {
    let most = 2 * configuration.frames * WhisperMel.hop
    guard samples.count <= most else {
      throw .unsupported("\(samples.count) samples are too many to be recognised at once; split them at a pause")
    }
    let audio = EncodedAudio(frames: configuration.frames, dim: configuration.dim)
    try workbench.use { on throws(TransformerError) in
      let x = audio.states
      on.scope { stem(samples, into: x, on) }
      let memory = try AttentionMemory(
        heads: configuration.encoderHeads, headWidth: configuration.dim / configuration.encoderHeads,
        capacity: x.count, pool: on.pool)
      for block in encoder {
        if Task.isCancelled { throw .cancelled }
        memory.truncate()
        block(x, memory: memory, on)
      }
      on.normalize(x, by: encoderNorm, into: x)
    }
    return audio
  }

  /// Bands, two convolutions with a frame of silence on each side, positions.
  private func stem(_ samples: [Float], into x: Rows, _ on: Compute) {
    let count = 2 * configuration.frames
    let bands = on.rows(count + 2, configuration.bands)
    clear(bands)
    mel.fill(bands.rows(1..<count + 1), from: samples, on.pool)
    let h = on.rows(count + 2, configuration.dim)
    clear(h)
    let middle = h.rows(1..<count + 1)
    on.convolve(bands, by: conv1, into: middle)
    on.gelu(middle)
    on.convolve(h.rows(0..<count + 1), by: conv2, into: x)
    on.gelu(x)
    positions.withUnsafeBufferPointer { positions in
      if let base = positions.baseAddress { on.pool.add(base, to: x.base, count: x.count * x.width) }
    }
  }

  /// Zeroes the first and the last row.
  private func clear(_ x: Rows) {
    for row in [0, x.count - 1] { x[row].update(repeating: 0, count: x.width) }
  }
}

// MARK: Configuration

/// Whisper's shape; the keys are those of the model file.
public struct WhisperConfiguration: Sendable, Equatable {
  public let vocabulary, dim: Int
  public let encoderLayers, encoderHeads, encoderHidden: Int
  public let decoderLayers, decoderHeads, decoderHidden: Int
  /// Mel bands; frames of the encoder, two of the front end's to each; positions of a text.
  public let bands, frames, mostPositions: Int
  /// Tokens that are never written, and those with which no text begins.
  public let suppressed, suppressedAtBeginning: [Int]

  static let normEpsilon: Float = 1e-5

  init(_ file: GGUFFile) throws(TransformerError) {
    try file.expect("general.architecture", "whisper")
    vocabulary = try file.int("whisper.vocab_size", in: 1...1 << 20)
    dim = try file.int("whisper.hidden_size", in: 1...1 << 12)
    encoderLayers = try file.int("whisper.encoder.layers", in: 1...128)
    encoderHeads = try file.int("whisper.encoder.heads", dividing: dim)
    encoderHidden = try file.int("whisper.encoder.intermediate_size", in: 1...1 << 15)
    decoderLayers = try file.int("whisper.decoder.layers", in: 1...128)
    decoderHeads = try file.int("whisper.decoder.heads", dividing: dim)
    decoderHidden = try file.int("whisper.decoder.intermediate_size", in: 1...1 << 15)
    bands = try file.int("whisper.mel_bands", in: 1...200)
    frames = try file.int("whisper.frames", in: 2...1500)
    mostPositions = try file.int("whisper.max_positions", in: 8...1 << 12)
    let vocabulary = vocabulary
    func tokens(_ key: String) throws(TransformerError) -> [Int] {
      try file.ints(key).filter { (0..<vocabulary).contains($0) }
    }
    suppressed = try tokens("whisper.suppress_tokens")
    suppressedAtBeginning = try tokens("whisper.begin_suppress_tokens")
  }
}

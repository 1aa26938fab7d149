// What all decoders of text share: Llama, Qwen, GPT-2 and the writing half of Whisper are stacks of blocks between an
// embedding and a head, which read the tokens of one text or of several at once.

/// A decoder of text: immutable weights.
public protocol TextModel: Sendable {
  /// How many tokens there are scores for, and how many positions a text can have.
  var vocabulary: Int { get }
  var mostPositions: Int { get }
  /// Memory for the keys and values of `positions` tokens, one for each layer.
  func makeMemories(positions: Int) throws(TransformerError) -> [AttentionMemory]
  /// Scratch memory and threads, from `Workbench`.
  var lender: TextWorkbench { get }
  /// Reads `tokens`, which are all in the vocabulary and belong to `texts`, one stretch each, and writes the scores of
  /// what follows each of the last `scored` of them.
  func forward(
    _ tokens: UnsafeBufferPointer<Int>, texts: [TextSpan], scored: Int, into scores: UnsafeMutablePointer<Float>,
    on work: TextWork)
}

/// A stretch of the tokens of a step that belongs to one text.
public struct TextSpan {
  /// One for each layer; they hold what the text has had before.
  let memories: [AttentionMemory]
  /// Which of the step's rows.
  var rows: Range<Int>
  /// Keeps a copy of keys and values, for a prompt that is to be kept.
  let recorder: PromptRecorder?

  /// How many tokens the text has had before this step; only right until the first layer has been computed.
  var position: Int { memories.first?.count ?? 0 }
}

/// Lends scratch memory; a closed face of `Workbench`.
public struct TextWorkbench: Sendable {
  let bench: Workbench
}

/// Scratch memory and threads, lent.
public struct TextWork {
  let on: Compute
}

/// The models that a file can hold.
public enum TextModels {
  /// Reads the decoder in `file`, an imported model. Texts have `mostPositions` tokens at most, or what the model has;
  /// `wide` says whether activations take more than 8 bits, in place of the file.
  public static func make(
    file: GGUFFile, precision: Precision, pool: ComputePool, mostPositions: Int = 4096, wide: Bool? = nil
  ) throws(TransformerError) -> any TextModel {
    try Kernels.validate()
    let fromFile = try file.wantsWideActivations()
    let wide = wide ?? fromFile
    let name = try file.string("general.architecture")
    switch name {
    case "llama", "qwen2", "qwen3":
      return try Llama(file: file, precision: precision, pool: pool, mostPositions: mostPositions, wide: wide)
    case "gpt2":
      return try GPT2(file: file, precision: precision, pool: pool, mostPositions: mostPositions, wide: wide)
    default:
      throw file.invalid("key 'general.architecture'", "is '\(name)', which is no decoder of text that is known here")
    }
  }
}

// MARK: Blocks

/// Half of a block, attention or feed-forward, with its residual: `x` (tokens, dim) is changed in place.
protocol TextLayer: Sendable {
  /// `layer` is the index of the block, and of its memory in each of `texts`.
  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute)
}

/// A layer of a decoder: attention, then feed-forward.
struct TextBlock<Attention: TextLayer, MLP: TextLayer>: Sendable {
  let attention: Attention
  let mlp: MLP

  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute) {
    attention(x, in: texts, layer: layer, on)
    mlp(x, in: texts, layer: layer, on)
  }
}

/// A decoder made of `TextBlock`s; what differs is how tokens come in and what the last norm is.
protocol StackedTextModel: TextModel {
  associatedtype Attention: TextLayer
  associatedtype MLP: TextLayer
  var dim: Int { get }
  /// Heads of keys and values, and their width.
  var memoryShape: (heads: Int, width: Int) { get }
  /// How keys and values are kept: int8 costs accuracy that a model with wide activations was found to need.
  var memoryPrecision: Precision { get }
  var blocks: [TextBlock<Attention, MLP>] { get }
  var head: Linear { get }
  var workbench: Workbench { get }
  /// Writes the vectors of `tokens`, with their positions where the model learned them, to `x` (tokens, dim).
  func embed(_ tokens: UnsafeBufferPointer<Int>, in texts: [TextSpan], into x: Rows, _ on: Compute)
  /// The norm before the head, in place.
  func finish(_ x: Rows, _ on: Compute)
}

extension StackedTextModel {
  public var lender: TextWorkbench { TextWorkbench(bench: workbench) }

  public func makeMemories(positions: Int) throws(TransformerError) -> [AttentionMemory] {
    var memories: [AttentionMemory] = []
    for _ in blocks {
      memories.append(
        try AttentionMemory(
          heads: memoryShape.heads, headWidth: memoryShape.width, capacity: positions, precision: memoryPrecision,
          pool: workbench.pool))
    }
    return memories
  }

  public func forward(
    _ tokens: UnsafeBufferPointer<Int>, texts: [TextSpan], scored: Int, into scores: UnsafeMutablePointer<Float>,
    on work: TextWork
  ) {
    let on = work.on
    let x = on.rows(tokens.count, dim)  // (tokens, dim)
    embed(tokens, in: texts, into: x, on)
    for (layer, block) in blocks.enumerated() { block(x, in: texts, layer: layer, on) }
    guard scored > 0 else { return }
    let last = x.rows(x.count - scored..<x.count)
    finish(last, on)
    on.apply(head, to: last, into: Rows(scores, count: scored, width: vocabulary))
  }
}

extension Compute {
  /// Causal attention of the rows of each text to itself: appends `k` and `v` (tokens, key heads · width) to its memory
  /// and writes what queries `q` (tokens, heads · width) find there to `y` (like q). There are `group` heads of queries
  /// to each of keys.
  func attend(
    _ q: Rows, keys k: Rows, values v: Rows, in texts: [TextSpan], layer: Int, group: Int = 1, scale: Float,
    into y: Rows
  ) {
    for text in texts {
      let memory = text.memories[layer]
      let (q, k, v, y) = (q.rows(text.rows), k.rows(text.rows), v.rows(text.rows), y.rows(text.rows))
      text.recorder?.record(keys: k, values: v, layer: layer)
      memory.append(keys: k.base, keyStride: k.stride, values: v.base, valueStride: v.stride, rows: k.count)
      memory.attend(
        q.base, stride: q.stride, rows: q.count, group: group, scale: scale, causal: true, into: y.base,
        outStride: y.stride, workspace: workspace)
    }
  }
}

// MARK: Norms

/// Root mean square norm over each row.
struct RMSNorm: Sendable {
  let weight: [Float]
  let epsilon: Float
}

extension Compute {
  func normalize(_ x: Rows, by norm: RMSNorm, into y: Rows) {
    norm.weight.withUnsafeBufferPointer { weight in
      pool.rmsNorm(
        x.base, into: y.base, rows: x.count, width: x.width, weight: weight.baseAddress, epsilon: norm.epsilon)
    }
  }

  /// The heads of each row as rows of their own.
  func heads(of x: Rows, width: Int) -> Rows { Rows(x.base, count: x.count * x.width / width, width: width) }
}

extension ModelWeights {
  func rmsNorm(_ name: String, _ width: Int, _ epsilon: Float) throws(TransformerError) -> RMSNorm {
    RMSNorm(weight: Array(try vector(name + ".weight", width)), epsilon: epsilon)
  }
}

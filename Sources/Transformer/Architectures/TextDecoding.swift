// Decoders of text at work: what all architectures share. A `TextModel` is immutable weights; a `TextDecoding` is one
// text under way, with the keys and values of the tokens read so far.

/// A decoder of text: Llama, Qwen, GPT-2.
public protocol TextModel: Sendable {
  /// How many tokens there are scores for, and how many positions a text can have.
  var vocabulary: Int { get }
  var mostPositions: Int { get }
  /// Memory for the keys and values of `positions` tokens, one for each layer.
  func makeMemories(positions: Int) -> [AttentionMemory]
  /// Scratch memory and threads, from `Workbench`.
  var lender: TextWorkbench { get }
  /// Reads `tokens`, which follow those in `memories` and are all in the vocabulary, and writes the scores of what
  /// follows each of the last `scored` of them.
  func forward(
    _ tokens: UnsafeBufferPointer<Int>, memories: [AttentionMemory], scored: Int,
    into scores: UnsafeMutablePointer<Float>, on work: TextWork)
}

/// The models that a file can hold.
public enum TextModels {
  /// Reads the decoder in `file`, an imported model. Texts have `mostPositions` tokens at most, or what the model has.
  public static func make(
    file: GGUFFile, precision: Precision, pool: ComputePool, mostPositions: Int = 4096
  ) throws(TransformerError) -> any TextModel {
    let name = try file.string("general.architecture")
    switch name {
    case "llama", "qwen2", "qwen3":
      return try Llama(file: file, precision: precision, pool: pool, mostPositions: mostPositions)
    case "gpt2": return try GPT2(file: file, precision: precision, pool: pool, mostPositions: mostPositions)
    default:
      throw file.invalid("key 'general.architecture'", "is '\(name)', which is no decoder of text that is known here")
    }
  }
}

/// Lends scratch memory; a closed face of `Workbench`.
public struct TextWorkbench: Sendable {
  let bench: Workbench
}

/// Scratch memory and threads, lent.
public struct TextWork {
  let on: Compute
}

/// One text: append tokens, look at the scores of the next. Not for several threads at once.
///
/// Memory for `capacity` tokens is taken at the start; once the scratch memory has grown to the steps' size, a step
/// allocates nothing. It stops within a block of tokens where the task is cancelled.
public final class TextDecoding {
  /// Tokens that are read at once: enough to fill the kernels, few enough to keep scratch memory small.
  static let block = 256

  public let model: any TextModel
  public let capacity: Int
  private let memories: [AttentionMemory]
  private let work: TextWork
  private let logits: OwnedRows

  public init(_ model: any TextModel, capacity: Int) throws(TransformerError) {
    guard capacity > 0, capacity <= model.mostPositions else {
      throw .unsupported("a text of \(capacity) tokens; the model has room for 1 to \(model.mostPositions)")
    }
    self.model = model
    self.capacity = capacity
    memories = model.makeMemories(positions: capacity)
    work = TextWork(on: model.lender.bench.borrow())
    logits = OwnedRows(1, model.vocabulary)
  }

  deinit { model.lender.bench.giveBack(work.on) }

  /// How many tokens have been read.
  public var count: Int { memories.first?.count ?? 0 }

  /// Forgets the tokens from `count` on, such as an answer after a prompt that stays.
  public func truncate(to count: Int) { for memory in memories { memory.truncate(to: count) } }

  /// Reads `tokens` and returns the scores of what follows (unnormalised, one for each token of the vocabulary; valid
  /// until the next call, and as long as this object lives).
  ///
  /// - Throws: `unsupported` where there are none or too many, or one is not in the vocabulary.
  @discardableResult
  public func append(_ tokens: some Sequence<Int>) throws(TransformerError) -> UnsafeMutableBufferPointer<Float> {
    let tokens = Array(tokens)
    try append(tokens, scored: 1, into: logits.rows.base)
    return UnsafeMutableBufferPointer(start: logits.rows.base, count: model.vocabulary)
  }

  /// The same for a single token, without taking memory.
  @discardableResult
  public func append(_ token: Int) throws(TransformerError) -> UnsafeMutableBufferPointer<Float> {
    try withUnsafePointer(to: token) { pointer throws(TransformerError) in
      try append(UnsafeBufferPointer(start: pointer, count: 1), scored: 1, into: logits.rows.base)
    }
    return UnsafeMutableBufferPointer(start: logits.rows.base, count: model.vocabulary)
  }

  /// Reads `tokens` and returns the scores after each: (tokens, vocabulary), row by row.
  package func scores(of tokens: [Int]) throws(TransformerError) -> [Float] {
    var all: [Float] = []
    for start in stride(from: 0, to: tokens.count, by: Self.block) {
      let part = Array(tokens[start..<min(tokens.count, start + Self.block)])
      let rows = OwnedRows(part.count, model.vocabulary)
      try append(part, scored: part.count, into: rows.rows.base)
      all += rows.rows.copy()
    }
    return all
  }

  private func append(
    _ tokens: [Int], scored: Int, into scores: UnsafeMutablePointer<Float>
  ) throws(TransformerError) {
    try tokens.withUnsafeBufferPointer { buffer throws(TransformerError) in
      try append(buffer, scored: scored, into: scores)
    }
  }

  private func append(
    _ tokens: UnsafeBufferPointer<Int>, scored: Int, into scores: UnsafeMutablePointer<Float>
  ) throws(TransformerError) {
    guard !tokens.isEmpty, tokens.count <= capacity - count else {
      throw .unsupported("\(tokens.count) tokens after \(count); this text has room for \(capacity)")
    }
    for token in tokens where token < 0 || token >= model.vocabulary {
      throw .unsupported("token \(token) is not in the vocabulary of \(model.vocabulary)")
    }
    var start = 0
    while start < tokens.count {
      if Task.isCancelled { throw .cancelled }
      let end = min(tokens.count, start + Self.block)
      let part = UnsafeBufferPointer(rebasing: tokens[start..<end])
      let wanted = end == tokens.count ? min(scored, part.count) : 0
      work.on.scope { model.forward(part, memories: memories, scored: wanted, into: scores, on: work) }
      start = end
    }
  }
}

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

  /// The last `count` rows of `x`.
  func last(_ count: Int, of x: Rows) -> Rows { x.rows(x.count - count..<x.count) }
}

extension ModelWeights {
  func rmsNorm(_ name: String, _ width: Int, _ epsilon: Float) throws(TransformerError) -> RMSNorm {
    RMSNorm(weight: Array(try vector(name + ".weight", width)), epsilon: epsilon)
  }
}

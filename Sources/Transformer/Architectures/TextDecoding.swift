// Decoders of text at work: `TextDecoding` is one text under way, with the keys and values of the tokens read so far;
// `TextBranch` is one of several ways in which it goes on.

/// One text: append tokens, look at the scores of the next. Not for several threads at once.
///
/// Memory for `capacity` tokens is taken at the start; once the scratch memory has grown to the steps' size, a step
/// allocates nothing. It stops within a block of tokens where the task is cancelled.
public final class TextDecoding {
  /// Tokens that are read at once: enough to fill the kernels, few enough to keep scratch memory small.
  static let block = 256

  public let model: any TextModel
  public let capacity: Int
  private var memories: [AttentionMemory]
  private let work: TextWork
  private var logits: OwnedRows
  /// The step under way: of one text, or of several branches.
  private var texts: [TextSpan] = []
  private var tokens: [Int] = []

  public init(_ model: any TextModel, capacity: Int) throws(TransformerError) {
    guard capacity > 0, capacity <= model.mostPositions else {
      throw .unsupported("a text of \(capacity) tokens; the model has room for 1 to \(model.mostPositions)")
    }
    self.model = model
    self.capacity = capacity
    memories = try model.makeMemories(positions: capacity)
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
    try append(tokens, recorder: nil)
  }

  /// The same; `recorder` gets the keys and values.
  @discardableResult
  func append(
    _ tokens: some Sequence<Int>, recorder: PromptRecorder?
  ) throws(TransformerError) -> UnsafeMutableBufferPointer<Float> {
    let tokens = Array(tokens)
    try tokens.withUnsafeBufferPointer { buffer throws(TransformerError) in
      try append(buffer, scored: 1, into: logits.rows.base, recorder: recorder)
    }
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
      try part.withUnsafeBufferPointer { buffer throws(TransformerError) in
        try append(buffer, scored: part.count, into: rows.rows.base)
      }
      all += rows.rows.copy()
    }
    return all
  }

  private func append(
    _ tokens: UnsafeBufferPointer<Int>, scored: Int, into scores: UnsafeMutablePointer<Float>,
    recorder: PromptRecorder? = nil
  ) throws(TransformerError) {
    guard !tokens.isEmpty, tokens.count <= capacity - count else {
      throw .unsupported("\(tokens.count) tokens after \(count); this text has room for \(capacity)")
    }
    try check(tokens)
    var start = 0
    while start < tokens.count {
      if Task.isCancelled { throw .cancelled }
      let end = min(tokens.count, start + Self.block)
      let part = UnsafeBufferPointer(rebasing: tokens[start..<end])
      let wanted = end == tokens.count ? min(scored, part.count) : 0
      texts.removeAll(keepingCapacity: true)
      texts.append(TextSpan(memories: memories, rows: 0..<part.count, recorder: recorder))
      work.on.scope { model.forward(part, texts: texts, scored: wanted, into: scores, on: work) }
      start = end
    }
  }

  private func check(_ tokens: some Sequence<Int>) throws(TransformerError) {
    for token in tokens where token < 0 || token >= model.vocabulary {
      throw .unsupported("token \(token) is not in the vocabulary of \(model.vocabulary)")
    }
  }

  // MARK: Prompts that are kept

  /// How many layers there are, and how many floats a token's keys take in each (its values take as many).
  var layers: Int { memories.count }
  var keyWidth: Int { memories.first.map { $0.heads * $0.headWidth } ?? 0 }

  /// What has been read so far, to begin other texts with.
  func keep() throws(TransformerError) -> [AttentionMemory] { try memories.copies() }

  /// Begins with what another text of the same model had read. Only for an empty text with room for it.
  func begin(with kept: [AttentionMemory]) throws(TransformerError) {
    guard count == 0, kept.count == memories.count, let length = kept.first?.count, length <= capacity else {
      throw .unsupported("a kept prompt does not fit the text that is to begin with it")
    }
    memories = try kept.copies()
    for memory in memories { try memory.reserve(capacity) }
  }

  /// Begins with keys and values that were recorded.
  func begin(with recorded: PromptRecorder) throws(TransformerError) {
    guard count == 0, recorded.layers.count == memories.count, recorded.count <= capacity else {
      throw .unsupported("a kept prompt does not fit the text that is to begin with it")
    }
    for (memory, layer) in zip(memories, recorded.layers) {
      layer.keys.withUnsafeBufferPointer { keys in
        layer.values.withUnsafeBufferPointer { values in
          guard let keys = keys.baseAddress, let values = values.baseAddress else { return }
          memory.append(keys: keys, values: values, rows: recorded.count)
        }
      }
    }
  }

  // MARK: Branches

  /// A branch that begins with all that has been read.
  public func branch() throws(TransformerError) -> TextBranch { TextBranch(memory: BranchMemory(try keep())) }

  /// Appends to each of several branches a token of its own, so that they share the reading of the weights; row i of
  /// the result scores what may follow in branch i. Valid until the next call.
  public func append(_ next: [Int], toEach branches: inout [TextBranch]) throws(TransformerError) -> Logits {
    precondition(next.count == branches.count, "a token for each branch")
    if Task.isCancelled { throw .cancelled }
    try check(next)
    for index in branches.indices {
      guard branches[index].count < capacity else {
        throw .unsupported("a token after \(branches[index].count); this text has room for \(capacity)")
      }
      try branches[index].makeUnique()
    }
    texts.removeAll(keepingCapacity: true)
    for index in branches.indices {
      texts.append(TextSpan(memories: branches[index].memory.layers, rows: index..<index + 1, recorder: nil))
    }
    if next.count > logits.rows.count { logits = OwnedRows(next.count, model.vocabulary) }
    let rows = logits.rows.rows(0..<next.count)
    next.withUnsafeBufferPointer { buffer in
      work.on.scope {
        model.forward(buffer, texts: texts, scored: buffer.count, into: rows.base, on: work)
      }
    }
    texts.removeAll(keepingCapacity: true)
    return Logits(rows: rows)
  }
}

/// One of several ways in which a text goes on.
///
/// A value: a copy is a fork, after which either may go on by itself. The memory is copied at the next step only.
public struct TextBranch: Sendable {
  fileprivate var memory: BranchMemory

  /// How many tokens have been read.
  public var count: Int { memory.layers.first?.count ?? 0 }

  fileprivate mutating func makeUnique() throws(TransformerError) {
    if !isKnownUniquelyReferenced(&memory) { memory = BranchMemory(try memory.layers.copies()) }
  }
}

/// The keys and values of every layer. Changed only by the branch that holds it alone.
private final class BranchMemory: @unchecked Sendable {
  let layers: [AttentionMemory]

  init(_ layers: [AttentionMemory]) { self.layers = layers }
}

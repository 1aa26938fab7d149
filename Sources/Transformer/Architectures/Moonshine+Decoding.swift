// Moonshine's decoder at work on one stretch of sound: what all hypotheses share (the audio's keys and values, scratch
// memory), and what each has of its own (DecoderState).

/// A text that is being written: how far it is, and what its own tokens left for attention.
///
/// A value: a copy is a fork, after which either may go on by itself. The memory is copied at the next step only.
public struct DecoderState: Sendable {
  fileprivate var memory: SelfMemory

  /// How many tokens have been read.
  public var count: Int { memory.layers.first?.count ?? 0 }

  /// Makes the memory this state's own.
  fileprivate mutating func prepare(for extra: Int) throws(TransformerError) {
    guard count + extra <= MoonshineConfiguration.mostPositions else {
      throw .unsupported("a text of more than \(MoonshineConfiguration.mostPositions) tokens cannot be decoded")
    }
    if !isKnownUniquelyReferenced(&memory) { memory = try memory.copy() }
    try memory.reserve(count + extra)
  }
}

/// The self-attention's keys and values of every layer. Changed only by the state that holds it alone.
private final class SelfMemory: @unchecked Sendable {
  let layers: [AttentionMemory]

  init(_ layers: [AttentionMemory]) { self.layers = layers }

  static let nothing = SelfMemory([])

  func copy() throws(TransformerError) -> SelfMemory { SelfMemory(try layers.copies()) }

  /// Takes over the first `count` tokens of `other` in the place of its own.
  func take(_ count: Int, of other: SelfMemory) throws(TransformerError) {
    for (layer, from) in zip(layers, other.layers) { try layer.take(count, of: from) }
  }

  /// Makes room for `count` tokens, and for as many again where that is more than there was.
  func reserve(_ count: Int) throws(TransformerError) {
    for layer in layers where layer.capacity < count { try layer.reserve(2 * count) }
  }
}

/// Scores of every token of the vocabulary after each row of a step, valid until the next step of the same decoding.
public struct Logits {
  let rows: Rows

  /// How many rows there are: one for each hypothesis or token of the step.
  public var count: Int { rows.count }
  /// The unnormalised log-probabilities that follow row `index`, one for each token of the vocabulary.
  public subscript(_ index: Int) -> UnsafeBufferPointer<Float> {
    precondition(index >= 0 && index < rows.count, "no such row")
    return UnsafeBufferPointer(start: rows[index], count: rows.width)
  }
}

/// The decoding of one stretch of sound. Made once for each; not for use by several threads at once.
///
/// The audio's keys and values are computed when it is made. Once its memory has grown to the steps' size, a step
/// allocates nothing.
public final class MoonshineDecoding {
  private let model: Moonshine
  private let on: Compute
  /// Each layer's keys and values of the audio.
  private let audio: [AttentionMemory]
  private let expectedTokens: Int

  // The step under way: its tokens, and each layer's memories of the texts they belong to.
  private var tokens: [Int] = []
  private var texts: [[AttentionSpan]]
  private var logits: OwnedRows
  /// Memories of texts that were given up, for those that are begun.
  private var spare: [SelfMemory] = []

  /// - Parameters:
  ///   - audio: what `encode` made; not needed afterwards.
  ///   - expectedTokens: room that is reserved for each text; longer ones work, at the price of a copy.
  public init(_ model: Moonshine, _ audio: EncodedAudio, expectedTokens: Int = 64) throws(TransformerError) {
    self.model = model
    self.expectedTokens = max(1, min(expectedTokens, MoonshineConfiguration.mostPositions))
    texts = Array(repeating: [], count: model.decoder.count)
    logits = OwnedRows(1, model.configuration.vocabulary)
    let on = model.workbench.borrow()
    self.on = on
    var memories: [AttentionMemory] = []
    for block in model.decoder {
      if Task.isCancelled { throw .cancelled }
      let memory = try Self.memory(for: model, capacity: audio.frames)
      block.crossAttention.remember(audio.states, in: memory, on)
      memories.append(memory)
    }
    self.audio = memories
  }

  deinit { model.workbench.giveBack(on) }

  /// An empty text. The first token to append is the model's `start`.
  public func makeState() throws(TransformerError) -> DecoderState {
    var layers: [AttentionMemory] = []
    for _ in model.decoder { layers.append(try Self.memory(for: model, capacity: expectedTokens)) }
    return DecoderState(memory: SelfMemory(layers))
  }

  /// A text of its own that begins with the first `count` tokens of `state`.
  func fork(_ state: DecoderState, tokens count: Int) throws(TransformerError) -> DecoderState {
    guard let memory = spare.popLast() else {
      let made = try makeState()
      try made.memory.take(count, of: state.memory)
      return made
    }
    try memory.take(count, of: state.memory)
    return DecoderState(memory: memory)
  }

  /// Keeps the memory of a text that goes on no further for another, unless a copy of it is still in use.
  func giveBack(_ state: consuming DecoderState) {
    var memory = state.memory
    state = DecoderState(memory: SelfMemory.nothing)
    if isKnownUniquelyReferenced(&memory) { spare.append(memory) }
  }

  private static func memory(for model: Moonshine, capacity: Int) throws(TransformerError) -> AttentionMemory {
    let shape = model.configuration
    return try AttentionMemory(
      heads: shape.decoderHeads, headWidth: shape.dim / shape.decoderHeads, capacity: capacity,
      pool: model.workbench.pool)
  }

  /// Appends one token to one text; row 0 of the result scores what may follow.
  public func append(_ token: Int, to state: inout DecoderState) throws(TransformerError) -> Logits {
    try add(CollectionOfOne(token), to: &state)
    return try step()
  }

  /// Appends `next` to one text in a single pass; row i of the result scores what may follow the i-th of them.
  public func append(_ next: [Int], to state: inout DecoderState) throws(TransformerError) -> Logits {
    try add(next, to: &state)
    return try step()
  }

  /// Appends to each of several texts a token of its own, so that they share the reading of the weights; row i of the
  /// result scores what may follow in text i.
  public func append(_ next: [Int], toEach states: inout [DecoderState]) throws(TransformerError) -> Logits {
    precondition(next.count == states.count, "a token for each text")
    for index in states.indices { try add(CollectionOfOne(next[index]), to: &states[index]) }
    return try step()
  }

  /// Makes rows for `next` in the step that is being put together.
  private func add(_ next: some Collection<Int>, to state: inout DecoderState) throws(TransformerError) {
    do throws(TransformerError) {
      for token in next where token < 0 || token >= model.configuration.vocabulary {
        throw .unsupported("token \(token) is not in the vocabulary")
      }
      try state.prepare(for: next.count)
    } catch {
      clear()
      throw error
    }
    let rows = tokens.count..<tokens.count + next.count
    tokens.append(contentsOf: next)
    for (layer, memory) in state.memory.layers.enumerated() {
      texts[layer].append(AttentionSpan(memory: memory, rows: rows))
    }
  }

  private func clear() {
    tokens.removeAll(keepingCapacity: true)
    for layer in texts.indices { texts[layer].removeAll(keepingCapacity: true) }
  }

  private func step() throws(TransformerError) -> Logits {
    defer { clear() }
    if Task.isCancelled { throw .cancelled }
    let count = tokens.count
    if count > logits.rows.count { logits = OwnedRows(count, model.configuration.vocabulary) }
    on.scope {
      let x = on.rows(count, model.configuration.dim)  // (tokens, dim)
      for (row, token) in tokens.enumerated() { model.embedding.copy(token, into: x[row], on) }
      for (layer, block) in model.decoder.enumerated() {
        block(x, in: texts[layer], audio: audio[layer], rotary: model.rotary, on)
      }
      on.normalize(x, by: model.decoderNorm, into: x)
      on.apply(model.head, to: x, into: logits.rows.rows(0..<count))
    }
    return Logits(rows: logits.rows.rows(0..<count))
  }
}

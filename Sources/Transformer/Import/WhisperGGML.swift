/// A Whisper in the format of whisper.cpp: magic, eleven numbers, the mel filters, the vocabulary, then tensors one
/// after the other until the file ends, each with its sizes, type and name.
///
/// The filters are not used: ours are computed. Tensors are found by the names of Hugging Face's checkpoints.
package final class WhisperGGML: Sendable {
  static let magic: UInt32 = 0x6767_6D6C

  let shape: WhisperShape
  package let tokenizer: TokenizerDefinition
  private let path: String
  private let storage: GGUFStorage
  private let tensors: [String: StoredTensor]

  /// Whether the file at `path` begins as such a file does.
  static func begins(_ storage: GGUFStorage) -> Bool {
    storage.bytes.count >= 4 && storage.bytes.loadUnaligned(as: UInt32.self) == magic
  }

  package convenience init(contents: [UInt8], path: String) throws(TransformerError) {
    try self.init(path: path, storage: GGUFStorage(copying: contents))
  }

  init(path: String, storage: GGUFStorage) throws(TransformerError) {
    var cursor = GGUFCursor(file: path, bytes: storage.bytes)
    guard try cursor.read(UInt32.self, "the magic number") == Self.magic else {
      throw cursor.damaged(at: 0, "the file does not begin as whisper.cpp's do")
    }
    var numbers: [Int] = []
    for _ in 0..<11 { numbers.append(Int(try cursor.read(Int32.self, "the sizes"))) }
    var shape = WhisperShape()
    (shape.vocabulary, shape.frames, shape.dim) = (numbers[0], numbers[1], numbers[2])
    (shape.encoderHeads, shape.encoderLayers, shape.positions) = (numbers[3], numbers[4], numbers[5])
    (shape.decoderHeads, shape.decoderLayers, shape.bands) = (numbers[7], numbers[8], numbers[9])
    (shape.encoderHidden, shape.decoderHidden) = (
      4 * max(0, min(numbers[2], 1 << 20)), 4 * max(0, min(numbers[6], 1 << 20))
    )
    if let problem = shape.problem { throw cursor.damaged(at: 4, problem) }
    guard shape.vocabulary <= 65_536 else {
      throw cursor.damaged(at: 4, "has a vocabulary of \(shape.vocabulary); Whisper's have some 52,000 tokens")
    }
    guard numbers[6] == shape.dim else { throw cursor.damaged(at: 4, "its encoder and decoder differ in width") }
    let bands = Int(try cursor.read(Int32.self, "the mel filters"))
    let bins = Int(try cursor.read(Int32.self, "the mel filters"))
    guard bands == shape.bands, (1...10_000).contains(bins) else {
      throw cursor.damaged(at: 48, "has \(bands) mel filters of \(bins) bins for \(shape.bands) bands")
    }
    try cursor.skip(4 * bands * bins, "the mel filters")
    tokenizer = try Self.vocabulary(&cursor, shape.vocabulary)
    let marks = WhisperSuppression(tokenizer)
    (shape.suppressed, shape.suppressedAtBeginning) = (marks.suppressed, marks.atBeginning)
    tensors = try Self.tensors(&cursor, storage)
    self.shape = shape
    self.path = path
    self.storage = storage
  }

  func discardPages() { storage.discardPages() }

  // MARK: Vocabulary

  /// The tokens of the text are in the file; the marks follow from how many there are.
  private static func vocabulary(
    _ cursor: inout GGUFCursor, _ size: Int
  ) throws(TransformerError) -> TokenizerDefinition {
    let place = cursor.offset
    let count = Int(try cursor.read(Int32.self, "the number of tokens"))
    guard count > 0, count <= size else {
      throw cursor.damaged(at: place, "has \(count) tokens for a vocabulary of \(size)")
    }
    var tokens: [[UInt8]] = []
    for _ in 0..<count {
      let place = cursor.offset
      let length = Int(try cursor.read(UInt32.self, "the length of a token"))
      guard length <= 512, length <= cursor.bytes.count - cursor.offset else {
        throw cursor.damaged(at: place, "a token is \(length) bytes long")
      }
      let bytes = cursor.bytes[cursor.offset..<cursor.offset + length]
      tokens.append(bytes.flatMap { PrintableBytes.written[Int($0)] })
      try cursor.skip(length, "a token")
    }
    var kinds = [TokenizerDefinition.Kind](repeating: .normal, count: tokens.count)
    func mark(_ name: String) {
      guard tokens.count < size else { return }
      tokens.append(Array("<|\(name)|>".utf8))
      kinds.append(.control)
    }
    // Vocabularies of many languages have 51,865 tokens, later ones one language more; those of English 51,864.
    let isMultilingual = size >= 51_865
    let languages = isMultilingual ? min(WhisperLanguages.codes.count, size - 51_865 + 99) : 99
    if tokens.count < (isMultilingual ? 50_258 : 50_257) || size < 51_864 { mark("endoftext") }
    mark("startoftranscript")
    for code in WhisperLanguages.codes.prefix(size < 51_864 ? min(99, max(0, size - tokens.count - 6)) : languages) {
      mark(code)
    }
    for name in ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"] { mark(name) }
    var step = 0
    while tokens.count < size {
      mark("\(step / 50).\(step % 50 * 2 / 10)\(step % 50 * 2 % 10)")
      step += 1
    }
    // What the file lists beyond the text's tokens are marks under other names.
    let text = (isMultilingual ? 50_257 : 50_256)
    if count > text {
      for id in text..<count { kinds[id] = .control }
      tokens[text] = Array("<|endoftext|>".utf8)
    }
    var definition = TokenizerDefinition(model: .bytePair, tokens: tokens, kinds: kinds)
    definition.pattern = .gpt2
    definition.merges = ranked(tokens, kinds)
    definition.ends = [tokens.firstIndex(of: Array("<|endoftext|>".utf8))].compactMap { $0 }
    return definition
  }

  /// Every pair of tokens that makes a third, in the order of the third: so tiktoken's vocabularies are merged.
  private static func ranked(
    _ tokens: [[UInt8]], _ kinds: [TokenizerDefinition.Kind]
  ) -> [(left: Int, right: Int)] {
    let table = TokenTable(tokens)
    var merges: [(left: Int, right: Int)] = []
    for (id, token) in tokens.enumerated() where kinds[id] == .normal && table.id(of: token) == id {
      // Between printable characters only; each stands for a byte.
      for middle in token.indices.dropFirst() where token[middle] & 0xC0 != 0x80 {
        guard let left = table.id(of: token[..<middle]), let right = table.id(of: token[middle...]),
          kinds[left] == .normal, kinds[right] == .normal
        else { continue }
        merges.append((left, right))
      }
    }
    return merges
  }

  // MARK: Tensors

  private static func tensors(
    _ cursor: inout GGUFCursor, _ storage: GGUFStorage
  ) throws(TransformerError) -> [String: StoredTensor] {
    var tensors: [String: StoredTensor] = [:]
    while cursor.offset < cursor.bytes.count {
      let place = cursor.offset
      let dimensions = Int(try cursor.read(Int32.self, "a tensor"))
      let length = Int(try cursor.read(Int32.self, "a tensor"))
      let raw = try cursor.read(UInt32.self, "a tensor")
      guard (1...4).contains(dimensions), (1...1024).contains(length) else {
        throw cursor.damaged(at: place, "a tensor has \(dimensions) dimensions and a name of \(length) bytes")
      }
      var (shape, count): ([Int], Int) = ([], 1)
      for _ in 0..<dimensions {
        let size = Int(try cursor.read(Int32.self, "the dimensions of a tensor"))
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        guard size > 0, !overflow, product / 2 <= cursor.bytes.count else {
          throw cursor.damaged(at: place, "a tensor has a dimension of \(size), which the file cannot hold")
        }
        count = product
        shape.append(size)
      }
      guard length <= cursor.bytes.count - cursor.offset else {
        throw cursor.damaged(at: place, "the file ends within a tensor's name")
      }
      let name = String(decoding: cursor.bytes[cursor.offset..<cursor.offset + length], as: UTF8.self)
      try cursor.skip(length, "a tensor's name")
      guard let type = GGUFTensorType(rawValue: raw), type != .int8 else {
        throw cursor.damaged(
          at: place, "tensor '\(name)' is of the type \(raw); F32, F16, Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0 are known here")
      }
      guard shape[0] % type.block.elements == 0 else {
        throw cursor.damaged(at: place, "the rows of tensor '\(name)' are no multiple of \(type.block.elements)")
      }
      let size = type.bytes(for: count)
      guard size <= cursor.bytes.count - cursor.offset else {
        throw cursor.damaged(at: place, "the file ends within tensor '\(name)'")
      }
      let tensor = StoredTensor(shape: shape.reversed(), type: type, offset: cursor.offset, storage: storage)
      guard tensors.updateValue(tensor, forKey: name) == nil else {
        throw cursor.damaged(at: place, "tensor '\(name)' comes twice")
      }
      try cursor.skip(size, "a tensor")
    }
    return tensors
  }

  private static let parts = [
    "self_attn.q_proj": "attn.query", "self_attn.k_proj": "attn.key", "self_attn.v_proj": "attn.value",
    "self_attn.out_proj": "attn.out", "self_attn_layer_norm": "attn_ln", "encoder_attn.q_proj": "cross_attn.query",
    "encoder_attn.k_proj": "cross_attn.key", "encoder_attn.v_proj": "cross_attn.value",
    "encoder_attn.out_proj": "cross_attn.out", "encoder_attn_layer_norm": "cross_attn_ln", "fc1": "mlp.0",
    "fc2": "mlp.2", "final_layer_norm": "mlp_ln",
  ]
  private static let tops = [
    "model.encoder.embed_positions.weight": "encoder.positional_embedding",
    "model.decoder.embed_positions.weight": "decoder.positional_embedding",
    "model.decoder.embed_tokens.weight": "decoder.token_embedding.weight",
    "model.encoder.layer_norm.weight": "encoder.ln_post.weight",
    "model.encoder.layer_norm.bias": "encoder.ln_post.bias",
    "model.decoder.layer_norm.weight": "decoder.ln.weight", "model.decoder.layer_norm.bias": "decoder.ln.bias",
  ]

  /// The tensor that Hugging Face calls `name`; a vector may be written as a matrix of one row or column.
  package func tensor(_ name: String) -> StoredTensor? {
    var words = name.split(separator: ".").map(String.init)
    if let top = Self.tops[name] { return tensors[top] }
    guard words.count > 3, words[2] == "layers" else { return tensors[words.dropFirst().joined(separator: ".")] }
    let kind = words.removeLast()
    guard let part = Self.parts[words[4...].joined(separator: ".")] else { return nil }
    return tensors["\(words[1]).blocks.\(words[3]).\(part).\(kind)"]
  }
}

/// Which tokens Whisper is not to write where a file does not say it: those that stand for sounds and music, brackets
/// and the like, and its own marks.
struct WhisperSuppression {
  private(set) var suppressed: [Int] = []
  private(set) var atBeginning: [Int] = []

  private static let symbols =
    #"" # ( ) * + / : ; < = > @ [ \ ] ^ _ ` { | } ~ 「 」 『 』 << >> <<< >>> -- --- -( -[ (' (" (( )) ((( ))) [[ ]] {{ }} "#
    + "♪♪ ♪♪♪"
  private static let notes = "♩ ♪ ♫ ♬ ♭ ♮ ♯"

  init(_ definition: TokenizerDefinition) {
    let tokenizer = BytePairEncoding(definition)
    var found: Set<Int> = []
    for text in [" -", " '"] { if let first = tokenizer.encode(text, special: false).first { found.insert(first) } }
    let notes = Set(Self.notes.split(separator: " ").map(String.init))
    for symbol in Self.symbols.split(separator: " ").map(String.init) + notes.sorted() {
      for text in [symbol, " " + symbol] {
        let ids = tokenizer.encode(text, special: false)
        if let first = ids.first, ids.count == 1 || notes.contains(symbol) { found.insert(first) }
      }
    }
    suppressed = found.sorted()
    atBeginning = (tokenizer.encode(" ", special: false) + definition.ends).sorted()
  }
}

import Clerk
import Foundation
import Shop
import TestSupport
import Testing
import Transformer

/// Larger models in the answerer's place, which write plain text: no weights of one are in the repository, so there are
/// random ones of SmolLM2's shape, and ones that were laid out by hand to say a sentence.
@Suite struct PlainWriterTests {
  private static let answerer = Fixtures.path("Models/answerer/answerer-en.int8.gguf")
  private static let chat = """
    {% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}\
    {% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
    """

  /// The answerer's vocabulary without pointers, with the marks of a conversation, and as many tokens as wanted.
  private static func vocabulary(_ count: Int) throws -> TokenizerDefinition {
    var definition = try TokenizerDefinition(file: GGUFFile(path: answerer))
    for index in definition.tokens.indices where definition.kinds[index] == .control {
      definition.tokens[index] = Array("<|unused\(index)|>".utf8)
    }
    definition.tokens[0] = Array("<|im_end|>".utf8)
    definition.tokens[1] = Array("<|im_start|>".utf8)
    // Some marks could be merged from letters; they no longer can.
    let known = Set(definition.tokens)
    definition.merges = definition.merges.filter { merge in
      known.contains(definition.tokens[merge.left] + definition.tokens[merge.right])
    }
    for index in definition.tokens.count..<max(count, definition.tokens.count) {
      definition.tokens.append(Array("<|unused\(index)|>".utf8))
      definition.kinds.append(.unused)
    }
    definition.start = nil
    definition.ends = [0]
    return definition
  }

  private func writer(_ path: String, _ limits: PlainWriter.Limits = .init()) throws -> PlainWriter {
    let file = try GGUFFile(path: path)
    return try PlainWriter(
      file: file, tokenizer: Tokenizers.make(file: file), manner: AnswerManner(.warm), precision: .int8,
      pool: ComputePool(threads: 1), limits: limits)
  }

  private func clerk(_ writer: any AnswerWriter) throws -> Clerk {
    let (store, _) = try ShopStore.open(folder: Fixtures.path("Firmware/examples/grocery"), cache: Answering.cache)
    return try Clerk(shop: store, writer: writer, clock: { Answering.monday })
  }

  private static let questions = [
    "how much is the goat milk", "where is the goat milk", "do you have tahini", "how much is the oat milk",
    "is the soy milk cheaper than the almond milk", "hello",
  ]

  /// Whatever a model without sense wants to say: the answer by rule is given, and in time.
  @Test func nonsenseIsNeverGiven() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("random-\(UUID().uuidString).gguf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try RandomModel.smolLM2.write(to: path, tokenizer: Self.vocabulary(49_152), chatTemplate: Self.chat)
    // Given up at once, or held to the constraint until the answer ends, the room or the time is over.
    var forced = PlainWriter.Limits()
    forced.leastShare = 0
    forced.time = .seconds(2)
    for limits in [PlainWriter.Limits(), forced] {
      let clerk = try clerk(writer(path, limits))
      var asked = 0
      for question in Self.questions {
        var dialogue = Dialogue()
        let answer = clerk.answer(question, in: &dialogue)
        guard let writing = answer.writing else { continue }
        asked += 1
        #expect(answer.answer == writing.draft && answer.grounded)
        #expect(writing.written == nil || writing.fault != nil)
      }
      #expect(asked >= 5)
    }
  }

  /// The road of a model that makes sense: what it says is given where it is true, and only there.
  @Test(arguments: [
    ("In aisle 7: our Goat Milk.", true), ("You will find our Goat Milk in aisle 7.", true),
    ("The Goat Milk is not in aisle 7.", false), ("Our Goat Milk is in aisle 9.", false),
    ("Our Oat Milk is in aisle 7.", false), ("The fresh Goat Milk is in aisle 7.", false),
  ])
  func whatAModelSaysIsGivenWhereItIsTrue(_ sentence: String, _ isTrue: Bool) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("parrot-\(UUID().uuidString).gguf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.writeParrot(sentence, to: path)
    var dialogue = Dialogue()
    let answer = try clerk(writer(path)).answer("where is the goat milk", in: &dialogue)
    let writing = try #require(answer.writing)
    #expect(writing.draft == "The Goat Milk is in aisle 7.")
    #expect(answer.answer == (isTrue ? sentence : writing.draft))
    #expect((writing.fault == nil && writing.written != nil) == isTrue)
  }

  /// A model that says one sentence, whatever it is shown: what comes next depends on the last token alone.
  private static func writeParrot(_ sentence: String, to path: String) throws {
    let definition = try vocabulary(0)
    let tokenizer = Tokenizers.make(definition)
    let count = definition.tokens.count
    let before = try #require(tokenizer.encode("<|im_start|>assistant\n", special: true).last)
    let said = tokenizer.encode(sentence, special: false)
    try #require(Set(said).count == said.count, "a token that comes twice has two that follow")
    let dim = 128
    var random = SplitMix(seed: 3)
    let codes = (0..<count).map { _ in (0..<dim).map { _ -> Float in random.next() & 1 == 0 ? 1 : -1 } }
    var head = Array(repeating: [Float](repeating: 0, count: dim), count: count)
    for (last, next) in zip([before] + said, said + [0]) { head[next] = codes[last] }
    let nothing = [Float](repeating: 0, count: dim * dim)
    var tensors: [(name: String, shape: [Int], values: [Float])] = [
      ("token_embd", [count, dim], codes.flatMap { $0 }), ("output", [count, dim], head.flatMap { $0 }),
    ]
    for name in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"] {
      tensors.append(("blk.0.\(name)", [dim, dim], nothing))
    }
    for name in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"] {
      tensors.append((name, [dim], [Float](repeating: 1, count: dim)))
    }
    try Data(PlainGGUF.bytes(tensors, definition, chat: chat, dim: dim)).write(to: URL(filePath: path + ".source"))
    defer { try? FileManager.default.removeItem(atPath: path + ".source") }
    _ = try ModelImporter(path: path + ".source").run(to: path)
  }

  /// Whatever way is taken, the text is of words that may be said and the draft's values, in their order.
  @Test func everyWayThroughTheDraftIsTrueToItsValues() throws {
    let tokenizer = Tokenizers.make(try Self.vocabulary(0))
    let pointing = try #require(
      Pointing(
        "The Oat Milk is $3.49 for the quart and $5.79 for the half gallon. It's in aisle 7.", names: ["Oat Milk"],
        options: ["Quart", "Half Gallon"]))
    let values = pointing.values.map { ($0.pointer, $0.text) }
    let machine = try #require(DraftMachine(values, words: WordTrie(WriterWords.said)))
    let constraint = TokenMachine(machine, vocabulary: VocabularyTrie(tokenizer))
    var generator = SplitMix(seed: 11)
    var ended = 0
    for _ in 0..<200 {
      var (state, tokens) = (constraint.root, [Int]())
      for _ in 0..<120 where !constraint.isEnd(state) {
        let allowed = constraint.tokens(after: state)
        try #require(!allowed.isEmpty && allowed == allowed.sorted())
        // Often what begins or goes on with a value, so that the way comes to an end.
        let telling = allowed.filter { token in
          let text = String(decoding: tokenizer.bytes(of: token), as: UTF8.self)
          return values.contains { value in
            let all = " " + value.1
            return text.utf8.count > 1 && all.contains(text) || text.allSatisfy { $0.isNumber || "$.".contains($0) }
          }
        }
        let token = try #require(
          (telling.isEmpty || generator.next() % 4 == 0 ? allowed : telling).randomElement(using: &generator))
        state = try #require(constraint.next(state, token))
        tokens.append(token)
      }
      guard constraint.isEnd(state) else { continue }
      ended += 1
      let text = tokenizer.decode(tokens, special: false)
      let pointed = try #require(pointing.point(text), "'\(text)'")
      for value in pointing.values { #expect(pointed.contains("<|\(value.pointer)|>"), "'\(text)'") }
    }
    #expect(ended > 20)
  }

  /// A model whose texts are too short for what it is shown says so when it is loaded, not when it is asked.
  @Test func refusesAModelWithoutRoom() throws {
    #expect {
      let file = try GGUFFile(path: Self.answerer)
      _ = try PlainWriter(
        file: file, tokenizer: Tokenizers.make(file: file), manner: AnswerManner(.warm), precision: .int8,
        pool: ComputePool(threads: 1))
    } throws: { "\($0)".contains("room for 256 tokens") }
  }

  /// Which of the two a file holds is told from its vocabulary.
  @Test func takesTheWriterThatTheFileHolds() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("parrot-\(UUID().uuidString).gguf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.writeParrot("Hello.", to: path)
    let pool = ComputePool(threads: 1)
    #expect(try AnswerWriters.make(path: path, manner: AnswerManner(.warm), pool: pool) is PlainWriter)
    #expect(try AnswerWriters.make(path: Self.answerer, manner: AnswerManner(.warm), pool: pool) is ModelWriter)
  }
}

/// A Llama of one layer as llama.cpp's converters write it.
private enum PlainGGUF {
  static func bytes(
    _ tensors: [(name: String, shape: [Int], values: [Float])], _ tokenizer: TokenizerDefinition, chat: String, dim: Int
  ) -> [UInt8] {
    var keys: [[UInt8]] = []
    func add(_ key: String, _ type: UInt32, _ payload: [UInt8]) { keys.append(text(key) + little(type) + payload) }
    func list(_ key: String, _ type: UInt32, _ items: [[UInt8]]) {
      add(key, 9, little(type) + little(UInt64(items.count)) + items.flatMap { $0 })
    }
    add("general.architecture", 8, text("llama"))
    for (key, value) in [
      ("context_length", 4096), ("embedding_length", dim), ("block_count", 1), ("feed_forward_length", dim),
      ("attention.head_count", 1), ("attention.head_count_kv", 1), ("rope.dimension_count", dim),
    ] { add("llama.\(key)", 4, little(UInt32(value))) }
    add("llama.attention.layer_norm_rms_epsilon", 6, little(Float(1e-5).bitPattern))
    add("llama.rope.freq_base", 6, little(Float(10_000).bitPattern))
    add("tokenizer.ggml.model", 8, text("gpt2"))
    add("tokenizer.ggml.pre", 8, text("gpt-2"))
    list("tokenizer.ggml.tokens", 8, tokenizer.tokens.map { little(UInt64($0.count)) + $0 })
    list("tokenizer.ggml.token_type", 5, tokenizer.kinds.map { little(UInt32($0.rawValue)) })
    list(
      "tokenizer.ggml.merges", 8,
      tokenizer.merges.map { merge in
        let both = tokenizer.tokens[merge.left] + [0x20] + tokenizer.tokens[merge.right]
        return little(UInt64(both.count)) + both
      })
    add("tokenizer.ggml.eos_token_id", 4, little(UInt32(tokenizer.ends[0])))
    add("tokenizer.ggml.add_bos_token", 7, [0])
    add(ChatTemplate.key, 8, text(chat))
    var out = Array("GGUF".utf8) + little(UInt32(3)) + little(UInt64(tensors.count)) + little(UInt64(keys.count))
    out += keys.flatMap { $0 }
    var data: [UInt8] = []
    for tensor in tensors {
      out += text(tensor.name + ".weight") + little(UInt32(tensor.shape.count))
      for size in tensor.shape.reversed() { out += little(UInt64(size)) }
      out += little(UInt32(0)) + little(UInt64(data.count))
      tensor.values.withUnsafeBytes { data += $0 }
      data += [UInt8](repeating: 0, count: (32 - data.count % 32) % 32)
    }
    return out + [UInt8](repeating: 0, count: (32 - out.count % 32) % 32) + data
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }
}

import TestSupport
import Testing
import Transformer

/// Vocabularies and texts that were made to lead the tokenizers astray.
@Suite struct TokenizerHostileTests {
  private func pieces() -> GGUFBuilder {
    var builder = GGUFBuilder()
    let bytes = (0..<256).map { "<0x" + (String($0 / 16, radix: 16) + String($0 % 16, radix: 16)).uppercased() + ">" }
    let tokens = ["<unk>", "<s>", "</s>"] + bytes + ["▁", "a", "b", "ab", "▁a", "▁▁", "abc", "c"]
    builder.add("tokenizer.ggml.model", "llama")
    builder.add("tokenizer.ggml.tokens", tokens)
    let scores = tokens.indices.flatMap { little(Float(-$0).bitPattern) }
    builder.add("tokenizer.ggml.scores", type: 9, payload: little(UInt32(6)) + little(UInt64(tokens.count)) + scores)
    builder.add("tokenizer.ggml.token_type", tokens.indices.map { $0 < 3 ? 3 : $0 < 259 ? 6 : 1 } as [UInt32])
    builder.add("tokenizer.ggml.bos_token_id", u32: 1)
    builder.add("tokenizer.ggml.eos_token_id", u32: 2)
    builder.add("tokenizer.ggml.add_space_prefix", type: 7, payload: [1])
    return builder
  }

  private func words() -> GGUFBuilder {
    var builder = GGUFBuilder()
    builder.add("tokenizer.ggml.model", "bert")
    builder.add(
      "tokenizer.ggml.tokens", ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b", "##", "", "é", "!"])
    for (id, role) in ["padding", "unknown", "cls", "seperator", "mask"].enumerated() {
      builder.add("tokenizer.ggml.\(role)_token_id", u32: UInt32(id))
    }
    return builder
  }

  @Test func cutsWithSmallVocabularies() throws {
    let moonshine = try MoonshineTokenizer(file: GGUFFile(contents: pieces().build(), path: "pieces", verify: false))
    #expect(moonshine.encode("abc ab").map(moonshine.piece) == ["▁", "abc", "▁", "ab"])
    #expect(moonshine.decode(moonshine.encode("né</s>x")) == "né x")
    let bert = try WordPieceTokenizer(file: GGUFFile(contents: words().build(), path: "words", verify: false))
    #expect(bert.encode("ABB c! [MASK]a") == [2, 5, 6, 6, 1, 10, 4, 5, 3])
  }

  @Test func refusesVocabulariesThatDoNotFit() throws {
    var short = pieces()
    short.replace("tokenizer.ggml.token_type", with: [1, 1])
    var far = words()
    far.replace("tokenizer.ggml.cls_token_id", with: 11)
    for (builder, reason) in [
      (short, "2 types"), (far, "cls_token_id': is 11, not within 0 to 10"), (words(), "'llama'"),
    ] {
      let file = try GGUFFile(contents: builder.build(), path: "sample.gguf", verify: false)
      let error = #expect(throws: TransformerError.self) {
        if reason.contains("cls") {
          _ = try WordPieceTokenizer(file: file)
        } else {
          _ = try MoonshineTokenizer(file: file)
        }
      }
      #expect("\(try #require(error))".contains(reason))
    }
  }

  /// Whatever the damage to the vocabulary: an error, or a tokenizer that takes any text.
  @Test func survivesDamagedVocabularies() throws {
    let texts = ["", "ab </s> [SEP]abb é\u{301}가\u{1D165}\u{1B44}", "<0x41>▁▁ \u{0}\u{FFFD}🏳️‍🌈"]
    var count = 0
    Fuzzing.run("Tokenizers", corpus: [pieces().build(), words().build()], seed: 3) { bytes in
      let file = try GGUFFile(contents: bytes, path: "damaged.gguf", verify: false)
      if let tokenizer = try? MoonshineTokenizer(file: file) {
        for text in texts { count += tokenizer.decode(tokenizer.encode(text)).count }
        count += tokenizer.decode(-2..<tokenizer.vocabularySize + 2).count
      } else {
        let tokenizer = try WordPieceTokenizer(file: file)
        for text in texts { count += tokenizer.encode(text, limit: 64).count }
      }
    }
    #expect(count > 0)
  }

  /// Bytes that are no text, and texts that no one would write.
  @Test func survivesAnyText() throws {
    guard let moonshine = Goldens.moonshine, let miniLM = Goldens.miniLM else { return }
    let pieces = try MoonshineTokenizer(file: moonshine)
    let words = try WordPieceTokenizer(file: miniLM)
    let corpus = ["how much is the oat milk?", "Café 👩‍👩‍👧‍👦 각\u{1100}\u{1161} ﬁ İ ß \u{1D160}\u{1B44}"].map {
      Array($0.utf8)
    }
    Fuzzing.run("Texts", corpus: corpus, dictionary: [[0xE2, 0x96, 0x81], [0xED, 0xA0, 0x80], [0xC3]], usual: 1000) {
      bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(words.encode(text, limit: 32).count <= 32)
      let ids = pieces.encode(text)
      #expect(ids.allSatisfy { (0..<pieces.vocabularySize).contains($0) })
      // What has no special tokens in it comes back as it was.
      if !text.unicodeScalars.contains(where: { $0 == "<" || $0 == "▁" }) { #expect(pieces.decode(ids) == text) }
    }
  }

  @Test func survivesDamagedTokenizerFiles() throws {
    let small = """
      {"added_tokens":[{"id":6,"content":"<s>","special":true}],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel",
      "add_prefix_space":false,"use_regex":true},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"\\u0120":3,"c":4,
      "abc":5},"merges":["a b",["ab","c"]]}}
      """
    let result = Fuzzing.run("tokenizer.json", corpus: [Array(small.utf8)], dictionary: [Array("\"merges\"".utf8)]) {
      let definition = try TokenizerDefinition(tokenizerJSON: $0, file: "damaged")
      let tokenizer = Tokenizers.make(definition)
      _ = tokenizer.decode(tokenizer.encode("abc ab<s>'s \n", special: true) + [99], special: true)
    }
    #expect(result.accepted > 0 && result.refused > 0)
  }
}

import CZlib
import Foundation
import TestSupport
import Testing
import Transformer

/// Byte pair encodings against the goldens of Models/reference/subword_goldens.py.
@Suite struct SubwordTests {
  static let families = ["gpt2", "smollm2", "qwen2", "llama3", "llama2"]

  private struct Golden: Decodable {
    struct Kept: Decodable {
      var text: String
      var ids: [Int]
      var decoded: String
      var plain: String
      var noise: [Int]
      var other: String
    }
    var size: Int
    var block: Int
    var blocks: [UInt32]
    var kept: [Kept]
  }

  static func vocabulary(_ family: String) throws -> [UInt8] {
    try Dump.unpack(Fixtures.path("Tests/Goldens/subwords/\(family).json.gz"))
  }

  private func load(_ family: String) throws -> (Golden, any SubwordTokenizer) {
    let path = Fixtures.path("Tests/Goldens/subwords/\(family).goldens.json")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let definition = try TokenizerDefinition(tokenizerJSON: Self.vocabulary(family), file: family)
    return (golden, Tokenizers.make(definition))
  }

  /// The tokens of a text, begun as the reference begins one.
  private func prompt(_ text: String, _ tokenizer: any SubwordTokenizer) -> [Int] {
    (tokenizer.start.map { [$0] } ?? []) + tokenizer.encode(text, special: true)
  }

  @Test(arguments: families) func agreesWithTheReference(family: String) throws {
    let (golden, tokenizer) = try load(family)
    #expect(tokenizer.vocabularySize == golden.size)
    var strings = SubwordStrings()
    for kept in golden.kept {
      #expect(strings.next() == kept.text, "the generators differ")
      for _ in kept.noise { _ = strings.random.next() }
      #expect(prompt(kept.text, tokenizer) == kept.ids, "\(kept.text.debugDescription)")
      #expect(tokenizer.decode(kept.ids, special: true) == kept.decoded)
      #expect(tokenizer.decode(kept.ids, special: false) == kept.plain)
      #expect(tokenizer.decode(kept.noise, special: true) == kept.other)
    }
  }

  /// The first strings of a hundred thousand, all of them where SHOPTALK_STRINGS says so.
  @Test(arguments: families) func agreesOnManyStrings(family: String) throws {
    let (golden, tokenizer) = try load(family)
    let wanted = ProcessInfo.processInfo.environment["SHOPTALK_STRINGS"].flatMap { Int($0) } ?? 1000
    var strings = SubwordStrings()
    var wrong: [Int] = []
    let blocks = golden.blocks.prefix(max(1, wanted / golden.block))
    for (number, expected) in blocks.enumerated() {
      var texts: [(String, [Int])] = []
      for _ in 0..<golden.block {
        texts.append((strings.next(), []))
        for _ in 0..<6 { texts[texts.count - 1].1.append(strings.random.below(golden.size)) }
      }
      var sum: UInt = 0
      func add(_ bytes: [UInt8]) { sum = crc32_z(sum, bytes, bytes.count) }
      for (text, noise) in texts {
        let ids = prompt(text, tokenizer)
        add(ids.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } })
        add(Array(tokenizer.decode(ids, special: true).utf8) + [0])
        add(Array(tokenizer.decode(noise, special: true).utf8) + [0])
      }
      if UInt32(truncatingIfNeeded: sum) != expected { wrong.append(number) }
    }
    #expect(wrong.isEmpty, "blocks of \(golden.block) strings that differ")
    print("\(family): \(blocks.count * golden.block) strings, \(wrong.count) of \(blocks.count) blocks differ")
  }

  @Test func namesOfSpecialTokensCanBePlainText() throws {
    let (_, tokenizer) = try load("qwen2")
    let marked = tokenizer.encode("<|im_end|>", special: true)
    let plain = tokenizer.encode("<|im_end|>", special: false)
    #expect(marked.count == 1 && plain.count > 1)
    #expect(tokenizer.decode(marked, special: false) == "")
    #expect(tokenizer.decode(plain, special: false) == "<|im_end|>")
    #expect(tokenizer.bytes(of: -1) == [] && tokenizer.bytes(of: 1 << 30) == [])
  }

  /// Letters are composed to syllables where they are such, and old ones left alone.
  @Test func hangulIsComposedByTheRule() throws {
    let (_, tokenizer) = try load("qwen2")
    for (apart, whole) in [
      ("\u{C758}\u{11BF}", "\u{C770}"), ("\u{1100}\u{1161}\u{11A8}x", "\u{AC01}x"),
      ("\u{1113}\u{1161}", "\u{1113}\u{1161}"), ("\u{AC01}\u{11A8}", "\u{AC01}\u{11A8}"),
      ("\u{1112}\u{1176}", "\u{1112}\u{1176}"), ("e\u{301}\u{1109}\u{1175}", "é\u{C2DC}"),
    ] {
      let text = tokenizer.decode(tokenizer.encode(apart, special: true), special: true)
      #expect(Array(text.unicodeScalars) == Array(whole.unicodeScalars), "\(apart.unicodeScalars.map(\.value))")
    }
  }

  @Test func refusesRulesThatItDoesNotKnow() throws {
    let sound = String(decoding: try Self.vocabulary("gpt2"), as: UTF8.self)
    for (from, to, reason) in [
      (
        "\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":true}", "\"add_prefix_space\":true}",
        "add_prefix"
      ),
      ("\"type\":\"BPE\"", "\"type\":\"Unigram\"", "not BPE"), ("\"lstrip\":false", "\"lstrip\":true", "lstrip"),
      ("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFKC\"}", "those of GPT-2"),
    ] {
      #expect(sound.contains(from), "\(from)")
      let damaged = sound.replacing(from, with: to, maxReplacements: 1)
      let error = #expect(throws: TransformerError.self) {
        try TokenizerDefinition(tokenizerJSON: damaged.utf8, file: "tokenizer.json")
      }
      #expect("\(error.map(String.init(describing:)) ?? "")".contains(reason))
    }
  }
}

import Foundation
import TestSupport
import Testing
import Transformer

/// Reading what others publish.
@Suite struct ImportTests {
  /// Blocks of ggml's types against the `gguf` package, from Models/reference/decoder_fixtures.py.
  @Test func blocksMeanWhatTheyMeanElsewhere() throws {
    let data = Array(try Data(contentsOf: URL(fileURLWithPath: DecoderTests.path("blocks.bin"))))
    func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(data[at + $1]) << UInt32(8 * $1) } }
    var at = 4
    for _ in 0..<word(0) {
      let type = try #require(GGUFTensorType(rawValue: word(at)))
      let count = Int(word(at + 4))
      let values = at + 8 + type.bytes(for: count)
      var decoded = [Float](repeating: .nan, count: count)
      data.withUnsafeBytes { bytes in
        BlockDecoder.decode(type, UnsafeRawBufferPointer(rebasing: bytes[(at + 8)...]), count: count, into: &decoded)
      }
      for index in 0..<count {
        let wanted = Float(bitPattern: word(values + 4 * index))
        #expect(abs(decoded[index] - wanted) <= 2e-6 * max(1, abs(wanted)), "\(type) \(index)")
      }
      at = values + 4 * count
    }
    #expect(at == data.count)
  }

  private func importing(_ folder: URL) -> String {
    do {
      _ = try ModelImporter(path: folder.path).run(to: folder.path + "/out.gguf")
      return "no error"
    } catch { return "\(error)" }
  }

  /// A copy of a fixture with its config.json changed.
  private func changed(_ name: String, _ from: String, _ to: String) throws -> String {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: URL(fileURLWithPath: DecoderTests.path(name)), to: folder)
    let config = folder.appendingPathComponent("config.json")
    let text = try String(contentsOf: config, encoding: .utf8)
    try #require(text.contains(from), "\(from)")
    try text.replacingOccurrences(of: from, with: to).write(to: config, atomically: true, encoding: .utf8)
    let message = importing(folder)
    #expect(message == "no error" || !FileManager.default.fileExists(atPath: folder.path + "/out.gguf"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".part") }
    #expect(left.isEmpty, "half a file is left")
    return message
  }

  @Test func refusesWhatItDoesNotKnow() throws {
    #expect(try changed("llama", "\"model_type\": \"llama\"", "\"model_type\": \"mamba\"").contains("'mamba'"))
    #expect(try changed("llama", "\"rope_type\": \"default\"", "\"rope_type\": \"yarn\"").contains("'yarn'"))
    #expect(try changed("llama", "\"hidden_act\": \"silu\"", "\"hidden_act\": \"relu\"").contains("'relu'"))
    #expect(try changed("llama", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3").contains("layers.2"))
    #expect(try changed("llama", "\"hidden_size\": 32", "\"hidden_size\": 64").contains("has the shape"))
    #expect(try changed("llama", "\"num_attention_heads\": 4", "\"num_attention_heads\": 1e30").contains("missing, or"))
    #expect(try changed("gpt2", "\"gelu_new\"", "\"relu\"").contains("'relu'"))
    #expect(try changed("llama", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1") == "no error")
  }

  @Test func anImportedFileIsNotImportedAgain() throws {
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    let report = try ModelImporter(path: DecoderTests.path("qwen2")).run(to: out)
    #expect(report.architecture == "qwen2" && !report.hasTokenizer && report.parameters > 20_000)
    let error = #expect(throws: TransformerError.self) { try ModelImporter(path: out) }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains("imported already"))
  }

  /// A vocabulary survives the way through a model file.
  @Test(arguments: SubwordTests.families) func tokenizersAreKeptInTheFile(family: String) throws {
    let definition = try TokenizerDefinition(tokenizerJSON: SubwordTests.vocabulary(family), file: family)
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    let writer = GGUFWriter(path: out, architecture: "llama", tensors: [])
    definition.write(to: writer)
    try writer.begin()
    try writer.finish()
    let (first, second) = (Tokenizers.make(definition), try Tokenizers.make(file: GGUFFile(path: out)))
    #expect(second.vocabularySize == first.vocabularySize && second.start == first.start)
    var strings = SubwordStrings()
    for _ in 0..<200 {
      let text = strings.next()
      #expect(second.encode(text, special: true) == first.encode(text, special: true))
    }
  }

  /// Merges that follow from scores alone, as in Llama's GGUF files, are the same.
  @Test func scoresSayWhatMergesSay() throws {
    var definition = try TokenizerDefinition(tokenizerJSON: SubwordTests.vocabulary("llama2"), file: "llama2")
    let first = Tokenizers.make(definition)
    definition.merges = []
    definition.scores = definition.tokens.indices.map { -Float($0) }
    let second = Tokenizers.make(definition)
    var strings = SubwordStrings()
    for _ in 0..<500 {
      let text = strings.next()
      #expect(second.encode(text, special: true) == first.encode(text, special: true), "\(text.debugDescription)")
    }
  }

  @Test func readsJSONStrictly() throws {
    func read(_ text: String) -> JSON? { try? JSON(Array(text.utf8), file: "test") }
    #expect(read(#"{"a":[1,-2.5e3,true,null],"b":"\u00e9\ud83d\ude00\n"}"#)?["b"]?.string == "é😀\n")
    #expect(read(" [ ] ")?.array?.isEmpty == true)
    for bad in [
      "", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01x", "\"\\ud800\"", "nul", "[1] 2", "\"\n\"", "1e999",
    ] {
      #expect(read(bad) == nil, "\(bad)")
    }
    #expect(read(String(repeating: "[", count: 100_000)) == nil)
  }
}

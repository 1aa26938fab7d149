import Foundation
import TestSupport
import Testing
import Transformer

/// Model files that were made to lead their readers astray.
@Suite struct ModelHostileTests {
  @Test func survivesDamagedSafetensors() throws {
    let header =
      #"{"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
      + #""y":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"z":{"dtype":"I64","shape":[1],"data_offsets":[32,40]}}"#
    let sound = little(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 1, count: 40)
    let dictionary = ["\"data_offsets\":[", "9223372036854775807", "-1", "\"shape\":[", "1e9", "{\"dtype\":\"F16\""]
    let result = Fuzzing.run("safetensors", corpus: [sound], dictionary: dictionary.map { Array($0.utf8) }) { bytes in
      let file = try Safetensors(contents: bytes, path: "damaged.safetensors")
      for name in file.names {
        guard let tensor = try? file.tensor(name) else { continue }
        var values = [Float](repeating: 0, count: tensor.count)
        tensor.decode(0..<tensor.count, into: &values)
      }
    }
    #expect(result.accepted > 0 && result.refused > 0)
    let file = try Safetensors(contents: sound, path: "sound")
    #expect(file.names == ["x", "y", "z"])
    #expect(try file.tensor("x")?.shape == [2, 3])
    #expect(throws: TransformerError.self) { try file.tensor("z") }
    #expect(try file.tensor("w") == nil)
  }

  @Test func survivesDamagedConfigurations() throws {
    let sound = Array(try Data(contentsOf: URL(fileURLWithPath: DecoderTests.path("llama3/config.json"))))
    let result = Fuzzing.run("config.json", corpus: [sound]) { _ = try JSON($0, file: "config.json") }
    #expect(result.accepted > 0 && result.refused > 0)
  }

  @Test func survivesDamagedModels() throws {
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    let sound = Array(try Data(contentsOf: URL(fileURLWithPath: DecoderTests.path("llama/model.gguf"))))
    let damaged = out + ".damaged"
    defer { try? FileManager.default.removeItem(atPath: damaged) }
    // The damage goes to the first part, where keys and tensors are described.
    let head = Array(sound[..<2600])
    let result = Fuzzing.run("GGUF to import", corpus: [head], usual: 300) { bytes in
      try Data(bytes + sound[2600...]).write(to: URL(fileURLWithPath: damaged))
      _ = try ModelImporter(path: damaged).run(to: out)
    }
    #expect(result.refused > 0)
  }

  @Test func survivesDamagedWhisperFiles() throws {
    let sound = Array(try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Tests/Goldens/whisper/model.bin"))))
    // Without the weights of the layers, which are only bytes: the head, the vocabulary and some tensors.
    let small = Self.smallWhisper(sound)
    let result = Fuzzing.run("whisper.cpp", corpus: [small], usual: 300) { bytes in
      let file = try WhisperGGML(contents: bytes, path: "damaged.bin")
      for name in [
        "model.encoder.conv1.bias", "model.decoder.layers.0.fc1.weight", "model.decoder.embed_tokens.weight",
      ] {
        guard let tensor = file.tensor(name), tensor.count < 1 << 16 else { continue }
        var values = [Float](repeating: 0, count: tensor.count)
        tensor.decode(0..<tensor.count, into: &values)
      }
      _ = Tokenizers.make(file.tokenizer).encode("the milk<|en|>", special: true)
    }
    #expect(result.refused > 0)
  }

  /// The same file with few tokens, few filters and one tensor.
  private static func smallWhisper(_ whole: [UInt8]) -> [UInt8] {
    var bytes = Array(whole[..<4])
    for value in [40, 8, 32, 2, 1, 16, 32, 2, 1, 80, 1, 80, 3] as [UInt32] { bytes += little(value) }
    bytes += [UInt8](repeating: 0, count: 4 * 80 * 3)
    bytes += little(UInt32(20))
    for token in 0..<20 { bytes += little(UInt32(1 + token % 2)) + [UInt8](repeating: 97, count: 1 + token % 2) }
    for (name, shape) in [("encoder.conv1.bias", [1, 32]), ("decoder.blocks.0.mlp.0.weight", [32, 4])] {
      bytes += little(UInt32(shape.count)) + little(UInt32(name.utf8.count)) + little(UInt32(0))
      for size in shape { bytes += little(UInt32(size)) }
      bytes += Array(name.utf8) + [UInt8](repeating: 1, count: 4 * shape.reduce(1, *))
    }
    return bytes
  }

  @Test func survivesDamagedWhisperConfigurations() throws {
    let folder = Fixtures.path("Tests/Goldens/whisper")
    let sound = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/config.json")))
    let result = Fuzzing.run("Whisper's config.json", corpus: [sound], usual: 500) { bytes in
      let shape = try WhisperShape(configuration: JSON(bytes, file: "x"), generation: .null, file: "x")
      #expect(shape.dim % shape.encoderHeads == 0)
    }
    #expect(result.accepted > 0 && result.refused > 0)
  }

  @Test func survivesDamagedTemplates() throws {
    let template = """
      {%- set ns = namespace(n=0) %}{% for m in messages[::-1] %}{% if m.role == 'user' and loop.first %}{{ m['content'] |
      trim }}{% elif not m.x is defined %}{{ '<|' + m.role ~ (1 + 2) // 3 ~ '|>' }}{% else %}{{ raise_exception('x') }}
      {% endif %}{% set ns.n = ns.n + 1 %}{%- endfor -%}{# c #}{{ ns.n if ns.n > 1 else [1, 'a'] | tojson }}
      """
    let words = ["{%", "%}", "{{", "}}", "[::", "range(", " for ", "endfor", " if ", "|", "'", "* 99999999", "{% set"]
    let messages = [ChatMessage(role: "user", content: " hi\n"), ChatMessage(role: "assistant", content: "é")]
    let result = Fuzzing.run(
      "Chat templates", corpus: [Array(template.utf8)], dictionary: words.map { Array($0.utf8) }
    ) { _ = try ChatTemplate(String(decoding: $0, as: UTF8.self), file: "damaged").render(messages) }
    #expect(result.accepted > 0 && result.refused > 0)
  }

  @Test func survivesDamagedGrammars() throws {
    let grammar = "digit = [0-9]\nprice = \"$\" digit{1,3} (\".\" digit{2})?\nanswer = \"at \" price | [^a-z]+ \"é\""
    let words = ["{1000}", "{", "}", "(", ")", "[^", "]", "\"", "|", "\\", "*", "= "]
    let tokenizer = GrammarTests.tokenizer()
    let result = Fuzzing.run(
      "Grammars", corpus: [Array(grammar.utf8)], dictionary: words.map { Array($0.utf8) }, usual: 500
    ) { bytes in
      let grammar = try TokenGrammar(String(decoding: bytes, as: UTF8.self), tokenizer: tokenizer)
      var state = grammar.root
      for _ in 0..<4 {
        guard let token = grammar.tokens(after: state).last, let next = grammar.next(state, token) else { break }
        state = next
      }
    }
    #expect(result.accepted > 0 && result.refused > 0)
  }
}

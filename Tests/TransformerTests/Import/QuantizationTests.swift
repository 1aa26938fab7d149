import Foundation
import TestSupport
import Testing
import Transformer

/// Weights that one scale for each row serves badly.
@Suite struct QuantizationTests {
  /// A llama of two layers whose projections have outliers in a few columns, as float32 in a Hugging Face folder.
  private func folder(outliers: Float, rows: Float = 1) throws -> String {
    let path = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let (dim, hidden, vocabulary) = (256, 512, 96)
    var tensors: [(name: String, shape: [Int])] = [
      ("model.embed_tokens.weight", [vocabulary, dim]), ("model.norm.weight", [dim]),
    ]
    for layer in 0..<2 {
      let name = "model.layers.\(layer)."
      tensors += [
        (name + "input_layernorm.weight", [dim]), (name + "post_attention_layernorm.weight", [dim]),
        (name + "self_attn.q_proj.weight", [dim, dim]), (name + "self_attn.k_proj.weight", [dim / 2, dim]),
        (name + "self_attn.v_proj.weight", [dim / 2, dim]), (name + "self_attn.o_proj.weight", [dim, dim]),
        (name + "mlp.gate_proj.weight", [hidden, dim]), (name + "mlp.up_proj.weight", [hidden, dim]),
        (name + "mlp.down_proj.weight", [dim, hidden]),
      ]
    }
    var random = SplitMix64(seed: 4)
    var (header, data): ([String], [UInt8]) = ([], [])
    for (name, shape) in tensors {
      let start = data.count
      for index in 0..<shape.reduce(1, *) {
        var value: Float = 1
        if shape.count == 2 {
          // The sum of four is close to a normal distribution.
          value =
            (0..<4).reduce(0) { sum, _ in sum + Float(random.below(2001) - 1000) / 1000 } / 2
            / Float(shape[1]).squareRoot()
          if index / shape[1] % 13 == 5, name.contains("gate_proj") || name.contains("o_proj") { value *= rows }
          if index % shape[1] == 7, name.contains("up_proj") || name.contains("embed") { value *= outliers }
        }
        data += little(value.bitPattern)
      }
      header.append(
        #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(start),\#(data.count)]}"#)
    }
    let text = Array("{\(header.joined(separator: ","))}".utf8)
    try Data(little(UInt64(text.count)) + text + data).write(to: URL(fileURLWithPath: path + "/model.safetensors"))
    let config = """
      {"model_type":"llama","vocab_size":\(vocabulary),"hidden_size":\(dim),"intermediate_size":\(hidden),
      "num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,"max_position_embeddings":128,
      "tie_word_embeddings":true}
      """
    try Data(config.utf8).write(to: URL(fileURLWithPath: path + "/config.json"))
    return path
  }

  @Test func fewLargeWeightsGetScalesOfTheirOwn() throws {
    let path = try folder(outliers: 60)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let out = path + "/out.gguf"
    let report = try ModelImporter(path: path).run(to: out)
    let grouped = report.groupedTensors
    #expect(
      grouped.map(\.name).sorted() == [
        "model.embed_tokens.weight", "model.layers.0.mlp.up_proj.weight", "model.layers.1.mlp.up_proj.weight",
      ])
    // The error is that of the three quarters or more of the columns without outliers, and much less than before.
    #expect(grouped.allSatisfy { $0.groups > 1 && $0.plainError > 0.02 && $0.error < $0.plainError / 1.5 })
    #expect(report.tensors.filter { $0.isQuantized && !$0.isGrouped }.allSatisfy { $0.error < 0.012 })
    // Both precisions read the groups: as they are, and multiplied out.
    let file = try GGUFFile(path: out)
    let tokens = [3, 14, 15, 92, 65, 35]
    let numerics = try ModelNumerics.measure(file, tokens: tokens, pool: ComputePool(threads: 2))
    #expect(numerics.narrow.worst > 0.999 && numerics.wide.worst > 0.99999)
  }

  @Test func aLargeRowCostsTheOthersNothing() throws {
    let path = try folder(outliers: 1, rows: 1000)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let report = try ModelImporter(path: path).run(to: path + "/out.gguf")
    #expect(report.groupedTensors.isEmpty && report.coarseTensors.isEmpty)
    // Each row's own error, the small ones' too, is that of a row among its like.
    #expect(report.tensors.filter(\.isQuantized).allSatisfy { $0.error < 0.012 && $0.worstRow < 0.02 })
  }

  @Test func usualWeightsHaveOneScaleForEachRow() throws {
    let path = try folder(outliers: 1)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let report = try ModelImporter(path: path).run(to: path + "/out.gguf")
    #expect(report.groupedTensors.isEmpty && report.coarseTensors.isEmpty)
    #expect(report.tensors.filter(\.isQuantized).allSatisfy { $0.error > 0.001 && $0.error < 0.012 })
  }

  @Test func widerActivationsAreWrittenIntoTheFile() throws {
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    _ = try ModelImporter(path: DecoderTests.path("llama")).run(to: out)
    let before = try GGUFFile(path: out)
    #expect(try !before.bool("shoptalk.activations.wide"))
    let numerics = try ModelNumerics.measure(
      before, tokens: ModelNumerics.sampleTokens(vocabulary: 96, tokenizer: nil, most: 64),
      pool: ComputePool(threads: 2))
    // Random weights of this size amplify what 8 bits leave out; with more bits little is left of that.
    #expect(numerics.needsWide && numerics.wide.worst > 0.9999)
    try GGUFFile.setWideActivations(true, path: out)
    let after = try GGUFFile(path: out)  // verified
    #expect(try after.bool("shoptalk.activations.wide") && after.checksum != before.checksum)
    #expect(try !before.bool("shoptalk.activations.wide"), "who has mapped the old file keeps it")
  }
}

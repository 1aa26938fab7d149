import Foundation
import TestSupport
import Testing
import Transformer

/// Our arithmetic against Transformers' on the same dequantised weights (Models/reference/numerics.py).
@Suite struct NumericsTests {
  private static let pool = ComputePool(threads: 2)

  @Test(arguments: [Precision.fp32, .int8])
  func moonshineComputesAsTheReference(precision: Precision) throws {
    guard let file = Goldens.moonshine else { return }
    let dump = try Dump(path: Fixtures.path("Tests/Goldens/moonshine.dump.gz"))
    try expectSameWeights(dump, file)
    let result = try MoonshineResult(Moonshine(file: file, precision: precision, pool: Self.pool), dump)
    if precision == .fp32 {
      #expect(result.encoder.relativeError < 1e-4)
      #expect(result.logits.relativeError < 1e-4)
    } else {
      #expect(result.encoder.cosine > 0.999)
      #expect(result.logits.cosine > 0.999)
    }
    #expect(try MoonshineTokenizer(file: file).decode(result.tokens) == dump.text)
  }

  @Test(arguments: [Precision.fp32, .int8])
  func miniLMComputesAsTheReference(precision: Precision) throws {
    guard let file = Goldens.miniLM else { return }
    let dump = try Dump(path: Fixtures.path("Tests/Goldens/minilm.dump.gz"))
    try expectSameWeights(dump, file)
    let tokenizer = try WordPieceTokenizer(file: file)
    let model = try BERT(file: file, precision: precision, pool: Self.pool)
    // Alone and together with others: the same.
    let texts = dump.lines.map { tokenizer.encode($0, limit: model.configuration.mostTokens) }
    let together = try model.sentenceVectors(texts)
    for (index, text) in texts.enumerated() {
      for vector in [together[index], try model.sentenceVectors([text])[0]] {
        let difference = Difference(vector, from: try dump["vectors"].row(index))
        #expect(precision == .fp32 ? difference.relativeError < 1e-4 : difference.cosine > 0.99, "\(dump.lines[index])")
      }
    }
    let states = Difference(try model.hiddenStates([texts[0]])[0], from: try dump["states0"].values)
    #expect(precision == .fp32 ? states.relativeError < 1e-4 : states.cosine > 0.99)
  }

  /// All recordings that the reference was given: `SHOPTALK_NUMERICS` names the folder of its dumps.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SHOPTALK_NUMERICS"] != nil))
  func moonshineComputesAsTheReferenceOnManyRecordings() throws {
    guard let folder = ProcessInfo.processInfo.environment["SHOPTALK_NUMERICS"], let file = Goldens.moonshine else {
      return
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".dump") }.sorted()
    let tokenizer = try MoonshineTokenizer(file: file)
    for precision in [Precision.fp32, .int8] {
      let model = try Moonshine(file: file, precision: precision, pool: Self.pool)
      var (results, same): ([MoonshineResult], Int) = ([], 0)
      for name in names {
        let dump = try Dump(path: "\(folder)/\(name)")
        try expectSameWeights(dump, file)
        let result = try MoonshineResult(model, dump)
        let text = tokenizer.decode(result.tokens)
        if text == dump.text { same += 1 } else { print("\(precision) \(name): \(text) | reference: \(dump.text)") }
        results.append(result)
      }
      let worst = results.map { max($0.encoder.relativeError, $0.logits.relativeError) }.max() ?? 0
      let cosines = (results.map(\.encoder.cosine).min() ?? 0, results.map(\.logits.cosine).min() ?? 0)
      print(
        "\(precision): \(names.count) recordings, same text \(same), worst relative error \(worst),",
        "least cosine of encoder states \(cosines.0), of logits \(cosines.1)")
      #expect(Double(same) >= 0.95 * Double(names.count))
      #expect(precision == .fp32 ? worst < 1e-4 : min(cosines.0, cosines.1) > 0.999)
    }
  }

  private func expectSameWeights(_ dump: Dump, _ file: GGUFFile) throws {
    let (source, converter) = (try file.string("shoptalk.source.sha256"), try file.int("shoptalk.converter_version"))
    try #require(
      dump.source == source && dump.converter == converter,
      "\(file.path) is not what the dump was made from; run Models/convert.py and Models/reference/numerics.py again")
  }
}

/// One recording, encoded and decoded twice: along the reference's transcript, and greedily.
struct MoonshineResult {
  let encoder: Difference
  let logits: Difference
  let tokens: [Int]

  init(_ model: Moonshine, _ dump: Dump) throws {
    let audio = try model.encode(dump["samples"].values)
    encoder = Difference(audio.hiddenStates, from: try dump["encoder"].values)

    let reference = try dump["tokens"].values.map { Int($0) }
    let decoding = try MoonshineDecoding(model, audio)
    var state = try decoding.makeState()
    var kept: [Float] = []
    // The first tokens in one step, the others one by one.
    let first = min(3, reference.count - 1)
    var rows = try decoding.append(Array(reference[..<first]), to: &state)
    for row in 0..<first { kept += Self.sample(rows[row], dump.stride) }
    for token in reference[first..<(reference.count - 1)] {
      rows = try decoding.append(token, to: &state)
      kept += Self.sample(rows[0], dump.stride)
    }
    logits = Difference(kept, from: try dump["logits"].values)

    var tokens = [model.configuration.start]
    state = try decoding.makeState()
    while tokens.count < reference.count + 8, tokens.last != model.configuration.end {
      let scores = try decoding.append(tokens[tokens.count - 1], to: &state)[0]
      tokens.append(scores.indices.max { scores[$0] < scores[$1] } ?? model.configuration.end)
    }
    self.tokens = tokens
  }

  private static func sample(_ scores: UnsafeBufferPointer<Float>, _ stride: Int) -> [Float] {
    Swift.stride(from: 0, to: scores.count, by: stride).map { scores[$0] }
  }
}

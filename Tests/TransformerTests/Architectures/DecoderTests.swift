import Foundation
import TestSupport
import Testing
import Transformer

/// Tiny decoders with random weights, imported and compared with Models/reference/decoder_fixtures.py, which has run
/// them in Transformers.
@Suite struct DecoderTests {
  static let models = ["llama", "llama3", "qwen2", "qwen3", "gpt2"]

  /// The same weights in both forms.
  static let files = models + ["llama/model.gguf", "llama3/model.gguf", "qwen2/model.gguf", "gpt2/model.gguf"]

  static func path(_ name: String) -> String { Fixtures.path("Tests/Goldens/decoders/\(name)") }

  struct Reference {
    var tokens: [Int]
    /// (tokens, vocabulary)
    var scores: [Float]
    var vocabulary: Int

    init(_ name: String) throws {
      let folder = name.split(separator: "/")[0]
      let data = try Data(contentsOf: URL(fileURLWithPath: path("\(folder)/scores.bin")))
      let words = data.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
      let count = Int(words[0])
      vocabulary = Int(words[1])
      tokens = words[2..<2 + count].map(Int.init)
      scores = words[(2 + count)...].map { Float(bitPattern: $0) }
    }
  }

  /// Imports a model and opens what came of it, verified.
  static func load(_ name: String, _ precision: Precision) throws -> (any TextModel, ModelImportReport) {
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    let report = try ModelImporter(path: path(name)).run(to: out)
    let file = try GGUFFile(path: out)
    return (try TextModels.make(file: file, precision: precision, pool: ComputePool(threads: 2)), report)
  }

  /// The scores after `tokens`, read from nothing.
  static func scores(_ model: any TextModel, _ tokens: [Int]) throws -> [Float] {
    let decoding = try TextDecoding(model, capacity: 64)
    return try withExtendedLifetime(decoding) { Array(try decoding.append(tokens)) }
  }

  @Test(arguments: files) func agreesInSinglePrecision(name: String) throws {
    let reference = try Reference(name)
    let (model, report) = try Self.load(name, .fp32)
    let scores = try TextDecoding(model, capacity: 64).scores(of: reference.tokens)
    #expect(scores.count == reference.scores.count)
    #expect(relative(scores, reference.scores) < 1e-4, "\(name)")
    // The fixtures' weights are exact in int8.
    #expect(report.tensors.allSatisfy { $0.error == 0 } && report.coarseTensors.isEmpty)
  }

  @Test(arguments: files) func agreesInInt8(name: String) throws {
    let reference = try Reference(name)
    let (model, _) = try Self.load(name, .int8)
    let scores = try TextDecoding(model, capacity: 64).scores(of: reference.tokens)
    var worst = 1.0
    for row in reference.tokens.indices {
      let range = row * reference.vocabulary..<(row + 1) * reference.vocabulary
      worst = min(worst, cosine(scores[range], reference.scores[range]))
    }
    print("\(name): worst cosine in int8 \(worst)")
    // Their weights are exact in int8 and large: attention scores are tens, and what 8 bits leave out of the activations
    // is amplified by them. More bits bring all of it back, which the import's check sees to; trained weights do not
    // need them (TrainedDecoderTests).
    #expect(worst > 0.99, "\(name)")
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    _ = try ModelImporter(path: Self.path(name)).run(to: out)
    let numerics = try ModelNumerics.measure(
      try GGUFFile(path: out), tokens: reference.tokens, pool: ComputePool(threads: 2))
    #expect(numerics.wide.worst > 0.9999, "\(name)")
    #expect(numerics.needsWide == (numerics.narrow.worst < 0.999))
  }

  @Test(arguments: models, Precision.allCases) func aPromptIsReadAsItsTokensOneByOne(
    name: String, precision: Precision
  ) throws {
    let reference = try Reference(name)
    let (model, _) = try Self.load(name, precision)
    let atOnce = try TextDecoding(model, capacity: 64)
    let whole = Array(try atOnce.append(reference.tokens))
    #expect(atOnce.count == reference.tokens.count)
    let steps = try TextDecoding(model, capacity: 64)
    var last: [Float] = []
    for token in reference.tokens { last = Array(try steps.append(token)) }
    #expect(steps.count == reference.tokens.count)
    #expect(relative(last, whole) < (precision == .fp32 ? 1e-5 : 0.02))
    // What was forgotten leaves no trace.
    steps.truncate(to: 10)
    let again = Array(try steps.append(reference.tokens[10...]))
    #expect(relative(again, whole) < (precision == .fp32 ? 1e-5 : 0.02))
  }

  @Test func saysWhatCannotBeServed() throws {
    let (model, _) = try Self.load("llama", .int8)
    let decoding = try TextDecoding(model, capacity: 4)
    #expect(throws: TransformerError.self) { try decoding.append([]) }
    #expect(throws: TransformerError.self) { try decoding.append([1, 2, 3, 4, 5]) }
    #expect(throws: TransformerError.self) { try decoding.append(96) }
    #expect(throws: TransformerError.self) { try decoding.append(-1) }
    #expect(throws: TransformerError.self) { try TextDecoding(model, capacity: 129) }
    #expect(decoding.count == 0)
  }

  private func relative(_ x: [Float], _ y: [Float]) -> Double {
    var (difference, sum) = (0.0, 0.0)
    for (a, b) in zip(x, y) {
      difference += Double(a - b) * Double(a - b)
      sum += Double(b) * Double(b)
    }
    return (difference / sum).squareRoot()
  }

  private func cosine(_ x: ArraySlice<Float>, _ y: ArraySlice<Float>) -> Double {
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xy += Double(a) * Double(b)
      xx += Double(a) * Double(a)
      yy += Double(b) * Double(b)
    }
    return xy / (xx * yy).squareRoot()
  }
}

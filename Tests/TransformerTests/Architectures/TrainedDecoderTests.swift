import Foundation
import TestSupport
import Testing
import Transformer

/// A small Llama that has learned something, in int8 against Transformers in float32
/// (Models/reference/trained_decoders.py).
@Suite struct TrainedDecoderTests {
  private struct Entry: Decodable {
    var tokens: [Int]
    /// With the end, where the text ended.
    var greedy: [Int]
  }

  static let folder = Fixtures.path("Tests/Goldens/trained")

  @Test func int8SaysWhatSinglePrecisionSays() throws {
    let entries = try JSONDecoder().decode(
      [Entry].self, from: Data(contentsOf: URL(fileURLWithPath: Self.folder + "/llama.json")))
    let data = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/llama.scores"))
    let scores = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    let report = try ModelImporter(path: Self.folder + "/llama").run(to: out)
    #expect(report.hasTokenizer && report.coarseTensors.isEmpty)
    let file = try GGUFFile(path: out)
    let model = try TextModels.make(file: file, precision: .int8, pool: ComputePool(threads: 2))
    let ends = try Tokenizers.make(file: file).ends
    let (kept, width) = (40, model.vocabulary)
    #expect(scores.count == kept * width && entries.count == 200)

    var (worst, same) = (1.0, 0)
    for (index, entry) in entries.enumerated() {
      let decoding = try TextDecoding(model, capacity: entry.tokens.count + entry.greedy.count)
      var next = try decoding.append(entry.tokens)
      if index % (entries.count / kept) == 0 {
        let row = index / (entries.count / kept)
        worst = min(worst, Difference(Array(next), from: scores[row * width..<(row + 1) * width]).cosine)
      }
      var sampler = try Sampler(SamplingOptions())
      var greedy: [Int] = []
      while greedy.count < entry.greedy.count, let token = sampler.next(next) {
        greedy.append(token)
        guard !ends.contains(token), greedy.count < entry.greedy.count else { break }
        next = try decoding.append(token)
      }
      if greedy == entry.greedy { same += 1 }
    }
    print("trained llama: worst cosine in int8 \(worst), \(same) of \(entries.count) continuations the same")
    #expect(worst > 0.999)
    #expect(same >= entries.count * 95 / 100)
  }
}

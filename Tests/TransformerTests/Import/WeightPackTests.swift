import Foundation
import TestSupport
import Testing
import Transformer

/// Weights that are packed in a file beside their model.
@Suite struct WeightPackTests {
  private static let tokens = [[101, 2054, 2003, 1996, 102], [101, 7, 102]]

  /// A folder that is removed at the end, with an imported model in it.
  private func withModel(_ fixture: String = "llama", _ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try ModelImporter(path: DecoderTests.path(fixture)).run(to: folder + "/model.gguf")
    try body(folder + "/model.gguf")
  }

  private func scores(_ path: String, _ pool: ComputePool) throws -> [Float] {
    let model = try TextModels.make(file: try GGUFFile(path: path), precision: .int8, pool: pool)
    return try TextDecoding(model, capacity: 16).scores(of: [1, 2, 3, 5, 8])
  }

  @Test(
    "gives the same bits as weights that are packed in memory, on every set", arguments: ["llama", "gpt2", "qwen2"])
  func sameBits(fixture: String) throws {
    try withModel(fixture) { path in
      for pool in poolsOfEachSet {
        let before = try scores(path, pool)
        let file = try GGUFFile(path: path)
        #expect(!ModelPacker.isPacked(file, for: pool.kernels))
        let pack = try ModelPacker.pack(path, layout: pool.kernels.layout)
        #expect(ModelPacker.isPacked(file, for: pool.kernels))
        #expect(try ModelPacker.verify(file) == [pack.path])
        #expect(same(try scores(path, pool), before), "\(pool.kernels)")
        try FileManager.default.removeItem(atPath: pack.path)
      }
    }
  }

  @Test func packsASentenceEncoderWithItsBiases() throws {
    let path = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    let pool = ComputePool(threads: 1)
    defer { for end in ["", "." + pool.kernels.layout] { try? FileManager.default.removeItem(atPath: path + end) } }
    try RandomModel.miniLM.write(to: path)
    let before = try BERT(file: try GGUFFile(path: path), precision: .int8, pool: pool).sentenceVectors(Self.tokens)
    _ = try ModelPacker.pack(path)
    let file = try GGUFFile(path: path)
    #expect(ModelPacker.isPacked(file, for: pool.kernels))
    let after = try BERT(file: file, precision: .int8, pool: pool).sentenceVectors(Self.tokens)
    #expect(zip(before, after).allSatisfy { same($0, $1) })
  }

  @Test func leavesAPackAloneThatIsAnotherModelsOrDamaged() throws {
    try withModel { path in
      let pool = ComputePool(threads: 1)
      let before = try scores(path, pool)
      let pack = try ModelPacker.pack(path).path
      let sound = try Data(contentsOf: URL(fileURLWithPath: pack))
      // A flipped bit of a weight is found where the file is verified.
      var bytes = sound
      bytes[100] ^= 1
      try bytes.write(to: URL(fileURLWithPath: pack))
      #expect(!ModelPacker.isPacked(try GGUFFile(path: path), for: pool.kernels))
      #expect(same(try scores(path, pool), before))
      let error = #expect(throws: TransformerError.self) { try ModelPacker.verify(try GGUFFile(path: path)) }
      #expect("\(try #require(error))".contains("does not match its checksum"))
      // Another model's.
      try withModel("qwen2") { other in
        let theirs = try ModelPacker.pack(other).path
        try FileManager.default.removeItem(atPath: pack)
        try FileManager.default.copyItem(atPath: theirs, toPath: pack)
      }
      #expect(!ModelPacker.isPacked(try GGUFFile(path: path), for: pool.kernels))
      #expect(same(try scores(path, pool), before))
      // Wider activations are no other weights.
      try sound.write(to: URL(fileURLWithPath: pack))
      try GGUFFile.setWideActivations(true, path: path)
      #expect(ModelPacker.isPacked(try GGUFFile(path: path), for: pool.kernels))
    }
  }

  @Test func survivesDamagedPacks() throws {
    try withModel { path in
      let pool = ComputePool(threads: 1)
      let pack = try ModelPacker.pack(path).path
      let sound = Array(try Data(contentsOf: URL(fileURLWithPath: pack)))
      let start = sound[16..<24].reversed().reduce(0) { $0 << 8 | Int($1) }
      let tail = Array(sound[start...])
      let file = try GGUFFile(path: path, verify: false)
      var random = SplitMix64(seed: 11)
      var refused = 0
      for _ in 0..<300 {
        var (head, table) = (Array(sound[..<64]), tail)
        if random.below(2) == 0 {
          head[random.below(64)] = UInt8(random.below(256))
        } else {
          table[random.below(table.count)] = UInt8(ascii: "9") - UInt8(random.below(12))
          // With a checksum that fits, so that what the table says is what has to be refused.
          let sum = crc(table)
          for index in 0..<4 { head[32 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index)) }
        }
        try Data(head + sound[64..<start] + table).write(to: URL(fileURLWithPath: pack))
        guard ModelPacker.isPacked(file, for: pool.kernels) else {
          refused += 1
          continue
        }
        // Whatever it is taken for lies within the file.
        let model = try TextModels.make(file: file, precision: .int8, pool: pool)
        _ = try TextDecoding(model, capacity: 4).append([1, 2])
      }
      #expect(refused > 0)
    }
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~sum
  }

  @Test func saysWhatCannotBePacked() throws {
    try withModel { path in
      let error = #expect(throws: TransformerError.self) { try ModelPacker.pack(path, layout: "p3g3") }
      #expect("\(try #require(error))".contains("p16g4"))
      #expect(throws: TransformerError.self) { try ModelPacker.pack(path + ".missing") }
      let left = try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent)
      #expect(left == ["model.gguf"])
    }
  }
}

import Foundation
import TestSupport
import Testing
import Transformer

@Suite struct GGUFFileTests {
  private func open(_ bytes: [UInt8], verify: Bool = true) throws -> GGUFFile {
    try GGUFFile(contents: bytes, path: "sample.gguf", verify: verify)
  }

  @Test func readsMetadataAndTensors() throws {
    let file = try open(sampleFile().build())
    #expect(try file.string("general.architecture") == "sample")
    #expect(try file.int("sample.layers") == 6)
    #expect(try file.int("sample.negative") == -5)
    #expect(try file.float("sample.epsilon") == 1e-5)
    #expect(try file.ints("sample.strides") == [64, 3, 2])
    #expect(try file.bool("sample.flag"))
    #expect(
      try file.byteStrings("sample.tokens").map { String(decoding: $0, as: UTF8.self) } == ["<unk>", "▁a", "", "ñ"])
    #expect(file.tensorNames == ["linear.weight", "linear.weight_scale", "norm"])
    #expect(try Array(file.float32("norm", shape: [3])) == [1, 2, 3])
    let linear = try file.int8("linear.weight", shape: [2, 3])
    #expect(Array(linear.values) == [1, 2, 3, -4, -5, -6])
    #expect(Array(linear.scale) == [0.5, 0.25])
  }

  @Test func mapsAFileThatOutlivesItsReplacement() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent("sample.gguf")
    try Data(sampleFile().build()).write(to: url)
    let file = try GGUFFile(path: url.path)
    try Data("other".utf8).write(to: url, options: .atomic)
    file.discardPages()
    #expect(try Array(file.float32("norm", shape: [3])) == [1, 2, 3])
    #expect(throws: TransformerError.self) { try GGUFFile(path: url.path) }
  }

  @Test(arguments: [("/nowhere/at.gguf", "No such file"), ("/", "regular file"), ("/dev/null", "regular file")])
  func saysWhyAFileCannotBeRead(path: String, reason: String) throws {
    let error = #expect(throws: TransformerError.self) { try GGUFFile(path: path) }
    #expect("\(try #require(error))".contains(reason))
  }

  @Test func findsEveryFlippedBit() throws {
    let sound = sampleFile().build()
    for byte in sound.indices {
      for bit in 0..<8 {
        var bytes = sound
        bytes[byte] ^= 1 << UInt8(bit)
        #expect(throws: TransformerError.self, "bit \(bit) of byte \(byte)") { try open(bytes) }
      }
    }
  }

  @Test func findsEveryTruncationAndExtension() throws {
    let sound = sampleFile().build()
    // The padding after the last tensor may be missing; all else may not.
    for length in 0..<(sound.count - 24) {
      #expect(throws: TransformerError.self, "\(length) bytes") { try open(Array(sound[..<length])) }
    }
    #expect(throws: TransformerError.self) { try open(sound + [0]) }
  }

  @Test func namesKeysAndTensorsThatAreWrong() throws {
    let file = try open(sampleFile().build())
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "no error"
    }
    #expect(
      message { _ = try file.int("sample.heads") }.contains("sample.gguf: key 'sample.heads': is missing; delete"))
    #expect(message { _ = try file.int("sample.epsilon") }.contains("is not a whole number"))
    #expect(message { _ = try file.int("sample.layers", in: 1...4) }.contains("is 6, not within 1 to 4"))
    #expect(message { _ = try file.string("sample.tokens") }.contains("is not a single value"))
    #expect(message { _ = try file.float32("norm", shape: [4]) }.contains("is float32 [3], not float32 [4]"))
    #expect(message { _ = try file.int8("norm", shape: [3]) }.contains("tensor 'norm_scale': is missing"))
  }

  @Test func verifiesTheConvertedModels() throws {
    for name in ["moonshine-tiny-en.int8.gguf", "all-minilm-l6-v2.int8.gguf"] {
      let path = Fixtures.path("Models/out/\(name)")
      guard FileManager.default.fileExists(atPath: path) else {
        print("SKIPPED: \(name) is not converted; run Models/convert.py all")
        continue
      }
      let file = try GGUFFile(path: path)
      #expect(try file.byteStrings("tokenizer.ggml.tokens").count > 30_000)
    }
  }
}

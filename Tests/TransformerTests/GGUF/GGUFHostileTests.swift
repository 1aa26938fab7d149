import TestSupport
import Testing
import Transformer

/// Files that were made to lead the reader astray.
@Suite struct GGUFHostileTests {
  private func message(_ bytes: [UInt8], verify: Bool = false) -> String {
    do { _ = try GGUFFile(contents: bytes, path: "sample.gguf", verify: verify) } catch { return "\(error)" }
    return "no error"
  }

  @Test func refusesOtherFilesAndVersions() {
    #expect(message([]).contains("the file ends within the magic number"))
    #expect(message(Array("RIFF....WAVE".utf8)).contains("does not begin with 'GGUF'"))
    var bytes = sampleFile().build()
    bytes[4] = 2
    #expect(message(bytes).contains("GGUF version 2, not 3"))
  }

  @Test func refusesAbsurdCounts() {
    for value in [UInt64.max, UInt64(Int64.max), 1 << 40] {
      var bytes = sampleFile().build()
      bytes.replaceSubrange(8..<16, with: little(value))
      #expect(message(bytes).contains("the number of tensors says \(value)"))
      bytes = sampleFile().build()
      bytes.replaceSubrange(16..<24, with: little(value))
      #expect(message(bytes).contains("the number of keys says \(value)"))
      bytes = sampleFile().build()
      bytes.replaceSubrange(24..<32, with: little(value))
      #expect(message(bytes).contains("byte 24: a key says \(value)"))
    }
  }

  @Test func refusesBadMetadata() {
    var builder = sampleFile()
    builder.add("sample.layers", u32: 7)
    #expect(message(builder.build()).contains("key 'sample.layers' comes twice"))
    builder = sampleFile()
    builder.add("odd", type: 99, payload: [])
    #expect(message(builder.build()).contains("key 'odd' is of the unknown type 99"))
    builder = sampleFile()
    builder.add("nested", type: 9, payload: little(UInt32(9)) + little(UInt64(0)))
    #expect(message(builder.build()).contains("arrays of arrays"))
    builder = sampleFile()
    builder.add("huge", type: 9, payload: little(UInt32(8)) + little(UInt64.max / 8))
    #expect(message(builder.build()).contains("the length of key 'huge'"))
    for alignment in [0, 7, 48, 1 << 20] as [UInt32] {
      builder = sampleFile()
      builder.add("general.alignment", u32: alignment)
      #expect(message(builder.build()).contains("cannot be aligned to \(alignment)"))
    }
  }

  @Test func refusesBadTensors() {
    var builder = sampleFile()
    builder.add(tensor: "norm", shape: [1], [Float(1)])
    #expect(message(builder.build()).contains("tensor 'norm' comes twice"))
    builder = sampleFile()
    builder.add(tensor: "half", dimensions: [4], type: 4, bytes: [UInt8](repeating: 0, count: 8))
    #expect(message(builder.build()).contains("tensor 'half' is of the unknown type 4"))
    builder = sampleFile()
    builder.add(tensor: "odd", dimensions: [48], type: 8, bytes: [UInt8](repeating: 0, count: 51))
    #expect(message(builder.build()).contains("the rows of tensor 'odd' are no multiple of 32"))
    for dimensions in [[], [0], [1, 1, 1, 1, 1], [UInt64.max], [1 << 32, 1 << 32], [1 << 62, 4]] as [[UInt64]] {
      builder = sampleFile()
      builder.add(tensor: "big", dimensions: dimensions, type: 0, bytes: [0, 0, 0, 0])
      #expect(message(builder.build()).contains("tensor 'big' has"), "\(dimensions)")
    }
    for (offset, reason) in [
      (UInt64.max, "odd offset"), (33, "odd offset"), (1 << 20, "takes 12 bytes"), (32, "overlap"),
    ] {
      builder = sampleFile()
      builder.offsets["norm"] = offset
      #expect(message(builder.build()).contains(reason), "\(offset)")
    }
  }

  @Test func needsChecksumsToVerify() {
    #expect(message(sampleFile().build(checksums: false), verify: true).contains("checksum.header': is missing"))
    #expect(message(sampleFile().build(checksums: false)) == "no error")
  }

  /// Whatever the damage: an error, or a file all of whose contents can be read.
  @Test func survivesDamage() throws {
    var vocabulary = GGUFBuilder()
    vocabulary.alignment = 64
    vocabulary.add("general.alignment", u32: 64)
    vocabulary.add("tokens", (0..<64).map { "token\($0)" })
    vocabulary.add(tensor: "a", shape: [1, 2, 2, 4], [Float](repeating: 1, count: 16))
    let corpus = [sampleFile().build(), vocabulary.build(), sampleFile().build(checksums: false)]
    let dictionary = ["GGUF", "general.alignment", "norm", "linear.weight"].map { Array($0.utf8) }
    var total = 0
    let result = Fuzzing.run("GGUF", corpus: corpus, dictionary: dictionary) { bytes in
      let file = try GGUFFile(contents: bytes, path: "damaged.gguf", verify: false)
      for name in file.tensorNames { total += Int(try file.tensor(name).bytes.last ?? 0) }
      for key in ["tokens", "sample.tokens"] {
        for token in (try? file.byteStrings(key)).map(Array.init) ?? [] { total += token.count }
      }
      for key in ["sample.layers", "sample.negative", "general.alignment"] { total &+= (try? file.int(key)) ?? 0 }
      for key in ["sample.strides", "tokens"] { total &+= (try? file.ints(key))?.count ?? 0 }
      _ = try? file.string("general.architecture")
      _ = try? file.float("sample.epsilon")
      _ = try? file.bool("sample.flag")
    }
    // Both ends are reached: some damage is harmless, most is not.
    #expect(result.refused > result.accepted / 10)
    #expect(result.accepted > 0)
  }

  /// With verification, nothing but the missing padding at the end goes unnoticed.
  @Test func noticesDamage() throws {
    let sound = sampleFile().build()
    Fuzzing.run("GGUF with checksums", corpus: [sound], usual: 1000, seed: 2) { bytes in
      _ = try GGUFFile(contents: bytes, path: "damaged.gguf", verify: true)
      #expect(sound.starts(with: bytes) && bytes.count >= sound.count - 24)
    }
  }
}

import Foundation
import TestSupport
import Testing
import Transformer

/// A tiny Whisper with random weights against Models/reference/whisper_fixtures.py, which has run it in Transformers.
@Suite struct WhisperTests {
  static let files = ["Tests/Goldens/whisper", "Tests/Goldens/whisper/model.bin"]

  struct Golden {
    var samples: [Float]
    /// The first frames: (frames, bands).
    var bands: [Float]
    /// Some of the encoder's states, by their frames.
    var frames: [Int]
    var states: [Float]
    /// The marks at the beginning among them.
    var tokens: [Int]
    var prompt: Int
    /// (tokens, vocabulary)
    var scores: [Float]
    var vocabulary, dim: Int
    var language: String

    init() throws {
      let data = Array(try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Tests/Goldens/whisper/golden.bin"))))
      var at = 0
      func word() -> UInt32 {
        defer { at += 4 }
        return (0..<4).reduce(0) { $0 | UInt32(data[at + $1]) << UInt32(8 * $1) }
      }
      func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(bitPattern: word()) } }
      let head = (0..<8).map { _ in Int(word()) }
      (prompt, vocabulary, dim) = (head[2], head[3], head[5])
      samples = (0..<head[0]).map {
        Float(Int16(bitPattern: UInt16(data[at + 2 * $0]) | UInt16(data[at + 2 * $0 + 1]) << 8)) / 32768
      }
      at += 2 * head[0]
      bands = floats(310 * head[6])
      frames = (0..<head[4]).map { _ in Int(word()) }
      states = floats(head[4] * dim)
      tokens = (0..<head[1]).map { _ in Int(word()) }
      scores = floats(head[1] * vocabulary)
      language = ["en", "zh", "de", "es", "ru"][head[7]]
    }
  }

  static func load(_ source: String, _ precision: Precision) throws -> (Whisper, any SubwordTokenizer, WhisperMarks) {
    let out = NSTemporaryDirectory() + "shoptalk-\(UUID().uuidString).gguf"
    defer { try? FileManager.default.removeItem(atPath: out) }
    let report = try ModelImporter(path: Fixtures.path(source)).run(to: out)
    #expect(report.architecture == "whisper" && report.hasTokenizer && report.tensors.allSatisfy { $0.error == 0 })
    let file = try GGUFFile(path: out)
    let tokenizer = try Tokenizers.make(file: file)
    return (
      try Whisper(file: file, precision: precision, pool: ComputePool(threads: 2)), tokenizer,
      try WhisperMarks(tokenizer, file: file)
    )
  }

  private func difference(_ ours: some Collection<Float>, _ reference: some Collection<Float>) -> Difference {
    Difference(ours, from: reference)
  }

  @Test func melBandsAreThoseOfTheReference() throws {
    let golden = try Golden()
    let (model, _, _) = try Self.load(Self.files[0], .fp32)
    let bands = try model.bands(of: golden.samples)
    #expect(bands.count == 3000 * 80)
    let worst = zip(bands, golden.bands).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 1e-4, "off by \(worst)")
    // What follows the sound is silent.
    #expect(Set(bands[(310 * 80)...]).count == 1)
    // Sound of any length is taken: none, a sample, half a minute.
    for count in [0, 1, 399, 480_000] {
      let sound = (0..<count).map { Float($0 % 100) / 200 }
      #expect(try model.bands(of: sound).allSatisfy(\.isFinite), "\(count) samples")
    }
    #expect(throws: TransformerError.self) { try model.encode([Float](repeating: 0, count: 480_001)) }
  }

  @Test(arguments: files) func agreesInSinglePrecision(source: String) throws {
    let golden = try Golden()
    let (model, _, _) = try Self.load(source, .fp32)
    let audio = try model.encode(golden.samples)
    let states = audio.hiddenStates
    let kept = golden.frames.flatMap { states[$0 * golden.dim..<($0 + 1) * golden.dim] }
    #expect(difference(kept, golden.states).relativeError < 1e-4)
    let decoding = try TextDecoding(WhisperText(model, audio), capacity: golden.tokens.count)
    let scores = try decoding.scores(of: golden.tokens)
    #expect(difference(scores, golden.scores).relativeError < 1e-4)
  }

  @Test func agreesInInt8() throws {
    let golden = try Golden()
    let (model, _, _) = try Self.load(Self.files[0], .int8)
    let decoding = try TextDecoding(WhisperText(model, model.encode(golden.samples)), capacity: golden.tokens.count)
    let scores = try decoding.scores(of: golden.tokens)
    print("whisper: cosine in int8 \(difference(scores, golden.scores).cosine)")
    #expect(difference(scores, golden.scores).cosine > 0.99)
  }

  @Test(arguments: files) func writesDownWhatTheReferenceDoes(source: String) throws {
    let golden = try Golden()
    let (model, tokenizer, marks) = try Self.load(source, .fp32)
    #expect(marks.languages.keys.sorted() == ["de", "en", "es", "ru", "zh"])
    let audio = try model.encode(golden.samples)
    #expect(try model.language(of: WhisperText(model, audio), marks) == golden.language)
    // whisper.cpp's files do not say what is suppressed.
    guard source == Self.files[0] else { return }
    let written = golden.tokens[golden.prompt...].filter { $0 != marks.end }
    let text = try model.transcribe(audio, marks: marks, language: "de", limit: written.count)
    #expect(text.tokens == Array(written) && text.language == "de")
    #expect(text.logProbabilities.allSatisfy { $0 <= 0 })
    #expect(!tokenizer.decode(text.tokens, special: false).contains("<|"))
    let found = try model.transcribe(audio, marks: marks, limit: 3)
    #expect(found.language == golden.language && found.ending == .limit)
    #expect(throws: TransformerError.self) { try model.transcribe(audio, marks: marks, language: "tlh") }
  }

  @Test func bothFormsHaveTheSameTokenizer() throws {
    let (_, first, marks) = try Self.load(Self.files[0], .int8)
    let (_, second, others) = try Self.load(Self.files[1], .int8)
    #expect(first.vocabularySize == second.vocabularySize && marks.languages == others.languages)
    #expect(
      marks.start == others.start && marks.end == others.end && marks.withoutTimestamps == others.withoutTimestamps)
    for text in [" how much is the milk", "wie viel kostet<|de|> das?", "é 12\n"] {
      #expect(first.encode(text, special: true) == second.encode(text, special: true), "\(text)")
    }
  }
}

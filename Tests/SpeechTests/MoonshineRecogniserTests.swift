import Foundation
import Speech
import TestSupport
import Testing
import Transformer

@Suite("The recogniser, on real weights")
struct MoonshineRecogniserTests {
  private static let recogniser: MoonshineRecogniser? = {
    let path = Fixtures.path("Models/out/moonshine-tiny-en.int8.gguf")
    guard FileManager.default.fileExists(atPath: path) else {
      print("SKIPPED: \(path) is not here, so nothing is recognised; run Models/convert.py all")
      return nil
    }
    return try? MoonshineRecogniser(path: path, pool: ComputePool(threads: 2))
  }()

  private func spoken(_ text: String) throws -> [Float] {
    try FliteVoice(.slt).samples(of: text).map { Float($0) / 32768 }
  }

  @Test("writes down what flite says, silence around it or not")
  func speech() throws {
    guard let recogniser = Self.recogniser else { return }
    let speech = try spoken("how much is the coffee")
    let silence = [Float](repeating: 0, count: 16_000)
    for samples in [speech, silence + speech + silence] {
      let transcript = try recogniser.transcribe(samples)
      #expect(transcript.text.lowercased().contains("how much is the coffee"))
      #expect(transcript.tokens.count == transcript.logProbabilities.count)
      #expect(transcript.ending == .finished && transcript.averageLogProbability > -1)
      #expect(transcript.audioSeconds == Double(samples.count) / 16_000)
    }
  }

  @Test("hears nothing in silence, and in next to nothing")
  func silence() throws {
    guard let recogniser = Self.recogniser else { return }
    for samples in [
      [], [Float](repeating: 0, count: 48_000), [Float](repeating: .nan, count: 3000), [0.5, -0.5],
    ] {
      let transcript = try recogniser.transcribe(samples)
      #expect(
        transcript.text.isEmpty && transcript.tokens.isEmpty && transcript.ending == .finished)
    }
  }

  /// A language of one product, asked for in one way.
  private static func language() throws -> WordLanguage {
    var builder = WordLanguageBuilder(classes: ["product"])
    builder.add(["medium", "mocha"], to: 0)
    builder.add(["mocha"], to: 0)
    builder.add(sentence: "how much is the".split(separator: " ").map { .word(String($0)) } + [.phrase(0)], weight: 9)
    return try WordLanguage(builder.build())
  }

  @Test("hears the words of the shop where they are said, and other speech as it was said")
  func shopWords() throws {
    guard let recogniser = Self.recogniser else { return }
    let language = try Self.language()
    let asked = try recogniser.transcribe(spoken("how much is the mocha"), language: language)
    #expect(asked.text.lowercased().contains("how much is the mocha"))
    #expect(asked.confidence > 0.5 && asked.alternatives.allSatisfy { $0.probability <= asked.confidence })
    let other = try spoken("my brother walked home along the river last night")
    let free = try recogniser.transcribe(other)
    #expect(
      try TokenSpelling.words(recogniser.transcribe(other, language: language).text) == TokenSpelling.words(free.text))
  }

  @Test("a beam of one without weight hears what greedy decoding hears")
  func beamOfOne() throws {
    guard let recogniser = Self.recogniser else { return }
    var weights = LanguageWeights()
    (weights.scale, weights.leaving, weights.staying, weights.most) = (0, 0, 0, 0)
    var width = BeamWidth()
    (width.most, width.within, width.tokensWithin) = (1, 0, 0)
    let language = BeamLanguage(
      try Self.language(), spelling: recogniser.tokenSpelling, weights: weights, width: width)
    for text in ["how much is the coffee", "where do you keep the olive oil", "is it open on sunday"] {
      let audio = try recogniser.model.encode(spoken(text))
      let greedy = try recogniser.model.greedyText(for: audio, limit: 40)
      let found = try recogniser.model.beamTexts(for: audio, limit: 40, language: language)
      #expect(found.first?.tokens == greedy.tokens && found.first?.isGreedy == true)
      #expect(found.first?.logProbabilities == greedy.logProbabilities)
    }
  }

  @Test("stops where the task is cancelled")
  func cancelling() async throws {
    guard let recogniser = Self.recogniser else { return }
    let speech = try spoken("how much is the coffee")
    let result = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return Result { try recogniser.transcribe(speech) }
    }.value
    #expect(throws: SpeechError.cancelled) { try result.get() }
  }

  @Test("says which model file is missing")
  func missing() {
    #expect(throws: SpeechError.self) {
      try MoonshineRecogniser(path: "/nowhere/moonshine.gguf", pool: ComputePool(threads: 1))
    }
  }
}

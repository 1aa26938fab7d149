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

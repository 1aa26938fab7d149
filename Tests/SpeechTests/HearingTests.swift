import Foundation
import Speech
import TestSupport
import Testing
import Transformer

@Suite("Hearing again what is in doubt")
struct HearingTests {
  /// The recogniser's file, where it is.
  private static let path: String? = {
    let path = Fixtures.path("Models/out/moonshine-tiny-en.int8.gguf")
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()
  private static let recogniser = path.flatMap { try? MoonshineRecogniser(path: $0, pool: ComputePool(threads: 2)) }

  /// A shop with four things, asked for in one way.
  private static func language() throws -> WordLanguage {
    var builder = WordLanguageBuilder(classes: ["product"], grammarClasses: 1)
    for product in [["medium", "mocha"], ["mocha"], ["green", "tea"], ["oat", "milk"]] {
      builder.add(product, to: 0)
      builder.add(grammarPhrase: product, to: 0)
      for word in product { builder.add(name: word) }
    }
    let asked = ["how", "much", "is", "the"]
    builder.add(sentence: asked.map { .word($0) } + [.phrase(0)], weight: 9)
    var grammar = WordGrammar()
    var at = WordGrammar.start
    for word in asked {
      let next = grammar.addState()
      grammar.connect(at, next, .word(word))
      at = next
    }
    grammar.connect(at, WordGrammar.end, .phrase(0))
    builder.set(grammar: grammar)
    return try WordLanguage(builder.build())
  }

  private static func spoken(_ text: String) throws -> [Float] {
    try FliteVoice(.slt).samples(of: text).map { Float($0) / 32768 }
  }

  /// The same noise every time, as loud as `level`.
  private static func noise(_ count: Int, _ level: Float) -> [Float] {
    var state: UInt64 = 7
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return level * (Float(state >> 40) / Float(1 << 23) - 1)
    }
  }

  @Test("another speed is as much longer or shorter, and as much lower or higher", arguments: [Float(0.93), 1.07])
  func pace(_ pace: Float) {
    let tone = (0..<16_000).map { sinf(Float($0) * 2 * .pi * 400 / 16_000) }
    let changed = SecondHearing.changed(tone, by: pace)
    #expect(abs(changed.count - Int(16_000 / pace)) <= 2)
    // The tone keeps all its waves: more of them a second at the faster speed.
    func waves(_ samples: [Float]) -> Int { zip(samples, samples.dropFirst()).count { $0 < 0 && $1 >= 0 } }
    #expect(abs(waves(changed) - waves(tone)) <= 1)
    #expect(changed.allSatisfy { abs($0) <= 1 })
    #expect(SecondHearing.changed([], by: pace).isEmpty && SecondHearing.changed([0.5], by: pace) == [0.5])
  }

  @Test("what is clear is heard once; what drowns, again in every way, but only with a shop's words")
  func doubt() throws {
    guard let recogniser = Self.recogniser else { return }
    let language = try Self.language()
    let speech = try Self.spoken("how much is the green tea")
    let clear = try recogniser.transcribe(speech, language: language)
    #expect(clear.hearingsAgain == 0, "\(clear)")
    #expect(clear.text.lowercased().contains("green tea"))
    let drowned = zip(speech, Self.noise(speech.count, 0.5)).map { $0 + $1 }
    let doubtful = try recogniser.transcribe(drowned, language: language)
    let ways = SecondHearing.all.count
    #expect(doubtful.hearingsAgain == ways || doubtful.confidence >= SecondHearing.doubtful, "\(doubtful)")
    #expect(try recogniser.transcribe(drowned).hearingsAgain == 0)
  }

  @Test("the encoder as it was published stands beside the one that has practised in noise, and hears otherwise")
  func published() throws {
    guard let recogniser = Self.recogniser else { return }
    let model = recogniser.model
    try #require(model.hasPublishedEncoder)
    let speech = try Self.spoken("how much is the green tea")
    let noisy = zip(speech, Self.noise(speech.count, 0.05)).map { $0 + $1 }
    func states(_ samples: [Float], _ asPublished: Bool) throws -> [Float] {
      try model.encode(samples, asPublished: asPublished).hiddenStates
    }
    func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    // In noise it stays nearer to what the published one makes of quiet: that is what it practised.
    let quiet = try states(speech, true)
    let (before, after) = (distance(try states(noisy, true), quiet), distance(try states(noisy, false), quiet))
    #expect(after > 0 && after < before, "\(after) of \(before)")
  }

  @Test("who does not wait is not made to: what drowns is heard once, and what was heard then is told")
  func patience() throws {
    guard let path = Self.path else { return }
    let speech = try Self.spoken("how much is the green tea")
    let drowned = zip(speech, Self.noise(speech.count, 0.5)).map { $0 + $1 }
    let hurried = try MoonshineRecogniser(path: path, patience: .zero, pool: ComputePool(threads: 1))
    let transcript = try hurried.transcribe(drowned, language: try Self.language())
    #expect(transcript.hearingsAgain == 0 && transcript.confidence < SecondHearing.doubtful, "\(transcript)")
  }

  @Test("no text that was searched for buys itself time with marks")
  func marks() throws {
    guard let recogniser = Self.recogniser else { return }
    let speech = try Self.spoken("how much is the medium mocha")
    let drowned = zip(speech, Self.noise(speech.count, 0.15)).map { $0 + $1 }
    let language = BeamLanguage(try Self.language(), spelling: recogniser.tokenSpelling)
    let texts = try recogniser.model.beamTexts(
      for: recogniser.model.encode(drowned), limit: 24, language: language)
    #expect(texts.count > 1)
    for text in texts where !text.isGreedy {
      let marks = text.tokens.map { token in
        !recogniser.tokenizer.decode([token]).contains { $0.isLetter || $0.isNumber }
      }
      #expect(!zip(marks, marks.dropFirst()).contains { $0 && $1 }, "\(recogniser.tokenizer.decode(text.tokens))")
    }
  }
}

import ArgumentParser
import Audio
import FoundationEssentials
import Glibc
import Session
import Shop
import Speech
import Transformer

/// `shoptalk dump hearing`: recordings decoded with the shop's language at several weights, to choose them by.
struct DumpHearing: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "hearing")

  @Argument(help: "WAV files.") var files: [String] = []
  @Option(
    help:
      "Lines of weights: scale neutral leaving staying most beam within tokens end, and beam scale within end of the grammar, opening, further, ease ease easing."
  ) var weights: String
  @Flag(help: "All texts that were found, with their scores.") var all = false
  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

  func run() throws {
    let (store, _) = try ShopStore.open(folder: try shop.folder(), encoder: nil)
    let clock = ContinuousClock()
    var start = clock.now
    let language = try store.language()
    Console.complain(
      "language: \(language.bytes) bytes, \(language.spellings) spellings, \(start.duration(to: clock.now))")
    let recogniser = try MoonshineRecogniser(path: try models.path(of: .recogniser), pool: models.pool())
    let model = recogniser.model
    let lines = try String(contentsOfFile: weights, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Float($0) }
    }.filter { $0.count >= 9 }
    start = clock.now
    let spelling = recogniser.tokenSpelling
    Console.complain("spelling: \(start.duration(to: clock.now))")
    for file in files {
      let samples = try WAVFile.read(path: file).resampled(to: 16_000).samples
      start = clock.now
      let audio = try model.encode(samples)
      let encoding = start.duration(to: clock.now) / .milliseconds(1)
      let limit = Int((Float(samples.count) / 16_000 * model.configuration.tokensPerSecond).rounded(.up))
      start = clock.now
      let greedy = try model.greedyText(for: audio, limit: limit)
      let greedyTime = start.duration(to: clock.now) / .milliseconds(1)
      let score = greedy.logProbabilities.reduce(0, +) + (greedy.endLogProbability ?? 0)
      func show(
        _ index: Int, _ text: String, _ heard: Float, _ score: Float, _ tokens: Int, _ ms: Double, _ inGrammar: Bool
      ) throws {
        try Console.line(
          JSONValue.object([
            ("w", .integer(index)), ("file", .string(file)), ("text", .string(text)),
            ("heard", .number(Double(heard), decimals: 2)), ("score", .number(Double(score), decimals: 2)),
            ("tokens", .integer(tokens)), ("ms", .number(ms, decimals: 1)), ("encode", .number(encoding, decimals: 1)),
            ("grammar", .bool(inGrammar)),
          ]).text)
      }
      try show(-1, recogniser.tokenizer.decode(greedy.tokens), score, score, greedy.tokens.count, greedyTime, false)
      for (index, line) in lines.enumerated() {
        var weights = LanguageWeights()
        (weights.scale, weights.neutral, weights.leaving, weights.staying, weights.most) =
          (line[0], line[1], line[2], line[3], line[4])
        var width = BeamWidth()
        (width.most, width.within, width.tokensWithin) = (Int(line[5]), line[6], line[7])
        width.endWithin = line[8]
        if line.count >= 13 {
          width.grammatical = Int(line[9])
          (weights.grammarScale, width.grammaticalWithin, width.grammaticalEndWithin) = (line[10], line[11], line[12])
          if line.count >= 15 { (weights.opening, weights.openingMore) = (line[13], line[14]) }
          if line.count >= 18 { (width.ease, width.grammaticalEase, width.easing) = (line[15], line[16], line[17]) }
        }
        start = clock.now
        let heard = BeamLanguage(language, spelling: spelling, weights: weights, width: width)
        let texts = try model.beamTexts(for: audio, limit: limit, language: heard)
        let time = start.duration(to: clock.now) / .milliseconds(1)
        for text in all ? texts[...] : texts.prefix(1) {
          let written = heard.canonical(
            recogniser.tokenizer.decode(text.tokens), isGrammatical: text.isGrammatical)
          try show(index, written, text.heardScore, text.score, text.tokens.count, time, text.isGrammatical)
        }
      }
    }
  }
}

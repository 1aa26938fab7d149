import ArgumentParser
import Audio
import FoundationEssentials
import Glibc
import Session
import Shop
import Speech
import Transformer

/// `shoptalk eval speech`: how much of what is said in recordings is heard, in quiet and in noise.
struct EvalSpeech: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speech", abstract: "Measure what is heard of recordings whose words are known.",
    discussion: """
      What was said stands in --truth: a JSON object of recordings with what each asked for \
      ({"a.wav": {"size": "large", "drink": "latte"}}: accepted where every phrase is heard, and no longer one of the \
      same slot), or lines of {"file": "a.wav", "text": "a large latte"}, for the word error rate. Without it \
      labels.json or transcripts.jsonl beside the recordings is taken. With --noise each recording is heard again at \
      each --snr: decibels between the loudest eighth of a second of speech and of noise.
      """)

  @Argument(help: ArgumentHelp("The folder of the recordings.", valueName: "dir")) var folder: String
  @Option(name: .long, help: ArgumentHelp("What was said.", valueName: "file")) var truth: String?
  @Option(name: .long, help: ArgumentHelp("A shop whose words are likely to be said.", valueName: "dir"))
  var shop: String?
  @Option(name: .long, help: ArgumentHelp("A recording of noise, longer than the others.", valueName: "wav"))
  var noise: String?
  @Option(name: .long, help: ArgumentHelp("Signal to noise in dB, parted by commas.", valueName: "dB,…"))
  var snr = "24,18,12,6"
  @Flag(name: .long, help: "Name each recording that is not accepted, or has an error, with what was heard.")
  var verbose = false
  @Flag(name: .long, help: "Print one JSON object.") var json = false
  @OptionGroup var models: ModelOptions

  func validate() throws {
    for part in snr.split(separator: ",", omittingEmptySubsequences: false)
    where Double(part).map({ !(-20...80).contains($0) }) ?? true {
      throw ValidationError("--snr takes decibels from -20 to 80 parted by commas, such as 24,12,6")
    }
  }

  func run() throws {
    let truths = try SpokenTruth.read(truth ?? SpokenTruth.beside(folder))
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw Failure(.data, "\(folder): is no folder that can be read; name the folder of the recordings")
    }
    let names = files.filter { truths[$0] != nil }.sorted()
    guard !names.isEmpty else { throw Failure(.data, "\(folder): has no recording that --truth speaks of") }
    let recogniser = try Recognisers.open(
      path: models.path(of: .recogniser), language: nil, precision: models.precision, pool: models.pool())
    let words = try shop.map { try ShopStore.open(folder: $0, encoder: nil).0.language() }
    let clips = try names.map { (name: $0, samples: try Self.samples("\(folder)/\($0)")) }
    let background = try noise.map { try Self.samples($0) }
    var conditions: [Double?] = [nil]
    if background != nil { conditions += snr.split(separator: ",").compactMap { Double($0) } }
    let slots = SpokenTruth.slots(truths)
    var scores: [SpeechScore] = []
    for condition in conditions {
      var score = SpeechScore(snr: condition)
      for clip in clips {
        guard let wanted = truths[clip.name] else { continue }
        var samples = clip.samples
        if let condition, let background {
          samples = try Noise.mixed(samples, with: background, decibels: condition, name: clip.name)
        }
        let clock = ContinuousClock()
        let start = clock.now
        let heard = try recogniser.transcribe(samples, language: words)
        score.milliseconds.append(start.duration(to: clock.now) / .milliseconds(1))
        let isRight = score.add(heard, wanted, slots: slots)
        if verbose, !isRight {
          Console.complain("\(condition.map { "\($0) dB" } ?? "clean") \(clip.name): \(heard.text)")
        }
      }
      scores.append(score)
    }
    if json {
      try Console.line(JSONValue.object([("conditions", .array(scores.map(\.json)))]).text)
    } else {
      for line in SpeechScore.table(scores) { try Console.line(line) }
    }
  }

  private static func samples(_ path: String) throws -> [Float] {
    try WAVFile.read(path: path).resampled(to: 16_000).samples
  }
}

/// Noise added to recordings, the same in every run.
enum Noise {
  /// `speech` with a stretch of `noise` under it, chosen by `name`; peaks at half of full scale.
  static func mixed(_ speech: [Float], with noise: [Float], decibels: Double, name: String) throws(Failure) -> [Float] {
    guard noise.count > speech.count else { throw Failure(.data, "--noise is shorter than \(name)") }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(name) \(decibels)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let start = Int(hash % UInt64(noise.count - speech.count))
    let stretch = noise[start..<start + speech.count]
    let ratio = loudest(speech[...]) / max(loudest(stretch), 1e-12) / Float(pow(10, decibels / 10))
    let gain = ratio.squareRoot()
    var sum = zip(speech, stretch).map { $0 + gain * $1 }
    let peak = max(1e-9, sum.map(abs).max() ?? 0)
    for index in sum.indices { sum[index] *= 0.5 / peak }
    return sum
  }

  /// The energy of the loudest 2,048 samples that begin at a multiple of as many.
  private static func loudest(_ samples: ArraySlice<Float>) -> Float {
    var most: Float = 0
    var at = samples.startIndex
    while at + 2048 <= samples.endIndex {
      most = max(most, samples[at..<at + 2048].reduce(0) { $0 + $1 * $1 })
      at += 2048
    }
    return most
  }
}

import ArgumentParser
import Audio
import FoundationEssentials
import Glibc
import Session

/// `shoptalk eval endpoint`: how soon after the last word the end of a question is found, and how often too soon.
struct EvalEndpoint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoint", abstract: "Measure how the end of a question is found in recordings.",
    discussion: """
      The recordings must go on for a second after the last word. Where the words are is taken from the clean \
      recordings of the same names (--clean), else from the recordings themselves: the last frame that is louder than \
      the silence between words. A question is cut off where its end is found before that.
      """)

  @Argument(help: ArgumentHelp("The folder of the recordings.", valueName: "dir"))
  var folder: String

  @Option(name: .long, help: ArgumentHelp("The folder of the same recordings without noise.", valueName: "dir"))
  var clean: String?

  @Option(name: .long, help: ArgumentHelp("Milliseconds of silence that end a question.", valueName: "ms"))
  var pause = Int(QuestionEnd.Settings().pause * 1_000)

  @Flag(name: .long, help: "Take only every third recording: those that the detector was not trained on.")
  var heldOut = false

  @Flag(name: .long, help: "Name each recording that is cut off or waits for more than a second.")
  var verbose = false

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard (100...5_000).contains(pause) else { throw ValidationError("'--pause \(pause)' is not between 100 and 5000") }
  }

  func run() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".wav") }.sorted()
    guard !names.isEmpty else { throw Failure(.data, "\(folder): has no WAV files") }
    var waits: [Double] = []
    var (cut, never, nothing, count) = (0, 0, 0, 0)
    for (index, name) in names.enumerated() where !heldOut || index % 3 == 2 {
      count += 1
      let recording = try WAVFile.read(path: "\(folder)/\(name)").resampled(to: 16_000).samples
      let words = try clean.map { try WAVFile.read(path: "\($0)/\(name)").resampled(to: 16_000).samples } ?? recording
      let last = Self.lastWord(words)
      switch end(of: recording, last: last) {
      case .found(let frame) where frame < last - 5:
        cut += 1
        if verbose { Console.complain("\(name): cut off \((last - frame) * 10) ms before its end") }
      case .found(let frame):
        waits.append(Double(frame - last) * 10)
        if verbose, frame - last > 100 { Console.complain("\(name): ends after \((frame - last) * 10) ms") }
      case .never: never += 1
      case .nothing: nothing += 1
      }
    }
    let wait = Summary(waits)
    if json {
      try Console.line(
        JSONValue.object([
          ("recordings", .integer(count)), ("cut_off", .integer(cut)), ("never_ended", .integer(never)),
          ("nothing_heard", .integer(nothing)), ("pause_ms", .integer(pause)), ("wait_ms", wait.json),
        ]).text)
    } else {
      try Console.line("  \(count) recordings: \(cut) cut off, \(never) not ended, \(nothing) not heard")
      try Console.line("  from the last word to the end: \(wait.text)")
    }
  }

  private enum Found {
    case found(Int)
    case never, nothing
  }

  private func end(of recording: [Float], last: Int) -> Found {
    var activity = VoiceActivity()
    var settings = QuestionEnd.Settings()
    settings.pause = Double(pause) / 1_000
    settings.patience = 1e6
    settings.longest = 1e6
    var end = QuestionEnd(settings)
    // The device has heard the shop for long when somebody presses: here, what follows the words, three times.
    let rest = Array(recording[max(0, min(recording.count, max(last * 160 + 4_800, recording.count - 16_000)))...])
    for _ in 0..<3 { rest.withUnsafeBufferPointer { activity.process($0) { _ in } } }
    var found: Int?
    recording.withUnsafeBufferPointer { samples in
      activity.process(samples) { frame in
        if case .ended = end.process(speech: frame.speech, prominence: frame.prominence) { found = end.frame }
      }
    }
    if let found { return .found(found) }
    return end.hasBegun ? .never : .nothing
  }

  /// The frame (of 10 ms) after the last word of a clean recording.
  static func lastWord(_ samples: [Float]) -> Int {
    let levels = stride(from: 0, to: samples.count - 159, by: 160).map { start in
      10 * log10(Double(samples[start..<start + 160].reduce(0) { $0 + $1 * $1 }) / 160 + 1e-12)
    }
    let sorted = levels.sorted()
    guard !sorted.isEmpty else { return 0 }
    let (floor, peak) = (sorted[sorted.count / 10], sorted[sorted.count * 98 / 100])
    let threshold = peak - floor > 20 ? max(floor + 10, peak - 35) : (peak + floor) / 2
    var (last, run) = (0, 0)
    for (index, level) in levels.enumerated() {
      run = level > threshold ? run + 1 : 0
      if run >= 4 { last = index + 1 }
    }
    return last
  }
}

import ArgumentParser
import Audio
import Board
import Clerk
import FoundationEssentials
import Glibc
import Loop
import Session
import Synchronization

/// `shoptalk bench loop`: from the end of a question to the first sound, through the whole device but its hardware.
struct BenchLoop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop", abstract: "Time the device's loop on recorded questions, by stage.",
    discussion: """
      Each recording is played, at its pace, into a microphone made of a pipe (alsa-lib's own file plugin); the press \
      comes as it begins, and the first sound is when the speaker's pipe gets it. Times are milliseconds from the \
      decision that the question has ended; `stop` is from a press in the middle of a sentence until the device was \
      told to drop what it held. Where there are fewer recordings than runs they come again. Resident megabytes, \
      threads and descriptors are those of this process, after 20 questions and after the last.
      """)

  @Argument(help: ArgumentHelp("The folder of the recordings.", valueName: "dir"))
  var folder: String

  @Option(name: .long, help: ArgumentHelp("So many questions.", valueName: "n"))
  var runs = 20

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard (1...1_000).contains(runs) else { throw ValidationError("'--runs \(runs)' is not between 1 and 1000") }
  }

  func run() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".wav") }.sorted()
    guard !names.isEmpty else { throw Failure(.data, "\(folder): has no WAV files") }
    var files = models.files
    files.patience = ModelFiles.atTheCounter
    let assistant = Assistant(shops: try Shops(folder: shop.folder()), models: files)
    _ = try assistant.ready()
    let sound = try FileSound()
    var configuration = LoopConfiguration()
    configuration.preset = .none
    configuration.microphone = sound.microphone
    configuration.speaker = sound.speaker
    let events = Mutex<[LoopEvent]>([])
    let loop = try Loop(configuration) { event in events.withLock { $0.append(event) } }
    let running = Task.detached { try? await loop.run() }
    defer { running.cancel() }
    loop.send(.reload(assistant))
    try wait(seconds: 10, "the loop to be ready") { Self.state(events) == .idle }
    var questions: [HeardQuestion] = []
    var sizes: [ProcessSize] = []
    for number in 0..<runs {
      let name = names[number % names.count]
      let clip = try WAVFile.read(path: "\(folder)/\(name)")
      events.withLock { $0.removeAll { if case .state = $0 { false } else { true } } }
      loop.send(.press)
      try sound.shout(clip)
      try wait(seconds: clip.seconds + 60, "an answer to \(name)") {
        sound.isSilent && Self.question(events) != nil && Self.state(events) == .idle
      }
      if let question = Self.question(events) { questions.append(question) }
      // Of what was said only the size is of interest here, and it must not be this program's own.
      _ = sound.takeHeard()
      events.withLock { $0.removeAll { if case .state = $0 { false } else { true } } }
      events.withLock { $0.removeFirst(max(0, $0.count - 8)) }
      if number == 19 || number == runs - 1 { sizes.append(.now) }
    }
    var stops: [Double] = []
    for _ in 0..<5 { stops.append(try stop(loop, sound, events)) }
    try report(questions, stops, sizes)
  }

  /// A press in the middle of a sentence: milliseconds until the device is told to drop what it holds. A card is silent
  /// then; what stands in for it here plays on for as long as its pipe holds.
  private func stop(_ loop: Loop, _ sound: FileSound, _ events: borrowing Mutex<[LoopEvent]>) throws -> Double {
    events.withLock { $0.removeAll { if case .silenced = $0 { true } else { false } } }
    _ = sound.takeHeard()
    loop.send(.say("This is a long sentence that is being said while somebody at the counter presses the button."))
    try wait(seconds: 10, "a sentence") { Self.state(events) == .speaking && sound.firstSound > 0 }
    usleep(700_000)
    loop.send(.press)
    var took: Double?
    try wait(seconds: 10, "silence") {
      took = events.withLock { $0.lazy.compactMap { if case .silenced(_, let told) = $0 { told } else { nil } }.first }
      return took != nil
    }
    // Nobody asks.
    loop.send(.mute(true))
    loop.send(.mute(false))
    try wait(seconds: 10, "the end of it") { Self.state(events) == .idle }
    return took ?? 0
  }

  private func report(_ questions: [HeardQuestion], _ stops: [Double], _ sizes: [ProcessSize]) throws {
    let answered = questions.filter { $0.outcome == .answered }
    let stages: [(String, Summary)] = [
      ("pause", Summary(answered.map(\.timings.pause))),
      ("transcribe", Summary(answered.map(\.timings.transcribe))),
      ("understand", Summary(answered.map(\.timings.understand))),
      ("answer", Summary(answered.map(\.timings.answer))),
      ("synthesise", Summary(answered.map(\.timings.synthesise))),
      ("first_sound", Summary(answered.compactMap(\.timings.firstSound))),
      ("stop", Summary(stops)),
    ]
    if json {
      try Console.line(
        JSONValue.object(
          [("questions", .integer(questions.count)), ("answered", .integer(answered.count))]
            + stages.map { ("\($0.0)_ms", $0.1.json) } + [("sizes", .array(sizes.map(\.json)))]
        ).text)
    } else {
      try Console.line("  \(answered.count) of \(questions.count) answered")
      for (name, summary) in stages { try Console.line("  \(name): \(summary.text)") }
      for size in sizes { try Console.line("  \(size.text)") }
    }
  }

  private func wait(seconds: Double, _ what: String, until done: () -> Bool) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while !done() {
      guard ContinuousClock.now < end else { throw Failure(.internal, "waited \(Int(seconds)) s for \(what) in vain") }
      usleep(5_000)
    }
  }

  private static func state(_ events: borrowing Mutex<[LoopEvent]>) -> LoopState? {
    events.withLock { events in
      events.reversed().lazy.compactMap { if case .state(let state, _) = $0 { state } else { nil } }.first
    }
  }

  private static func question(_ events: borrowing Mutex<[LoopEvent]>) -> HeardQuestion? {
    events.withLock { events in
      events.lazy.compactMap { if case .question(let question) = $0 { question } else { nil } }.first
    }
  }
}

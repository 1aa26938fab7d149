import ArgumentParser
import FoundationEssentials
import Glibc
import Session
import Transformer

/// `shoptalk bench`: figures, never verdicts.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure; prints figures and never fails because of one.",
    subcommands: [BenchAsk.self, BenchCore.self, BenchLoop.self])
}

/// `shoptalk bench ask`: what a shopper waits for and what the device needs, seen from outside the process.
struct BenchAsk: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Time a spoken question from a cold start, and its stages in a warm process.",
    discussion: """
      Cold means a new process each time (its files may still be in the page cache). The shop is imported before, as \
      on a device. Memory is the process's peak, all of it resident at once.
      """)

  @Option(name: .long, help: ArgumentHelp("The question (default: the example).", valueName: "file"))
  var wav: String?

  @Option(name: .long, help: ArgumentHelp("How often to ask, cold and warm.", valueName: "n"))
  var runs = 10

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard (1...1000).contains(runs) else { throw ValidationError("'--runs \(runs)' is not between 1 and 1000") }
  }

  func run() throws {
    guard let program = Checkout.program else { throw Failure(.internal, "/proc is missing: what program is this?") }
    let question = try absolute(wav ?? exampleQuestion())
    let ask = [program, "ask", "--json", "--shop", try shop.folder()] + models.arguments

    // Once before: the import of the shop is not part of a question.
    _ = try checked(ask + ["--wav", question])
    let cold = try (0..<runs).map { _ in try checked(ask + ["--wav", question]) }
    let stages = try warmStages(ask, question)

    let milliseconds = Summary(cold.map(\.milliseconds))
    let peak = cold.map(\.peakMegabytes).max() ?? 0
    if json {
      try Console.line(
        JSONValue.object([
          ("question", .string(question)),
          ("runs", .integer(runs)),
          ("threads", .integer(models.threads)),
          ("precision", .string(models.precision.rawValue)),
          ("cold_ms", milliseconds.json),
          ("peak_mb", .number(peak, decimals: 1)),
          ("warm_ms", .object(stages.map { ($0.name, $0.summary.json) })),
          ("models_mb", .object(try modelSizes().map { ($0.name, .number($0.megabytes, decimals: 1)) })),
        ]).text)
    } else {
      try Console.line("  cold start to answer  \(milliseconds.text)")
      for stage in stages { try Console.line("  warm, \(stage.name): \(stage.summary.text)") }
      try Console.line("  peak memory  \(JSONValue.number(peak, decimals: 1).text) MB")
      for model in try modelSizes() {
        try Console.line("  \(model.name)  \(JSONValue.number(model.megabytes, decimals: 1).text) MB")
      }
    }
  }

  /// The stages of the same question asked again and again in one process; the first round, which loads, is left out.
  private func warmStages(_ ask: [String], _ question: String) throws -> [(name: String, summary: Summary)] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("shoptalk-bench-\(getpid()).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    let line = JSONValue.object([
      ("id", .string("warm")), ("turns", .array([.object([("wav", .string(question))])])),
    ]).text
    try Data(repeatElement(line + "\n", count: runs + 1).joined().utf8).write(to: file)
    let output = try checked(ask + ["--batch", file.path]).output
    let turns = try output.split(separator: "\n").dropFirst().map { try JSONParser.parse(Array($0.utf8))["timings_ms"] }
    return ["transcribe", "understand", "answer"].map { name in
      (name, Summary(turns.compactMap { if case .literal(let number) = $0?[name] { Double(number) } else { nil } }))
    }
  }

  private func checked(_ arguments: [String]) throws -> ChildProcess {
    let child = try ChildProcess.run(arguments)
    guard child.status == 0 else { throw ExitCode(child.status) }
    return child
  }

  private func modelSizes() throws -> [(name: String, megabytes: Double)] {
    try ModelFiles.Model.allCases.compactMap { model in
      var facts = stat()
      guard let path = try? models.path(of: model) else {
        // Not every device has those that it can do without.
        if model.isRequired { _ = try models.path(of: model) }
        return nil
      }
      guard stat(path, &facts) == 0 else { return (model.rawValue, .nan) }
      return (model.rawValue, Double(facts.st_size) / 1e6)
    }
  }

  private func exampleQuestion() throws -> String {
    for path in Checkout.path("Firmware/examples/question.wav") { return path }
    throw ValidationError("no question: name a recording with --wav")
  }

  private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}

/// A handful of measurements in two figures.
struct Summary {
  let median: Double
  let p95: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    func at(_ share: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int((share * Double(sorted.count - 1)).rounded()))]
    }
    median = at(0.5)
    p95 = at(0.95)
  }

  var json: JSONValue {
    .object([("median", .number(median, decimals: 1)), ("p95", .number(p95, decimals: 1))])
  }

  var text: String {
    "\(JSONValue.number(median, decimals: 1).text) ms (95th percentile \(JSONValue.number(p95, decimals: 1).text) ms)"
  }
}

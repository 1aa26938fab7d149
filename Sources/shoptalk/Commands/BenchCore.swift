import ArgumentParser
import Glibc
import Session
import Transformer

/// `shoptalk bench core`: the speed of the core on models of well-known shapes with random weights.
struct BenchCore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "core", abstract: "Time the core on models of well-known shapes, and hold it against the machine.",
    discussion: """
      Weights are random and made at once, so nothing has to be fetched. 'of_peak' is the share of the int8 products \
      that the machine computes from registers, 'of_memory' the share of the bytes that it reads in the same time; \
      both limits are measured first, and how long the threads take to begin and end something together. With --stdin each line of standard input asks for one piece of work, such as \
      'prefill 256' or 'decode 512', and its time in milliseconds is the answer: for comparisons in turn with others.
      """)

  @Option(name: .long, help: ArgumentHelp("Only this shape; may come several times.", valueName: "name"))
  var shape: [RandomModel] = []

  @Option(name: .long, help: ArgumentHelp("Threads, 1 to 64; may come several times (default: 1).", valueName: "n"))
  var threads: [Int] = []

  @Option(name: .long, help: ArgumentHelp("How often each piece of work is timed.", valueName: "n"))
  var runs = 7

  @Flag(name: .long, help: "Print JSON: one object for each shape and number of threads.")
  var json = false

  @Flag(name: .long, help: "Do what the lines of standard input ask for.")
  var stdin = false

  func validate() throws {
    for count in threads where !(1...64).contains(count) {
      throw ValidationError("'--threads \(count)' is not between 1 and 64")
    }
    guard (1...1000).contains(runs) else { throw ValidationError("'--runs \(runs)' is not between 1 and 1000") }
    guard !stdin || shape.count == 1 && threads.count <= 1 else {
      throw ValidationError("'--stdin' wants one --shape, and one number of threads")
    }
  }

  func run() throws {
    try Kernels.validate()
    for count in threads.isEmpty ? [1] : threads {
      let pool = ComputePool(threads: count)
      let products = stdin ? 0 : pool.productsPerSecond()
      let handover = stdin ? nil : pool.handover()
      let reading = stdin ? 0 : pool.bytesPerSecond(of: 256 << 20)
      for shape in shape.isEmpty ? RandomModel.allCases : shape {
        let before = CoreWork.resident
        let work = try CoreWork(shape, pool: pool)
        if stdin {
          try serve(work)
        } else {
          try measure(work, products: products, reading: reading, handover: handover, before: before)
        }
      }
    }
  }

  /// Answers each line with a line: milliseconds, tokens, and the resident megabytes.
  private func serve(_ work: CoreWork) throws {
    var lines = try LineReader(path: "-")
    try Console.line(JSONValue.object([("load_ms", .number(work.loadMilliseconds, decimals: 1))]).text)
    while let line = try lines.line() {
      guard case .text(let bytes) = line else { throw Failure(.data, "a line of standard input is far too long") }
      let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
      if words.isEmpty { continue }
      guard let piece = CoreWork.Piece(words) else {
        throw Failure(
          .data, "'\(words.joined(separator: " "))': not 'prefill N', 'decode DEPTH', 'encode N', 'hear S' or 'write N'"
        )
      }
      let milliseconds = try work.time(piece)
      try Console.line(
        JSONValue.object([
          ("ms", .number(milliseconds, decimals: 4)), ("tokens", .integer(piece.tokens)),
          ("resident_mb", .number(Double(CoreWork.resident) / 1e6, decimals: 1)),
        ]).text)
    }
  }

  private func measure(
    _ work: CoreWork, products: Double, reading: Double, handover: Double?, before: Int
  ) throws {
    var rows: [(name: String, milliseconds: Double, members: [(key: String, value: JSONValue)])] = []
    for piece in work.usual {
      _ = try work.time(piece)
      let took = try (0..<runs).map { _ in try work.time(piece) }
      let median = took.sorted()[took.count / 2]
      var members: [(key: String, value: JSONValue)] = [
        ("work", .string(piece.name)), ("ms", .number(median, decimals: 3)),
        ("least_ms", .number(took.min() ?? median, decimals: 3)),
      ]
      if case .hear = piece {
      } else {
        members.append(("tokens_per_s", .number(1000 * Double(piece.tokens) / median, decimals: 1)))
      }
      switch piece {
      case .prefill(let count), .encode(let count):
        members.append(("of_peak", .number(work.products(count) / (median / 1000) / products, decimals: 3)))
      case .decode:
        let bytes = work.products(1) * Double(piece.tokens)
        members.append(("of_memory", .number(bytes / (median / 1000) / reading, decimals: 3)))
      case .hear, .write: break
      }
      rows.append((piece.name, median, members))
    }
    let resident = CoreWork.resident - before
    if json {
      var machine: [(key: String, value: JSONValue)] = [
        ("int8_gops", .number(2 * products / 1e9, decimals: 0)), ("read_gb_s", .number(reading / 1e9, decimals: 1)),
      ]
      if let handover { machine.append(("handover_us", .number(1e6 * handover, decimals: 2))) }
      try Console.line(
        JSONValue.object([
          ("shape", .string(work.shape.rawValue)), ("threads", .integer(work.pool.threads)),
          ("kernels", .string(Kernels.chosen.description)),
          ("machine", .object(machine)),
          ("file_mb", .number(Double(work.fileBytes) / 1e6, decimals: 1)),
          ("load_ms", .number(work.loadMilliseconds, decimals: 1)),
          ("resident_mb", .number(Double(resident) / 1e6, decimals: 1)),
          ("work", .array(rows.map { .object($0.members) })),
        ]).text)
      return
    }
    try Console.line(
      "\(work.shape.rawValue), \(work.pool.threads) thread\(work.pool.threads == 1 ? "" : "s"), \(Kernels.chosen): "
        + "\(work.fileBytes / 1_000_000) MB, resident \(resident / 1_000_000) MB, "
        + "loaded in \(JSONValue.number(work.loadMilliseconds, decimals: 0).text) ms"
        + (handover.map { ", threads meet in \(JSONValue.number(1e6 * $0, decimals: 2).text) µs" } ?? ""))
    for row in rows {
      let figures = row.members.dropFirst(3).map { "\($0.key) \($0.value.text)" }.joined(separator: ", ")
      try Console.line("  \(row.name): \(JSONValue.number(row.milliseconds, decimals: 2).text) ms \(figures)")
    }
  }
}

extension RandomModel: ExpressibleByArgument {}

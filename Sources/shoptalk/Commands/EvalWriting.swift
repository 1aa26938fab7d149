import ArgumentParser
import Clerk
import Session

/// `shoptalk eval writing`: what the answerer makes of the rules' answers, and what its check keeps back.
struct EvalWriting: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "writing", abstract: "Measure the model that puts answers into words.",
    discussion: """
      Takes the same files as 'ask --batch'. Prints one object per turn with the answer by rule, what the model wrote, \
      why that is not given where it is not, and its times; then a summary.
      """)

  @Option(name: .long, help: ArgumentHelp("Questions, one dialogue per line.", valueName: "file.jsonl"))
  var batch: String

  @Flag(name: .long, help: "Print only the summary.")
  var quiet = false

  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

  func run() throws {
    var files = models.files
    files.answers = models.written
    let assistant = Assistant(shops: try Shops(folder: shop.folder()), models: files)
    var reader = try LineReader(path: batch)
    var (turns, asked, written, given) = (0, 0, 0, 0)
    var (first, whole): ([Double], [Double]) = ([], [])
    while let line = try reader.line() {
      guard case .text(let bytes) = line, !bytes.allSatisfy({ $0 == UInt8(ascii: " ") }) else { continue }
      let entry = try BatchEntry(line: bytes)
      var conversation = try assistant.conversation(shop: entry.shop)
      for (index, turn) in entry.turns.enumerated() {
        let answer = try conversation.ask(turn).answer
        turns += 1
        guard let writing = answer.writing else { continue }
        asked += 1
        if let text = writing.written {
          written += 1
          first.append(text.first / .milliseconds(1))
          whole.append(text.whole / .milliseconds(1))
          if writing.fault == nil { given += 1 }
        }
        if !quiet {
          try Console.line(
            JSONValue.object([
              ("id", entry.id.json), ("turn", .integer(index)), ("intent", .string(answer.intent.rawValue)),
              ("rules", .string(writing.draft)),
              ("model", writing.written.map { .string($0.text) } ?? .null),
              ("fault", writing.fault.map { .string($0) } ?? .null), ("given", .string(answer.answer)),
            ]).text)
        }
      }
    }
    let summary: [(key: String, value: JSONValue)] = [
      ("turns", .integer(turns)), ("asked", .integer(asked)), ("written", .integer(written)),
      ("given", .integer(given)), ("first_ms", Summary(first).json), ("whole_ms", Summary(whole).json),
    ]
    try Console.line(JSONValue.object(summary).text)
  }
}

import ArgumentParser
import Clerk
import Session

/// `shoptalk dump ways`: for each turn of a question set every way to answer it and all that is known of the
/// product found, with the signs that are weighed (Models/understanding/judge.py, facts.py).
struct DumpWays: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "ways")

  @Argument(help: "Questions, one dialogue per line.") var file: String
  @Option(name: .long, help: ArgumentHelp("Answer as if it were then.", valueName: "date")) var at: String?
  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

  private func numbers(_ signs: [Float]) -> JSONValue { .array(signs.map { .number(Double($0), decimals: 5) }) }

  func run() throws {
    let moment = at.flatMap { Now($0) }
    let assistant = Assistant(
      shops: try Shops(folder: shop.folder()), models: models.files, clock: { moment ?? .system() }, imports: { _ in })
    var reader = try LineReader(path: file)
    while let line = try reader.line() {
      guard case .text(let bytes) = line, !bytes.isEmpty else { continue }
      let entry = try BatchEntry(line: bytes)
      var conversation = try assistant.conversation(shop: entry.shop)
      for (index, turn) in entry.turns.enumerated() {
        guard case .text(let question) = turn else { continue }
        let list = try conversation.ways(question)
        let ways = list.entries.map { way in
          JSONValue.object([
            ("route", .string(way.route)), ("kind", .string(way.kind)), ("answer", .string(way.answer)),
            ("products", .array(way.products.map { .string($0) })),
            ("signs", numbers(way.signs)),
          ])
        }
        let facts = list.facts.map { fact in
          JSONValue.object([
            ("text", .string(fact.text)), ("key", fact.key.map { .string($0) } ?? .null),
            ("answer", .string(fact.answer)), ("signs", numbers(fact.signs)),
          ])
        }
        try Console.line(
          JSONValue.object([
            ("id", entry.id.json), ("turn", .integer(index)), ("q", .string(question)),
            ("masked", .string(list.masked)), ("open", .bool(list.isOpen)), ("ways", .array(ways)),
            ("facts", .array(facts)), ("rules", numbers(list.rulesSigns)),
          ]).text)
      }
    }
  }
}

import ArgumentParser
import Clerk
import Session

/// `shoptalk dump ways`: for each turn of a question set every way to answer it, with the signs that the judge weighs
/// (Models/understanding/judge.py).
struct DumpWays: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "ways")

  @Argument(help: "Questions, one dialogue per line.") var file: String
  @Option(name: .long, help: ArgumentHelp("Answer as if it were then.", valueName: "date")) var at: String?
  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

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
            ("signs", .array(way.signs.map { .number(Double($0), decimals: 5) })),
          ])
        }
        try Console.line(
          JSONValue.object([
            ("id", entry.id.json), ("turn", .integer(index)), ("q", .string(question)),
            ("masked", .string(list.masked)),
            ("open", .bool(list.isOpen)), ("ways", .array(ways)),
          ]).text)
      }
    }
  }
}

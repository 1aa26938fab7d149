import ArgumentParser
import Clerk
import Session

/// `shoptalk ask`: a question goes in, as text or as a recording, and the clerk's answer comes out.
struct Ask: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer a question about the shop.",
    discussion: """
      With --json, one object per turn on one line. With --batch, one dialogue per line of a file: \
      {"id":"a1","turns":[{"q":"how much is the oat milk"},{"wav":"a1-2.wav"}]}; recordings are looked for beside the \
      file, and where --shop is a folder of several shops, a line's "shop" says which is asked. \
      On a terminal, without a question, you can ask on and on.
      """)

  @Argument(help: "What the shopper says.")
  var question: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("A recording of the question (WAV of any rate, width, channels).", valueName: "file"))
  var wav: String?

  @Option(
    name: .long, help: ArgumentHelp("Questions, one dialogue per line; '-' is standard input.", valueName: "file.jsonl")
  )
  var batch: String?

  @Option(name: .long, help: ArgumentHelp("Speak the answer to this WAV file.", valueName: "file"))
  var speak: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Answer as if it were then, on the shop's clock: what is open, which promotions run (2026-12-24T17:30).",
      valueName: "date"))
  var at: String?

  @Flag(name: .long, help: "Print one JSON object per turn.")
  var json = false

  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

  /// The question as text, where one was given.
  private var text: String? { question.isEmpty ? nil : question.joined(separator: " ") }

  func validate() throws {
    let given = [text != nil, wav != nil, batch != nil].count { $0 }
    if given > 1 { throw ValidationError("a question, --wav and --batch exclude one another: give one of them") }
    if given == 0, !Console.isInteractive {
      throw ValidationError("no question: give one as text, with --wav or with --batch")
    }
    if let text, text.allSatisfy(\.isWhitespace) { throw ValidationError("the question is empty") }
    if let at, Now(at) == nil {
      throw ValidationError("--at \(at): no such date; write it as 2026-12-24 or 2026-12-24T17:30")
    }
    if speak != nil, text == nil, wav == nil {
      throw ValidationError("--speak needs one question, as text or with --wav")
    }
  }

  func run() throws {
    let moment = at.flatMap { Now($0) }
    let ticker = ImportTicker()
    let assistant = Assistant(
      shops: try Shops(folder: shop.folder()), models: models.files, clock: { moment ?? .system() },
      imports: { ticker.show($0) })
    let printer = TurnPrinter(json: json)
    if let batch {
      try BatchRun(file: batch, assistant: assistant, printer: printer).run()
    } else if let wav {
      try assistant.prepare(shop: nil, hears: true, speaks: speak != nil)
      let name = wav.split(separator: "/").last.map(String.init) ?? wav
      let id = name.lowercased().hasSuffix(".wav") ? String(name.dropLast(4)) : name
      try one(.recording(wav), id: id, assistant: assistant, printer: printer)
    } else if let text {
      try assistant.prepare(shop: nil, hears: false, speaks: speak != nil)
      try one(.text(text), id: "question", assistant: assistant, printer: printer)
    } else {
      try converse(assistant, printer)
    }
  }

  private func one(_ turn: BatchEntry.Turn, id: String, assistant: Assistant, printer: TurnPrinter) throws {
    var conversation = try assistant.conversation(shop: nil)
    var result = try conversation.ask(turn)
    if let speak { try conversation.speak(&result, to: speak) }
    try printer.print(result, id: .string(id), turn: 0)
  }

  /// Asks on until the person at the terminal has enough.
  private func converse(_ assistant: Assistant, _ printer: TurnPrinter) throws {
    var conversation = try assistant.conversation(shop: nil)
    let name = try conversation.shopName
    Console.prompt("You are talking to \(name). An empty line ends it.\n")
    var turn = 0
    while true {
      Console.prompt("\n> ")
      guard let line = readLine(), !line.allSatisfy(\.isWhitespace) else { return }
      try printer.print(try conversation.ask(line), id: .string("question"), turn: turn)
      turn += 1
    }
  }
}

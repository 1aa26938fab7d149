import ArgumentParser
import Clerk
import Session

/// `shoptalk eval answers`: how many questions of question sets are answered right, with what that is not so, how soon.
struct EvalAnswers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers", abstract: "Score the answers to questions whose facts are known.",
    discussion: """
      One dialogue per line, as 'ask --batch' takes them, with the kind of the question and what each turn expects: \
      {"id":"a1","shop":"grocery","kind":"price","turns":[{"q":"how much is the oat milk","expect":{"handles":\
      ["oat-milk"],"answer_has":["3.49"],"answer_lacks":["4.99"]}}]}. An inner list is any one of several. A turn is \
      right where every product and every fact is said and nothing that must not be. Wrong facts are what must not be \
      said, and amounts of money that neither stand in the shop's files nor follow from them.
      """)

  @Argument(help: ArgumentHelp("Question sets; '-' is standard input.", valueName: "file.jsonl"))
  var files: [String]

  @Flag(name: .long, help: "Name each turn that is not right, with its answer.")
  var verbose = false

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  @OptionGroup var shop: ShopOptions
  @OptionGroup var models: ModelOptions

  func run() throws {
    let shops = try Shops(folder: shop.folder())
    let assistant = Assistant(shops: shops, models: models.files)
    var run = AnswersRun(shops: shops, assistant: assistant, verbose: verbose)
    for file in files { try run.put(file) }
    if run.score.turns == 0, run.problems == 0 {
      throw Failure(.data, "\(files.joined(separator: ", ")): no questions; a line holds one dialogue")
    }
    if json {
      try Console.line(run.score.json.text)
    } else {
      for line in run.score.table { try Console.line(line) }
    }
    if run.problems > 0 {
      throw Failure(
        .data, "\(run.problems) \(run.problems == 1 ? "line was" : "lines were") left out, see above; the rest counts")
    }
  }
}

/// Puts question sets to the clerk and judges what comes back.
struct AnswersRun {
  let shops: Shops
  let assistant: Assistant
  let verbose: Bool
  var score = AnswerScore()
  /// Lines and turns that could not be read or put.
  var problems = 0
  private var judges: [String: AnswerJudge] = [:]

  init(shops: Shops, assistant: Assistant, verbose: Bool) {
    self.shops = shops
    self.assistant = assistant
    self.verbose = verbose
  }

  /// Asks all questions of one file. Bad lines are reported and left out.
  mutating func put(_ file: String) throws {
    let name = file == "-" ? "standard input" : file
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    var reader = try LineReader(path: file)
    var number = 0
    while let line = try reader.line() {
      number += 1
      do {
        guard case .text(let bytes) = line else {
          throw BatchError("is longer than \(LineReader.longestLine) bytes; one line holds one dialogue")
        }
        if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
        try put(BatchEntry(line: bytes), Expectations(line: bytes), recordings: folder)
      } catch let error as BatchError {
        problems += 1
        Console.complain("\(name):\(number): \(error)")
      } catch let error where Failure(error).status == .data {
        problems += 1
        Console.complain("\(name):\(number): \(Failure(error).message)")
      }
    }
  }

  private mutating func put(_ entry: BatchEntry, _ expected: Expectations, recordings folder: String) throws {
    var conversation = try assistant.conversation(shop: entry.shop)
    let judge = try judge(shop: entry.shop)
    var allRight = true
    for (index, (turn, expectation)) in zip(entry.turns, expected.turns).enumerated() {
      let result = try conversation.ask(turn.relative(to: folder))
      let shop = try entry.shop ?? conversation.shopName
      let verdict = judge.judge(result, kind: expected.kind, expectation)
      allRight = allRight && verdict.isRight
      score.add(
        verdict, kind: expected.kind, shop: shop, answered: result.answer.isAnswered, timings: result.timings)
      guard verbose, !verdict.isRight || !verdict.wrong.isEmpty else { continue }
      let found = verdict.missing + verdict.wrong.map { "WRONG FACT: \($0)" }
      Console.complain(
        "\(entry.id.json.text) turn \(index) [\(expected.kind)] \(result.transcript)\n    "
          + "\(result.answer.answer)\n    \(found.joined(separator: "; "))")
    }
    score.addDialogue(right: allRight)
  }

  private mutating func judge(shop name: String?) throws -> AnswerJudge {
    let folder = try shops.folder(named: name)
    if let judge = judges[folder] { return judge }
    let judge = try AnswerJudge(facts: ShopFacts(try assistant.counter(shop: name).get().shop, folder: folder))
    judges[folder] = judge
    return judge
  }
}

import Session

/// How answers did, by kind of question and by shop.
struct AnswerScore {
  private var kinds: [String: Row] = [:]
  private var shops: [String: Row] = [:]
  private var all = Row()
  private var dialogues = (right: 0, all: 0)

  private struct Row {
    var turns = 0
    var right = 0
    /// Facts that are wrong, and turns that hold one.
    var wrong = (facts: 0, turns: 0)
    /// Turns in which nothing was answered.
    var unanswered = 0
    /// Milliseconds from the words of the question to the first sentence, and to all of it.
    var first: [Double] = []
    var whole: [Double] = []

    var accuracy: Double { Double(right) / Double(max(1, turns)) }

    mutating func add(_ verdict: AnswerJudge.Verdict, answered: Bool, first: Double, whole: Double) {
      turns += 1
      if verdict.isRight { right += 1 }
      if !answered { unanswered += 1 }
      wrong.facts += verdict.wrong.count
      if !verdict.wrong.isEmpty { wrong.turns += 1 }
      self.first.append(first)
      self.whole.append(whole)
    }

    var fields: [(key: String, value: JSONValue)] {
      [
        ("turns", .integer(turns)), ("right", .integer(right)), ("accuracy", .number(accuracy, decimals: 4)),
        ("wrong_facts", .integer(wrong.facts)), ("turns_with_wrong_facts", .integer(wrong.turns)),
        ("unanswered", .integer(unanswered)), ("first_sentence_ms", Summary(first).json),
        ("whole_ms", Summary(whole).json),
      ]
    }
  }

  /// How many turns were judged.
  var turns: Int { all.turns }

  mutating func add(
    _ verdict: AnswerJudge.Verdict, kind: String, shop: String, answered: Bool, timings: TurnResult.Timings
  ) {
    let whole = timings.understand + timings.answer
    let first = timings.firstSentence
    kinds[kind, default: Row()].add(verdict, answered: answered, first: first, whole: whole)
    shops[shop, default: Row()].add(verdict, answered: answered, first: first, whole: whole)
    all.add(verdict, answered: answered, first: first, whole: whole)
  }

  mutating func addDialogue(right: Bool) {
    dialogues.all += 1
    if right { dialogues.right += 1 }
  }

  var json: JSONValue {
    func rows(_ rows: [String: Row], _ name: String) -> JSONValue {
      .array(rows.sorted { $0.key < $1.key }.map { .object([(name, .string($0.key))] + $0.value.fields) })
    }
    return .object([
      ("kinds", rows(kinds, "kind")), ("shops", rows(shops, "shop")), ("all", .object(all.fields)),
      ("dialogues", .object([("all", .integer(dialogues.all)), ("right", .integer(dialogues.right))])),
    ])
  }

  /// The table for a person: kinds, shops where there are several, and all.
  var table: [String] {
    func cell(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(1, width - text.count)) + text
    }
    func number(_ value: Double) -> String { JSONValue.number(value, decimals: 1).text }
    func times(_ values: [Double]) -> String {
      let summary = Summary(values)
      return "\(number(summary.median)) (\(number(summary.p95)))"
    }
    func line(_ name: String, _ row: Row) -> String {
      name.padded(to: 18) + cell(String(row.right), 6) + cell(String(row.turns), 7)
        + cell(number(100 * row.accuracy) + " %", 10) + cell(String(row.wrong.facts), 8)
        + cell(times(row.first), 19) + cell(times(row.whole), 19)
    }
    var lines = [
      "kind".padded(to: 18) + cell("right", 6) + cell("turns", 7) + cell("accuracy", 10) + cell("wrong", 8)
        + cell("first, ms (95 %)", 19) + cell("whole, ms (95 %)", 19)
    ]
    let rule = String(repeating: "─", count: 87)
    lines += kinds.sorted { $0.key < $1.key }.map { line($0.key, $0.value) } + [rule]
    if shops.count > 1 { lines += shops.sorted { $0.key < $1.key }.map { line($0.key, $0.value) } + [rule] }
    lines.append(line("all", all))
    lines.append("dialogues".padded(to: 18) + cell(String(dialogues.right), 6) + cell(String(dialogues.all), 7))
    return lines
  }
}

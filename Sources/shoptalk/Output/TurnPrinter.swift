import Clerk
import Session
import Shop

/// Prints answered turns: one JSON object a line as the contract has it, or words for a person.
struct TurnPrinter {
  let json: Bool

  func print(_ turn: TurnResult, id: BatchEntry.ID, turn index: Int) throws(Failure) {
    if json {
      try Console.line(Self.object(turn, id: id, turn: index).text)
    } else {
      for line in Self.lines(turn) { try Console.line(line) }
    }
  }

  private static func object(_ turn: TurnResult, id: BatchEntry.ID, turn index: Int) -> JSONValue {
    let answer = turn.answer
    var timings: [(key: String, value: JSONValue)] = [
      ("transcribe", .number(turn.timings.transcribe, decimals: 1)),
      ("understand", .number(turn.timings.understand, decimals: 1)),
      ("answer", .number(turn.timings.answer, decimals: 1)),
    ]
    if let first = turn.timings.firstAudio { timings.append(("first_audio", .number(first, decimals: 1))) }
    return .object([
      ("id", id.json),
      ("turn", .integer(index)),
      ("transcript", .string(turn.transcript)),
      ("answer", .string(answer.answer)),
      ("spoken", .string(turn.spoken)),
      ("intent", .string(answer.intent.rawValue)),
      ("products", .array(answer.products.map(Self.product))),
      (
        "entities",
        .array(answer.entities.map { .object([("text", .string($0.text)), ("handle", .string($0.handle))]) })
      ),
      ("grounded", .bool(answer.grounded)),
      ("confidence", .number(answer.confidence, decimals: 2)),
      ("timings_ms", .object(timings)),
    ])
  }

  private static func product(_ product: Answer.AnsweredProduct) -> JSONValue {
    .object([
      ("handle", .string(product.handle)),
      ("variant", product.variant.map { .string($0) } ?? .null),
      ("options", .object(product.options.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ("price", product.price.map(Self.price) ?? .null),
    ])
  }

  /// An amount in its currency's main unit: 3.49 for 349 cents.
  private static func price(_ money: Money) -> JSONValue {
    let digits = money.currency.minorDigits
    return .number(Double(money.minorUnits) / (0..<digits).reduce(1.0) { scale, _ in scale * 10 }, decimals: digits)
  }

  private static func lines(_ turn: TurnResult) -> [String] {
    var lines: [String] = []
    var times: [String] = []
    func time(_ value: Double?, _ what: String) {
      if let value { times.append("\(JSONValue.number(value, decimals: 1).text) ms \(what)") }
    }
    if let heard = turn.heard {
      lines.append("  heard   \(heard.text.isEmpty ? "(nothing)" : heard.text)")
      time(turn.timings.transcribe, "to hear \(JSONValue.number(heard.seconds, decimals: 1).text) s of sound")
    }
    lines.append("  answer  \(turn.answer.answer)")
    time(turn.timings.understand, "to understand")
    time(turn.timings.answer, "to answer")
    time(turn.timings.firstAudio, "from the question's end to the first sound")
    lines.append("  took    \(times.joined(separator: ", "))")
    return lines
  }
}

extension BatchEntry.ID {
  var json: JSONValue {
    switch self {
    case .string(let string): .string(string)
    case .integer(let number): .integer(number)
    }
  }
}

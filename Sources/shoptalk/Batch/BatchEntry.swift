import Session

/// One line of a question file: a dialogue, whose later turns may lean on earlier ones.
package struct BatchEntry: Sendable, Equatable {
  /// The dialogue's name, which comes back with each answer.
  package let id: ID
  /// The shop that it is put to, where `--shop` is a folder of several shops.
  package let shop: String?
  package let turns: [Turn]

  /// A name as it stood in the file: a string or a whole number.
  package enum ID: Sendable, Equatable {
    case string(String)
    case integer(Int)
  }

  /// What the shopper says.
  package enum Turn: Sendable, Equatable {
    case text(String)
    /// A recording, by its path as it stands in the file.
    case recording(String)
  }

  /// More turns than any dialogue has.
  package static let mostTurns = 1000

  /// Reads one line. Keys that mean nothing here are left alone: question files carry what is expected, too.
  package init(line: [UInt8]) throws(BatchError) {
    let entry = try JSONParser.parse(line)
    guard case .object = entry else { throw BatchError("is no object; a line is {\"id\":…,\"turns\":[{\"q\":…}]}") }
    switch entry["id"] {
    case .string(let name): id = .string(name)
    case .literal(let number):
      guard let number = Int(number) else { throw BatchError("id: is neither text nor a whole number") }
      id = .integer(number)
    case nil: throw BatchError("has no \"id\"")
    default: throw BatchError("id: is neither text nor a whole number")
    }
    shop = try entry.text("shop", at: "shop")
    guard let turns = entry["turns"] else { throw BatchError("has no \"turns\"") }
    guard case .array(let list) = turns else { throw BatchError("turns: is no list") }
    guard list.count <= Self.mostTurns else { throw BatchError("turns: are more than \(Self.mostTurns)") }
    self.turns = try list.enumerated().map { (index, turn) throws(BatchError) in try Self.turn(turn, "turns[\(index)]")
    }
  }

  private static func turn(_ turn: JSONValue, _ place: String) throws(BatchError) -> Turn {
    guard case .object = turn else { throw BatchError("\(place): is no object") }
    // A turn with both is heard: the text then says what was spoken.
    if let wav = try turn.text("wav", at: "\(place).wav") { return .recording(wav) }
    if let text = try turn.text("q", at: "\(place).q") { return .text(text) }
    throw BatchError("\(place): needs \"q\" (text) or \"wav\" (a file)")
  }
}

extension Conversation {
  /// Answers one turn of a file.
  mutating func ask(_ turn: BatchEntry.Turn) throws -> TurnResult {
    switch turn {
    case .text(let text): try ask(text)
    case .recording(let path): try ask(recording: path)
    }
  }
}

/// What is wrong with a line of a question file, as a part of a sentence.
package struct BatchError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

extension JSONValue {
  /// The value of a member: the last one, where a key stands twice.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The text of a member, or nil where it is missing or null.
  fileprivate func text(_ key: String, at place: String) throws(BatchError) -> String? {
    switch self[key] {
    case nil, .null: return nil
    case .string(let text): return text
    default: throw BatchError("\(place): is no text")
    }
  }
}

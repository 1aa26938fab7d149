import Session

/// What the turns of one dialogue of a question set are to say.
struct Expectations {
  /// The kind of question, for the table: "price", "stock"; "other" where none is given.
  let kind: String
  let turns: [Turn]

  /// What one answer is to hold.
  struct Turn: Equatable {
    /// The question as it was meant, where it is there in words.
    var question: String?
    /// Products of which one of each list must be spoken of.
    var handles: [[String]] = []
    /// Texts of which one of each list must be said.
    var has: [[String]] = []
    /// Texts that must not be said.
    var lacks: [String] = []
    /// Whether "I don't know" counts as words like any other.
    var mayBeUnknown = false
  }

  /// Reads the expectations of a line whose dialogue has been read.
  init(line: [UInt8]) throws(BatchError) {
    let entry = try JSONParser.parse(line)
    switch entry["kind"] {
    case nil, .null: kind = "other"
    case .string(let kind): self.kind = kind.isEmpty ? "other" : kind
    default: throw BatchError("kind: is no text")
    }
    guard case .array(let turns)? = entry["turns"] else { throw BatchError("has no \"turns\"") }
    self.turns = try turns.enumerated().map { (index, turn) throws(BatchError) in
      let place = "turns[\(index)].expect"
      guard let expect = turn["expect"] else {
        throw BatchError("\(place): is missing, so there is nothing to judge the answer by; 'ask --batch' needs none")
      }
      guard case .object = expect else { throw BatchError("\(place): is no object") }
      var result = Turn()
      if case .string(let question) = turn["q"] { result.question = question }
      result.handles = try Self.choices(expect["handles"], "\(place).handles")
      result.has = try Self.choices(expect["answer_has"], "\(place).answer_has")
      result.lacks = try Self.choices(expect["answer_lacks"], "\(place).answer_lacks").flatMap { $0 }
      if case .bool(true) = expect["punt_ok"] { result.mayBeUnknown = true }
      return result
    }
  }

  /// A list of texts, each of which may be a list of which any one will do.
  private static func choices(_ value: JSONValue?, _ place: String) throws(BatchError) -> [[String]] {
    guard let value else { return [] }
    guard case .array(let list) = value else { throw BatchError("\(place): is no list") }
    return try list.enumerated().map { (index, entry) throws(BatchError) in
      switch entry {
      case .string(let text): return [text]
      case .array(let any):
        return try any.map { (text) throws(BatchError) in
          guard case .string(let text) = text else { throw BatchError("\(place)[\(index)]: holds what is no text") }
          return text
        }
      default: throw BatchError("\(place)[\(index)]: is neither text nor a list of texts")
      }
    }
  }
}

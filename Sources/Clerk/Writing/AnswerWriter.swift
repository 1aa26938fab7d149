/// Puts facts into words in place of the rules: the door for a generating model.
///
/// What it writes is checked here against what the rules wrote (`Pointing`, `Claims`) and against the facts (`Guard`),
/// and the answer by rule is given where it fails.
public protocol AnswerWriter: Sendable {
  /// The answer to `task`, or nil to leave it to the rules.
  func write(_ task: WritingTask) -> WrittenAnswer?
}

/// What is to be said.
public struct WritingTask: Sendable {
  /// What the shopper asked.
  public var question: String
  public var intent: Intent
  /// The answer by rule with pointers in place of all that only the shop knows: "The <|n0|> is <|m0|>."
  public var draft: String
  /// What the pointers stand for: "n0" for "Oat Milk".
  public var values: [(pointer: String, text: String)]

  public init(question: String, intent: Intent, draft: String, values: [(pointer: String, text: String)]) {
    self.question = question
    self.intent = intent
    self.draft = draft
    self.values = values
  }
}

/// What a writer wrote.
public struct WrittenAnswer: Sendable {
  public var text: String
  /// How long the first token took, and all of it.
  public var first: Duration
  public var whole: Duration

  public init(text: String, first: Duration = .zero, whole: Duration = .zero) {
    self.text = text
    self.first = first
    self.whole = whole
  }
}

/// What became of a written answer, to measure writers by.
package struct Writing: Sendable {
  /// The answer by rule.
  package var draft: String
  /// What the writer wrote; nil where it left the answer to the rules.
  package var written: WrittenAnswer?
  /// Why it is not given; nil where it is.
  package var fault: String?
}

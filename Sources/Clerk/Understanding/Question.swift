/// A question of a shopper, cut into tokens with the role of each.
package struct Question: Sendable {
  /// As it was typed or heard.
  package let raw: String
  package var tokens: [Token]
  package var roles: [WordRole]

  package init(_ raw: String) {
    self.init(raw, tokens: Homophones.repair(Tokenizer.tokens(raw, speech: true)))
  }

  package init(_ raw: String, tokens: [Token]) {
    self.raw = raw
    self.tokens = tokens
    roles = tokens.map(Words.role)
    // "Six rolls, love": whom one speaks to at the end is no part of what is asked for.
    if let last = tokens.last, tokens.count > 3, Self.vocatives.contains(last.text) {
      roles[roles.count - 1] = .function
    }
    // "Apple pay" is no apple.
    for i in tokens.indices.dropFirst()
    where tokens[i].text == "pay" && ["apple", "google", "samsung", "amazon"].contains(tokens[i - 1].text) {
      roles[i - 1] = .function
    }
    // "Left handed" is left.
    for i in tokens.indices.dropFirst()
    where ["handed", "hander"].contains(tokens[i].stem) && ["left", "right"].contains(tokens[i - 1].text) {
      roles[i] = .function
    }
  }

  private static let vocatives: Set<String> = ["love", "dear", "duck", "hun", "chief", "boss", "babe", "pet"]

  /// The words as they are compared with patterns.
  package var words: [String] { tokens.map(\.text) }

  /// Whether any of `words` occurs.
  func has(_ words: Set<String>) -> Bool { tokens.contains { words.contains($0.text) || words.contains($0.stem) } }

  /// The words in `range` as they would be said back.
  func text(_ range: Range<Int>) -> String { tokens[range].map(\.text).joined(separator: " ") }
}

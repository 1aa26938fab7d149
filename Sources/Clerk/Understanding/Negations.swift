/// What a question sets aside: "that isn't peanut butter", "anything but the brie", "I don't like oat milk, what else".
enum Negations {
  /// Where the words for it stand.
  static func read(_ question: Question) -> [Range<Int>] {
    let words = question.words
    var found: [Range<Int>] = []
    for pattern in openings {
      guard let start = pattern.find(in: words)?.upperBound else { continue }
      if let range = thing(from: start, question) { found.append(range) }
    }
    for (i, word) in words.enumerated() where word == "not" && i > 0 && !helpers.contains(words[i - 1]) {
      if let range = thing(from: i + 1, question) { found.append(range) }
    }
    guard let first = found.first else { return [] }
    // What is set aside must leave something to ask for.
    let rest = question.tokens.indices.contains { i in
      question.roles[i] == .content && !found.contains { $0.contains(i) } || asking.contains(words[i])
    }
    return rest ? found.reduce(into: [first]) { if !$0.contains($1) { $0.append($1) } } : []
  }

  /// The words of one thing from `start` on, what stands before it left out.
  private static func thing(from start: Int, _ question: Question) -> Range<Int>? {
    var first = start
    while first < question.tokens.count, Words.determiners.contains(question.words[first]) { first += 1 }
    var last = first
    while last < question.tokens.count, question.roles[last] != .function { last += 1 }
    guard first < last, (first..<last).contains(where: { question.roles[$0] == .content }) else { return nil }
    return first..<last
  }

  private static let openings = [
    Pattern("that|which is|are|was not"), Pattern("other than"), Pattern("apart from"), Pattern("except for?"),
    Pattern("anything|everything|something|all but"), Pattern("besides"),
    Pattern("i|we|he|she|they do|does not really? want|like|eat|drink|need|fancy"),
  ]

  private static let helpers = Set(
    words: """
      is are was were am be do does did can could will would shall should has have had may might must if why or whether
      """)
  private static let asking: Set<String> = ["else", "other", "what", "which", "anything", "something", "instead"]
}

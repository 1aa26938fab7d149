public import Transformer

/// The answerer: a small decoder that says what the rules found in the style of the shop.
///
/// It reads the rules' answer with pointers in place of the shop's own words, and writes another, in which only the words
/// of `WriterWords` and the draft's pointers are possible.
public final class ModelWriter: AnswerWriter {
  /// How the shop speaks.
  public enum Style: String, Sendable, CaseIterable { case short, warm, formal }

  private let model: any TextModel
  private let tokenizer: any SubwordTokenizer
  private let words: SayableWords
  private let pointers: [String: Int]
  private let names: [Int: String]
  private let manner: AnswerManner

  /// Tokens of an answer at most.
  private static let longest = 96

  /// The least probability, among all tokens, of one that is taken: below, the model wants to say what it may not, or
  /// does not know how to go on.
  private static let leastShare: Float = 0.1

  /// Loads the model in `file`, which `shoptalk model import` wrote.
  /// - Throws: `unsupported` for a model that was not trained to write with pointers.
  init(
    file: GGUFFile, tokenizer: any SubwordTokenizer, manner: AnswerManner, precision: Precision, pool: ComputePool
  ) throws(TransformerError) {
    guard Self.hasPointers(tokenizer) else {
      throw .unsupported(
        "\(file.path): its vocabulary has no pointers; the answerer is a model that Models/answerer trained")
    }
    self.tokenizer = tokenizer
    self.manner = manner
    model = try TextModels.make(file: file, precision: precision, pool: pool)
    file.discardPages()
    pointers = Self.pointers(tokenizer)
    names = Dictionary(pointers.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    words = SayableWords(WriterWords.said, tokenizer)
  }

  /// Whether a vocabulary is the answerer's.
  static func hasPointers(_ tokenizer: any SubwordTokenizer) -> Bool {
    ["<|n0|>", "<|say|>"].allSatisfy { tokenizer.encode($0, special: true).count == 1 }
  }

  /// The tokens of the pointers that a vocabulary has, by name: "n0".
  package static func pointers(_ tokenizer: any SubwordTokenizer) -> [String: Int] {
    var pointers: [String: Int] = [:]
    for kind in ["n", "m", "p", "f", "o", "x"] {
      for number in 0..<32 {
        let ids = tokenizer.encode("<|\(kind)\(number)|>", special: true)
        if ids.count == 1 { pointers["\(kind)\(number)"] = ids[0] }
      }
    }
    return pointers
  }

  public func write(_ task: WritingTask) -> WrittenAnswer? {
    let clock = ContinuousClock()
    let start = clock.now
    guard let constraint = AnswerConstraint(task.draft, words: words, tokens: pointers) else { return nil }
    let prompt = tokenizer.encode(Self.prompt(task, manner.style), special: true)
    guard prompt.count + Self.longest <= model.mostPositions,
      let decoding = try? TextDecoding(model, capacity: prompt.count + Self.longest)
    else { return nil }
    var first: ContinuousClock.Instant?
    guard let tokens = try? tokens(after: prompt, decoding, constraint, { first = first ?? clock.now }) else {
      return nil
    }
    let end = clock.now
    let text = plain(tokens, task.values)
    return WrittenAnswer(text: text, first: start.duration(to: first ?? end), whole: start.duration(to: end))
  }

  /// The likeliest tokens that the constraint allows; nil where the model would say something else, or does not end.
  private func tokens(
    after prompt: [Int], _ decoding: TextDecoding, _ constraint: AnswerConstraint, _ began: () -> Void
  ) throws(TransformerError) -> [Int]? {
    var scores = try decoding.append(prompt)
    var (state, tokens) = (constraint.root, [Int]())
    while tokens.count < Self.longest {
      let mayEnd = constraint.isEnd(state)
      guard
        let (best, share) = Greedy.best(
          of: constraint.tokens(after: state), orOneOf: mayEnd ? tokenizer.ends : [], scores),
        share >= Self.leastShare
      else { return nil }
      if tokenizer.ends.contains(best) { return tokens }
      began()
      guard let next = constraint.next(state, best) else { return nil }
      state = next
      tokens.append(best)
      scores = try decoding.append(best)
    }
    return nil
  }

  /// What the model was trained to go on from.
  static func prompt(_ task: WritingTask, _ style: Style) -> String {
    var question = ""
    for token in Tokenizer.fold(task.question).split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "'" }) {
      if WriterWords.asked.contains(String(token)) {
        question += (question.isEmpty ? "" : " ") + token
      } else if !question.hasSuffix("<|_|>") {
        question += "<|_|>"
      }
    }
    // A fact is a sentence of the draft.
    var facts: [String] = [""]
    var previous: [Character] = []
    for character in task.draft {
      if character.isUppercase || character == "<", previous.count == 2, previous[1] == " ", ".!?".contains(previous[0])
      {
        facts[facts.count - 1].removeLast()
        facts.append("")
      }
      facts[facts.count - 1].append(character)
      previous = previous.suffix(1) + [character]
    }
    let text = facts.map { "<|fact|>" + $0.replacing(" <|", with: "<|") }.joined()
    return "<|\(style.rawValue)|>\(task.intent.rawValue)<|ask|>\(question)\(text)<|say|>"
  }

  private func plain(_ tokens: [Int], _ values: [(pointer: String, text: String)]) -> String {
    var bytes: [UInt8] = []
    var starts = true
    func add(_ more: some Sequence<UInt8>) {
      for byte in more {
        // Sentences begin with a capital, pointers too.
        let isLetter = byte >= 128 || (97...122).contains(byte | 32) && byte > 57
        bytes.append(starts && (97...122).contains(byte) ? byte - 32 : byte)
        if ".!?".utf8.contains(byte) { starts = true } else if isLetter || (48...57).contains(byte) { starts = false }
      }
    }
    for token in tokens {
      if let pointer = names[token] {
        let text = values.first { $0.pointer == pointer }?.text ?? ""
        if let last = bytes.last, last != 32, last != 40 { bytes.append(32) }
        // The point in "3.5" ends no sentence.
        add(text.utf8.prefix(1))
        bytes += text.utf8.dropFirst()
        starts = false
      } else {
        add(tokenizer.bytes(of: token))
      }
    }
    return String(decoding: bytes, as: UTF8.self).trimmed
  }
}

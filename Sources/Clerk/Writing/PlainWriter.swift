package import Transformer

/// A larger decoder of text (SmolLM2, Qwen2.5, Llama) in the answerer's place: it is shown what the rules wrote and says
/// it in the style of the shop, in plain words.
///
/// Only the words of `WriterWords` and the draft's values, spelled as they are, are possible (`DraftMachine`), so that it
/// can get no figure and no name from anywhere else; what it writes is then checked like any other writer's. It is given
/// up where it wants to say what it may not, and where it takes too long.
public final class PlainWriter: AnswerWriter {
  /// Where it is given up.
  package struct Limits: Sendable {
    /// Tokens of an answer, and of what it is shown, at most.
    package var answer = 96
    package var prompt = 1024
    /// From the question on.
    package var time = Duration.seconds(3)
    /// The least probability, among all tokens, of one that is taken.
    package var leastShare: Float = 0.02

    package init() {}
  }

  private let model: any TextModel
  private let tokenizer: any SubwordTokenizer
  private let template: ChatTemplate?
  private let vocabulary: VocabularyTrie
  private let words = WordTrie(WriterWords.said)
  private let manner: AnswerManner
  private let limits: Limits
  /// Those that end a text, and those that begin a new line.
  private let ends: [Int]
  /// How many tokens every prompt begins with; what was computed of them is kept.
  private let head: Int
  private let kept: PromptCache

  /// Loads the model in `file`, which `shoptalk model import` wrote.
  package init(
    file: GGUFFile, tokenizer: any SubwordTokenizer, manner: AnswerManner, precision: Precision, pool: ComputePool,
    limits: Limits = Limits()
  ) throws(TransformerError) {
    self.tokenizer = tokenizer
    self.manner = manner
    self.limits = limits
    model = try TextModels.make(file: file, precision: precision, pool: pool)
    template = try ChatTemplate(file: file, tokenizer: tokenizer)
    file.discardPages()
    vocabulary = VocabularyTrie(tokenizer)
    ends =
      tokenizer.ends
      + (0..<tokenizer.vocabularySize).filter { token in
        !tokenizer.ends.contains(token) && !tokenizer.isSpecial(token)
          && tokenizer.bytes(of: token).first == UInt8(ascii: "\n")
      }
    kept = PromptCache(model: file.checksum ^ (precision == .fp32 ? 1 : 0), mostInMemory: 1)
    // What two prompts about different things have in common is in all of them.
    let one = try Self.prompt(template, tokenizer, Self.asked("a", "The price is a.", .warm))
    let other = try Self.prompt(template, tokenizer, Self.asked("b", "We have b.", .short))
    head = zip(one, other).prefix { $0 == $1 }.count
    guard one.count + limits.answer <= model.mostPositions else {
      throw .unsupported(
        "\(file.path): has room for \(model.mostPositions) tokens, and what it is shown takes \(one.count)")
    }
    // Before the first shopper comes.
    if head > 0, head < one.count {
      let decoding = try TextDecoding(model, capacity: one.count)
      _ = try kept.append(one, head: head, to: decoding)
    }
  }

  public func write(_ task: WritingTask) -> WrittenAnswer? {
    let clock = ContinuousClock()
    let start = clock.now
    let deadline = start.advanced(by: limits.time)
    guard let machine = DraftMachine(task.values, words: words) else { return nil }
    var draft = task.draft
    for value in task.values { draft = draft.replacing("<|\(value.pointer)|>", with: value.text) }
    // Nothing that the shop or the shopper wrote may look like the marks of a conversation.
    let question = String(
      task.question.map { $0.isLetter || $0.isNumber || "'.,?-".contains($0) ? $0 : " " }.prefix(200))
    guard !draft.contains("<"), !draft.contains(where: \.isNewline),
      let prompt = try? Self.prompt(template, tokenizer, Self.asked(question, draft, manner.style)),
      prompt.count <= limits.prompt, prompt.count + limits.answer <= model.mostPositions,
      let decoding = try? TextDecoding(model, capacity: prompt.count + limits.answer)
    else { return nil }
    var first: ContinuousClock.Instant?
    let constraint = TokenMachine(machine, vocabulary: vocabulary)
    let found = try? tokens(
      after: prompt, decoding, constraint, hasTime: { clock.now < deadline }, began: { first = first ?? clock.now })
    guard let tokens = found else { return nil }
    let end = clock.now
    var text = tokenizer.decode(tokens, special: false).trimmed
    if let last = text.last, !".!?".contains(last) { text += "." }
    return WrittenAnswer(text: text, first: start.duration(to: first ?? end), whole: start.duration(to: end))
  }

  /// The likeliest tokens that the constraint allows; nil where the model would say something else, does not end, or the
  /// time is over.
  private func tokens(
    after prompt: [Int], _ decoding: TextDecoding, _ constraint: some TokenConstraint, hasTime: () -> Bool,
    began: () -> Void
  ) throws(TransformerError) -> [Int]? {
    let begun = min(head + 1, prompt.count)
    var scores = try kept.append(Array(prompt[..<begun]), head: head, to: decoding)
    for part in stride(from: begun, to: prompt.count, by: Self.step) {
      guard hasTime() else { return nil }
      scores = try decoding.append(prompt[part..<min(prompt.count, part + Self.step)])
    }
    var (state, tokens) = (constraint.root, [Int]())
    while tokens.count < limits.answer {
      guard hasTime(),
        let (best, share) = Greedy.best(
          of: constraint.tokens(after: state), orOneOf: constraint.isEnd(state) ? ends : [], scores),
        share >= limits.leastShare
      else { return nil }
      if ends.contains(best) { return tokens }
      guard let next = constraint.next(state, best) else { return nil }
      began()
      state = next
      tokens.append(best)
      scores = try decoding.append(best)
    }
    return nil
  }

  /// Tokens that are read between two looks at the clock.
  private static let step = 64

  // MARK: What it is shown

  private static let order = """
    You are the clerk of a shop. Say the answer that you are given in the style that you are given: short, warm or \
    formal. Keep every name, price, place and figure exactly as it is and in the same order. Say each of them once, and \
    say nothing else about the goods. One or two sentences.
    """

  private static let examples: [(question: String, draft: String, style: ModelWriter.Style, answer: String)] = [
    ("where are the pencils", "The Pencil Set is in aisle 12.", .formal, "You will find the Pencil Set in aisle 12."),
    ("how much is the lamp", "The Desk Lamp is $31.50.", .warm, "You can have our Desk Lamp for $31.50."),
    (
      "do you have the blue kettle", "Sorry, the Kettle in blue is out of stock right now.", .short,
      "Sorry, the Kettle in blue is sold out."
    ),
  ]

  private static func asked(_ question: String, _ draft: String, _ style: ModelWriter.Style) -> String {
    "Question: \(question)\nAnswer: \(draft)\nStyle: \(style.rawValue)"
  }

  private static func prompt(
    _ template: ChatTemplate?, _ tokenizer: any SubwordTokenizer, _ asked: String
  ) throws(TransformerError) -> [Int] {
    var messages = [ChatMessage(role: "system", content: order)]
    for example in examples {
      messages.append(
        ChatMessage(role: "user", content: Self.asked(example.question, example.draft, example.style)))
      messages.append(ChatMessage(role: "assistant", content: example.answer))
    }
    messages.append(ChatMessage(role: "user", content: asked))
    if let template { return tokenizer.encode(try template.render(messages), special: true) }
    // A model that was never taught to converse goes on from examples.
    var text = order + "\n"
    for message in messages.dropFirst() {
      text += message.role == "user" ? "\n\(message.content)\nSaid: " : message.content + "\n"
    }
    if text.last == " " { text.removeLast() }
    return (tokenizer.start.map { [$0] } ?? []) + tokenizer.encode(text, special: false)
  }
}

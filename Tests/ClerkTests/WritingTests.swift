import Clerk
import Foundation
import Shop
import TestSupport
import Testing
import Transformer

/// Writers of answers: what is said otherwise is said, and what is not true never is.
@Suite struct WritingTests {
  /// Writes what a test tells it to, of the answer by rule.
  private struct Scripted: AnswerWriter {
    let line: @Sendable (String) -> String?

    func write(_ task: WritingTask) -> WrittenAnswer? {
      var text = task.draft
      for (pointer, value) in task.values { text = text.replacing("<|\(pointer)|>", with: value) }
      return line(text).map { WrittenAnswer(text: $0) }
    }
  }

  private func answer(_ question: String, _ line: @escaping @Sendable (String) -> String?) throws -> Answer {
    let (store, _) = try ShopStore.open(
      folder: Fixtures.path("Firmware/examples/grocery"), cache: Answering.cache)
    let clerk = try Clerk(shop: store, writer: Scripted(line: line), clock: { Answering.monday })
    var dialogue = Dialogue()
    return clerk.answer(question, in: &dialogue)
  }

  @Test func saysTheSameInOtherWords() throws {
    let price = "You can have our Goat Milk for $4.99."
    #expect(try answer("how much is the goat milk") { _ in price }.answer == price)
    let place = "You'll find the Goat Milk in aisle 7."
    #expect(try answer("where is the goat milk") { _ in place }.answer == place)
    let gone = "I'm so sorry, the Tahini is sold out at the moment."
    #expect(try answer("do you have tahini") { _ in gone }.answer == gone)
  }

  /// A lie about each kind of fact, in words that fit: the answer by rule is given.
  @Test(arguments: [
    ("how much is the goat milk", "The Goat Milk is $3.99."),
    ("how much is the goat milk", "The Goat Milk is $49.9."),
    ("how much is the goat milk", "The Goat Milk is 4.99."),
    ("how much is the goat milk", "The Oat Milk is $4.99."),
    ("how much is the goat milk", "The Goat Milk is $4.99 each."),
    ("how much is the goat milk", "The Goat Milk is $4.99, reduced from $5.99."),
    ("how much is the goat milk", "The Goat Milk is $4.99 today."),
    ("how much is the goat milk", "The Goat Milk was $4.99."),
    ("how much is the goat milk", "The Goat Milk is $4.99 and in stock."),
    ("how much is the goat milk", "The Goat Milk is from $4.99."),
    ("how much is the goat milk", "The Goat Milk is $4.99 for two."),
    ("how much is the goat milk", "The vegan Goat Milk is $4.99."),
    ("how much is the goat milk", "The Goat Milk is $4.99 and contains no nuts."),
    ("how much is the goat milk", "That is $4.99."),
    ("how much is the goat milk", ""),
    ("how much is the goat milk", "The Goat Milk is $4.99. The Goat Milk is $4.99."),
    ("how much is the goat milk", "The Goat Milk is $4.99, which is ¥4.99."),
    ("how much is the goat milk", "The Goat Milk is $4.99 \u{1F600}"),
    ("how much is the oat milk", "The Oat Milk is from $3.49 for the quart and $5.79 for the half gallon."),
    ("how much is the oat milk", "The Oat Milk is $3.49 for the half gallon and $5.79 for the quart."),
    ("how much is the goat milk", "The Goat Milk is is $4.99."),
    ("where is the goat milk", "The Goat Milk is in aisle 8."),
    ("where is the goat milk", "The Goat Milk is in aisle seven."),
    ("where is the goat milk", "The Goat Milk is not in aisle 7."),
    ("where is the goat milk", "The Goat Milk is in aisle 7, but out of stock."),
    ("do you have tahini", "Yes, the Tahini is in stock."),
    ("do you have tahini", "We have the Tahini."),
    ("do you have tahini", "Sorry, we don't have Tahini."),
    ("do you have tahini", "The Tahini is out of stock until tomorrow."),
    ("do you have rye bread", "No, the Rye Bread is out of stock. It's in aisle 2."),
    ("do you have rye bread", "Yes, only the Rye Bread in stock. It's in aisle 2."),
    ("do you have cat litter", "Yes, we have cat litter."),
    ("do you have the barista oat milk", "Yes, we have the Barista Oat Milk. The Oat Milk is out of stock right now."),
    (
      "do you have the barista oat milk",
      "Sorry, the Oat Milk is out of stock right now. We do have the Barista Oat Milk."
    ),
  ])
  func noLieIsSaid(_ question: String, _ lie: String) throws {
    let rules = try answer(question) { _ in nil }
    let answer = try answer(question) { _ in lie }
    #expect(rules.answer != lie && answer.answer == rules.answer)
    #expect(answer.writing?.written?.text == lie, "the lie was not even offered")
    #expect(answer.writing?.fault != nil && answer.grounded)
  }

  /// The two halves of a comparison, and of what was and is, do not change places.
  @Test func valuesKeepTheirPlaces() throws {
    for (question, a, b) in [
      ("is the soy milk cheaper than the almond milk", "$3.19", "$3.69"),
      ("is the soy milk cheaper than the almond milk", "Soy Milk", "Almond Milk"),
    ] {
      let rules = try answer(question) { _ in nil }.answer
      #expect(rules.contains(a) && rules.contains(b))
      let answer = try answer(question) { text in
        text.replacing(a, with: "\u{1}").replacing(b, with: a).replacing("\u{1}", with: b)
      }
      #expect(answer.answer == rules && answer.writing?.fault != nil)
    }
  }

  /// A value stays with those it belongs to, wherever commas and "and" are put.
  @Test(arguments: [
    (
      "The <|n0|> is <|m0|> in <|o0|>, <|m1|> in <|o1|> and <|m2|> in <|o2|> and <|o3|>.",
      "The <|n0|> is <|m0|> in <|o0|> and <|m1|> in <|o1|> and <|o2|>, <|m2|> in <|o3|>.", false
    ),
    (
      "The <|n0|> is <|m0|> in <|o0|>, <|m1|> in <|o1|> and <|m2|> in <|o2|> and <|o3|>.",
      "The <|n0|> is <|m0|> in <|o0|> and <|m1|> in <|o1|>, <|m2|> in <|o2|> and <|o3|>.", true
    ),
    (
      "The <|n0|> is <|m0|> in <|o0|> and the <|n1|> is <|m1|>.",
      "The <|n0|> is <|m0|> and the <|n1|> is <|m1|> in <|o0|>.", false
    ),
    ("<|n0|> is in <|p0|>; <|n1|> is in <|p1|>.", "The <|n0|> in <|p0|> and the <|n1|> in <|p1|>.", true),
    (
      "<|n0|> and <|n1|> are in <|p0|>; <|n2|> is in <|p1|>.",
      "The <|n0|> is in <|p0|>; <|n1|> and <|n2|> are in <|p1|>.", false
    ),
    ("<|n0|> is <|m0|> and <|n1|> is <|m1|>.", "<|m0|> for the <|n0|> and <|m1|> for the <|n1|>.", true),
    ("<|n0|> is <|m0|> and <|n1|> is <|m1|>.", "<|n0|> and <|n1|> <|m0|> <|m1|>.", false),
    (
      "The <|n0|> is cheaper: <|m0|> against <|m1|> for the <|n1|>.",
      "The <|n0|> at <|m0|> is cheaper than the <|n1|> at <|m1|>.", true
    ),
    ("The <|n0|> is <|m0|> in <|o0|> (was <|m1|>).", "The <|n0|> is <|m0|> (was <|m1|>) in <|o0|>.", true),
  ])
  func valuesKeepTheirCompany(_ draft: String, _ answer: String, _ isTrue: Bool) {
    let fault = Claims.fault(draft: draft, answer: answer)
    #expect((fault?.contains("company") != true) == isTrue, "\(fault ?? "no fault")")
  }

  /// Health and the merchant's own words are no writer's business.
  @Test(arguments: [
    "does the basil pesto have nuts in it", "is the almond butter good for someone with a milk allergy",
    "do you take food stamps here", "i need an ambulance", "can i talk to a person",
  ])
  func whatIsNotAWritersBusiness(_ question: String) throws {
    let answer = try answer(question) { _ in "You can have our Goat Milk for $4.99." }
    #expect(answer.writing == nil)
  }

  /// The same verdict as Models/answerer/check.py on 1,200 answers, of which half are lies.
  @Test func judgesAsTheReference() throws {
    let text = try String(contentsOfFile: Fixtures.path("Tests/Goldens/answerer/claims.tsv"), encoding: .utf8)
    var (count, lies) = (0, 0)
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 3)
      let fault = Claims.fault(draft: fields[0], answer: fields[1])
      #expect((fault == nil) == (fields[2] == "true"), "\(fields[0]) / \(fields[1]): \(fault ?? "no fault")")
      count += 1
      lies += fields[2] == "true" ? 0 : 1
    }
    #expect(count >= 1_000 && lies >= 400)
  }

  @Test func pointsAtWhatOnlyTheShopKnows() throws {
    let pointing = try #require(
      Pointing(
        "The Oat Milk is $3.49 for the quart and $5.79 for the half gallon. It's in aisle 7.",
        names: ["Oat Milk", "Milk"], options: ["Quart", "Half Gallon"]))
    #expect(
      pointing.draft
        == "The <|n0|> is <|m0|> for the <|o0|> and <|m1|> for the <|o1|>. It's in <|p0|>.")
    #expect(pointing.values.map(\.text) == ["Oat Milk", "$3.49", "quart", "$5.79", "half gallon", "aisle 7"])
    #expect(pointing.point("Oat Milk, $3.49.") == "<|n0|>, <|m0|>.")
    #expect(pointing.point("Milk, $3.49.") == nil)
    #expect(pointing.point("Oat Milk, $3.4.") == nil)
    #expect(pointing.point("Oat Milky, $3.49.") == nil)
    #expect(pointing.point("Oat Milk, $3.499.") == nil)
    #expect(pointing.point("Oat Milk “$3.49”") == nil)
    let weight = try #require(Pointing("The Mug weighs 350 g, made of stone ware.", names: ["Mug"], options: []))
    #expect(weight.draft == "The <|n0|> weighs <|f0|>, made of <|x0|>.")
    #expect(Pointing("A @ b", names: [], options: []) == nil)
  }

  /// Whatever way is taken through the constraint, no word stands that may not be said, and every value does.
  @Test func everyWayThroughTheConstraintIsSayable() throws {
    let file = try GGUFFile(path: Fixtures.path("Models/answerer/answerer-en.int8.gguf"))
    let tokenizer = try Tokenizers.make(file: file)
    let pointers = ModelWriter.pointers(tokenizer)
    let names = Dictionary(uniqueKeysWithValues: pointers.map { ($0.value, $0.key) })
    let words = SayableWords(WriterWords.said, tokenizer)
    let pointing = try #require(
      Pointing(
        "The Oat Milk is $3.49 for the quart and $5.79 for the half gallon. It's in aisle 7.", names: ["Oat Milk"],
        options: ["Quart", "Half Gallon"]))
    let constraint = try #require(AnswerConstraint(pointing.draft, words: words, tokens: pointers))
    var generator = SplitMix(seed: 7)
    var ended = 0
    for _ in 0..<200 {
      var (state, text) = (constraint.root, "")
      for _ in 0..<60 where !constraint.isEnd(state) {
        let allowed = constraint.tokens(after: state)
        try #require(!allowed.isEmpty && allowed == allowed.sorted())
        // Pointers often, so that the way comes to an end.
        let marks = allowed.filter { names[$0] != nil }
        let token = (marks.isEmpty || generator.next() % 3 > 0 ? allowed : marks).randomElement(using: &generator)!
        state = try #require(constraint.next(state, token))
        if let name = names[token], let value = pointing.values.first(where: { $0.pointer == name }) {
          text += text.isEmpty || text.hasSuffix(" ") || text.hasSuffix("(") ? value.text : " " + value.text
          text += " "
        } else {
          text += String(decoding: tokenizer.bytes(of: token), as: UTF8.self)
        }
      }
      guard constraint.isEnd(state) else { continue }
      ended += 1
      let pointed = try #require(pointing.point(text), "'\(text)'")
      for value in pointing.values { #expect(pointed.contains("<|\(value.pointer)|>")) }
    }
    #expect(ended > 50)
    for token in 0..<tokenizer.vocabularySize
    where tokenizer.bytes(of: token).contains(where: { (48...57).contains($0) }) && names[token] == nil {
      #expect(constraint.next(constraint.root, token) == nil)
    }
  }

  /// The model itself, over the questions of the example shop: every answer that is given has the figures of the rules'.
  @Test(arguments: ModelWriter.Style.allCases)
  func theModelKeepsToTheFacts(_ style: ModelWriter.Style) throws {
    let writer = try AnswerWriters.make(
      path: Fixtures.path("Models/answerer/answerer-en.int8.gguf"), manner: AnswerManner(style),
      pool: ComputePool(threads: 1))
    let (store, _) = try ShopStore.open(
      folder: Fixtures.path("Firmware/examples/grocery"), cache: Answering.cache)
    let clerk = try Clerk(shop: store, writer: writer, clock: { Answering.monday })
    var (given, otherwise) = (0, 0)
    for line in try String(contentsOfFile: Fixtures.path("Tests/Questions/dev.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    {
      let entry = try JSONDecoder().decode(Answering.Line.self, from: Data(line.utf8))
      guard entry.shop == "grocery" else { continue }
      var dialogue = Dialogue()
      for turn in entry.turns {
        let answer = clerk.answer(turn.q, in: &dialogue)
        #expect(answer.grounded)
        guard let writing = answer.writing, writing.fault == nil, writing.written != nil else { continue }
        given += 1
        otherwise += answer.answer == writing.draft ? 0 : 1
        let figures = { (text: String) in
          text.matches(of: /[0-9][0-9.,:]*[0-9]|[0-9]/).map { String($0.output) }.sorted()
        }
        #expect(figures(answer.answer) == figures(writing.draft), "\(answer.answer) / \(writing.draft)")
      }
    }
    #expect(given > 10, "the model hardly ever says what the rules do")
    #expect(otherwise > 5, "the model only repeats the rules")
  }

  /// What the merchant changes counts from the next answer on.
  @Test func speaksInTheMannerOfTheMoment() throws {
    let manner = AnswerManner(.formal)
    let writer = try AnswerWriters.make(
      path: Fixtures.path("Models/answerer/answerer-en.int8.gguf"), manner: manner, pool: ComputePool(threads: 1))
    let task = WritingTask(
      question: "where is the goat milk", intent: .location, draft: "The <|n0|> is in <|p0|>.",
      values: [("n0", "Goat Milk"), ("p0", "aisle 7")])
    let formal = try #require(writer.write(task)?.text)
    manner.set(.short)
    let short = try #require(writer.write(task)?.text)
    #expect(formal != short && short.utf8.count < formal.utf8.count)
  }

  /// A file that holds no writer is refused with a reason.
  @Test func refusesAFileThatHoldsNoWriter() throws {
    #expect {
      _ = try AnswerWriters.make(
        path: Fixtures.path("Models/words/word-vectors.int8.gguf"), manner: AnswerManner(.warm),
        pool: ComputePool(threads: 1))
    } throws: { error in
      error is TransformerError
    }
  }
}

struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

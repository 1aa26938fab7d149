import TestSupport
import Testing
import Transformer

/// Grammars over the tokens of a small vocabulary.
@Suite struct GrammarTests {
  /// Tokens that are single ASCII characters, some words, and an end.
  private static let words =
    (32..<127).map { String(Character(Unicode.Scalar($0) ?? " ")) }
    + ["yes", "no", "ye", "es", "12", " aisle", "é", "€", "</s>"]

  static func tokenizer() -> any SubwordTokenizer {
    var definition = TokenizerDefinition(
      model: .sentencePiece, tokens: words.map { Array($0.utf8) },
      kinds: words.map { $0 == "</s>" ? .control : .normal })
    definition.merges = []
    definition.scores = words.map { _ in 0 }
    definition.ends = [words.count - 1]
    return Tokenizers.make(definition)
  }

  /// Whether the grammar takes a text, character by character and by any other cutting.
  private func takes(_ grammar: String, _ text: String) throws -> Bool {
    let tokenizer = Self.tokenizer()
    let grammar = try TokenGrammar(grammar, tokenizer: tokenizer)
    var results: Set<Bool> = []
    func walk(_ state: Int, _ rest: Substring) {
      guard !rest.isEmpty else {
        results.insert(grammar.isEnd(state))
        return
      }
      for (id, word) in Self.words.enumerated() where rest.hasPrefix(word) {
        let next = grammar.next(state, id)
        #expect((next != nil) == grammar.tokens(after: state).contains(id))
        if let next { walk(next, rest.dropFirst(word.count)) } else { results.insert(false) }
      }
    }
    walk(grammar.root, text[...])
    #expect(results.count == 1, "the cutting of \(text) makes a difference")
    return results.contains(true)
  }

  @Test func matchesWhatItSays() throws {
    for (grammar, good, bad) in [
      (#""yes" | "no""#, ["yes", "no"], ["", "yesno", "maybe", "ye"]),
      (#"[0-9]{1,3} "%"?"#, ["7", "12", "999%"], ["", "1234", "%", "7%%"]),
      (#"("a" | "b")* "c"+"#, ["c", "abac", "bccc"], ["", "ab", "cca"]),
      (#"[^a-z]{2}"#, ["12", "é€", "A!"], ["ab", "1", "1a"]),
      (". \"!\"", ["a!", "é!", "€!"], ["!", "ab!"]),
      (
        "digit = [0-9]\nprice = \"$\" digit+ \".\" digit{2}\n# the last rule counts\nanswer = \"at \" price | \"no\"",
        ["at $3.49", "no"], ["$3.49", "at $3.4", "at $.49"]
      ),
      (#""x"{2,}"#, ["xx", "xxxxx"], ["x", ""]), (#"[à-ü€]"#, ["é", "€"], ["e", "E"]),
    ] as [(String, [String], [String])] {
      for text in good { #expect(try takes(grammar, text), "\(grammar) should take \(text)") }
      for text in bad { #expect(try !takes(grammar, text), "\(grammar) should not take \(text)") }
    }
  }

  @Test func saysWhatIsWrong() {
    for (grammar, reason) in [
      ("", "is empty"), ("\"a", "does not end"), ("(\"a\"", "')' is missing"), ("[a", "']' is missing"),
      ("[z-a]", "wrong way round"), ("\"a\"{x}", "a number is missing"), ("\"a\"{3,1}", "repeats are written"),
      ("b", "no rule 'b'"), ("a = \"x\"\na = \"y\"", "comes twice"), ("\"a\" )", "was not expected"),
      ("((((\"a\"{1000}){1000}){1000}){1000})", "too large"),
      (String(repeating: "(", count: 2000), "100 deep"), ("*", "needs quotes"),
    ] {
      let error = #expect(throws: TransformerError.self, "\(grammar.prefix(40))") {
        try TokenGrammar(grammar, tokenizer: Self.tokenizer())
      }
      #expect("\(error.map(String.init(describing:)) ?? "")".contains(reason), "\(grammar.prefix(40))")
    }
  }

  /// Grammars that were made to lead their reader astray: every one is refused in words, or leads to states that agree
  /// with themselves.
  @Test func survivesDamagedGrammars() throws {
    let corpus = [
      #"digit = [0-9]"# + "\n" + #"price = "$" digit+ "." digit{2}"# + "\n" + #"answer = "at " price | "no""#,
      #"("a" | "b")* "c"+ [^a-z]{2} . [à-ü€]"#, #""x"{2,} | ("y"? "z"){1,3}"#,
    ]
    let dictionary = ["{9}", "{1000}", "{2,}", "\"", "[^", "]", "(", ")", "*", "|", "= ", "\n", "\\u{10FFFF}", "-"]
    let tokenizer = Self.tokenizer()
    let result = Fuzzing.run(
      "grammar", corpus: corpus.map { Array($0.utf8) }, dictionary: dictionary.map { Array($0.utf8) }
    ) { bytes in
      let grammar = try TokenGrammar(String(decoding: bytes, as: UTF8.self), tokenizer: tokenizer)
      var state = grammar.root
      for step in 0..<4 {
        let tokens = grammar.tokens(after: state)
        guard let token = tokens.isEmpty ? nil : tokens[step * 7 % tokens.count] else { break }
        guard let next = grammar.next(state, token) else {
          Issue.record("token \(token) may follow, and leads nowhere")
          break
        }
        state = next
      }
    }
    #expect(result.accepted > 0 && result.refused > 0)
  }

  @Test func aTextIsWrittenToTheGrammar() throws {
    let (model, _) = try DecoderTests.load("llama", .int8)
    let tokens = (0..<96).map { Array("\($0);".utf8) }
    var definition = TokenizerDefinition(
      model: .sentencePiece, tokens: tokens, kinds: Array(repeating: .normal, count: 96))
    definition.scores = tokens.map { _ in 0 }
    let tokenizer = Tokenizers.make(definition)
    let grammar = try TokenGrammar(#"("1" [0-9] ";"){3} "7;""#, tokenizer: tokenizer)
    for temperature in [0, 2] as [Float] {
      var options = SamplingOptions()
      options.temperature = temperature
      var limits = TextGeneration.Limits()
      limits.constraint = grammar
      let text = try TextGeneration.run(
        TextDecoding(model, capacity: 40), prompt: [1, 2], tokenizer: tokenizer, options: options, limits: limits)
      #expect(text.tokens.count == 4 && text.tokens.last == 7 && text.ending == .constraint)
      #expect(text.tokens.dropLast().allSatisfy { (10...19).contains($0) })
    }
  }
}

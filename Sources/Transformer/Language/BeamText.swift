/// A text that a beam search found.
public struct BeamText: Sendable, Equatable {
  /// The tokens, without those that begin and end the text.
  public var tokens: [Int]
  /// The natural logarithm of each token's probability given the sound, and that of the end where it was reached.
  public var logProbabilities: [Float]
  public var endLogProbability: Float?
  /// What the language thinks of it, in nats.
  public var languageScore: Float
  public var ending: GreedyText.Ending
  /// Whether the likeliest token was taken at every step.
  public var isGreedy: Bool
  /// Whether it was found within the grammar of the language.
  public var isGrammatical = false

  /// The logarithm of the probability of the text, given the sound.
  public var heardScore: Float { logProbabilities.reduce(0, +) + (endLogProbability ?? 0) }
  /// Both scores together: by this the texts are ordered.
  public var score: Float { heardScore + languageScore }
}

extension BeamText {
  /// What greedy decoding wrote, as the only text of a search without a language.
  public init(_ text: GreedyText) { self.init(text, languageScore: 0) }

  /// What greedy decoding wrote, with what a language thinks of it.
  init(_ text: GreedyText, languageScore: Float) {
    self.init(
      tokens: text.tokens, logProbabilities: text.logProbabilities, endLogProbability: text.endLogProbability,
      languageScore: languageScore, ending: text.ending, isGreedy: true)
  }
}

/// How widely a beam search looks.
public struct BeamWidth: Sendable, Equatable {
  /// How many texts are followed at a time.
  public var most = 6
  /// Texts that are so much worse than the best, in nats, are given up.
  public var within: Float = 8
  /// Tokens that are so much less likely than the likeliest of their step are not looked at.
  public var tokensWithin: Float = 14
  /// A text may end where its end is at most so much less likely than the likeliest token, in nats. Else short texts,
  /// which have fewer tokens to be unlikely in, would win.
  public var endWithin: Float = 2
  /// So many texts of the language's grammar are followed beside them.
  public var grammatical = 8
  /// The same as `within` and `endWithin` for these.
  public var grammaticalWithin: Float = 12
  public var grammaticalEndWithin: Float = 4
  /// As long as the best text of the grammar sounds as likely as the greedy one there is little to look for: `within`
  /// and `grammaticalWithin` are then only these.
  public var ease: Float = 3
  public var grammaticalEase: Float = 4
  /// How far they widen for each nat by which it sounds less likely.
  public var easing: Float = 1
  /// What is spelled like a beginning that was there before, in other tokens or with other marks, is given up where it
  /// is so much worse.
  public var respelledWithin: Float = 3

  public init() {}
}

/// What a beam search with a language needs to know, made once for a recogniser and a shop.
public struct BeamLanguage: Sendable {
  public let language: WordLanguage
  public let spelling: TokenSpelling
  public var weights: LanguageWeights
  public var width: BeamWidth

  public init(
    _ language: WordLanguage, spelling: TokenSpelling, weights: LanguageWeights = LanguageWeights(),
    width: BeamWidth = BeamWidth()
  ) {
    self.language = language
    self.spelling = spelling
    self.weights = weights
    self.width = width
  }
}

extension BeamLanguage {
  /// `text` with the words of the language in place of others that sound alike ("moka"), where a word of the language
  /// is expected.
  public func canonical(_ text: String, isGrammatical: Bool = false) -> String {
    let scorer = LanguageScorer(language, weights)
    guard var cursor = isGrammatical ? scorer.grammarStart() : scorer.start() else { return text }
    var result = ""
    var rest = text[...]
    func isLetter(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "'" }
    while let first = rest.first {
      guard isLetter(first) else {
        result.append(first)
        rest.removeFirst()
        continue
      }
      let word = rest.prefix(while: isLetter)
      rest = rest[word.endIndex...]
      let reduced = TokenSpelling.words(String(word)).joined(separator: "")
      if let better = cursor.context.better(than: reduced, isGrammatical: isGrammatical, language) {
        result += language.spelling(better)
      } else {
        result += word
      }
      for byte in reduced.utf8 { _ = cursor.read(byte, scorer) }
      _ = cursor.finishWord(scorer)
    }
    return result
  }
}

extension Moonshine {
  /// Writes down what is said in `audio` in several ways, the best first, with a language of words in mind.
  ///
  /// The text of the likeliest tokens is always followed to its end and always among the results, so that speech that
  /// has nothing to do with the language can be told from speech that has.
  public func beamTexts(
    for audio: EncodedAudio, limit: Int, language: BeamLanguage, repetition: RepetitionGuard = RepetitionGuard()
  ) throws(TransformerError) -> [BeamText] {
    try SpeechSearch(self, audio, language, limit: limit, repetition: repetition).run()
  }
}

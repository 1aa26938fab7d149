/// What was heard.
public struct Transcript: Sendable, Equatable {
  /// Why the text ends where it ends.
  public enum Ending: String, Sendable {
    /// The recogniser said so.
    case finished
    /// It had written as much as can be said in that time.
    case limit
    /// It had begun to repeat itself; only the first copy is kept.
    case repetition
  }

  /// The text as a person would write it, without space at either end; empty where nothing was said.
  public var text: String
  /// The tokens of the text, without those that begin and end it.
  public var tokens: [Int]
  /// The natural logarithm of each token's probability given the sound and the tokens before it.
  public var logProbabilities: [Float]
  /// The mean of `logProbabilities`, with that of the ending; 0 where nothing was recognised.
  public var averageLogProbability: Float
  /// The length of the sound, silence included.
  public var audioSeconds: Double
  /// The worst ending of its parts: of long sound there are several.
  public var ending: Ending
  /// The code of the language that was heard, such as `de`; nil where the recogniser knows but one.
  public var language: String?

  /// The probability that `text` is what was said, against `alternatives`; 1 where none were looked for.
  public var confidence: Float = 1
  /// How often its pieces were heard again, at another speed, since they were in doubt.
  public var hearingsAgain = 0
  /// What else may have been said, the likeliest first.
  public var alternatives: [Alternative] = []

  /// Another way to understand the same sound.
  public struct Alternative: Sendable, Equatable {
    public var text: String
    /// How well it fits the sound and the language, in nats: only differences mean something.
    public var score: Float
    /// The probability that it is what was said.
    public var probability: Float
  }

  public init(
    text: String, tokens: [Int] = [], logProbabilities: [Float] = [], averageLogProbability: Float = 0,
    audioSeconds: Double, ending: Ending = .finished, language: String? = nil
  ) {
    self.text = text
    self.tokens = tokens
    self.logProbabilities = logProbabilities
    self.averageLogProbability = averageLogProbability
    self.audioSeconds = audioSeconds
    self.ending = ending
    self.language = language
  }
}

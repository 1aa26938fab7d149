import Glibc
import Synchronization
public import Transformer

/// Moonshine as a recogniser: each stretch of speech is encoded whole and written down greedily.
public final class MoonshineRecogniser: Recogniser {
  /// The model, for those who decode otherwise.
  public let model: Moonshine
  /// Tokens to text and back.
  public let tokenizer: MoonshineTokenizer
  /// What every token spells; made when a language is first heard with.
  private let spelling = Mutex<TokenSpelling?>(nil)

  /// How long someone waits for a text that is in doubt: what would take longer is not heard again. Nil for ever.
  public let patience: Duration?

  /// Opens the model file at `path`.
  public init(
    path: String, precision: Precision = .int8, patience: Duration? = nil, pool: ComputePool
  ) throws(SpeechError) {
    self.patience = patience
    do throws(TransformerError) {
      let file = try GGUFFile(path: path)
      model = try Moonshine(file: file, precision: precision, pool: pool)
      tokenizer = try MoonshineTokenizer(file: file)
      guard model.configuration.sampleRate == SpeechSegments.sampleRate else {
        throw .unsupported("\(path): wants \(model.configuration.sampleRate) samples a second, not 16000")
      }
      file.discardPages()
    } catch {
      throw SpeechError(error)
    }
  }

  public func transcribe(_ samples: [Float]) throws(SpeechError) -> Transcript {
    try transcribe(samples, language: nil)
  }

  /// What is said in `samples`, with the words of a shop in mind: see `Recogniser`.
  ///
  /// Speech that has nothing to do with the shop is heard as it was said, since leaving its language has one price,
  /// however much is said outside it, and forcing other words into it has a price for each.
  public func transcribe(_ samples: [Float], language: WordLanguage?) throws(SpeechError) -> Transcript {
    let segments = SpeechSegments(samples)
    let language = language.map { BeamLanguage($0, spelling: tokenSpelling) }
    var transcript = Transcript(text: "", audioSeconds: segments.seconds)
    var sum: Float = 0
    var count = 0
    for segment in segments.ranges {
      let heard = try hear(Array(segments.samples[segment]), language, &transcript.hearingsAgain)
      guard let text = heard.texts.first else { continue }
      transcript.tokens += text.tokens
      transcript.logProbabilities += text.logProbabilities
      sum += text.heardScore
      count += text.tokens.count + (text.endLogProbability == nil ? 0 : 1)
      if transcript.ending == .finished { transcript.ending = Transcript.Ending(text.ending) }
      let ways = heard.ways
      let words = ways.first?.text ?? ""
      if !words.isEmpty { transcript.text += transcript.text.isEmpty ? words : " " + words }
      // Of long sound only the last piece has other ways: there is no telling which of them belong together.
      transcript.alternatives = segments.ranges.count == 1 ? Array(ways.dropFirst()) : []
      transcript.confidence = min(transcript.confidence, ways.first?.probability ?? 1)
    }
    transcript.averageLogProbability = count > 0 ? sum / Float(count) : 0
    return transcript
  }

  /// Hears `samples`, and again in other ways as long as what was heard with a shop's words in mind is doubtful.
  private func hear(
    _ samples: [Float], _ language: BeamLanguage?, _ again: inout Int
  ) throws(SpeechError) -> Hearing {
    func hear(_ samples: [Float], asPublished: Bool = false) throws(SpeechError) -> Hearing {
      let texts = try write(samples, language, asPublished: asPublished)
      return Hearing(texts: texts, ways: alternatives(texts, language))
    }
    let start = ContinuousClock.now
    var best = try hear(samples)
    guard language != nil else { return best }
    let others = model.hasPublishedEncoder ? SecondHearing.all : SecondHearing.paces
    for (index, way) in others.enumerated() {
      guard best.trust < SecondHearing.doubtful else { break }
      // Another hearing takes about as long as each of those before it.
      let foreseen = start.duration(to: .now) / (index + 1) * (index + 2)
      if let patience, foreseen > patience { break }
      let other =
        switch way {
        case .asPublished: try hear(samples, asPublished: true)
        case .pace(let pace): try hear(SecondHearing.changed(samples, by: pace))
        }
      again += 1
      let (better, worse) = other.trust > best.trust ? (other, best) : (best, other)
      best = better.adding(worse)
    }
    return best
  }

  /// The texts that were found as they are written, each once, with how likely each of them is.
  private func alternatives(_ heard: [BeamText], _ language: BeamLanguage?) -> [Transcript.Alternative] {
    var ways: [(text: String, words: [String], score: Float)] = []
    for text in heard {
      var written = tokenizer.decode(text.tokens).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if let language { written = language.canonical(written, isGrammatical: text.isGrammatical) }
      let words = TokenSpelling.words(written)
      guard !ways.contains(where: { $0.words == words }) else { continue }
      ways.append((written, words, text.score))
    }
    let best = ways.first?.score ?? 0
    let sum = ways.reduce(0) { $0 + expf($1.score - best) }
    // The odds among the ways stay as they are; what is left is for what none of them says.
    var trust = 1 / sum
    if let language, let first = heard.first {
      trust = first.trust(among: 1 / sum, isGrammarKnown: language.language.hasGrammar)
    }
    return ways.map { way in
      Transcript.Alternative(text: way.text, score: way.score, probability: trust * expf(way.score - best))
    }
  }

  /// What every token of the model spells.
  public var tokenSpelling: TokenSpelling {
    spelling.withLock { spelling in
      if let spelling { return spelling }
      let made = TokenSpelling(tokenizer)
      spelling = made
      return made
    }
  }

  /// The ways to write down `samples`, the best first; without a language there is one.
  private func write(
    _ samples: [Float], _ language: BeamLanguage?, asPublished: Bool
  ) throws(SpeechError) -> [BeamText] {
    let seconds = Float(samples.count) / Float(model.configuration.sampleRate)
    let limit = Int((seconds * model.configuration.tokensPerSecond).rounded(.up))
    do {
      let audio = try model.encode(samples, asPublished: asPublished)
      if let language { return try model.beamTexts(for: audio, limit: limit, language: language) }
      return [BeamText(try model.greedyText(for: audio, limit: limit))]
    } catch {
      throw SpeechError(error)
    }
  }
}

extension BeamText {
  /// The probability that this is what was said, where it is the best of a search and has `share` of the probability of
  /// all that the search found: by that, by how unlikely a token the sounds make it, and by whether it is a sentence of
  /// the grammar, where there is one. Fitted to which texts were right to the word, over spoken questions and orders in
  /// quiet and in noise, and then to how many of the orders were understood, which are more.
  func trust(among share: Float, isGrammarKnown: Bool) -> Float {
    let odds = logf((share + 1e-6) / (1 - share + 1e-3))
    let doubt = -heardScore / Float(tokens.count + 1)
    let sum =
      isGrammarKnown
      ? 0.26 + 0.35 * odds - 2.7 * doubt + (isGrammatical ? 2.87 : 0) : 1.17 + 0.5 * odds - 3.38 * doubt
    return 1 / (1 + expf(-sum))
  }
}

extension Transcript.Ending {
  init(_ ending: GreedyText.Ending) {
    switch ending {
    case .finished: self = .finished
    case .limit: self = .limit
    case .repetition: self = .repetition
    }
  }
}

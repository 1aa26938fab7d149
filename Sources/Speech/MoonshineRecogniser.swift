public import Transformer

/// Moonshine as a recogniser: each stretch of speech is encoded whole and written down greedily.
public final class MoonshineRecogniser: Recogniser {
  /// The model, for those who decode otherwise.
  public let model: Moonshine
  /// Tokens to text and back.
  public let tokenizer: MoonshineTokenizer

  /// Opens the model file at `path`.
  public init(path: String, precision: Precision = .int8, pool: ComputePool) throws(SpeechError) {
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
    let segments = SpeechSegments(samples)
    var transcript = Transcript(text: "", audioSeconds: segments.seconds)
    var sum: Float = 0
    var count = 0
    for segment in segments.ranges {
      let text = try write(Array(segments.samples[segment]))
      transcript.tokens += text.tokens
      transcript.logProbabilities += text.logProbabilities
      sum += text.logProbabilities.reduce(0, +) + (text.endLogProbability ?? 0)
      count += text.tokens.count + (text.endLogProbability == nil ? 0 : 1)
      if transcript.ending == .finished { transcript.ending = Transcript.Ending(text.ending) }
      let words = tokenizer.decode(text.tokens).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !words.isEmpty { transcript.text += transcript.text.isEmpty ? words : " " + words }
    }
    transcript.averageLogProbability = count > 0 ? sum / Float(count) : 0
    return transcript
  }

  private func write(_ samples: [Float]) throws(SpeechError) -> GreedyText {
    let seconds = Float(samples.count) / Float(model.configuration.sampleRate)
    do {
      return try model.greedyText(
        for: try model.encode(samples), limit: Int((seconds * model.configuration.tokensPerSecond).rounded(.up)))
    } catch {
      throw SpeechError(error)
    }
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

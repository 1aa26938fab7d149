public import Transformer

/// Whisper as a recogniser, for the languages that Moonshine lacks.
public final class WhisperRecogniser: Recogniser {
  /// The model, for those who decode otherwise.
  public let model: Whisper
  /// Tokens to text and back.
  public let tokenizer: any SubwordTokenizer
  /// What is spoken, by its code; nil has it found out for each recording.
  public let language: String?
  private let marks: WhisperMarks

  /// Opens the model file at `path`, one that 'shoptalk model import' wrote. `language` is a code such as `de`.
  public init(
    path: String, language: String? = nil, precision: Precision = .int8, pool: ComputePool
  ) throws(SpeechError) {
    do throws(TransformerError) {
      let file = try GGUFFile(path: path)
      model = try Whisper(file: file, precision: precision, pool: pool)
      tokenizer = try Tokenizers.make(file: file)
      marks = try WhisperMarks(tokenizer, file: file)
      if let language, marks.languages[language] == nil, !(marks.languages.isEmpty && language == "en") {
        let codes = marks.languages.keys.sorted().joined(separator: ", ")
        throw .unsupported(
          "\(path): does not know the language '\(language)'; it knows \(codes.isEmpty ? "en" : codes)")
      }
      file.discardPages()
    } catch {
      throw SpeechError(error)
    }
    self.language = language
  }

  public func transcribe(_ samples: [Float]) throws(SpeechError) -> Transcript {
    let segments = SpeechSegments(samples)
    var transcript = Transcript(text: "", audioSeconds: segments.seconds)
    var (sum, count): (Float, Int) = (0, 0)
    for segment in segments.ranges {
      do throws(TransformerError) {
        let audio = try model.encode(Array(segments.samples[segment]))
        // A recording is in one language: that of its first piece.
        let part = try model.transcribe(audio, marks: marks, language: language ?? transcript.language)
        transcript.language = transcript.language ?? part.language
        transcript.tokens += part.tokens
        transcript.logProbabilities += part.logProbabilities
        sum += part.logProbabilities.reduce(0, +) + (part.endLogProbability ?? 0)
        count += part.tokens.count + (part.endLogProbability == nil ? 0 : 1)
        if transcript.ending == .finished { transcript.ending = Transcript.Ending(part.ending) }
        let words = tokenizer.decode(part.tokens, special: false).split(whereSeparator: \.isWhitespace)
          .joined(separator: " ")
        if !words.isEmpty { transcript.text += transcript.text.isEmpty ? words : " " + words }
      } catch {
        throw SpeechError(error)
      }
    }
    transcript.averageLogProbability = count > 0 ? sum / Float(count) : 0
    return transcript
  }
}

/// The recognisers that a model file can be.
public enum Recognisers {
  /// Opens the model at `path` as what it says it is: Moonshine, or Whisper in `language`.
  public static func open(
    path: String, language: String? = nil, precision: Precision = .int8, pool: ComputePool
  ) throws(SpeechError) -> any Recogniser {
    let name: String
    do throws(TransformerError) {
      let file = try GGUFFile(path: path, verify: false)
      name = try file.string("general.architecture")
      guard name == "moonshine" || name == "whisper" else {
        throw file.invalid(
          "key 'general.architecture'", "is '\(name)', which is no recogniser; moonshine and whisper are")
      }
      if name == "moonshine", let language, language != "en" {
        throw .unsupported("\(path): hears English only, not '\(language)'; import a Whisper for other languages")
      }
    } catch {
      throw SpeechError(error)
    }
    if name == "whisper" {
      return try WhisperRecogniser(path: path, language: language, precision: precision, pool: pool)
    }
    return try MoonshineRecogniser(path: path, precision: precision, pool: pool)
  }
}

private import Pronunciation

/// Any of espeak-ng's languages. 22,050 Hz, sentence by sentence.
public struct ESpeakVoice: Voice {
  /// The language as given, BCP 47.
  public let language: String
  /// How fast it speaks.
  public let wordsPerMinute: Int
  public let sampleRate: Int
  private let voice: String

  /// - Parameters:
  ///   - language: BCP 47, e.g. "de" or "pt-BR".
  ///   - wordsPerMinute: 80 to 450; espeak-ng is understood best somewhat below its usual 175.
  /// - Throws: `SpeechError.voice` for a language that espeak-ng does not have, or without its data.
  public init(language: String, wordsPerMinute: Int = 155) throws(SpeechError) {
    do {
      voice = try ESpeak.voice(language: language)
      sampleRate = try ESpeak.sampleRate()
    } catch {
      throw Self.failure(language, error)
    }
    self.language = language
    self.wordsPerMinute = min(450, max(80, wordsPerMinute))
  }

  public func speak(
    _ spoken: String, onChunk: (UnsafeBufferPointer<Int16>) throws -> Bool
  ) throws(SpeechError) {
    var level = VoiceLevel(gain: 1.3, sampleRate: sampleRate)
    for piece in SpeechText.pieces(spoken, ascii: false) {
      level.begin()
      // Collected first: espeak-ng is quick, and who looks up phonemes meanwhile must not wait for the loudspeaker.
      var samples: [Int16] = []
      do {
        try ESpeak.speak(piece, voice: voice, wordsPerMinute: wordsPerMinute) { chunk in
          samples += level.apply(chunk)
          return true
        }
      } catch {
        throw Self.failure(language, error)
      }
      if samples.isEmpty { continue }
      do {
        if try !samples.withUnsafeBufferPointer(onChunk) { return }
      } catch {
        throw (error as? SpeechError) ?? .sound("\(error)")
      }
    }
  }

  private static func failure(_ language: String, _ error: PronunciationError) -> SpeechError {
    switch error {
    case .missingData(let folder):
      .voice(
        name: language, reason: "\(folder) does not hold espeak-ng's data",
        remedy: "install them with 'apt-get install espeak-ng-data'")
    case .unknownLanguage(_, let nearest):
      .voice(
        name: language, reason: "espeak-ng does not have this language",
        remedy: "set the language to one that it has, e.g. \(nearest.joined(separator: ", "))")
    case .engine(let reason):
      .voice(name: language, reason: reason, remedy: "reinstall libespeak-ng1 and espeak-ng-data")
    }
  }
}

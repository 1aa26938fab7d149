private import Pronunciation

/// Something that turns spoken text (see `SpokenForm`) into sound.
public protocol Voice: Sendable {
  /// Samples per second of what ``speak(_:onChunk:)`` gives.
  var sampleRate: Int { get }

  /// Speaks `spoken` sentence by sentence and hands over 16-bit samples of one channel as they are made, so that the
  /// beginning can be heard while the rest is prepared. All voices are equally loud, and nothing clips.
  ///
  /// `onChunk` is called on the caller's thread and must not speak itself; the buffer is valid during the call only. It
  /// returns false to stop. What it throws ends the speech and is thrown on (as `SpeechError.sound` if it is another
  /// error).
  func speak(
    _ spoken: String, onChunk: (UnsafeBufferPointer<Int16>) throws -> Bool
  ) throws(SpeechError)
}

extension Voice {
  /// All of `spoken` as samples.
  public func samples(of spoken: String) throws(SpeechError) -> [Int16] {
    var samples: [Int16] = []
    try speak(spoken) { chunk in
      samples += chunk
      return true
    }
    return samples
  }
}

/// Where voices come from.
public enum Voices {
  /// The voice for `language` (BCP 47): flite for English, espeak-ng for every other language.
  ///
  /// Throws for a language that no voice has, naming the nearest.
  public static func make(language: String) throws(SpeechError) -> any Voice {
    let code = language.lowercased().prefix { $0 != "-" && $0 != "_" }
    return code == "en" ? FliteVoice(.slt) : try ESpeakVoice(language: language)
  }
}

/// What synthesisers are given: pieces short enough to be begun at once, of plain words.
enum SpeechText {
  /// Beyond this many characters a sentence is cut at a comma or a space.
  private static let longestPiece = 240
  /// Beyond this many characters a word is cut: no word is.
  private static let longestWord = 40

  /// The sentences of `spoken`, none too long; `ascii` leaves plain Latin letters only.
  static func pieces(_ spoken: String, ascii: Bool) -> [String] {
    sentences(of: SpokenText.tidy(spoken, ascii: ascii)).flatMap(cut)
  }

  private static func cut(_ sentence: String) -> [String] {
    if sentence.count <= longestPiece, !sentence.split(separator: " ").contains(where: { $0.count > longestWord }) {
      return [sentence]
    }
    var pieces: [String] = []
    var piece = ""
    for word in sentence.split(separator: " ") {
      for part in split(word) {
        if piece.count + part.count > longestPiece || (piece.count > longestPiece / 2 && piece.hasSuffix(",")) {
          pieces.append(piece)
          piece = ""
        }
        piece += (piece.isEmpty ? "" : " ") + part
      }
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  private static func split(_ word: Substring) -> [Substring] {
    var parts: [Substring] = []
    var rest = word
    while rest.count > longestWord {
      parts.append(rest.prefix(longestWord))
      rest = rest.dropFirst(longestWord)
    }
    return parts + [rest]
  }
}

private import Synchronization

/// Turns words into sounds.
///
/// Words are looked up one by one and remembered, so that a word sounds the same wherever it stands and a catalogue of
/// a hundred thousand titles costs a few thousand look-ups. Safe to use from several threads.
public final class Phonemizer: Sendable {
  /// The language as given, BCP 47.
  public let language: String
  private let voice: String
  private let english: Bool
  private let latin: Bool
  private let cache = Mutex<[String: [Phoneme]]>([:])

  /// Beyond this many the memory of words begins anew.
  private static let cacheLimit = 100_000
  /// Longer "words" are not words: the rest is left out.
  private static let longestWord = 48

  /// A phonemizer for `language` (BCP 47, e.g. "en", "de-CH").
  public init(language: String = "en") throws(PronunciationError) {
    self.language = language
    voice = try ESpeak.voice(language: language)
    let code = language.lowercased().prefix { $0 != "-" && $0 != "_" }
    english = code == "en"
    latin = !Self.otherScripts.contains(String(code))
  }

  /// The sounds of `text`, without boundaries between words. Punctuation is passed over; figures are read as numbers
  /// (use ``SpokenForm`` first for prices and sizes).
  public func phonemes(_ text: String) -> [Phoneme] { words(text).flatMap { $0 } }

  /// The sounds of each word of `text`; words without any sound are left out.
  public func words(_ text: String) -> [[Phoneme]] {
    Self.split(text, latin: latin).compactMap { word in
      let sounds = sounds(of: word)
      return sounds.isEmpty ? nil : sounds
    }
  }

  /// Languages that are not written in Latin letters.
  private static let otherScripts = Set(
    ("am ar as ba be bg bn bpy chr cmn cv el fa grc gu hak he hi hy hyw ja ka kk kn ko kok ky mk ml mn mr my ne nog or "
      + "pa ru sd shn si sr ta te th tt ug uk ur yue zh").split(separator: " ").map(String.init))

  /// The words of `text` as they are looked up: lower case, letters, marks, digits and inner apostrophes only. For a
  /// language in Latin letters other letters are passed over: espeak-ng would change its language in mid-word and not
  /// change back wholly.
  static func split(_ text: String, latin: Bool) -> [String] {
    var words: [String] = []
    var word = ""
    func close() {
      while word.hasSuffix("'") { word.removeLast() }
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for scalar in text.lowercased().unicodeScalars {
      let foreign =
        latin && scalar.value >= 0x250 && !(0x300...0x36F ~= scalar.value || 0x1E00...0x1EFF ~= scalar.value)
      if foreign, scalar != "’" {
        close()
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
        || scalar.properties.generalCategory == .nonspacingMark
      {
        if word.unicodeScalars.count < longestWord { word.unicodeScalars.append(scalar) }
      } else if scalar == "'" || scalar == "’" {
        if !word.isEmpty { word.append("'") }
      } else {
        close()
      }
    }
    close()
    return words
  }

  private func sounds(of word: String) -> [Phoneme] {
    // Little words as they are said inside a sentence, not as they are read alone.
    if english, let known = Self.weakForms[word] ?? EnglishLexicon.words[word] { return known }
    if let known = cache.withLock({ $0[word] }) { return known }
    // A word that espeak-ng fails on has no sound: it is then found by its letters only.
    let sounds = (try? ESpeak.ipa(word, voice: voice)).map { parse($0) } ?? []
    cache.withLock {
      if $0.count >= Self.cacheLimit { $0.removeAll(keepingCapacity: true) }
      $0[word] = sounds
    }
    return sounds
  }

  private func parse(_ ipa: String) -> [Phoneme] {
    // "(fr)" and the like mark a part that was read by another language's rules.
    ipa.split(whereSeparator: { $0 == "_" || $0 == " " }).flatMap { part -> [Phoneme] in
      guard part.contains("(") else { return PhonemeTable.parse(part) }
      return part.split(separator: "(").flatMap {
        PhonemeTable.parse($0.split(separator: ")", maxSplits: 1, omittingEmptySubsequences: false).last ?? "")
      }
    }
  }

  private static let weakForms: [String: [Phoneme]] = [
    "a": "ə", "an": "ən", "the": "ðə", "and": "ənd", "of": "əv", "to": "tə", "for": "fɚ", "or": "ɚ",
  ].mapValues { PhonemeTable.parse($0) }
}

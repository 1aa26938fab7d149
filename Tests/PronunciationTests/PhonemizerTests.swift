import Pronunciation
import TestSupport
import Testing

struct PhonemizerTests {
  @Test(arguments: [
    ("oat milk", "oʊ t m ɪ l k"), ("Church!", "tʃ ɜː tʃ"), ("judge", "dʒ ʌ dʒ"), ("thing", "θ ɪ ŋ"), ("the", "ð ə"),
    ("Sesame-Oil", "s ɛ s ə m i ɔɪ l"), ("quinoa", "k iː n w ɑː"), ("", ""), ("?!… —", ""), ("don't", "d oʊ n t"),
  ])
  func english(_ text: String, _ sounds: String) throws {
    #expect(try Phonemizer().phonemes(text).map(\.ipa).joined(separator: " ") == sounds)
  }

  @Test(arguments: [
    ("de", "schön", "ʃ ø n"), ("de-AT", "ich", "ɪ ç"), ("fr", "bon", "b ɔ̃"), ("fr", "montagne", "m ɔ̃ t a ɲ"),
    ("es", "mañana", "m a ɲ a n a"), ("es-MX", "queso", "k e s o"), ("ru", "дом", "d o m"),
    ("el", "γάλα Twix", "ɣ a l a t w ɪ k s"), ("en-GB", "hot", "h ɒ t"),
    ("en_US", "hot", "h ɑː t"),
  ])
  func otherLanguages(_ language: String, _ text: String, _ sounds: String) throws {
    #expect(try Phonemizer(language: language).phonemes(text).map(\.ipa).joined(separator: " ") == sounds)
  }

  @Test func anUnknownLanguageNamesItsNeighbours() {
    #expect(throws: PronunciationError.self) { try Phonemizer(language: "") }
    do {
      _ = try Phonemizer(language: "dx-YY")
      Issue.record("a voice for dx")
    } catch {
      #expect(
        "\(error)" == "there is no voice for the language 'dx-YY'; the nearest are da, de")
    }
  }

  @Test func wordsAreKeptApart() throws {
    let words = try Phonemizer().words("Oat  milk, 1!")
    #expect(words.map { $0.map(\.ipa).joined() } == ["oʊt", "mɪlk", "wʌn"])
  }

  @Test func soundsSurviveStoring() throws {
    let sounds = try Phonemizer().phonemes("a jigsaw puzzle of the Zugspitze")
    #expect([Phoneme](bytes: sounds.bytes) == sounds)
    #expect([Phoneme](bytes: [255, 254] + sounds.bytes) == sounds)
    #expect(Phoneme(rawValue: 255) == nil)
  }

  /// espeak-ng is C: what reaches it is words of bounded length, whatever comes in.
  @Test func hostileText() throws {
    let phonemizer = try Phonemizer()
    var random = SplitMix64(seed: 7)
    let before = SoundPairs.alike.map { phonemizer.phonemes($0.0) }
    let pieces = [
      "[[", "]]", "<speak>", "&amp;", "\u{0}", "\u{1}", "\u{202E}", "🥛", "e\u{301}\u{301}\u{301}", "語", "ß", "ﬁ", "'",
      "’",
      "a", "B", "9", " ", "\n", String(repeating: "x", count: 300), "ا", "ि", "\u{FFFD}", "%s", "-", ".", "1e999", "ǅ",
    ]
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
      #expect(phonemizer.phonemes(text).count < 3_000)
    }
    // Nothing of it stays behind.
    let after = try Phonemizer()
    #expect(SoundPairs.alike.map { after.phonemes($0.0) } == before)
  }

  @Test func severalThreadsAtOnce() async throws {
    let english = try Phonemizer(language: "en")
    let german = try Phonemizer(language: "de")
    let wanted = (english.phonemes("chocolate"), german.phonemes("Schokolade"))
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<16 {
        group.addTask {
          (0..<50).allSatisfy { round in
            _ = english.phonemes("word\(index) and \(round)")
            return english.phonemes("chocolate") == wanted.0 && german.phonemes("Schokolade") == wanted.1
          }
        }
      }
      for await right in group { #expect(right) }
    }
  }
}

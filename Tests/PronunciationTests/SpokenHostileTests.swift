import Foundation
import Pronunciation
import TestSupport
import Testing

/// Whatever is written, something harmless is said.
struct SpokenHostileTests {
  private static let corpus = [
    "Oat Milk 1 L is $3.49, was $4.99 (20 % off). Open 10:00–19:00, Mon–Fri. <b>New</b> &amp; fresh 🥛!",
    "MM-1001, TC-002, SPF 50+, 12\" x 8.5\", 5'10\", 18K gold, 9ct, ½ lb, 2 1/2 cups, 1/2/2025, 2025-01-31, Dec 24–26.",
    "Call +1 (555) 123-4567 or 555-0123, mail a.b@c-d.com, https://www.x.com/y?z#q, St. Mary St., Dr. No, 24/7, 3,49 €",
    "XL, XXL, S/M/L, USB-C, 4K, A4, AT&T, LEDs, e.g. U.S.A., w/o w/ n/a, No. 5, 4.8/5, 1.2.3.4, 1e9, −5 °C, $-5, ¥500, 99p",
  ]

  private static let words = [
    "$", "€", "£", "9999999999999999999999", "0", ".", ",", "–", "-", "/", "x", "\"", "'", ":", " am", "%", "°C", "<",
    ">",
    "&#x110000;", "&#0;", "](", "[", "½", "Dec ", "St.", "@", "+", "\u{0}", "\u{301}", "語", "ß", "İ", "ǅ", "ﬁ",
    "\u{202E}", "1.", "24/7",
  ]

  @Test(arguments: ["en-US", "en-GB", "de", "fr", "es", "ja", ""])
  func anyText(_ language: String) {
    let spoken = SpokenForm(language: language, currencyCode: "EUR")
    let english = language.hasPrefix("en")
    Fuzzing.run(
      "spoken text (\(language))", corpus: Self.corpus.map { Array($0.utf8) },
      dictionary: Self.words.map { Array($0.utf8) }, usual: 300, seed: 11
    ) { bytes in
      let written = String(decoding: bytes, as: UTF8.self)
      let text = spoken(written)
      let clean = text.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || " .,?!'-".unicodeScalars.contains(scalar)
          || scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .spacingMark
          || (language.count < 2 || language == "ja") && scalar.properties.numericType == .decimal
      }
      if !clean || (english && !text.utf8.allSatisfy { $0 < 128 }) {
        Issue.record("\(written.debugDescription) gives \(text.debugDescription)")
        return
      }
      for sentence in sentences(of: text) where sentence.isEmpty { Issue.record("an empty sentence") }
    }
  }

  @Test func veryLong() {
    let spoken = SpokenForm()
    for piece in ["9", "$", "<", "(", "a-", "1/", "&#", "\"", "[", "1.", "A", "12:", "1 "] {
      #expect(spoken(String(repeating: piece, count: 6_000)).utf8.count < 2_000_000)
    }
  }
}

import Foundation

/// Unicode's normal form C as the reference's normalizer has it, which knows an old version of Unicode: to it, newer
/// marks are characters like any others, which are not sorted and which nothing is composed with.
enum OldNFC {
  private static let marks = RangeTable(
    HexText.ranges(BytePairEncodingCharacters.marks).map { ($0, true) }, otherwise: false)

  /// Newer scripts with compositions of their own: Todhri, Tulu-Tigalari, Dives Akuru, Gurung Khema, Kirat Rai.
  private static let scripts: [ClosedRange<UInt32>] = [
    0x105C0...0x105FF, 0x11380...0x113FF, 0x11900...0x1195F, 0x16100...0x1613F, 0x16D40...0x16D7F,
  ]

  /// Characters that are no marks but consist of them: taken apart first, so that Foundation sorts these marks, too.
  private static let ofMarks: [UInt32: [Unicode.Scalar]] = [
    0x344: ["\u{308}", "\u{301}"], 0xF73: ["\u{F71}", "\u{F72}"], 0xF75: ["\u{F71}", "\u{F74}"],
    0xF81: ["\u{F71}", "\u{F80}"],
  ]

  static func normalize(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var known = String.UnicodeScalarView()
    func finish() {
      guard !known.isEmpty else { return }
      result.append(contentsOf: String(known).precomposedStringWithCanonicalMapping.unicodeScalars)
      known.removeAll()
    }
    for scalar in text.unicodeScalars {
      // Nothing is composed or sorted across these, so what is before and what is after stand by themselves.
      if Hangul.contains(scalar) {
        let syllable = known.isEmpty ? result.last.flatMap { Hangul.compose($0, scalar) } : nil
        finish()
        if syllable != nil { result.removeLast() }
        result.append(syllable ?? scalar)
      } else if isNewer(scalar) {
        finish()
        result.append(scalar)
      } else {
        known.append(contentsOf: ofMarks[scalar.value] ?? [scalar])
      }
    }
    finish()
    return String(result)
  }

  private static func isNewer(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    if scalar.properties.canonicalCombiningClass != .notReordered, !marks[scalar.value] { return true }
    return scalar.value >= 0x105C0 && scripts.contains { $0.contains(scalar.value) }
  }
}

/// Hangul letters and syllables, by the rule of the Unicode standard (section 3.12); Foundation also takes old letters for
/// those that make syllables.
private enum Hangul {
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xD7B0...0xD7FF: true
    default: false
    }
  }

  /// The syllable that two neighbours are, if they are one: a leading consonant and a vowel, or these and a trailing
  /// consonant.
  static func compose(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    let (first, second): (UInt32, UInt32) = (first.value, second.value)
    switch (first, second) {
    case (0x1100...0x1112, 0x1161...0x1175):
      let syllable: UInt32 = (first - 0x1100) * 21 + (second - 0x1161)
      return Unicode.Scalar(0xAC00 + syllable * 28)
    case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (first - 0xAC00) % 28 == 0:
      return Unicode.Scalar(first + (second - 0x11A7))
    default: return nil
    }
  }
}

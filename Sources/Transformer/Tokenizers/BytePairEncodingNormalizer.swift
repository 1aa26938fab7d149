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

  /// Hangul letters next to those that make syllables; Foundation takes them for such.
  private static let besideHangul: [UInt32] = [0x1176, 0x11A7]

  static func normalize(_ text: String) -> String {
    var result = ""
    var known = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isNewer(scalar) else {
        known.append(contentsOf: ofMarks[scalar.value] ?? [scalar])
        continue
      }
      // Nothing is composed or sorted across it, so what is before and what is after stand by themselves.
      result.unicodeScalars.append(contentsOf: String(known).precomposedStringWithCanonicalMapping.unicodeScalars)
      result.unicodeScalars.append(scalar)
      known.removeAll()
    }
    result.unicodeScalars.append(contentsOf: String(known).precomposedStringWithCanonicalMapping.unicodeScalars)
    return result
  }

  private static func isNewer(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    if besideHangul.contains(scalar.value) { return true }
    if scalar.properties.canonicalCombiningClass != .notReordered, !marks[scalar.value] { return true }
    return scalar.value >= 0x105C0 && scripts.contains { $0.contains(scalar.value) }
  }
}

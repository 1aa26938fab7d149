import Foundation

extension String {
  /// The text as it is compared: lower case, without diacritics, words of letters and digits with one blank between.
  ///
  /// "Crème-Brûlée  No. 5" becomes "creme brulee no 5".
  public var folded: String {
    var out: [UInt8] = []
    out.reserveCapacity(utf8.count)
    var gap = false
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        if gap && !out.isEmpty { out.append(0x20) }
        gap = false
        out.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        if gap && !out.isEmpty { out.append(0x20) }
        gap = false
        out.append(byte | 0x20)
      case UInt8(ascii: "'"): break
      case 0x80...: return foldedUnicode
      default: gap = true
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private var foldedUnicode: String {
    var out = String.UnicodeScalarView()
    var gap = false
    for scalar in streamSafe.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
      if scalar == "'" || scalar == "\u{2019}" { continue }
      let properties = scalar.properties
      switch properties.generalCategory {
      case .nonspacingMark, .format: continue
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .spacingMark:
        if gap && !out.isEmpty { out.append(" ") }
        gap = false
        switch scalar {
        case "ß": out.append(contentsOf: "ss".unicodeScalars)
        case "ø": out.append("o")
        case "æ": out.append(contentsOf: "ae".unicodeScalars)
        case "œ": out.append(contentsOf: "oe".unicodeScalars)
        case "ł": out.append("l")
        case "đ", "ð": out.append("d")
        case "þ": out.append(contentsOf: "th".unicodeScalars)
        case "ı": out.append("i")
        default: out.append(scalar)
        }
      default: gap = true
      }
    }
    return String(out)
  }

  /// The text without the marks that stand 30 deep or more on one letter (Unicode's Stream-Safe Text Format, UAX #15):
  /// bringing them into order takes time that grows with the square of their number.
  private var streamSafe: String {
    var out = String.UnicodeScalarView()
    var marks = 0
    for scalar in unicodeScalars {
      marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
      if marks <= 30 { out.append(scalar) }
    }
    return String(out)
  }

  /// The words of `folded`.
  public var foldedWords: [String] { folded.split(separator: " ").map(String.init) }

  /// A key for an attribute: lower case, words joined by `_`.
  package var attributeKey: String { foldedWords.joined(separator: "_") }

  /// One line: control characters are gone, runs of blanks are one blank, none at the ends.
  package var oneLine: String {
    if utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return self }
    var out = String.UnicodeScalarView()
    var gap = false
    for scalar in streamSafe.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator:
        gap = true
      case .format where scalar != "\u{200D}": continue
      default:
        if gap && !out.isEmpty { out.append(" ") }
        gap = false
        out.append(scalar)
      }
    }
    return String(out)
  }
}

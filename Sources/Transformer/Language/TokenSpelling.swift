/// What the tokens of a recogniser spell, reduced to what a word list knows: lower-case letters, digits and apostrophes,
/// everything else a gap between words. So "Mocha,", "mocha" and "MOCHA" are one word, however it is cut into tokens.
public struct TokenSpelling: Sendable {
  /// Stands for any number of spaces and marks.
  static let gap = UInt8(ascii: " ")

  private let bytes: [UInt8]
  private let starts: [UInt32]
  /// The tokens that stand for no text at all.
  private let isSpecial: [Bool]

  /// Reads the spelling of every token of `tokenizer`.
  public init(_ tokenizer: MoonshineTokenizer) {
    var bytes: [UInt8] = []
    var starts: [UInt32] = [0]
    var isSpecial: [Bool] = []
    starts.reserveCapacity(tokenizer.vocabularySize + 1)
    for id in 0..<tokenizer.vocabularySize {
      isSpecial.append(tokenizer.isSpecial(id))
      if !tokenizer.isSpecial(id) { Self.append(tokenizer.decodePiece(id), to: &bytes) }
      starts.append(UInt32(bytes.count))
    }
    self.bytes = bytes
    self.starts = starts
    self.isSpecial = isSpecial
  }

  /// The spelling of a token.
  func callAsFunction(_ token: Int) -> ArraySlice<UInt8> { bytes[Int(starts[token])..<Int(starts[token + 1])] }

  func isSpecial(_ token: Int) -> Bool { isSpecial[token] }

  /// Whether a token has no letter, such as a mark or a space.
  func isMark(_ token: Int) -> Bool { self(token).allSatisfy { $0 == Self.gap } }

  /// The words of a text in the same reduction.
  public static func words(_ text: String) -> [String] {
    var bytes: [UInt8] = []
    append(Array(text.utf8), to: &bytes)
    return bytes.split(separator: gap).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Appends `text`, reduced. Letters with marks lose them; of other scripts nothing is known, so they stay.
  private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'"):
        bytes.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
      case 0xC3 where index < text.count:
        bytes += latin[Int(text[index] & 0x1F)]
        index += 1
      case 0xE2 where index + 1 < text.count && text[index] == 0x80 && text[index + 1] == 0x99:  // ’
        bytes.append(UInt8(ascii: "'"))
        index += 2
      case 0xE2 where index + 1 < text.count && text[index] == 0x80:  // dashes and quotes
        gapOnce(&bytes)
        index += 2
      case 0x80...: bytes.append(byte)
      default: gapOnce(&bytes)
      }
    }
  }

  private static func gapOnce(_ bytes: inout [UInt8]) { bytes.append(gap) }

  /// U+00C0...U+00FF without their marks; the two halves of the block are capital and small.
  private static let latin: [[UInt8]] = [
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o",
    " ", "o", "u", "u", "u", "u", "y", "th", "ss",
  ].map { (text: StaticString) in Array(text.description.utf8) }
}

extension TokenSpelling {
  /// That of no tokens at all.
  package static let empty = TokenSpelling(bytes: [], starts: [0], isSpecial: [])

  private init(bytes: [UInt8], starts: [UInt32], isSpecial: [Bool]) {
    self.bytes = bytes
    self.starts = starts
    self.isSpecial = isSpecial
  }
}

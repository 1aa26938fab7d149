import TestSupport

/// The strings on which subword tokenizers are compared with the reference: the generator of
/// Models/reference/subword_goldens.py over again, bit for bit.
struct SubwordStrings {
  var random = SplitMix64(seed: 2026)

  private static let scripts: [(UInt32, UInt32)] = [
    (0x61, 0x7A), (0x41, 0x5A), (0xC0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x531, 0x586), (0x5D0, 0x5EA),
    (0x620, 0x64A), (0x905, 0x939), (0x985, 0x9B9), (0xA05, 0xA39), (0xA85, 0xAB9), (0xB85, 0xBB9), (0xC05, 0xC39),
    (0xC85, 0xCB9), (0xD05, 0xD39), (0xD85, 0xDC6), (0xE01, 0xE5B), (0xE81, 0xEDF), (0xF00, 0xFBC), (0x1000, 0x109F),
    (0x10D0, 0x10FF), (0x1200, 0x137C), (0x1780, 0x17F9), (0x1820, 0x1877), (0x3041, 0x309F), (0x30A0, 0x30FF),
    (0x4E00, 0x5FFF), (0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x900, 0x94F), (0x2C00, 0x2C5F),
  ]
  private static let spaces: [UInt32] = [0x20, 0x20, 0x20, 0x20, 0x0A, 0x0A, 0x0D, 0x09, 0xA0, 0x3000, 0x85, 0x2028]
  private static let marks = Array("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~—…“”«»。،؟€☃".unicodeScalars)
  private static let endings = [
    "'s", "'S", "'t", "'T", "'re", "'Re", "'ve", "'VE", "'m", "'ll", "'lL", "'d", "'D", "'\u{17F}", "’s", "'", "'r",
  ]
  private static let words =
    ("the The and is not it we do you price How much milk coffee Oat aisle hello world xyzzy plugh Xyzzy open file "
    + "error message der die das nicht und les des pour что для не は の です を 이 의 الى من في και το को में")
    .split(separator: " ").map(String.init)
  private static let specials = [
    "<|endoftext|>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<unk>", "<0x0A>", "<|", "|>", "▁", "Ġ", "<tool>",
  ]

  mutating func next() -> String {
    var out = String.UnicodeScalarView()
    func append(_ code: UInt32) { out.append(Unicode.Scalar(code) ?? "\u{FFFD}") }
    func append(_ text: String) { out.append(contentsOf: text.unicodeScalars) }
    for _ in 0..<(1 + random.below(12)) {
      switch random.below(18) {
      case 0..<7:
        let (first, last) = Self.scripts[random.below(Self.scripts.count)]
        if random.below(4) != 0 { append(" ") }
        for _ in 0..<(1 + random.below(8)) { append(first + UInt32(random.below(Int(last - first + 1)))) }
      case 7: for _ in 0..<(1 + random.below(6)) { append(0x30 + UInt32(random.below(10))) }
      case 8: append(UInt32(random.below(0x110000)))
      case 9: for _ in 0..<(1 + random.below(4)) { append(Self.spaces[random.below(Self.spaces.count)]) }
      case 10: for _ in 0..<(1 + random.below(4)) { append(Self.marks[random.below(Self.marks.count)].value) }
      case 11: append(Self.endings[random.below(Self.endings.count)])
      case 12..<15:
        if random.below(4) != 0 { append(" ") }
        append(Self.words[random.below(Self.words.count)])
      case 15: append(Self.specials[random.below(Self.specials.count)])
      case 16:
        append(0x65)
        append(0x300 + UInt32(random.below(0x70)))
        if random.below(2) == 0 { append(0x300 + UInt32(random.below(0x70))) }
      default:
        append(0x1F300 + UInt32(random.below(0x500)))
        if random.below(2) == 0 { append("\u{200D}") }
      }
    }
    return String(out)
  }
}

/// All sounds that are told apart, and how espeak-ng's IPA maps to them. Append only: stored phonemes are indices.
enum PhonemeTable {
  struct Sound: Sendable {
    let ipa: String
    let features: Phoneme.Features
  }

  private static func c(_ ipa: String, _ place: Int, _ manner: Phoneme.Consonant.Manner, _ voiced: Bool) -> Sound {
    Sound(ipa: ipa, features: .consonant(.init(place: place, manner: manner, voiced: voiced)))
  }

  /// A vowel from (height, front) to `end`, if it moves.
  private static func v(
    _ ipa: String, _ height: Float, _ front: Float, to end: (Float, Float)? = nil, rounded: Bool = false,
    nasal: Bool = false, rhotic: Bool = false, weak: Bool = false
  ) -> Sound {
    Sound(
      ipa: ipa,
      features: .vowel(
        .init(
          height: height, front: front, endHeight: end?.0 ?? height, endFront: end?.1 ?? front, rounded: rounded,
          nasal: nasal, rhotic: rhotic, weak: weak)))
  }

  static let sounds: [Sound] = [
    c("p", 0, .stop, false), c("b", 0, .stop, true), c("t", 3, .stop, false), c("d", 3, .stop, true),
    c("k", 6, .stop, false), c("ɡ", 6, .stop, true), c("ʔ", 8, .stop, false), c("tʃ", 4, .affricate, false),
    c("dʒ", 4, .affricate, true), c("ts", 3, .affricate, false), c("pf", 0, .affricate, false),
    c("f", 1, .fricative, false), c("v", 1, .fricative, true), c("θ", 2, .fricative, false),
    c("ð", 2, .fricative, true), c("s", 3, .fricative, false), c("z", 3, .fricative, true),
    c("ʃ", 4, .fricative, false), c("ʒ", 4, .fricative, true), c("ç", 5, .fricative, false),
    c("x", 6, .fricative, false), c("ɣ", 6, .fricative, true), c("β", 0, .fricative, true),
    c("h", 8, .fricative, false), c("m", 0, .nasal, true), c("n", 3, .nasal, true), c("ɲ", 5, .nasal, true),
    c("ŋ", 6, .nasal, true), c("l", 3, .lateral, true), c("ʎ", 5, .lateral, true), c("ɹ", 4, .rhotic, true),
    c("r", 3, .rhotic, true), c("ʁ", 7, .rhotic, true), c("ɾ", 3, .tap, true), c("j", 5, .glide, true),
    c("w", 0, .glide, true), c("ɥ", 5, .glide, true),
    v("iː", 1, 1), v("i", 0.95, 0.95, weak: true), v("ɪ", 0.82, 0.8), v("eɪ", 0.65, 0.95, to: (0.85, 0.95)),
    v("e", 0.68, 0.95), v("ɛ", 0.45, 0.85), v("æ", 0.2, 0.8), v("a", 0.05, 0.6), v("ɑː", 0, 0.1),
    v("ɒ", 0.1, 0, rounded: true),
    v("ɔː", 0.35, 0, rounded: true), v("ɔ", 0.4, 0.05, rounded: true), v("o", 0.65, 0, rounded: true),
    v("oʊ", 0.6, 0.15, to: (0.85, 0.1), rounded: true), v("ʊ", 0.82, 0.2, rounded: true),
    v("uː", 1, 0.15, rounded: true), v("ʌ", 0.3, 0.35), v("ə", 0.5, 0.5, weak: true),
    v("ɚ", 0.5, 0.45, rhotic: true, weak: true), v("ɜː", 0.5, 0.45, rhotic: true), v("aɪ", 0.05, 0.5, to: (0.85, 0.9)),
    v("aʊ", 0.05, 0.5, to: (0.85, 0.15)), v("ɔɪ", 0.45, 0.05, to: (0.85, 0.9), rounded: true),
    v("y", 1, 0.9, rounded: true), v("ø", 0.68, 0.85, rounded: true), v("œ", 0.4, 0.8, rounded: true),
    v("ɛ̃", 0.35, 0.85, nasal: true), v("ɑ̃", 0.05, 0.15, nasal: true), v("ɔ̃", 0.45, 0.05, rounded: true, nasal: true),
    v("œ̃", 0.4, 0.75, rounded: true, nasal: true),
  ]

  /// What espeak-ng may write, with the sounds it stands for; longer keys first.
  static let spellings: [(key: [Unicode.Scalar], value: [Phoneme])] = {
    let index = Dictionary(sounds.enumerated().map { ($1.ipa, Phoneme(index: $0)) }, uniquingKeysWith: { a, _ in a })
    var map: [String: [Phoneme]] = index.mapValues { [$0] }
    // Other notations and rarer sounds, by the nearest that is told apart.
    let others: [(String, String)] = [
      ("g", "ɡ"), ("ɐ", "ə"), ("ɜ", "ə"), ("ᵻ", "ɪ"), ("ɨ", "ɪ"), ("əʊ", "oʊ"), ("ɑ", "ɑː"), ("ʉ", "uː"), ("u", "uː"),
      ("aː", "ɑː"), ("eː", "eɪ"), ("ɛː", "ɛ"), ("oː", "o"), ("øː", "ø"), ("œː", "œ"), ("yː", "y"), ("ʏ", "y"),
      ("ɒː", "ɒ"), ("ɯ", "uː"), ("ɤ", "ʌ"), ("ɵ", "ə"), ("ɘ", "ə"), ("ɞ", "ʌ"), ("ɶ", "œ"), ("ɔø", "ɔɪ"), ("ɔY", "ɔɪ"),
      ("ai", "aɪ"), ("au", "aʊ"), ("ei", "eɪ"), ("ou", "oʊ"), ("oi", "ɔɪ"), ("ɪə", "ɪ ɚ"), ("iə", "i ə"),
      ("eə", "ɛ ɚ"), ("ʊə", "ʊ ɚ"), ("aɪə", "aɪ ə"), ("aʊə", "aʊ ə"), ("n̩", "ə n"), ("l̩", "ə l"), ("m̩", "ə m"),
      ("ɹ̩", "ɚ"), ("əl", "ə l"), ("ɫ", "l"), ("ɬ", "l"), ("ɭ", "l"), ("ɻ", "ɹ"), ("ɽ", "r"), ("ʀ", "ʁ"), ("ɦ", "h"),
      ("ħ", "h"), ("χ", "x"), ("ʂ", "ʃ"), ("ɕ", "ʃ"), ("ʐ", "ʒ"), ("ʑ", "ʒ"), ("tɕ", "tʃ"), ("dʑ", "dʒ"), ("tʂ", "tʃ"),
      ("dʐ", "dʒ"), ("dz", "z"), ("ʈ", "t"), ("ɖ", "d"), ("c", "k"), ("ɟ", "ɡ"), ("q", "k"), ("ɢ", "ɡ"), ("ɳ", "n"),
      ("ɴ", "ŋ"), ("ɱ", "m"), ("ɸ", "f"), ("ʋ", "v"), ("ʝ", "j"), ("ɰ", "w"), ("ʍ", "w"), ("ɓ", "b"), ("ɗ", "d"),
      ("ɠ", "ɡ"), ("ʕ", "ʔ"), ("nʲ", "ɲ"), ("lʲ", "ʎ"),
    ]
    for (key, value) in others { map[key] = value.split(separator: " ").compactMap { index[String($0)] } }
    return map.map { (Array($0.key.unicodeScalars), $0.value) }.sorted { $0.key.count > $1.key.count }
  }()

  /// `spellings` by first scalar, for quick finding.
  static let byFirst: [Unicode.Scalar: [(key: [Unicode.Scalar], value: [Phoneme])]] =
    Dictionary(grouping: spellings) { $0.key[0] }

  /// The sounds of IPA as espeak-ng writes it. Stress, length and anything unknown are passed over.
  static func parse(_ ipa: some StringProtocol) -> [Phoneme] {
    let text = ipa.unicodeScalars.filter { $0 != "ˈ" && $0 != "ˌ" && $0 != "-" }
    var out: [Phoneme] = []
    var rest = Array(text)[...]
    while let first = rest.first {
      if let match = byFirst[first]?.first(where: { rest.starts(with: $0.key) }) {
        out += match.value
        rest = rest.dropFirst(match.key.count)
      } else {
        rest = rest.dropFirst()
      }
    }
    return out
  }
}

/// What it costs to hear one sound for another, in hundredths: 0 the same, 100 unlike; and to lose or gain a sound.
///
/// By how sounds are made (place, manner, voice; height, frontness, movement), with the confusions that listeners and
/// recognisers make most often priced by hand.
enum SoundCosts {
  static let size = PhonemeTable.sounds.count
  /// (size, size), row-major.
  static let substitution: [Int32] = {
    var table = [Int32](repeating: 0, count: size * size)
    let named = confusions
    for a in 0..<size {
      for b in 0..<size where a != b {
        let (first, second) = (PhonemeTable.sounds[a], PhonemeTable.sounds[b])
        let cost =
          named[first.ipa + " " + second.ipa] ?? named[second.ipa + " " + first.ipa]
          ?? Int32((100 * distance(first.features, second.features)).rounded())
        // What is misheard differs a little in many places, what is another thing much in a few: large differences
        // weigh more than in proportion.
        table[a * size + b] = cost * (70 + cost) / 100
      }
    }
    return table
  }()

  /// What it costs to lose or gain each sound.
  static let indel: [Int32] = PhonemeTable.sounds.map { sound in
    if let special = lost[sound.ipa] { return special }
    switch sound.features {
    case .vowel(let vowel): return vowel.weak ? 38 : 62
    case .consonant(let consonant):
      switch consonant.manner {
      case .stop, .tap: return 55
      case .affricate: return 75
      case .fricative: return 68
      case .nasal: return 55
      case .lateral, .rhotic: return 48
      case .glide: return 42
      }
    }
  }

  private static let lost: [String: Int32] = ["ʔ": 12, "h": 38, "ə": 32, "ɪ": 48, "ʊ": 48, "ð": 50]

  private static let confusions: [String: Int32] = {
    let list: [(String, Int32)] = [
      ("θ f", 15), ("θ t", 30), ("θ s", 25), ("ð d", 20), ("ð v", 20), ("ð θ", 15), ("s z", 12), ("t d", 22),
      ("ɾ t", 12),
      ("ɾ d", 8), ("ɾ ɹ", 32), ("ɾ r", 8), ("ɾ l", 32), ("ɾ ð", 22), ("k ɡ", 24), ("p b", 24), ("f v", 20),
      ("tʃ dʒ", 22),
      ("ʃ ʒ", 15), ("m n", 22), ("n ŋ", 18), ("m ŋ", 30), ("l ɹ", 32), ("l r", 32), ("l w", 32), ("ɹ w", 28),
      ("w v", 28),
      ("b v", 28), ("ʃ tʃ", 22), ("ʒ dʒ", 18), ("ʃ s", 25), ("ts s", 18), ("ts z", 25), ("pf f", 12), ("t tʃ", 32),
      ("d dʒ", 32), ("ʔ t", 15), ("ʔ k", 30), ("ʔ p", 30), ("h f", 40), ("x k", 28), ("x h", 25), ("ç ʃ", 20),
      ("ç x", 20),
      ("ʁ ɹ", 20), ("ʁ r", 10), ("ʁ x", 30), ("ɹ r", 8), ("ɲ n", 22), ("ʎ l", 25), ("ʎ j", 20), ("β b", 12),
      ("β v", 15),
      ("ɣ ɡ", 12), ("ɥ w", 20), ("ɥ j", 22), ("d n", 42), ("b m", 42), ("ɡ ŋ", 42), ("p t", 38), ("t k", 38),
      ("p k", 38),
      ("b d", 38), ("d ɡ", 38), ("b ɡ", 40), ("p f", 35), ("v m", 45), ("n l", 38), ("dʒ z", 35), ("tʃ s", 38),
      // A consonant for a vowel, where the two are one movement.
      ("j i", 22), ("j iː", 28), ("j ɪ", 28), ("w uː", 30), ("w ʊ", 28), ("ɹ ɚ", 18), ("ɹ ɜː", 28), ("l ə", 45),
      ("l ʊ", 48), ("l oʊ", 55), ("n ə", 60), ("ɹ ə", 42), ("w oʊ", 48),
    ]
    return Dictionary(list, uniquingKeysWith: { a, _ in a })
  }()

  private static func distance(_ a: Phoneme.Features, _ b: Phoneme.Features) -> Float {
    switch (a, b) {
    case (.vowel(let a), .vowel(let b)): distance(a, b)
    case (.consonant(let a), .consonant(let b)): distance(a, b)
    default: 1.3
    }
  }

  private static func distance(_ a: Phoneme.Vowel, _ b: Phoneme.Vowel) -> Float {
    func gap(_ h: Float, _ f: Float) -> Float { (h * h + 0.6 * f * f).squareRoot() }
    // The start of a diphthong weighs more than where it goes.
    var cost =
      0.42 * gap(a.height - b.height, a.front - b.front)
      + 0.2 * gap(a.endHeight - b.endHeight, a.endFront - b.endFront)
    if a.rounded != b.rounded { cost += 0.03 }
    if a.nasal != b.nasal { cost += 0.1 }
    if a.rhotic != b.rhotic { cost += 0.14 }
    // Unstressed vowels are hardly heard apart.
    if a.weak || b.weak { cost *= 0.8 }
    return max(0.05, min(0.62, cost))
  }

  private static func distance(_ a: Phoneme.Consonant, _ b: Phoneme.Consonant) -> Float {
    var cost = 0.08 * Float(abs(a.place - b.place))
    cost = min(cost, 0.4)
    if a.voiced != b.voiced { cost += 0.18 }
    if a.manner != b.manner {
      let obstruents: Set<Phoneme.Consonant.Manner> = [.stop, .affricate, .fricative]
      switch (obstruents.contains(a.manner), obstruents.contains(b.manner)) {
      case (true, true): cost += 0.25
      case (false, false): cost += 0.35
      default: cost += 0.5
      }
    }
    return min(1, cost)
  }
}

import Pronunciation
import Transformer

/// How the texts of a shop are said and how a recogniser may spell them.
struct Wording {
  private let spoken: SpokenForm
  private let numbers: [String: String]
  private let figures: [String: String]

  init(language: String, currency: String) {
    spoken = SpokenForm(language: language, currencyCode: currency)
    var numbers: [String: String] = [:]
    var figures: [String: String] = [:]
    for number in 1...99 {
      let words = TokenSpelling.words(spoken("\(number)"))
      numbers["\(number)"] = words.joined(separator: " ")
      if words.count == 1 { figures[words[0]] = "\(number)" }
    }
    self.numbers = numbers
    self.figures = figures
  }

  /// The ways to say a text, each as words: as it is written, with figures and units in full, and the reverse. Units
  /// before a thing are in the singular ("a twelve ounce cup").
  func ways(_ text: String) -> [[String]] {
    let written = TokenSpelling.words(text)
    guard !written.isEmpty else { return [] }
    var ways: Set<[String]> = []
    func add(_ words: [String]) {
      guard words.count <= 24 else { return }
      ways.insert(words)
      ways.insert(words.map { figures[$0] ?? $0 })
    }
    if written.contains(where: { $0.utf8.contains { (0x30...0x39).contains($0) } }) {
      let full = TokenSpelling.words(spoken(text))
      add(full)
      add(full.map { singular($0) ?? $0 })
      // "12 oz" may come as "12 ounces".
      let digits = full.map { figures[$0] ?? $0 }
      ways.insert(digits)
      ways.insert(written)
    } else {
      add(written)
    }
    return ways.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Whether an option's value is a size or an amount rather than a colour, a flavour, a kind.
  func isSize(_ text: String) -> Bool {
    let words = TokenSpelling.words(text)
    return words.contains { word in
      word.utf8.contains { (0x30...0x39).contains($0) } || figures[word] != nil || Self.sizes.contains(word)
    }
  }

  private static let sizes: Set<String> = [
    "small", "medium", "large", "extra", "regular", "xs", "s", "m", "l", "xl", "xxl", "tall", "short", "big", "little",
    "half", "whole", "quarter", "double", "single", "triple", "mini", "jumbo", "family", "king", "queen", "twin",
    "full",
    "dozen", "pair", "pack", "quart", "pint", "gallon", "ounce", "ounces", "pound", "pounds", "kilo", "gram", "grams",
    "liter", "litre", "bottle", "box", "bag", "case", "petite", "grande", "wide", "narrow", "standard", "travel",
  ]

  /// Words that name nothing when they stand alone.
  func isWeak(_ word: String) -> Bool {
    Self.weak.contains(word) || word.utf8.count < 2 && figures[word] == nil
  }

  private static let weak: Set<String> = [
    "a", "an", "the", "of", "for", "and", "or", "with", "in", "on", "to", "by", "from", "at", "your", "our", "no",
    "not",
    "is", "are", "do", "does", "can", "you", "i", "my", "me", "we", "it", "any", "there", "what", "where", "which",
    "how",
    "when", "who", "have", "has", "much", "many", "big", "use", "get", "this", "that", "here", "if", "be", "as", "free",
  ]

  /// The runs of words of a question that name something.
  func runs(_ words: [String]) -> [[String]] {
    words.split(whereSeparator: isWeak).map(Array.init).filter { $0.count <= 4 }
  }

  /// The plural of a singular, the singular of a plural, by rule.
  func otherNumber(_ word: String) -> String? { singular(word) ?? plural(word) }

  /// Other forms of a word in which people say it, or in which a recogniser hears it: "ice" for "iced", "roasted" for
  /// "roast".
  func forms(_ word: String) -> [String] {
    guard word.utf8.count > 3, word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { return [] }
    if word.hasSuffix("ed") { return [String(word.dropLast()), String(word.dropLast(2))] }
    return [word + (word.hasSuffix("e") ? "d" : "ed")]
  }

  private func singular(_ word: String) -> String? {
    guard word.utf8.count > 3, word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us"), !word.hasSuffix("'s")
    else { return nil }
    if word.hasSuffix("ies") { return String(word.dropLast(3)) + "y" }
    if ["ches", "shes", "sses", "xes", "zes", "oes"].contains(where: { word.hasSuffix($0) }) {
      return String(word.dropLast(2))
    }
    return String(word.dropLast())
  }

  private func plural(_ word: String) -> String? {
    guard word.utf8.count > 2, word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { return nil }
    if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
      return String(word.dropLast()) + "ies"
    }
    if ["ch", "sh", "s", "x", "z"].contains(where: { word.hasSuffix($0) }) { return word + "es" }
    return word + "s"
  }

  /// Ways in which a recogniser that does not know a word may spell its sound, with what each costs.
  func spellings(of word: String) -> [(String, Float)] {
    guard word.utf8.count >= 4, word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { return [] }
    var found: [String: Float] = [:]
    var wave = [word]
    for cost in [Float(-0.7), -1.4] {
      var next: [String] = []
      for known in wave {
        for (from, to) in Self.sounds {
          for range in known.ranges(of: from) {
            let other = "\(known[..<range.lowerBound])\(to)\(known[range.upperBound...])"
            if other != word, other.utf8.count > 2, found[other] == nil, found.count < Self.mostSpellings {
              found[other] = cost
              next.append(other)
            }
          }
        }
      }
      wave = next
      if word.utf8.count < 6 { break }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static let mostSpellings = 16

  /// Letters that sound alike in English.
  private static let sounds: [(String, String)] = [
    ("ph", "f"), ("ch", "k"), ("ck", "k"), ("qu", "kw"), ("x", "ks"), ("xa", "za"), ("y", "i"), ("i", "y"), ("ll", "l"),
    ("tt", "t"), ("nn", "n"), ("ss", "s"), ("ff", "f"), ("pp", "p"), ("cc", "c"), ("rr", "r"), ("mm", "m"), ("gg", "g"),
    ("wh", "w"), ("rh", "r"), ("gh", "g"), ("ae", "e"), ("oe", "e"), ("ee", "ea"), ("ea", "ee"), ("ou", "oo"),
    ("z", "s"), ("s", "z"), ("c", "k"), ("k", "c"), ("ei", "i"), ("ie", "y"), ("au", "o"), ("oa", "o"), ("ue", "oo"),
    ("j", "y"), ("dz", "j"), ("tz", "ts"), ("ow", "o"), ("v", "f"), ("w", "v"), ("oi", "oy"), ("e", "i"), ("a", "e"),
    ("o", "a"), ("u", "a"),
  ]
}

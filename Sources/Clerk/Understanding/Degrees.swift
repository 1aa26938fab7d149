import Shop

/// How much of a quality a merchant's words say there is: "Mild", "very hot", "traces only", "4 of 5".
enum Degrees {
  /// From 0 for none to 4 for very much; nil for words that say no degree.
  static func value(_ text: String) -> Double? {
    let tokens = Tokenizer.tokens(text)
    let words = tokens.map(\.text)
    guard let first = words.first, words.count <= 6 else { return nil }
    if ["no", "none", "not", "non", "zero", "without", "free"].contains(first) { return 0 }
    if words.contains(where: { ["trace", "traces"].contains($0) }) { return 0.5 }
    if let number = tokens[0].number, words.count == 1 || ["of", "out"].contains(words[1]) { return number }
    let said = words.compactMap { word in levels.firstIndex { $0.contains(word) }.map { Double($0 + 1) } }
    guard !said.isEmpty else { return nil }
    let mean = said.reduce(0, +) / Double(said.count)
    let isVery = words.contains { ["very", "extra", "extremely", "super", "ultra"].contains($0) }
    return isVery ? mean < 2 ? mean - 0.5 : mean + 1 : mean
  }

  /// The words for little, for a middling amount and for much.
  private static let levels: [Set<String>] = [
    Set(words: "mild light low gentle weak slight delicate subtle soft faint little dim dry quiet small"),
    Set(words: "medium moderate mid middling average balanced normal some"),
    Set(words: "strong full high hot intense bold dark rich robust heavy bright loud sweet spicy firm hard warm large"),
  ]

  /// What a word for the more or the most of a quality is told by: stems in the keys of attributes, and whether it is the
  /// less of these ("mildest"). Nil for a word that is of no such form.
  static func measured(by word: String) -> (stems: Set<String>, isLess: Bool)? {
    guard let base = base(of: word) else { return nil }
    if let (keys, isLess) = table[base] { return (Set(keys.map(Stemmer.deepStem)), isLess) }
    return ([Stemmer.deepStem(base)], false)
  }

  /// "Hot" of "hotter" and "hottest", "spicy" of "spicier"; what has no such ending stays.
  private static func base(of word: String) -> String? {
    guard word.utf8.count > 3 else { return nil }
    for ending in ["iest", "ier"] where word.hasSuffix(ending) { return word.dropLast(ending.count) + "y" }
    for ending in ["est", "er"] where word.hasSuffix(ending) && word.utf8.count > ending.utf8.count + 2 {
      var stem = word.dropLast(ending.count)
      if let last = stem.last, stem.dropLast().last == last, !"aeiouls".contains(last) { stem = stem.dropLast() }
      // "Loose", "fine": the ending took an e.
      return table[String(stem)] == nil && table[stem + "e"] != nil ? stem + "e" : String(stem)
    }
    return word
  }

  private static let table: [String: (keys: [String], isLess: Bool)] = {
    var table: [String: (keys: [String], isLess: Bool)] = [:]
    func add(_ keys: String, more: String, less: String = "") {
      let keys = keys.split(separator: " ").map(String.init)
      for word in Set(words: more) { table[word] = (keys, false) }
      for word in Set(words: less) { table[word] = (keys, true) }
    }
    add("heat spice spiciness hotness", more: "hot spicy fiery")
    add("strength intensity heat spiciness", more: "", less: "mild")
    add("strength intensity power", more: "strong intense bold powerful", less: "weak gentle")
    add("sweetness sweet sugar", more: "sweet sugary", less: "dry sour")
    add("firmness hardness", more: "firm hard stiff", less: "soft")
    add("softness", more: "cozy cosy")
    add("brightness light lumens", more: "bright", less: "dim")
    add("warmth warm", more: "warm", less: "cool")
    add("noise loudness sound", more: "loud noisy", less: "quiet silent")
    add("roast darkness", more: "dark", less: "pale")
    add("difficulty level skill", more: "hard difficult", less: "easy simple")
    add("absorbency", more: "absorbent")
    return table
  }()
}

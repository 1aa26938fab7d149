/// Opens what is drawn together in speech ("what's" is "what is") and drops sounds that mean nothing.
enum Contractions {
  static func open(_ words: [String]) -> [String] {
    var out: [String] = []
    out.reserveCapacity(words.count + 4)
    for (i, word) in words.enumerated() {
      // "Which bay's the port in": nobody owns what has its article before it.
      if i + 1 < words.count, behindIs.contains(words[i + 1]), let thing = suffix(word, "'s"), table[word] == nil {
        out.append(contentsOf: [thing, "is"])
        continue
      }
      if fillers.contains(word) { continue }
      if let whole = table[word] {
        out.append(contentsOf: whole)
        continue
      }
      if let n = suffix(word, "n't") {
        out.append(contentsOf: [n, "not"])
        continue
      }
      if let n = suffix(word, "'re") {
        out.append(contentsOf: [n, "are"])
        continue
      }
      if let n = suffix(word, "'ve") {
        out.append(contentsOf: [n, "have"])
        continue
      }
      if let n = suffix(word, "'ll") {
        out.append(contentsOf: [n, "will"])
        continue
      }
      if let n = suffix(word, "'d") {
        out.append(contentsOf: [n, "would"])
        continue
      }
      out.append(word)
    }
    return asksWithDo(out)
  }

  private static let behindIs: Set<String> = [
    "the", "a", "an", "in", "on", "at", "from", "for", "too", "not", "your", "this", "that", "these", "those", "here",
    "there", "still", "made", "got", "gone", "been",
  ]

  /// "Has the pan got a lid" is "does the pan have a lid".
  private static func asksWithDo(_ words: [String]) -> [String] {
    guard words.count >= 4, let does = ["has": "does", "have": "do"][words[0]], things.contains(words[1]),
      let got = words[2...].firstIndex(of: "got"), got + 1 < words.count
    else { return words }
    var out = words
    out[0] = does
    out[got] = "have"
    return out
  }

  private static let things: Set<String> = [
    "the", "this", "that", "these", "those", "it", "they", "he", "she", "your", "any", "either", "both",
  ]

  private static func suffix(_ word: String, _ ending: String) -> String? {
    word.hasSuffix(ending) && word.count > ending.count ? String(word.dropLast(ending.count)) : nil
  }

  static let fillers: Set<String> = Set(
    words: """
      uh um uhm erm er hmm hm mm mmm ah eh uhh umm ehm
      """)

  /// Words before "'s" after which it means "is", and forms that cannot be opened by their ending.
  private static let table: [String: [String]] = {
    var table: [String: [String]] = [
      "can't": ["can", "not"], "cannot": ["can", "not"], "won't": ["will", "not"], "cant": ["can", "not"],
      "dont": ["do", "not"], "doesnt": ["does", "not"], "isnt": ["is", "not"], "arent": ["are", "not"],
      "i'm": ["i", "am"], "im": ["i", "am"], "ive": ["i", "have"], "let's": ["let", "us"], "youre": ["you", "are"],
      "gonna": ["going", "to"], "wanna": ["want", "to"], "gotta": ["got", "to"], "gimme": ["give", "me"],
      "lemme": ["let", "me"], "d'you": ["do", "you"], "y'all": ["you"], "yall": ["you"], "ya": ["you"],
      "kinda": ["kind", "of"], "dunno": ["do", "not", "know"], "ain't": ["is", "not"],
      "whaddya": ["what", "do", "you"], "owt": ["anything"], "nowt": ["nothing"], "summat": ["something"],
      "whereabouts": ["where"],
      "havent": ["have", "not"], "didnt": ["did", "not"], "wasnt": ["was", "not"],
    ]
    for word in ["what", "where", "how", "who", "when", "why", "that", "there", "here", "it", "he", "she", "which"] {
      table[word + "'s"] = [word, "is"]
    }
    for word in ["what", "where", "how", "who", "that", "there", "here"] { table[word + "s"] = [word, "is"] }
    return table
  }()
}

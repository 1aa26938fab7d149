/// Whether what was heard breaks off in the middle, as people do who think while they speak: "can I get a … latte".
public enum Unfinished {
  /// Words that nothing English ends with: what they belong to is still to come.
  private static let open: Set<Substring> = [
    "a", "an", "the", "my", "your", "our", "their", "every", "and", "or", "but", "because", "if", "whether", "than",
    "um", "uh", "er", "erm", "hmm", "without", "between", "which", "what's", "how's", "where's", "who's", "i'd", "i'm",
    "i'll", "does", "very", "whose",
  ]

  /// Openings that are no question by themselves, though each may end one ("how many do you have").
  private static let openings: Set<String> = [
    "can i", "can i get", "can i have", "could i", "could i get", "could i have", "may i have", "do you",
    "do you have", "do you have any", "do you sell", "do you carry", "do you know", "have you got", "have you got any",
    "i would like",
    "i'd like", "i'd like to", "i want", "i want to", "i need", "i need to", "i'm looking", "i'm looking for",
    "give me",
    "get me", "make me", "how", "how much", "how much is", "how much are", "how many", "what", "what is", "what are",
    "what kind of", "what about", "how about", "where", "where is", "where are", "where can i find", "when", "when do",
    "who", "is", "are", "is it", "is there", "are there", "are there any", "is there any", "tell me", "tell me about",
    "so", "well", "okay so", "i have", "i think", "let me", "let me get", "let me have",
  ]

  /// Words that people begin with and that say nothing.
  private static let fillers: Set<Substring> = [
    "hi", "hello", "hey", "so", "well", "um", "uh", "okay", "ok", "please",
  ]

  /// Whether more is likely to come after `heard`. Knows English; of what it does not know it says no.
  public static func expectsMore(after heard: String) -> Bool {
    if let end = heard.last(where: { !$0.isWhitespace }), ",-–—:;".contains(end) { return true }
    var words = heard.lowercased().replacing("’", with: "'")
      .split { !$0.isLetter && !$0.isNumber && $0 != "'" }[...]
    guard let last = words.last else { return false }
    if open.contains(last) { return true }
    while words.count > 1, let first = words.first, fillers.contains(first) { words.removeFirst() }
    return openings.contains(words.joined(separator: " "))
  }
}

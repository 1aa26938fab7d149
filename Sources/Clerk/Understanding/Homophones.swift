/// Words that a recogniser writes for words that sound the same, where only the neighbours tell which was said.
enum Homophones {
  /// What may stand behind the place that is asked for ("which aisle has").
  private static let behindPlace: Set<String> = ["has", "hass", "is", "as", "are", "it", "does", "do"]

  /// What a shopper does or did: "which I ordered".
  private static let doing = Set(
    words: """
      am bought buy can could did do eat get got had have like liked look looked love need order ordered prefer saw see
      should take took use used want wanted will would
      """)

  /// `words` with likely mishearings of the words that carry a question set right.
  static func repair(_ tokens: [Token]) -> [Token] {
    var tokens = tokens
    func text(_ i: Int) -> String { tokens.indices.contains(i) ? tokens[i].text : "" }
    func set(_ i: Int, _ word: String) { tokens[i] = Token(text: word) }
    for i in tokens.indices {
      switch tokens[i].text {
      case "double", "triple":
        // Batteries: "double A" is AA.
        if text(i + 1) == "a", text(i + 2).hasPrefix("batter") {
          set(i, tokens[i].text == "double" ? "aa" : "aaa")
          set(i + 1, "of")
        }
      case "isle", "isles", "ile": set(i, "aisle")
      case "eyes": if ["which", "what"].contains(text(i - 1)) { set(i, "aisle") }
      case "i", "child", "kyle", "ill", "isle's", "eye", "aye", "while", "dial":
        // "Which I'll is it in", "what child has the": where only a place can stand.
        let will = tokens[i].text == "i" && text(i + 1) == "will"
        let next = text(will ? i + 2 : i + 1)
        let asks = ["which", "what", "where"].contains(text(i - 1)) || i == 1 && text(0) == "the"
        let said = asks && (next.isEmpty && will || Self.behindPlace.contains(next))
        // A question that begins with "which I" is one for the aisle, unless it goes on with what a shopper does.
        let begins = text(i - 1) == "which" && i <= 2 && ["i", "ill"].contains(tokens[i].text)
        if said && !(will && ["have", "do", "be"].contains(next))
          || begins && !next.isEmpty && !Self.doing.contains(next)
        {
          set(i, "aisle")
          if will { set(i + 1, "is") }
        }
      case "hass", "haz":
        // "Hass the cinnamon" is no avocado.
        if Words.determiners.contains(text(i + 1)) {
          set(i, "has")
          if i > 0, ["child", "kyle", "dial"].contains(text(i - 1)) { set(i - 1, "aisle") }
        }
      case "clothes", "cloths", "clothe", "clothed":
        // "what time do you clothes", "when do you clothes on sunday"
        if text(i - 1) == "you" || text(i - 1) == "shop" || text(i - 1) == "store",
          tokens.contains(where: { $0.text == "when" || $0.text == "time" || $0.text == "late" })
        {
          if !["have", "sell", "carry"].contains(where: { w in tokens.contains { $0.text == w } }) {
            set(i, tokens[i].text == "clothed" ? "closed" : "close")
          }
        }
      case "coast", "caused", "costed":
        if ["does", "do", "it", "will", "they", "that"].contains(text(i - 1)) || text(0) == "what" || text(0) == "how" {
          if i == tokens.count - 1 || text(i - 1) == "it" { set(i, "cost") }
        }
      case "prize", "prise", "pries":
        if text(i + 1) == "of" || text(i + 1) == "for" || text(i - 1) == "the" && text(i - 2) == "is" {
          set(i, "price")
        }
      case "sail":
        if text(i - 1) == "on" || text(i - 1) == "for" { set(i, "sale") }
      case "buy":
        if text(i - 1) == "pass" || text(i - 1) == "good" { set(i, "by") }
      case "their", "they're":
        if ["is", "are"].contains(text(i - 1)) && i == 1 || ["is", "are"].contains(text(i + 1)) && i == 0 {
          set(i, "there")
        }
      case "wear", "ware":
        if i == 0, ["is", "are", "can", "do"].contains(text(1)) { set(i, "where") }
      case "witch":
        if i == 0 || text(1) == "witch" { set(i, "which") }
      case "menny", "mini":
        if text(i - 1) == "how" { set(i, "many") }
      case "in":
        // "How much in the slice": nothing is much in anything when it is asked first.
        if i == 2, text(0) == "how", text(1) == "much", Words.determiners.contains(text(3)),
          !tokens.dropFirst(4).contains(where: { ["is", "are", "does", "do"].contains($0.text) })
        {
          set(i, "is")
        }
      case "wigan", "vegen", "vegin", "veegan", "vigan":
        if i > 0, ["is", "am", "are", "a", "for", "i'm", "she's", "he's"].contains(text(i - 1)) { set(i, "vegan") }
      case "mach", "match", "munch":
        if text(i - 1) == "how" { set(i, "much") }
      case "sighs", "sise": set(i, "size")
      case "hours", "ours":
        if tokens[i].text == "ours", text(i - 1) == "opening" { set(i, "hours") }
      default: break
      }
    }
    return tokens
  }
}

/// Words that say what somebody does or what becomes of a thing, told by where they stand. They name nothing that could
/// be sold.
enum Verbs {
  /// The positions of words with no meaning for this shop that are verbs: "where can I sit", "I want to spoil her",
  /// "where were the scallops landed".
  static func positions(_ question: Question, knows: (String) -> Bool) -> Set<Int> {
    let words = question.words
    return Set(
      words.indices.dropFirst().filter { i in
        question.roles[i] == .content && question.tokens[i].number == nil
          && (isDenied(words, i)
            || !knows(question.tokens[i].stem)
              && (isDone(words, i) || isSaidOfThing(question, i) || isOfTheMost(words, i)))
      })
  }

  /// "I can't stand the noise": no stand, whatever the shop sells.
  private static func isDenied(_ words: [String], _ position: Int) -> Bool {
    guard position > 1, position + 1 < words.count,
      ["can", "could", "do", "does", "did", "will", "would", "should"].contains(words[position - 2])
    else { return false }
    // "Would you fillet it".
    if words[position - 1] == "you" {
      return ["it", "them", "that", "this", "those", "these"].contains(words[position + 1])
    }
    guard words[position - 1] == "not" else { return false }
    return Words.determiners.contains(words[position + 1])
      || ["it", "them", "him", "her", "to"].contains(words[position + 1])
  }

  /// Whether what stands before it is who does it, or a verb that leads another.
  private static func isDone(_ words: [String], _ position: Int) -> Bool {
    var before = position - 1
    while before > 0, adverbs.contains(words[before]) { before -= 1 }
    let word = words[before]
    let lead = before > 0 ? words[before - 1] : ""
    // "Have you tacos" names them.
    if word == "you" { return lead != "have" && lead != "got" }
    if subjects.contains(word) { return true }
    // "Close to", "allergic to": what follows is a noun.
    if word == "to" { return before > 0 && !beforeNoun.contains(lead) }
    // A can of something.
    if word == "can" { return before > 0 && !Words.determiners.contains(lead) && lead != "of" }
    return modals.contains(word)
  }

  /// "Which backpack holds the most", "what lamp burns the longest".
  private static func isOfTheMost(_ words: [String], _ position: Int) -> Bool {
    guard position + 2 < words.count, ["which", "what"].contains(words[0]), words[position].hasSuffix("s"),
      words[position + 1] == "the"
    else { return false }
    return ["most", "least"].contains(words[position + 2]) || words[position + 2].hasSuffix("est")
  }

  /// "Where are the pinatas hanging", "were the shrimp frozen": behind a name in a question of it.
  private static func isSaidOfThing(_ question: Question, _ position: Int) -> Bool {
    let words = question.words
    // "Get passport pictures taken", "where the oak frames hang".
    if position > 1, question.roles[position - 1] != .function,
      position + 1 == words.count || words[position + 1] == "how"
    {
      if isParticiple(words[position]), words[..<position].contains(where: ["get", "have", "getting"].contains) {
        return true
      }
      // "Where do you keep the candle snuffer" asks for a thing: no helping verb may stand before it.
      if let at = words[..<position].firstIndex(of: "where"), ["the", "your", "those", "these"].contains(words[at + 1])
      {
        return true
      }
    }
    guard position > 1, let first = words.first, asking.contains(first), question.roles[position - 1] != .function,
      words[..<position].contains(where: named.contains)
    else { return false }
    return isParticiple(words[position])
  }

  /// Whether a word is the form of a verb that tells what is or was done.
  static func isParticiple(_ word: String) -> Bool {
    if irregular.contains(word) { return true }
    let length = word.utf8.count
    if word.hasSuffix("ing") { return length > 5 && !nouns.contains(word) }
    return word.hasSuffix("ed") && length > 4 && !word.hasSuffix("eed") && !word.hasSuffix("bed")
      && !nouns.contains(word)
  }

  /// "To have my initials put on it", "I need my oil done", "get this framed": something of the shopper's, or just
  /// bought, is to be worked on.
  static func hasWorkDone(_ question: Question) -> Bool {
    let words = question.words
    for (i, word) in words.enumerated() where causing.contains(word) && i + 2 < words.count {
      let isOwn = owned.contains(words[i + 1])
      let stands = pointing.contains(words[i + 1])
      // "Do you have a bag made of felt" asks for one; "to have a key cut" does not.
      let isAny =
        ["a", "an", "the", "some"].contains(words[i + 1]) && i > 0 && ["to", "i", "we"].contains(words[i - 1])
      guard isOwn || stands || isAny && !["need", "want"].contains(word) else { continue }
      let start = stands ? i + 2 : i + 3
      guard start < words.count else { continue }
      for j in start..<min(start + 3, words.count) {
        if isParticiple(words[j]), j + 1 == words.count || question.roles[j + 1] != .content {
          return j + 1 == words.count || !["of", "from", "with"].contains(words[j + 1])
        }
        // Behind a verb or a preposition something else begins.
        if question.roles[j] == .function { break }
      }
    }
    return false
  }

  private static let subjects = Set(
    words: "i we they he she it everything everyone everybody someone somebody nobody who")
  private static let modals = Set(words: "could will would should shall might must cannot not never")
  private static let adverbs = Set(words: "just really still even ever always also only actually already usually never")
  private static let beforeNoun = Set(
    words: """
      allergic sensitive intolerant next close near nearest similar according due compared opposed equivalent alternative
      related relative addition equal akin used add relation respect answer key access
      """)
  private static let asking = Set(
    words: "where how when why is are was were has have had does do did what which will can could would")
  private static let named = Set(words: "the your these those this that my")
  private static let causing = Set(words: "have having get getting need want")
  private static let owned = Set(words: "my our his her their")
  private static let pointing = Set(words: "this that it them these those")

  /// Nouns that end as participles do.
  private static let nouns = Set(
    words: """
      dressing seasoning stuffing icing frosting topping filling pudding wedding bedding clothing stocking lighting wiring
      piping fencing flooring roofing decking bunting knitting painting drawing earring string spring herring dumpling
      gosling duckling seedling sapling sling swing sting thing ceiling railing lining coating padding wrapping packaging
      binding backing webbing netting tubing casing awning evening morning building blessing meeting training shelving
      sheeting skirting tiling cladding bling crossing offering pickling whiting wing king ring ling dwelling guttering
      edging beading bearing bushing carving etching printing pairing shortening wellbeing sibling nothing something
      anything everything during fishing camping hiking running cycling climbing skiing sailing swimming surfing
      baking cooking sewing quilting gardening cleaning washing cutting
      moped hundred kindred sacred naked biped infrared
      """)

  private static let irregular = Set(
    words: """
      arisen beaten become begun bent bet bitten bled blown born borne bought bound bred broken brought built burnt burst
      caught chosen clung cut dealt done drawn drunk driven dug dyed eaten fallen fed felt fixed fit flown fought forbidden
      forgotten forgiven frozen given ground grown held hidden hit hung hurt kept knit known laid landed leant learnt led
      left lent lit looked lost made meant met mown paid proven put quit read rewound ridden risen run sawn seen sent set
      sewn shaken shaved shod shone shot shown shrunk shut slept slid slung smelt sold sown spelt spent spilt split spoilt
      spread spun stolen stood struck strung stuck stung swept swollen swum swung taken taught told thought thrown
      torn trodden understood undone won worn wound woven written wrung
      """)
}

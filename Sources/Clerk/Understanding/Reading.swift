/// What the words of a question say about what is wanted, before any product is looked up.
package struct Reading: Sendable {
  package var intent: Intent
  /// How sure the words make it, 0–1.
  package var confidence: Double
  /// Positions that say something else than a product's name.
  package var used: Set<Int> = []
  var substances: [SubstanceClass] = []
  var substancePositions: Set<Int> = []
  /// Whether they are to be avoided ("without gluten", "can't have nuts"), so that they are part of no name.
  var avoids = false
  /// Whether it is asked to be free of them ("are the onion rings gluten free"): what has them is no yes.
  var asksFree = false
  /// The property asked for, with where the words for it stand.
  var property: Property?
  package var limit: PriceLimit?
  package var moment: Moment?
  package var superlative: Superlative?
  package var quantity: Int?
  /// Whether so many are wanted ("I'll take two"), which asks what they come to.
  var takes = false
  /// Whether the question asks for a person's safety or health.
  var health = false
  /// "How many do you have": the count is wanted.
  var wantsCount = false
  /// Whether the words ask for a thing at all ("do you have", "where is", "how much is").
  package var asksForThing = false
  /// Whether the intent is taken over from what was asked before, or named outright, so that it is not guessed at.
  var settled = false
  /// Whether the question opens like one that is answered with yes or no.
  var yesNo = false
}

/// The most or least of something.
package struct Superlative: Sendable, Equatable {
  package enum Measure: Sendable, Equatable {
    case price, size, weight, strength
    case other(String)
  }
  package var measure: Measure
  package var most: Bool
  /// The word that said it.
  package var word: String
}

enum Superlatives {
  private static let costsMost = Pattern("cost|costs|costing the? most|least")

  private static let hasMost = Pattern("has|have|with|got|holds|hold|gives|give the most|least")
  static let lasting: Set<String> = [
    "last", "lasts", "take", "takes", "keep", "keeps", "stay", "stays", "run", "runs", "burn", "burns", "lasting",
    "float", "floats", "fly", "flies", "hold", "holds",
    "aged", "age",
    "matured", "ripened",
  ]

  static let words: [String: (Superlative.Measure, Bool)] = [
    "cheapest": (.price, false), "lowest": (.price, false), "inexpensive": (.price, false), "expensive": (.price, true),
    "dearest": (.price, true), "priciest": (.price, true), "costliest": (.price, true), "affordable": (.price, false),
    "highest": (.price, true), "biggest": (.size, true), "largest": (.size, true), "smallest": (.size, false),
    "longest": (.size, true), "shortest": (.size, false), "tallest": (.size, true), "widest": (.size, true),
    "heaviest": (.weight, true), "lightest": (.weight, false), "strongest": (.strength, true),
    "mildest": (.strength, false), "powerful": (.strength, true),
  ]

  static func read(_ words: [String]) -> (Superlative, Int)? {
    if let at = Self.costsMost.find(in: words) {
      let most = words[at.upperBound - 1] == "most"
      return (Superlative(measure: .price, most: most, word: most ? "dearest" : "cheapest"), at.upperBound - 1)
    }
    // "Which has the most protein": whatever stands behind is what is measured.
    if let at = hasMost.find(in: words), at.upperBound < words.count,
      Words.role(Token(text: words[at.upperBound])) != .function,
      words[at.upperBound] != "expensive"
    {
      let most = words[at.upperBound - 1] == "most"
      return (
        Superlative(measure: .other(words[at.upperBound]), most: most, word: most ? "most" : "least"), at.upperBound - 1
      )
    }
    for (i, word) in words.enumerated() {
      guard let (measure, most) = self.words[word] else { continue }
      let before = i > 0 ? words[i - 1] : ""
      switch word {
      case "powerful":
        guard before == "most" || before == "least" else { continue }
        return (Superlative(measure: measure, most: before == "most", word: before + " powerful"), i)
      case "expensive", "affordable", "inexpensive":
        if before == "most" { return (Superlative(measure: measure, most: most, word: word), i) }
        if before == "least" { return (Superlative(measure: measure, most: !most, word: word), i) }
      case "lowest", "highest":
        if i + 1 < words.count, ["price", "priced", "prices", "cost"].contains(words[i + 1]) {
          return (Superlative(measure: measure, most: most, word: word), i)
        }
        if i + 1 < words.count { return (Superlative(measure: .other(words[i + 1]), most: most, word: word), i) }
      case "longest" where words[..<i].contains(where: lasting.contains):
        // "Which keeps the longest": a time is meant, and no length.
        let what = words[..<i].last(where: lasting.contains) ?? "lasts"
        return (Superlative(measure: .other(what), most: true, word: word), i)
      default: return (Superlative(measure: measure, most: most, word: word), i)
      }
    }
    return anyOther(words)
  }

  /// "Which watch goes the deepest", "what's the creamiest cheese": any other word of the form, where it is asked for.
  private static func anyOther(_ words: [String]) -> (Superlative, Int)? {
    for (i, word) in words.enumerated() where i > 0 && word.hasSuffix("est") && word.utf8.count > 5 {
      guard !noSuperlatives.contains(word), ["the", "your"].contains(words[i - 1]) || i + 1 == words.count,
        words.contains(where: { ["which", "what", "your"].contains($0) })
      else { continue }
      return (Superlative(measure: .other(word), most: !ofLittle.contains(word), word: word), i)
    }
    return nil
  }

  /// Whatever is the most of these has the least of what is measured.
  private static let ofLittle = Set(
    words: """
      quietest slowest softest thinnest coolest coldest dimmest weakest faintest gentlest calmest leanest shallowest
      narrowest slimmest skinniest tiniest slightest simplest lowest poorest palest youngest tightest
      """)

  private static let noSuperlatives = Set(
    words: """
      best latest nearest forest harvest honest interest request suggest digest invest arrest protest contest modest
      tempest conquest manifest earnest largest newest freshest oldest youngest earliest easiest nicest finest closest
      """)
}

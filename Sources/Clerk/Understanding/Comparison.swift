/// What a comparison asks for: of what one should have more or less than the other.
struct Comparison: Sendable, Equatable {
  enum Measure: Sendable, Equatable {
    case price, weight, size, power
    case other(String)
  }

  var measure: Measure
  /// Whether the one named first should have more of it.
  var more: Bool
  /// The word that says it, as it can be said back ("lighter").
  var word: String
  /// Where it stands.
  var position: Int

  /// The comparative nearest before "than", or the first one of a question without it.
  static func read(_ words: [String]) -> Comparison? {
    let end = words.firstIndex(of: "than") ?? words.count
    let places = words[..<end].indices
    let nearest = words.contains("than") ? Array(places.suffix(6).reversed()) : Array(places)
    for i in nearest {
      let next = i + 1 < end ? words[i + 1] : ""
      switch words[i] {
      case "more", "less":
        let more = words[i] == "more"
        // "Do the mussels feed more than the clams": the verb says of what.
        if next.isEmpty, i > 1, ["do", "does", "did", "will", "would", "can"].contains(words[0]),
          !["cost", "costs", "pay", "be", "more", "weigh"].contains(words[i - 1]),
          Words.role(Token(text: words[i - 1])) != .function
        {
          return Comparison(measure: .other(words[i - 1]), more: more, word: words[i], position: i)
        }
        switch next {
        case "", "expensive", "costly", "dear", "pricey", "money", "or":
          return Comparison(measure: .price, more: more, word: more ? "dearer" : "cheaper", position: i)
        case "powerful", "power", "strong":
          return Comparison(measure: .power, more: more, word: words[i] + " " + next, position: i)
        case let adjective where Words.role(Token(text: adjective)) != .function:
          return Comparison(measure: .other(next), more: more, word: words[i] + " " + next, position: i)
        default:
          // "Which weighs less the hut or the lodge": the verb says of what.
          guard i > 0, next == "the" || next == "a" || next == "an" || next == "than" else { continue }
          switch words[i - 1] {
          case "weigh", "weighs":
            return Comparison(measure: .weight, more: more, word: more ? "heavier" : "lighter", position: i)
          case "cost", "costs", "is", "are":
            return Comparison(measure: .price, more: more, word: more ? "dearer" : "cheaper", position: i)
          case "hold", "holds", "carry", "carries":
            return Comparison(measure: .size, more: more, word: more ? "roomier" : "smaller", position: i)
          case let verb where Words.role(Token(text: verb)) != .function:
            return Comparison(measure: .other(verb), more: more, word: words[i], position: i)
          default: continue
          }
        }
      default:
        // "Which takes longer": a time is meant, and no length.
        if ["longer", "shorter"].contains(words[i]), words.contains(where: Superlatives.lasting.contains) {
          return Comparison(measure: .other("time"), more: words[i] == "longer", word: words[i], position: i)
        }
        if let (measure, more) = table[words[i]] {
          return Comparison(measure: measure, more: more, word: words[i], position: i)
        }
        // "Which is hotter the garam masala or the madras".
        let isBetween = words.contains("than") || words.contains("or") && ["which", "what"].contains(words[0])
        if isBetween, i > 0, words[i].hasSuffix("er"), words[i].utf8.count > 4, !others.contains(words[i]),
          words.contains("than") || ["is", "are", "one", "tastes", "feels", "gets"].contains(words[i - 1])
        {
          return Comparison(measure: .other(words[i]), more: true, word: words[i], position: i)
        }
      }
    }
    return nil
  }

  private static let others = Set(words: "other under over rather either another whether number never ever")

  private static let table: [String: (Measure, Bool)] = {
    var table: [String: (Measure, Bool)] = [:]
    func add(_ measure: Measure, more: String, less: String) {
      for word in Set(words: more) { table[word] = (measure, true) }
      for word in Set(words: less) { table[word] = (measure, false) }
    }
    add(.price, more: "dearer pricier costlier", less: "cheaper")
    add(.weight, more: "heavier", less: "lighter")
    add(
      .size, more: "bigger larger longer taller wider deeper thicker roomier",
      less: "smaller shorter narrower thinner shallower")
    add(.power, more: "stronger louder brighter faster", less: "weaker quieter dimmer slower")
    return table
  }()
}

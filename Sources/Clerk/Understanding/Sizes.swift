/// Sizes by letter and by word: "XL", "x large" and "extra large" are one size; and which size is the bigger.
package enum Sizes {
  /// The sizes named in `tokens` with the positions that name them, e.g. ("xl", 2..<4).
  package static func read(_ tokens: [Token]) -> [(code: String, range: Range<Int>)] {
    var found: [(String, Range<Int>)] = []
    var i = 0
    while i < tokens.count {
      let word = tokens[i].text
      let next = i + 1 < tokens.count ? tokens[i + 1].text : ""
      if ["extra", "x"].contains(word) || word == "double" && ["xl", "extra", "x"].contains(next) {
        var count = word == "double" ? 2 : 1
        var j = i + 1
        while j < tokens.count, ["extra", "x"].contains(tokens[j].text) {
          if word != "double" || j > i + 1 { count += 1 }
          j += 1
        }
        if j < tokens.count, let base = letters[tokens[j].text], base == "s" || base == "l" || base == "xl" {
          let code = base == "xl" ? "\(count)xl" : count == 1 ? "x" + base : "\(count)x" + base
          found.append((code == "1xl" ? "xl" : code, i..<j + 1))
          i = j + 1
          continue
        }
      }
      if let number = tokens[i].number, number >= 2, number <= 6, ["xl", "x"].contains(next) {
        found.append(("\(Int(number))xl", i..<i + 2))
        i += 2
        continue
      }
      if let code = letters[word] { found.append((code, i..<i + 1)) }
      i += 1
    }
    return found
  }

  private static let letters: [String: String] = Dictionary(
    pairs: """
      xxs=2xs xs=xs s=s small=s m=m medium=m l=l large=l xl=xl xxl=2xl xxxl=3xl xxxxl=4xl
      """)

  /// The place of a size among sizes, or nil where the word is no size.
  package static func rank(_ word: String) -> Double? { order[word] }

  private static let order: [String: Double] = [
    "2xs": 0, "xs": 1, "s": 3, "m": 5, "l": 7, "xl": 8, "2xl": 9, "3xl": 10, "4xl": 11, "mini": 0.5, "tiny": 0.5,
    "kids": 1,
    "petite": 2, "short": 2, "regular": 5, "standard": 5, "tall": 6, "grande": 7, "venti": 8, "jumbo": 9, "family": 8.5,
    "giant": 9.5, "single": 1, "twin": 2, "double": 4, "full": 4, "queen": 6, "king": 8, "half": 0.5, "whole": 1.5,
    "travel": 0.4, "sample": 0.3,
  ]

  static let bigger: Set<String> = Set(
    words: """
      big long tall full bigger biggest large larger largest huge longest longer tallest taller
      """)
  static let smaller: Set<String> = [
    "small", "short", "smaller", "smallest", "little", "tiny", "mini", "shortest", "shorter",
  ]
}

/// Colours by their everyday names, so that a colour that a product does not come in is known for one.
package enum Colors {
  package static let names: Set<String> = Set(
    words: """
      red blue green yellow orange purple pink black white brown gray grey beige navy teal turquoise maroon burgundy
      violet lavender lilac cream ivory khaki olive tan gold silver bronze copper charcoal indigo magenta mint peach
      coral crimson mustard rust aqua cyan plum
      """)
}

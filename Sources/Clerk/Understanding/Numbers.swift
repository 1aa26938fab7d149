/// Numbers as words and digits: "twenty five", "a hundred and ten", "half gallon", "3/4", "two and a half".
enum Numbers {
  static let small: [String: Double] = [
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
  ]
  static let tens: [String: Double] = [
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
  ]

  /// Words to tokens, number words joined and written in digits, units in their short form.
  static func combine(_ words: [String]) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(words.count)
    var i = 0
    while i < words.count {
      if let (value, next) = parse(words, at: i) {
        tokens.append(Token(text: write(value), stem: write(value), number: value))
        i = next
        if i < words.count, let unit = Units.canonical(words[i], afterNumber: true) {
          tokens.append(Token(text: unit, stem: unit))
          i += 1
        }
        continue
      }
      let word = words[i]
      if let unit = Units.canonical(word, afterNumber: false) {
        tokens.append(Token(text: unit, stem: unit))
      } else {
        tokens.append(Token(text: word))
      }
      i += 1
    }
    return tokens
  }

  /// A number that begins at `i`, and where it ends.
  private static func parse(_ words: [String], at i: Int) -> (Double, Int)? {
    let word = words[i]
    if let value = digits(word) {
      // "1 1/2"
      if i + 1 < words.count, words[i + 1].contains("/"), let part = digits(words[i + 1]), value == value.rounded() {
        return (value + part, i + 2)
      }
      return scaled(value, words, i + 1)
    }
    if word == "half" || word == "quarter" {
      // "half gallon", "half a dozen", "quarter inch"; "half" alone stays a word.
      var j = i + 1
      if j < words.count, words[j] == "a" || words[j] == "an" { j += 1 }
      guard j < words.count else { return nil }
      let value = word == "half" ? 0.5 : 0.25
      if words[j] == "dozen" { return (value * 12, j + 1) }
      if Units.canonical(words[j], afterNumber: true) != nil, words[j].utf8.count > 1 { return (value, j) }
      return nil
    }
    if word == "dozen" { return (12, i + 1) }
    // Behind a number it is part of that.
    if word == "hundred" {
      return scaled(100, words, i + 1, after: 100)
    }
    if let value = tens[word] {
      if i + 1 < words.count, let unit = small[words[i + 1]] ?? Self.several(words[i + 1]), unit > 0, unit < 10 {
        return scaled(value + unit, words, i + 2)
      }
      return scaled(value, words, i + 1)
    }
    if let (value, next) = memory(words, at: i) { return (value, next) }
    if let value = small[word] {
      if word == "one" {
        // "the small one" is no number; "one pound" and "one hundred" are.
        // "Stage One" is one wherever it stands.
        let isGrade = i > 0 && ["size", "number", "grade", "level", "stage"].contains(words[i - 1])
        guard i + 1 < words.count || isGrade else { return nil }
        let next = i + 1 < words.count ? words[i + 1] : ""
        let counts =
          isGrade || next == "hundred" || next == "dozen" || next == "percent" || next == "half" || next == "and"
        guard counts || Units.canonical(next, afterNumber: false) != nil else { return nil }
      }
      if word == "three", i + 1 < words.count, words[i + 1] == "quarter" || words[i + 1] == "quarters" {
        return (0.75, i + 2)
      }
      return scaled(value, words, i + 1)
    }
    return nil
  }

  /// "One twenty eight gig", "skis in a one seventy two": the hundred of a size is not said. Of other things so many
  /// may be wanted: "two twelve ounce coffees".
  private static func memory(_ words: [String], at i: Int) -> (Double, Int)? {
    guard let hundreds = small[words[i]], (1...9).contains(hundreds), i + 1 < words.count else { return nil }
    var value = hundreds * 100
    var next = i + 1
    if let teen = small[words[next]], teen >= 10 {
      value += teen
      next += 1
    } else if let ten = tens[words[next]] {
      value += ten
      next += 1
      if next < words.count, let one = small[words[next]], (1...9).contains(one) {
        value += one
        next += 1
      }
    } else {
      return nil
    }
    let unit = next < words.count ? Units.canonical(words[next], afterNumber: true) : nil
    if let unit { return Units.all[unit]?.dimension == .data ? (value, next) : nil }
    // "In a one twenty", "the one seventy two": one thing, by its size.
    let isOne = i > 0 && ["a", "the"].contains(words[i - 1]) && (next == words.count || small[words[next]] == nil)
    return isOne && value < 1000 ? (value, next) : nil
  }

  /// "Eights" of "the eighty eights".
  private static func several(_ word: String) -> Double? {
    word.hasSuffix("s") && word.utf8.count > 4
      ? small[word.hasSuffix("xes") ? String(word.dropLast(2)) : String(word.dropLast())] : nil
  }

  /// Takes in "hundred", "thousand", "dozen" and "and a half" behind a number.
  private static func scaled(_ value: Double, _ words: [String], _ i: Int, after hundred: Double = 0) -> (Double, Int) {
    var value = value
    var i = i
    if hundred == 0, i < words.count, words[i] == "hundred" {
      value *= 100
      i += 1
      return scaled(value, words, i, after: 100)
    }
    if hundred == 100 {
      var j = i
      if j < words.count, words[j] == "and" { j += 1 }
      if j < words.count {
        if let t = tens[words[j]] {
          value += t
          i = j + 1
          if i < words.count, let u = small[words[i]], u > 0, u < 10 {
            value += u
            i += 1
          }
        } else if let u = small[words[j]], u > 0, words[j] != "one" {
          value += u
          i = j + 1
        }
      }
    }
    if i < words.count, words[i] == "thousand" {
      value *= 1000
      i += 1
    }
    if i < words.count, words[i] == "dozen" {
      value *= 12
      i += 1
    }
    if i + 2 < words.count, words[i] == "and", words[i + 1] == "a", words[i + 2] == "half" {
      value += 0.5
      i += 3
    }
    return (value, i)
  }

  private static func digits(_ word: String) -> Double? {
    guard let first = word.utf8.first, (first >= 48 && first <= 57) || first == 46 else { return nil }
    if let slash = word.firstIndex(of: "/") {
      guard let a = Double(word[..<slash]), let b = Double(word[word.index(after: slash)...]), b != 0 else {
        return nil
      }
      return a / b
    }
    return Double(word)
  }

  /// In digits without needless zeros.
  package static func write(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return String(whole) }
    let hundredths = (value * 1000).rounded() / 1000
    return String(hundredths)
  }
}

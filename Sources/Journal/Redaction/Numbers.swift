/// Finds runs of digits, written or spoken, that are long enough to lead to a person.
struct NumberFinder {
  /// Seven digits are the shortest telephone number; prices, sizes, years and aisles have fewer.
  static let shortestNumber = 7

  private static let units: [String: Int] = [
    "zero": 0, "oh": 0, "o": 0, "nought": 0, "null": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8,
    "neuf": 9, "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9,
  ]
  private static let tens: [String: Int] = [
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
  ]

  /// The digits of each word: nil for a word that is none, "" for one that only joins ("plus", "-").
  private static func digits(_ word: String) -> [Int]? {
    if let unit = units[word] { return [unit] }
    if let ten = tens[word] { return [ten / 10, ten % 10] }
    if word.isEmpty || word == "plus" || word == "dash" || word == "hyphen" || word == "area" { return [] }
    if word.contains("-") {
      let parts = word.split(separator: "-").map { digits(String($0)) }
      guard parts.allSatisfy({ $0 != nil }) else { return nil }
      return parts.flatMap { $0 ?? [] }
    }
    var found: [Int] = []
    for character in word {
      if let digit = character.wholeNumberValue, digit < 10 {
        found.append(digit)
      } else if !"+-./() ".contains(character) {
        return nil
      }
    }
    // "3.49" and "1/2" are amounts; "555.123.4567" is none.
    let separators = word.count { ".,/".contains($0) }
    if separators == 1, found.count < NumberFinder.shortestNumber { return nil }
    return found.isEmpty ? nil : found
  }

  static func find(in words: [RedactableText.Word]) -> [(words: Range<Int>, mark: String)] {
    var found: [(Range<Int>, String)] = []
    var at = 0
    while at < words.count {
      var end = at
      var run: [Int] = []
      var times = 1
      var lastWithDigits = at
      scan: while end < words.count {
        switch words[end].plain {
        case "double": times = 2
        case "triple": times = 3
        case let word:
          guard let digits = digits(word) else { break scan }
          if digits.isEmpty {
            if run.isEmpty { break scan }
          } else {
            for _ in 0..<(digits.count == 1 ? times : 1) { run += digits }
            lastWithDigits = end + 1
          }
          times = 1
        }
        end += 1
      }
      if run.count >= shortestNumber {
        found.append((at..<lastWithDigits, mark(run)))
        at = lastWithDigits
      } else {
        at = max(end, at + 1)
      }
    }
    return found
  }

  private static func mark(_ digits: [Int]) -> String {
    if digits.count >= 13 { return digits.count <= 19 && isLuhn(digits) ? Redactor.card : Redactor.number }
    return Redactor.phone
  }

  /// The check digit of payment cards (ISO/IEC 7812-1, annex B).
  static func isLuhn(_ digits: [Int]) -> Bool {
    let sum = digits.reversed().enumerated().reduce(0) { sum, entry in
      let doubled = entry.offset % 2 == 1 ? entry.element * 2 : entry.element
      return sum + (doubled > 9 ? doubled - 9 : doubled)
    }
    return sum % 10 == 0
  }
}

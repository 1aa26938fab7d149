extension SaidText {
  private static let units: [String: Int] = {
    let names = """
      zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
      eighteen nineteen
      """
    return Dictionary(uniqueKeysWithValues: names.split(separator: " ").enumerated().map { (String($1), $0) })
  }()
  private static let tens: [String: Int] = [
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
  ]

  /// Number words as digits; "four fifty" is 4.50, as prices and times are said.
  static func wordsToDigits(_ text: [UInt8]) -> [UInt8] {
    let pieces = pieces(text)
    func isSpace(_ i: Int) -> Bool { i < pieces.count && pieces[i].first == " " }
    func past(_ i: Int) -> Int { isSpace(i) ? i + 1 : i }
    /// 0 to 99 in words at `i`, and where it ends.
    func small(_ i: Int) -> (value: Int, end: Int)? {
      guard i < pieces.count else { return nil }
      if let ten = tens[pieces[i]] {
        let next = past(i + 1)
        if next < pieces.count, let unit = units[pieces[next]], (1...9).contains(unit) { return (ten + unit, next + 1) }
        return (ten, i + 1)
      }
      return units[pieces[i]].map { ($0, i + 1) }
    }
    var out: [String] = []
    var i = 0
    while i < pieces.count {
      guard var (value, end) = small(i) else {
        out.append(pieces[i])
        i += 1
        continue
      }
      let next = past(end)
      if next < pieces.count, pieces[next] == "hundred" {
        value *= 100
        end = next + 1
        var rest = end
        while rest < pieces.count, isSpace(rest) || pieces[rest] == "and" { rest += 1 }
        if let more = small(rest) {
          value += more.value
          end = more.end
        }
      } else if next > end, let cents = small(next), cents.value >= 10 {
        out.append("\(value).\(cents.value)")
        i = cents.end
        continue
      }
      out.append(String(value))
      i = end
    }
    return Array(money(out).joined().utf8)
  }

  /// "3 dollars and 50 cents" as 3.50, "75 cents" as 0.75, ".50" as 0.50.
  private static func money(_ pieces: [String]) -> [String] {
    var out = pieces
    func whole(_ i: Int) -> Int? { out.indices.contains(i) && out[i].allSatisfy(\.isNumber) ? Int(out[i]) : nil }
    func word(_ i: Int) -> String { out.indices.contains(i) ? out[i] : "" }
    var i = 0
    while i < out.count {
      if let dollars = whole(i), word(i + 1) == " ", ["dollar", "dollars"].contains(word(i + 2)), word(i + 3) == " " {
        let at = word(i + 4) == "and" && word(i + 5) == " " ? i + 6 : i + 4
        if let cents = whole(at), cents < 100, word(at + 1) == " ", ["cent", "cents"].contains(word(at + 2)) {
          out.replaceSubrange(i...(at + 2), with: ["\(dollars)." + (cents < 10 ? "0" : "") + "\(cents)"])
          i += 1
          continue
        }
      }
      if let cents = whole(i), cents < 100, word(i - 1) != "." {
        let at = word(i + 1) == " " ? i + 2 : i + 1
        if ["cent", "cents"].contains(word(at)) {
          out.replaceSubrange(i...at, with: ["0." + (cents < 10 ? "0" : "") + "\(cents)"])
        }
      }
      if word(i) == ".", let cents = whole(i + 1), word(i + 1).count == 2, cents < 100, whole(i - 1) == nil {
        out.replaceSubrange(i...(i + 1), with: ["0." + word(i + 1)])
      }
      i += 1
    }
    return out
  }

  /// Words, numbers, runs of spaces, and each other sign by itself.
  private static func pieces(_ text: [UInt8]) -> [String] {
    var out: [String] = []
    var i = 0
    while i < text.count {
      var end = i + 1
      if isLetter(text[i]) || text[i] == 39 {
        while end < text.count, isLetter(text[end]) || text[end] == 39 { end += 1 }
      } else if isDigit(text[i]) {
        while end < text.count, isDigit(text[end]) || text[end] == 46 && end + 1 < text.count && isDigit(text[end + 1])
        {
          end += 1
        }
      } else if text[i] == 32 {
        while end < text.count, text[end] == 32 { end += 1 }
      }
      out.append(String(decoding: text[i..<end], as: UTF8.self))
      i = end
    }
    return out
  }
}

import Pronunciation
import TestSupport
import Testing

/// What is said for a figure means that figure: read back by a parser that shares nothing with the one under test.
struct SpokenRoundTripTests {
  private static let values: [String: Int] = {
    var values: [String: Int] = [:]
    let small =
      "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
      + "eighteen nineteen"
    for (value, word) in small.split(separator: " ").enumerated() { values[String(word)] = value }
    for (index, word) in "twenty thirty forty fifty sixty seventy eighty ninety".split(separator: " ").enumerated() {
      values[String(word)] = 20 + 10 * index
    }
    return values
  }()

  /// The value of number words, or nil.
  private func parse(_ words: some Sequence<String>) -> Int? {
    var total = 0
    var current = 0
    var any = false
    for word in words where word != "and" {
      any = true
      if let value = Self.values[word] {
        current += value
      } else if word == "hundred" {
        current *= 100
      } else if let scale = [
        "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
      ][word] {
        total += current * scale
        current = 0
      } else {
        return nil
      }
    }
    return any ? total + current : nil
  }

  private func words(_ text: String) -> [String] {
    text.split(whereSeparator: { " -,.".contains($0) }).map(String.init)
  }

  @Test(arguments: ["en-US", "en-GB"]) func wholeNumbers(_ language: String) {
    let spoken = SpokenForm(language: language)
    var random = SplitMix64(seed: 5)
    for round in 0..<1_500 {
      let value = round < 400 ? round : random.below([1_000, 100_000, 10_000_000, 1_000_000_000][round % 4])
      var written = String(value)
      #expect(parse(words(spoken(written))) == value, "\(written)")
      // With commas, and as a price of whole dollars.
      var grouped = ""
      for (index, digit) in written.enumerated() {
        if index > 0, (written.count - index) % 3 == 0 { grouped += "," }
        grouped.append(digit)
      }
      written = grouped
      #expect(parse(words(spoken(written))) == value, "\(written)")
    }
  }

  @Test func prices() {
    let spoken = SpokenForm(language: "en-US", currencyCode: "USD")
    var random = SplitMix64(seed: 6)
    for round in 0..<1_500 {
      let cents = round < 250 ? round : random.below(round % 2 == 0 ? 10_000 : 2_000_000)
      let (whole, rest) = (cents / 100, cents % 100)
      let written = "$\(whole).\(rest < 10 ? "0" : "")\(rest)"
      var parts = words(spoken(written))
      var found = 0
      if let last = parts.last, last == "cent" || last == "cents" {
        parts.removeLast()
        let cut = parts.firstIndex { $0.hasPrefix("dollar") }
        found = parse(parts[(cut.map { $0 + 1 } ?? 0)...]) ?? -1
        if let cut { found += 100 * (parse(parts[..<cut]) ?? -1) }
      } else if let cut = parts.firstIndex(where: { $0.hasPrefix("dollar") }) {
        found = 100 * (parse(parts[..<cut]) ?? -1) + (cut + 1 < parts.count ? parse(parts[(cut + 1)...]) ?? -1 : 0)
      }
      #expect(found == cents, "\(written)")
    }
  }

  @Test func decimals() {
    let spoken = SpokenForm()
    var random = SplitMix64(seed: 8)
    for _ in 0..<800 {
      let (whole, decimals) = (random.below(1_000), String(random.below(1_000)) + "\(1 + random.below(9))")
      let parts = words(spoken("\(whole).\(decimals)"))
      let sides = parts.split(separator: "point")
      #expect(sides.count == 2 && parse(sides[0]) == whole, "\(whole).\(decimals)")
      #expect(sides.last?.compactMap { Self.values[$0] }.map(String.init).joined() == decimals, "\(whole).\(decimals)")
    }
  }
}

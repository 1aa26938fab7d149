import Pronunciation
import Testing

struct SoundDistanceTests {
  private let phonemizer: Phonemizer

  init() throws { phonemizer = try Phonemizer(language: "en") }

  private func distance(_ a: String, _ b: String) -> Float {
    soundDistance(phonemizer.phonemes(a), phonemizer.phonemes(b))
  }

  /// What sounds alike lies nearer than what does not: the area under the curve, and the share on the right side of
  /// the threshold that the shop and the clerk use.
  @Test func separation() {
    let alike = SoundPairs.alike.map { distance($0.0, $0.1) }.sorted()
    let apart = SoundPairs.apart.map { distance($0.0, $0.1) }.sorted()
    #expect(alike.count >= 150 && apart.count >= 150)
    var wins = 0.0
    for a in alike { for b in apart { wins += a < b ? 1 : a == b ? 0.5 : 0 } }
    let area = wins / Double(alike.count * apart.count)
    let found = Double(alike.count { $0 <= soundAlikeThreshold }) / Double(alike.count)
    let mixed = Double(apart.count { $0 <= soundAlikeThreshold }) / Double(apart.count)
    print("sound-alike pairs: area under the curve \(area), found \(found), mixed up \(mixed)")
    #expect(area > 0.99)
    #expect(found > 0.95)
    #expect(mixed < 0.03)
  }

  @Test func itIsADistance() {
    let words = ["oat milk", "goat milk", "a", "zucchini", "", "sixteen ounce", "worcestershire sauce"]
    for a in words {
      #expect(distance(a, a) == 0)
      for b in words {
        #expect(distance(a, b) == distance(b, a))
        #expect((0...1).contains(distance(a, b)))
      }
    }
    #expect(distance("", "milk") == 1)
    #expect(soundLikelihood(0) > 0.99 && soundLikelihood(1) < 0.01)
  }

  /// Kinds of mishearing, each nearer than the next.
  @Test(arguments: [
    ["thin", "fin", "pin", "lamp"], ["ship", "sheep", "shop", "bread"], ["bat", "pat", "hat", "juice"],
    ["rice", "lice", "mice", "dog"], ["sixteen", "sixty", "eighteen", "forty"],
  ])
  func nearAndFar(_ words: [String]) {
    let distances = words.map { distance(words[0], $0) }
    #expect(distances == distances.sorted(), "\(zip(words, distances).map { $0 })")
    #expect(distances[1] < distances[3] * 0.7)
  }

  @Test func aPhraseInsideAQuestion() throws {
    let question = phonemizer.phonemes("how much is the note milk in the quart")
    let match = try #require(soundMatch(phonemizer.phonemes("oat milk"), in: question))
    #expect(match.distance < 0.02)
    #expect(Array(question[match.range]) == phonemizer.phonemes("oat milk"))
    // Of several places the best one.
    let twice = phonemizer.phonemes("goat milk or note milk or oat mill")
    #expect(try #require(soundMatch(phonemizer.phonemes("oat milk"), in: twice)).distance == 0)
    // The other way round: something short that was heard, in a long title.
    let title = phonemizer.phonemes("organic toasted sesame oil")
    #expect(try #require(soundMatch(phonemizer.phonemes("sess a me oil"), in: title)).distance < 0.15)
    #expect(soundMatch(phonemizer.phonemes("shampoo"), in: title, limit: 0.3) == nil)
    #expect(soundMatch([], in: title) == SoundMatch(distance: 0, range: 0..<0))
    #expect(soundMatch(title, in: []) == nil)
  }

  /// The early ways out change nothing but the time.
  @Test func limitsAreExact() throws {
    let text = phonemizer.phonemes("where do i find the chick peace and the sess a me oil")
    for (name, _) in SoundPairs.alike.prefix(60) + SoundPairs.apart.prefix(60) {
      let query = phonemizer.phonemes(name)
      let best = try #require(soundMatch(query, in: text))
      #expect(soundMatch(query, in: text, limit: best.distance + 0.01) == best)
      if best.distance > 0.02 { #expect(soundMatch(query, in: text, limit: best.distance - 0.02) == nil) }
    }
  }

  @Test func anIndexFindsNamesInQuestions() throws {
    let names = Set(SoundPairs.alike.map(\.0) + SoundPairs.apart.flatMap { [$0.0, $0.1] }).sorted()
    let index = SoundIndex(names.map(phonemizer.phonemes))
    var first = 0
    var shared = 0
    for (meant, heard) in SoundPairs.alike {
      let question = phonemizer.phonemes("do you have \(heard) in stock")
      let hits = index.names(heardIn: question, limit: 0.4, top: 8)
      #expect(hits == hits.sorted { ($0.match.distance, $0.index) < ($1.match.distance, $1.index) })
      if hits.prefix(3).contains(where: { names[$0.index] == meant }) { first += 1 }
      if !Set(soundKeys(question)).isDisjoint(with: soundKeys(phonemizer.phonemes(meant))) { shared += 1 }
      // Every hit is what a plain look at each name gives.
      for hit in hits {
        let plain = soundMatch(phonemizer.phonemes(names[hit.index]), in: question)
        #expect(plain?.distance == hit.match.distance)
      }
    }
    let total = Double(SoundPairs.alike.count)
    print(
      "misheard names among the first three of \(names.count): \(Double(first) / total); sharing a key: \(Double(shared) / total)"
    )
    #expect(Double(first) / total > 0.9)
    #expect(Double(shared) / total > 0.97)
    let containing = index.names(containing: phonemizer.phonemes("pepper"), top: 3)
    #expect(Set(containing.map { names[$0.index] }) == ["black pepper", "white pepper", "peppermint tea"])
  }
}

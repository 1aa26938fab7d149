/// How much a language of words counts against what is heard. All in nats, the unit of the recogniser's own scores.
public struct LanguageWeights: Sendable, Equatable {
  /// What the logarithm of a word's probability is multiplied by.
  public var scale: Float = 0.3
  /// Added to that logarithm before: the probability at which a word is neither favoured nor held against a text.
  public var neutral: Float = 2.5
  /// The price of leaving the language for free speech.
  public var leaving: Float = 8
  /// The price of each further word outside it.
  public var staying: Float = 1
  /// The most that one word can gain.
  public var most: Float = 0.3
  /// What the logarithm of a probability is multiplied by in the grammar.
  public var grammarScale: Float = 0.4
  /// The price of a first word that the grammar does not foresee, and of each further one.
  public var opening: Float = 5
  public var openingMore: Float = 2.5

  public init() {}

  /// The price of one more word of an unforeseen beginning.
  func opening(_ place: LanguagePlace) -> Float { place.context == -1 ? opening : openingMore }

  /// What a word or an ending of that probability is worth.
  func worth(_ logProbability: Float) -> Float { min(most, scale * (logProbability + neutral)) }
}

/// Scores texts as they are written, token by token, in a language of words. Not for several threads at once.
package final class LanguageScorer {
  let language: WordLanguage
  let weights: LanguageWeights
  private var contexts: [[LanguagePlace]: LanguageContext] = [:]
  /// So many contexts are kept.
  private static let kept = 256

  package init(_ language: WordLanguage, _ weights: LanguageWeights) {
    self.language = language
    self.weights = weights
  }

  deinit { forget() }

  /// Where a sentence begins.
  package func start() -> LanguageCursor {
    LanguageCursor(context: context([LanguagePlace(context: 1, node: -1, cost: 0)]), spellings: 0..<0, depth: 0)
  }

  /// Where a sentence of the grammar begins, outside of which nothing is worth anything; nil where there is none.
  package func grammarStart() -> LanguageCursor? {
    guard language.hasGrammar else { return nil }
    var places: [LanguagePlace] = []
    LanguageContext.arrive(LanguagePlace(context: 0, node: -1, cost: 0, isGrammar: true), 0, language) { place, score in
      var place = place
      place.cost = LanguagePlace.cost(-weights.grammarScale * score)
      places.append(place)
    }
    places.append(LanguagePlace(context: -1, node: -1, cost: 0, isGrammar: true))
    return LanguageCursor(context: context(places), spellings: 0..<0, depth: 0)
  }

  /// The context of being in any of `places`, whose costs are relative to the best of them.
  func context(_ places: [LanguagePlace]) -> LanguageContext {
    if let known = contexts[places] { return known }
    if contexts.count >= Self.kept { forget() }
    let made = LanguageContext(places, self)
    contexts[places] = made
    return made
  }
}

extension LanguageScorer {
  /// Contexts know what follows them, and some follow each other: left alone they would hold each other for ever.
  fileprivate func forget() {
    for context in contexts.values { context.forget() }
    contexts.removeAll(keepingCapacity: true)
  }
}

/// Somewhere in the automaton, and how much worse it is to be there than in the best place of the same text.
struct LanguagePlace: Hashable {
  /// The context; inside a phrase the one that follows it.
  var context: Int32
  /// The node of a phrase, or -1 between phrases.
  var node: Int32
  /// In 1/64 nat, so that equal contexts are found again.
  var cost: Int32
  /// Whether the last word was outside the language.
  var isFree = false
  /// Whether this is a place in the grammar: then `context` is a state, inside a phrase the one that follows it, or -1
  /// before the first word of an unforeseen beginning, -2 behind its words.
  var isGrammar = false
  /// Inside the part, the state that follows it.
  var back: Int32 = -1
  /// What the phrases of the part so far exclude.
  var excluded: UInt64 = 0

  static let unit: Float = 64

  static func cost(_ nats: Float) -> Int32 { Int32((unit * min(nats, 1e6)).rounded()) }

  var nats: Float { Float(cost) / Self.unit }
}

/// All places where a text may be after a whole word, and what each next word is worth there.
package final class LanguageContext {
  let places: [LanguagePlace]
  /// What each spelling as the next word is worth.
  let worth: [Float]
  /// What a word outside the language is worth.
  package let free: Float
  /// What it is worth to end here.
  package let end: Float
  /// The best of `worth` in each run of `block` spellings.
  private let best: [Float]
  private static let block = 32
  private var following: [Int32: (context: LanguageContext, worth: Float)] = [:]

  /// Places that are so much worse than the best are given up, and all but the best few.
  private static let beam: Float = 6
  private static let most = 10
  private static let mostInGrammar = 64

  fileprivate init(_ places: [LanguagePlace], _ scorer: LanguageScorer) {
    self.places = places
    let (language, weights) = (scorer.language, scorer.weights)
    var worth = [Float](repeating: -.infinity, count: language.spellings)
    var free = -Float.infinity
    var end = -Float.infinity
    worth.withUnsafeMutableBufferPointer { worth in
      for place in places {
        let cost = place.nats
        if place.isGrammar {
          if place.context < 0 {
            free = max(free, -cost - weights.opening(place))
            continue
          }
          end = max(end, LanguageContext.grammarEnd(place, weights, language) - cost)
          LanguageContext.walkGrammar(place, language) { word, score in
            worth[Int(word)] = max(worth[Int(word)], weights.grammarScale * score - cost)
          }
          continue
        }
        free = max(free, -cost - (place.isFree ? weights.staying : weights.leaving))
        if place.isFree { end = max(end, -cost) }
        LanguageContext.walk(place, language) { symbol, score, _, _ in
          let value = weights.worth(score) - cost
          if symbol >= 0 {
            if value > worth[Int(symbol)] { worth[Int(symbol)] = value }
          } else if symbol == WordLanguage.end {
            end = max(end, value)
          }
        }
      }
      for spelling in language.spellingsOfOthers {
        let index = Int(spelling)
        worth[index] = worth[Int(language.wordOfSpelling[index])] + language.spellingScore[index]
      }
    }
    self.free = free
    self.end = places.contains(where: \.isGrammar) ? end : max(end, free)
    self.worth = worth
    best = stride(from: 0, to: worth.count, by: Self.block).map { start in
      worth[start..<min(start + Self.block, worth.count)].max() ?? -.infinity
    }
  }

  /// Forgets what follows it; found again where it is asked for.
  fileprivate func forget() { following.removeAll() }

  /// Calls `body` with every word (or the end) that may follow `place`: its score, the context and the node after it.
  private static func walk(
    _ place: LanguagePlace, _ language: WordLanguage,
    _ body: (_ symbol: Int32, _ score: Float, _ context: Int32, _ node: Int32) -> Void
  ) {
    var before: Float = 0
    if place.node >= 0 {
      let node = Int(place.node)
      for arc in Int(language.nodeStart[node])..<Int(language.nodeStart[node + 1]) {
        body(language.arcWord[arc], language.arcScore[arc], place.context, language.arcTarget[arc])
      }
      before = language.nodeEndScore[node]
      guard before > -20 else { return }
    }
    var context = place.context
    var classes: UInt64 = 0
    while context >= 0 {
      let index = Int(context)
      for gram in Int(language.contextStart[index])..<Int(language.contextStart[index + 1]) {
        let symbol = language.gramSymbol[gram]
        let score = before + language.gramScore[gram]
        guard symbol <= WordLanguage.firstClass else {
          body(symbol, score, language.gramTarget[gram], -1)
          continue
        }
        // A class counts where its history is longest.
        let number = Int(WordLanguage.firstClass - symbol)
        guard classes & 1 << UInt64(number & 63) == 0 else { continue }
        classes |= 1 << UInt64(number & 63)
        let start = Int(language.classStart[number])
        for arc in Int(language.nodeStart[start])..<Int(language.nodeStart[start + 1]) {
          body(
            language.arcWord[arc], score + language.arcScore[arc], language.gramTarget[gram], language.arcTarget[arc])
        }
      }
      before += language.contextBackoffScore[index]
      context = language.contextBackoff[index]
    }
  }

  /// The best that a word can be worth whose spelling is within `range`.
  func best(in range: Range<Int32>) -> Float {
    guard !range.isEmpty else { return free }
    let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
    var value = free
    worth.withUnsafeBufferPointer { worth in
      let first = (low + Self.block - 1) / Self.block
      let last = high / Self.block
      if first >= last {
        for index in low..<high where worth[index] > value { value = worth[index] }
      } else {
        for index in low..<first * Self.block where worth[index] > value { value = worth[index] }
        for index in first..<last where best[index] > value { value = best[index] }
        for index in last * Self.block..<high where worth[index] > value { value = worth[index] }
      }
    }
    return value
  }

  /// Where the text is after a word, nil standing for one outside the language, and what that word was worth.
  func after(_ spelling: Int32?, _ scorer: LanguageScorer) -> (context: LanguageContext, worth: Float) {
    let key = spelling ?? -1
    if let known = following[key] { return known }
    let (language, weights) = (scorer.language, scorer.weights)
    var found: [LanguagePlace: Float] = [:]
    if let spelling {
      let word = language.wordOfSpelling[Int(spelling)]
      let extra = language.spellingScore[Int(spelling)]
      for place in places {
        if place.isGrammar {
          guard place.context >= 0 else { continue }
          Self.stepGrammar(place, word, language) { next, score in
            let value = weights.grammarScale * score - place.nats + extra
            found[next] = max(found[next] ?? -.infinity, value)
          }
          continue
        }
        Self.step(place, word, language) { score, context, node in
          let value = weights.worth(score) - place.nats + extra
          let next = LanguagePlace(context: context, node: node, cost: 0)
          found[next] = max(found[next] ?? -.infinity, value)
        }
      }
    }
    var best = free
    for value in found.values { best = max(best, value) }
    // Outside the grammar there is nothing.
    guard best > -.infinity else { return (self, best) }
    var next: [LanguagePlace] = []
    let isGrammar = places.contains(where: \.isGrammar)
    if free > -.infinity, isGrammar {
      // Any word may belong to the unforeseen beginning; behind it comes what is asked for.
      let cost = LanguagePlace.cost(best - free)
      next.append(LanguagePlace(context: -2, node: -1, cost: cost, isGrammar: true))
      Self.arrive(LanguagePlace(context: 2, node: -1, cost: 0, isGrammar: true), 0, language) { place, score in
        var place = place
        place.cost = cost + LanguagePlace.cost(-weights.grammarScale * score)
        next.append(place)
      }
    } else if free > -.infinity {
      next.append(LanguagePlace(context: 0, node: -1, cost: LanguagePlace.cost(best - free), isFree: true))
    }
    for (place, value) in found {
      var place = place
      place.cost = LanguagePlace.cost(best - value)
      next.append(place)
    }
    next.removeAll { $0.nats > Self.beam }
    next.sort {
      ($0.cost, $0.context, $0.node, $0.back, $0.excluded) < ($1.cost, $1.context, $1.node, $1.back, $1.excluded)
    }
    let most = isGrammar ? Self.mostInGrammar : Self.most
    if next.count > most { next.removeSubrange(most...) }
    let result = (scorer.context(next), best)
    following[key] = result
    return result
  }

  /// Calls `body` for each way to read `word` at `place`.
  private static func step(
    _ place: LanguagePlace, _ word: Int32, _ language: WordLanguage,
    _ body: (_ score: Float, _ context: Int32, _ node: Int32) -> Void
  ) {
    var before: Float = 0
    if place.node >= 0 {
      if let arc = language.arc(of: place.node, word) {
        body(language.arcScore[arc], place.context, language.arcTarget[arc])
      }
      before = language.nodeEndScore[Int(place.node)]
      guard before > -20 else { return }
    }
    var context = place.context
    var classes: UInt64 = 0
    var isLiteral = false
    while context >= 0 {
      let index = Int(context)
      if !isLiteral, let gram = language.gram(of: context, word) {
        isLiteral = true
        body(before + language.gramScore[gram], language.gramTarget[gram], -1)
      }
      // The classes come first in a context's arcs, since their symbols are negative.
      for gram in Int(language.contextStart[index])..<Int(language.contextStart[index + 1]) {
        let symbol = language.gramSymbol[gram]
        guard symbol < 0 else { break }
        guard symbol <= WordLanguage.firstClass else { continue }
        let number = Int(WordLanguage.firstClass - symbol)
        guard classes & 1 << UInt64(number & 63) == 0 else { continue }
        classes |= 1 << UInt64(number & 63)
        if let arc = language.arc(of: language.classStart[number], word) {
          body(
            before + language.gramScore[gram] + language.arcScore[arc], language.gramTarget[gram],
            language.arcTarget[arc])
        }
      }
      before += language.contextBackoffScore[index]
      context = language.contextBackoff[index]
    }
  }
}

/// How far a text is in the language: the context after its last whole word, and the beginning of the next.
package struct LanguageCursor {
  package var context: LanguageContext
  /// The spellings with which the word under way may go on; empty where none is left.
  var spellings: Range<Int32>
  /// How many bytes of the word under way have been read.
  var depth: Int

  /// Reads a byte of text; returns what was gained by a word that ended with it.
  package mutating func read(_ byte: UInt8, _ scorer: LanguageScorer) -> Float {
    guard byte != TokenSpelling.gap else { return finishWord(scorer) }
    if depth == 0 { spellings = 0..<Int32(scorer.language.spellings) }
    if !spellings.isEmpty { spellings = scorer.language.narrow(spellings, depth: depth, byte: byte) }
    depth += 1
    return 0
  }

  /// Ends the word under way, if there is one; returns what it is worth.
  package mutating func finishWord(_ scorer: LanguageScorer) -> Float {
    guard depth > 0 else { return 0 }
    let (next, worth) = context.after(scorer.language.complete(spellings, depth: depth), scorer)
    self = LanguageCursor(context: next, spellings: 0..<0, depth: 0)
    return worth
  }

  /// The most that the word under way can be worth.
  package var prospect: Float { depth == 0 ? 0 : context.best(in: spellings) }
}

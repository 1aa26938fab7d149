import Glibc

/// Compiles a `WordLanguage` from sentences, phrases and other spellings.
///
/// Sentences are sequences of words and classes; an n-gram model of three with interpolated back-off (Witten and Bell
/// 1991) is counted from them. Each class has phrases, which become a graph: from a word of a phrase to those that
/// follow it somewhere in the class, so that a hundred thousand titles cost what their pairs of words cost.
public struct WordLanguageBuilder {
  /// A word, or the number of a class.
  public enum Symbol: Hashable, Sendable {
    case word(String)
    case phrase(Int)
  }

  private var words: [String: Int32] = [:]
  private var names: [String] = []
  private let classes: [String]
  /// How often a word follows another in a class; the first and last have no other (-1).
  private var pairs: [Pair: Float] = [:]
  private var grams: [Gram: Float] = [:]
  private var others: [String: (word: Int32, score: Float)] = [:]

  private var grammar = WordGrammar()
  private var phrases: GrammarPhrases
  private var nameWords: Set<Int32> = []

  private struct Pair: Hashable { var number, word, next: Int32 }
  /// A symbol after two others; -1 where there is none.
  private struct Gram: Hashable { var first, second, symbol: Int32 }

  private static func symbol(of number: Int) -> Int32 { -4 - Int32(number) }

  /// Begins a language with these classes, by name, and so many classes of phrases in its grammar.
  public init(classes: [String], grammarClasses: Int = 0) {
    self.classes = classes
    phrases = GrammarPhrases(classes: grammarClasses)
  }

  private mutating func number(_ word: String) -> Int32 {
    if let known = words[word] { return known }
    let made = Int32(names.count)
    words[word] = made
    names.append(word)
    return made
  }

  /// Adds a phrase to class `number`, counted `weight` times; words that are not as `TokenSpelling` reduces them are
  /// never found.
  public mutating func add(_ phrase: some Sequence<String>, to number: Int, weight: Float = 1) {
    var last: Int32 = -1
    for word in phrase {
      let next = self.number(word)
      pairs[Pair(number: Int32(number), word: last, next: next), default: 0] += weight
      last = next
    }
    if last >= 0 { pairs[Pair(number: Int32(number), word: last, next: -1), default: 0] += weight }
  }

  /// Whether a class has any phrase.
  public func isEmpty(_ number: Int) -> Bool { !pairs.keys.contains { $0.number == number } }

  /// Adds a sentence, counted `weight` times.
  public mutating func add(sentence: some Sequence<Symbol>, weight: Float = 1) {
    var (first, second) = (none, begin)
    func count(_ symbol: Int32, _ grams: inout [Gram: Float]) {
      if first != none { grams[Gram(first: first, second: second, symbol: symbol), default: 0] += weight }
      grams[Gram(first: none, second: second, symbol: symbol), default: 0] += weight
      grams[Gram(first: none, second: none, symbol: symbol), default: 0] += weight
      (first, second) = (second, symbol)
    }
    for symbol in sentence {
      switch symbol {
      case .word(let word): count(number(word), &grams)
      case .phrase(let number): count(Self.symbol(of: number), &grams)
      }
    }
    count(end, &grams)
  }

  /// Sets the grammar; its phrases are added one by one.
  public mutating func set(grammar: WordGrammar) { self.grammar = grammar }

  /// Adds a phrase to class `number` of the grammar. `excluded` has a bit for each kind of thing of which one may be
  /// said only once in a part: a phrase is not expected where any of its bits has been excluded before it.
  public mutating func add(
    grammarPhrase phrase: some Sequence<String>, to number: Int, excluding excluded: UInt64 = 0, weight: Float = 1
  ) {
    let words = phrase.map { self.number($0) }
    guard !words.isEmpty, weight > 0 else { return }
    phrases.add(words, to: number, excluding: excluded, weight: weight)
  }

  /// Says that the things of the shop are named by this word.
  public mutating func add(name word: String) { nameWords.insert(number(word)) }

  /// Adds a way to spell `word` that is no word itself, at a price (0 or below).
  public mutating func add(spelling: String, of word: String, score: Float) {
    guard let word = words[word], !spelling.isEmpty else { return }
    if let known = others[spelling], known.score >= score { return }
    others[spelling] = (word, score)
  }

  /// The words so far.
  public var vocabulary: [String] { names }

  // MARK: Compiling

  /// The compiled language.
  public func build() -> [UInt8] {
    var whole = self
    let states = grammar.compiled()
    for state in states {
      for arc in state.arcs { if case .word(let word) = arc.label { _ = whole.number(word) } }
    }
    return whole.build(states)
  }

  private func build(_ states: [WordGrammar.State]) -> [UInt8] {
    // Spellings in order, words and others alike.
    let aliases = others.filter { words[$0.key] == nil }
    let sorted = (names + aliases.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var place: [String: Int32] = [:]
    for (index, spelling) in sorted.enumerated() { place[spelling] = Int32(index) }
    let rank = names.map { place[$0] ?? 0 }
    var text: [UInt8] = []
    var starts: [UInt32] = [0]
    var wordOf: [Int32] = []
    var scores: [Float] = []
    for (index, spelling) in sorted.enumerated() {
      text += Array(spelling.utf8)
      starts.append(UInt32(text.count))
      if let alias = aliases[spelling] {
        wordOf.append(rank[Int(alias.word)])
        scores.append(alias.score)
      } else {
        wordOf.append(Int32(index))
        scores.append(0)
      }
    }
    let otherPlaces = wordOf.indices.filter { wordOf[$0] != Int32($0) }.map(Int32.init)

    let graphs = Graphs(pairs, classes: classes.count, rank: rank)
    let model = Contexts(grams, rank: rank)
    let sentences = Sentences(states, words, rank: rank)
    let trees = Trees(phrases, rank: rank)
    return WordLanguageSections.write([
      text, Self.bytes(starts), Self.bytes(wordOf), Self.bytes(scores), Self.bytes(otherPlaces),
      Self.bytes(graphs.starts), Self.bytes(graphs.ends), Self.bytes(graphs.words), Self.bytes(graphs.scores),
      Self.bytes(graphs.targets),
      Self.bytes(model.starts), Self.bytes(model.backoff), Self.bytes(model.backoffScores),
      Self.bytes(model.symbols), Self.bytes(model.scores), Self.bytes(model.targets),
      Self.bytes(graphs.begins), Array(classes.joined(separator: "\n").utf8),
      Self.bytes(sentences.starts), Self.bytes(sentences.symbols), Self.bytes(sentences.targets),
      Self.bytes(sentences.scores), Self.bytes(sentences.ends), Self.bytes(sentences.leaves),
      Self.bytes(trees.starts), Self.bytes(trees.words), Self.bytes(trees.targets), Self.bytes(trees.endStarts),
      Self.bytes(trees.excluded), Self.bytes(trees.endScores), Self.bytes(trees.scores),
      Self.bytes(nameWords.map { rank[Int($0)] }.sorted()),
    ])
  }

  private static func bytes<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }

  /// The classes as graphs of words.
  private struct Graphs {
    var starts: [UInt32] = [0]
    var ends: [Float] = []
    var words: [Int32] = []
    var scores: [Float] = []
    var targets: [Int32] = []
    var begins: [Int32] = []

    init(_ pairs: [Pair: Float], classes: Int, rank: [Int32]) {
      var followers: [Int64: [(word: Int32, weight: Float)]] = [:]
      func key(_ number: Int32, _ word: Int32) -> Int64 { Int64(number) << 32 | Int64(word + 1) }
      for (pair, weight) in pairs {
        let word = pair.word < 0 ? -1 : rank[Int(pair.word)]
        let next = pair.next < 0 ? -1 : rank[Int(pair.next)]
        followers[key(pair.number, word), default: []].append((next, weight))
      }
      // Every class has a beginning, be it empty.
      for number in 0..<Int32(classes) where followers[key(number, -1)] == nil { followers[key(number, -1)] = [] }
      let nodes = followers.keys.sorted()
      var place: [Int64: Int32] = [:]
      for (index, node) in nodes.enumerated() { place[node] = Int32(index) }
      for node in nodes {
        let next = (followers[node] ?? []).sorted { $0.word < $1.word }
        let sum = next.reduce(0) { $0 + $1.weight }
        var end: Float = -100
        for (word, weight) in next {
          let score = logarithm(weight / sum)
          if word < 0 {
            end = score
          } else if let target = place[key(Int32(node >> 32), word)] {
            words.append(word)
            scores.append(score)
            targets.append(target)
          }
        }
        ends.append(end)
        starts.append(UInt32(words.count))
      }
      begins = (0..<Int32(classes)).map { place[key($0, -1)] ?? 0 }
    }
  }

  /// The states of the grammar.
  private struct Sentences {
    var starts: [UInt32] = [0]
    var symbols: [Int32] = []
    var targets: [Int32] = []
    var scores: [Float] = []
    var ends: [Float] = []
    var leaves: [Float] = []

    init(_ states: [WordGrammar.State], _ words: [String: Int32], rank: [Int32]) {
      for state in states {
        var arcs: [(symbol: Int32, target: Int32, score: Float)] = []
        for arc in state.arcs {
          let symbol: Int32? =
            switch arc.label {
            case .nothing: nil
            case .word(let word): words[word].map { rank[Int($0)] }
            case .phrase(let number): WordLanguage.firstClass - Int32(number)
            case .part: WordLanguage.part
            }
          if let symbol { arcs.append((symbol, Int32(arc.target), arc.score)) }
        }
        arcs.sort { ($0.symbol, $0.target) < ($1.symbol, $1.target) }
        symbols += arcs.map(\.symbol)
        targets += arcs.map(\.target)
        scores += arcs.map(\.score)
        starts.append(UInt32(symbols.count))
        ends.append(state.end)
        leaves.append(state.leave)
      }
    }
  }

  /// The trees of the grammar's phrases.
  private struct Trees {
    var starts: [UInt32] = [0]
    var words: [Int32] = []
    var targets: [Int32] = []
    var endStarts: [UInt32] = [0]
    var excluded: [UInt64] = []
    var endScores: [Float] = []
    var scores: [Float] = []

    init(_ phrases: GrammarPhrases, rank: [Int32]) {
      // The likeliest phrase below each node; children come behind their parents.
      var best = phrases.nodes.map { $0.ends.values.max() ?? 0 }
      for (index, node) in phrases.nodes.enumerated().reversed() {
        for child in node.children.values { best[index] = max(best[index], best[Int(child)]) }
      }
      let roots = phrases.sums.count
      for (index, node) in phrases.nodes.enumerated() {
        let above = index < roots ? phrases.sums[index] : best[index]
        for (word, target) in node.children.map({ (rank[Int($0)], $1) }).sorted(by: { $0.0 < $1.0 }) {
          words.append(word)
          targets.append(target)
          scores.append(logarithm(best[Int(target)] / above))
        }
        starts.append(UInt32(words.count))
        for (bits, weight) in node.ends.sorted(by: { $0.key < $1.key }) {
          excluded.append(bits)
          endScores.append(logarithm(weight / above))
        }
        endStarts.append(UInt32(excluded.count))
      }
    }
  }

  /// The n-gram model.
  private struct Contexts {
    var starts: [UInt32] = [0]
    var backoff: [Int32] = []
    var backoffScores: [Float] = []
    var symbols: [Int32] = []
    var scores: [Float] = []
    var targets: [Int32] = []

    private struct History: Hashable, Comparable {
      var first, second: Int32
      /// The empty one, that of the beginning, those of one symbol, those of two.
      var order: Int { second == none ? 0 : second == begin ? 1 : first == none ? 2 : 3 }
      static func < (a: Self, b: Self) -> Bool { (a.order, a.second, a.first) < (b.order, b.second, b.first) }
    }

    init(_ grams: [Gram: Float], rank: [Int32]) {
      /// Symbols as they are in the compiled language.
      func symbol(_ index: Int32) -> Int32 {
        switch index {
        case end: WordLanguage.end
        case ..<end: WordLanguage.firstClass - (-4 - index)
        default: rank[Int(index)]
        }
      }
      var counts: [History: [(symbol: Int32, count: Float)]] = [:]
      for (gram, count) in grams {
        counts[History(first: gram.first, second: gram.second), default: []].append((gram.symbol, count))
      }
      let empty = History(first: none, second: none)
      let beginning = History(first: none, second: begin)
      for history in [empty, beginning] where counts[history] == nil { counts[history] = [] }
      let histories = counts.keys.sorted()
      var place: [History: Int32] = [:]
      for (index, history) in histories.enumerated() { place[history] = Int32(index) }
      // Probabilities by history, made from the shortest on.
      var probabilities: [[Int32: Float]] = []
      for history in histories {
        let next = counts[history] ?? []
        let sum = next.reduce(0) { $0 + $1.count }
        let shorter: Int32 =
          switch history.order {
          case 0: -1
          case 1, 2: 0
          default: place[History(first: none, second: history.second)] ?? 0
          }
        // Witten and Bell: as likely to see something new as there were new things to see.
        let new = shorter < 0 || sum == 0 ? 0 : max(0.03, Float(next.count) / (sum + Float(next.count)))
        var own: [Int32: Float] = [:]
        for (symbol, count) in next {
          var probability = (1 - new) * count / sum
          if shorter >= 0 {
            var (at, factor) = (Int(shorter), new)
            while true {
              if let below = probabilities[at][symbol] {
                probability += factor * below
                break
              }
              guard backoff[at] >= 0 else { break }
              factor *= exponential(backoffScores[at])
              at = Int(backoff[at])
            }
          }
          own[symbol] = probability
        }
        probabilities.append(own)
        backoff.append(shorter)
        backoffScores.append(shorter < 0 ? 0 : sum == 0 ? 0 : logarithm(new))
        for (raw, probability) in own.map({ ($0, $1) }).sorted(by: { symbol($0.0) < symbol($1.0) }) {
          symbols.append(symbol(raw))
          scores.append(logarithm(probability))
          let long = History(first: history.second, second: raw)
          targets.append(
            (history.second == none ? nil : place[long]) ?? place[History(first: none, second: raw)] ?? 0)
        }
        starts.append(UInt32(symbols.count))
      }
    }
  }
}

// Symbols of sentences: words by their numbers, classes from -4 down, and these.
private let none: Int32 = -1
private let begin: Int32 = -2
private let end: Int32 = -3

private func logarithm(_ value: Float) -> Float { value > 0 ? max(-100, Glibc.logf(value)) : -100 }
private func exponential(_ value: Float) -> Float { Glibc.expf(value) }

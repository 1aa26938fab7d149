// Places in the grammar of a language.

extension LanguageContext {
  /// Parts within parts there are none; so many steps without a word are enough.
  private static let mostSilent = 8

  /// Calls `body` with the place and all those that can be reached from it without a word: behind a phrase that ends,
  /// inside the part, behind the part. `score` is what it took to get there.
  static func arrive(
    _ place: LanguagePlace, _ score: Float, _ language: WordLanguage, depth: Int = 0,
    _ body: (_ place: LanguagePlace, _ score: Float) -> Void
  ) {
    guard depth < mostSilent else { return }
    if place.node >= 0 {
      let node = Int(place.node)
      if language.treeStart[node] < language.treeStart[node + 1] { body(place, score) }
      for end in Int(language.treeEndStart[node])..<Int(language.treeEndStart[node + 1]) {
        let excluded = language.treeEndExcluded[end]
        guard place.excluded & excluded == 0 else { continue }
        var next = place
        next.node = -1
        // Outside the part nothing is said twice by mistake.
        if place.back >= 0 { next.excluded |= excluded }
        arrive(next, score + language.treeEndScore[end], language, depth: depth + 1, body)
      }
      return
    }
    body(place, score)
    let state = Int(place.context)
    if place.back >= 0 {
      let leave = language.stateLeaveScore[state]
      guard leave > -100 else { return }
      var next = place
      (next.context, next.back, next.excluded) = (place.back, -1, 0)
      arrive(next, score + leave, language, depth: depth + 1, body)
    } else {
      for arc in Int(language.stateStart[state])..<Int(language.stateStart[state + 1])
      where language.stateSymbol[arc] == WordLanguage.part {
        var next = place
        (next.context, next.back) = (1, language.stateTarget[arc])
        arrive(next, score + language.stateScore[arc], language, depth: depth + 1, body)
      }
    }
  }

  /// Calls `body` with every word that may follow `place`.
  static func walkGrammar(
    _ place: LanguagePlace, _ language: WordLanguage, _ body: (_ word: Int32, _ score: Float) -> Void
  ) {
    func enter(_ node: Int, _ score: Float) {
      for arc in Int(language.treeStart[node])..<Int(language.treeStart[node + 1]) {
        body(language.treeWord[arc], score + language.treeScore[arc])
      }
    }
    if place.node >= 0 { return enter(Int(place.node), 0) }
    let state = Int(place.context)
    for arc in Int(language.stateStart[state])..<Int(language.stateStart[state + 1]) {
      let symbol = language.stateSymbol[arc]
      if symbol >= 0 {
        body(symbol, language.stateScore[arc])
      } else if symbol <= WordLanguage.firstClass {
        enter(Int(WordLanguage.firstClass - symbol), language.stateScore[arc])
      }
    }
  }

  /// Calls `body` with every place that `word` leads to.
  static func stepGrammar(
    _ place: LanguagePlace, _ word: Int32, _ language: WordLanguage,
    _ body: (_ place: LanguagePlace, _ score: Float) -> Void
  ) {
    var next = place
    next.cost = 0
    if place.node >= 0 {
      guard let arc = language.child(of: Int(place.node), word) else { return }
      next.node = language.treeTarget[arc]
      return arrive(next, language.treeScore[arc], language, body)
    }
    let state = Int(place.context)
    for arc in Int(language.stateStart[state])..<Int(language.stateStart[state + 1]) {
      let symbol = language.stateSymbol[arc]
      next.context = language.stateTarget[arc]
      if symbol == word {
        next.node = -1
        arrive(next, language.stateScore[arc], language, body)
      } else if symbol <= WordLanguage.firstClass,
        let branch = language.child(of: Int(WordLanguage.firstClass - symbol), word)
      {
        next.node = language.treeTarget[branch]
        arrive(next, language.stateScore[arc] + language.treeScore[branch], language, body)
      }
    }
  }

  /// What it is worth to end a sentence of the grammar at `place`.
  static func grammarEnd(_ place: LanguagePlace, _ weights: LanguageWeights, _ language: WordLanguage) -> Float {
    guard place.node < 0, place.back < 0 else { return -.infinity }
    let score = language.stateEndScore[Int(place.context)]
    return score > -100 ? weights.grammarScale * score : -.infinity
  }
}

extension LanguageContext {
  private static let endings = ["s", "es", "d", "ed"].map { Array($0.utf8) }

  /// The word of the language that a text means by `spelling` here, where it is another one: a word that sounds alike,
  /// and, in the grammar, the form in which the shop has it ("sweetener" for "sweeteners", "iced" for "ice").
  func better(than spelling: String, isGrammatical: Bool, _ language: WordLanguage) -> Int32? {
    let letters = Array(spelling.utf8)
    let found = language.find(letters)
    if let found, language.wordOfSpelling[Int(found)] != found, worth[Int(found)] > free {
      return language.wordOfSpelling[Int(found)]
    }
    guard isGrammatical, let found, letters.count >= 3, letters.allSatisfy({ $0 > 0x39 }) else { return nil }
    let others = Self.endings.flatMap { ending in
      [letters + ending, letters.suffix(ending.count).elementsEqual(ending) ? letters.dropLast(ending.count) : []]
        .compactMap { language.find($0) }
    }
    var best: (word: Int32, worth: Float) = (found, worth[Int(found)])
    for other in others where language.wordOfSpelling[Int(other)] == other && worth[Int(other)] > best.worth {
      best = (other, worth[Int(other)])
    }
    return best.word == found ? nil : best.word
  }
}

extension WordLanguage {
  /// The arc that carries `word` in a tree of phrases.
  func child(of node: Int, _ word: Int32) -> Int? {
    var (low, high) = (Int(treeStart[node]), Int(treeStart[node + 1]))
    let last = high
    while low < high {
      let middle = (low + high) / 2
      if treeWord[middle] < word { low = middle + 1 } else { high = middle }
    }
    return low < last && treeWord[low] == word ? low : nil
  }
}

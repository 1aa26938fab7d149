import Transformer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension AskingRules {
  /// The rules as a graph: everything written out but for `part`, which is entered from wherever it is named.
  /// `phrase` says which class of the grammar a class of phrases is, nil where the shop has none: ways that need one are
  /// left out.
  func grammar(
    from start: String = "sentence", part: String = "thing", phrase: @escaping (String) -> WordGrammar.Label?
  ) -> WordGrammar {
    var grammar = WordGrammar()
    var writer = Writer(rules: rules, part: part, phrase: phrase)
    if let ways = rules[part],
      writer.write(.choice(ways), from: WordGrammar.partStart, to: WordGrammar.partEnd, in: &grammar)
    {
      writer.hasPart = true
    }
    if let ways = rules[start] {
      _ = writer.write(.choice(ways), from: WordGrammar.start, to: WordGrammar.end, in: &grammar)
    }
    if let ways = rules["resumption"] {
      _ = writer.write(.choice(ways), from: WordGrammar.resumption, to: WordGrammar.end, in: &grammar)
    }
    return grammar
  }

  private struct Writer {
    let rules: [String: [(weight: Double, parts: [Part])]]
    let part: String
    let phrase: (String) -> WordGrammar.Label?
    /// Whether the part can be said at all.
    var hasPart = false

    /// Leads from one state to the other by way of `piece`; whether that can be said.
    func write(_ piece: Part, from: Int, to: Int, in grammar: inout WordGrammar, depth: Int = 0) -> Bool {
      guard depth < AskingRules.deepest else { return false }
      switch piece {
      case .word(let word):
        grammar.connect(from, to, .word(word))
      case .phrase(let name):
        guard let label = phrase(name) else { return false }
        grammar.connect(from, to, label)
      case .rule(let name):
        if name == part {
          guard hasPart else { return false }
          grammar.connect(from, to, .part)
          return true
        }
        guard let ways = rules[name] else { return false }
        return write(.choice(ways), from: from, to: to, in: &grammar, depth: depth + 1)
      case .perhaps(let parts):
        grammar.connect(from, to, score: -logf(2))
        return write(parts, weight: 0.5, from: from, to: to, in: &grammar, depth: depth) || true
      case .repeated(let parts):
        let middle = grammar.addState()
        grammar.connect(from, middle)
        grammar.connect(middle, to, score: -logf(2))
        return write(parts, weight: 0.5, from: middle, to: middle, in: &grammar, depth: depth) || true
      case .choice(let ways):
        // What cannot be said leaves its share to the others.
        let sum = ways.reduce(0) { $0 + $1.weight }
        var isSaid = false
        for way in ways {
          if write(way.parts, weight: way.weight / sum, from: from, to: to, in: &grammar, depth: depth) {
            isSaid = true
          }
        }
        return isSaid
      }
      return true
    }

    /// One after the other.
    private func write(
      _ parts: [Part], weight: Double, from: Int, to: Int, in grammar: inout WordGrammar, depth: Int
    ) -> Bool {
      var trial = grammar
      var at = trial.addState()
      trial.connect(from, at, score: logf(Float(weight)))
      for part in parts {
        let next = trial.addState()
        guard write(part, from: at, to: next, in: &trial, depth: depth) else { return false }
        at = next
      }
      trial.connect(at, to)
      grammar = trial
      return true
    }
  }
}

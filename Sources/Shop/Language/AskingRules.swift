import Transformer

/// Rules read, and sentences drawn from them: always the same ones.
struct AskingRules {
  /// A way to say something.
  indirect enum Part {
    case word(String)
    case phrase(String)
    case rule(String)
    case perhaps([Part])
    case repeated([Part])
    case choice([(weight: Double, parts: [Part])])
  }

  private(set) var rules: [String: [(weight: Double, parts: [Part])]] = [:]
  private var random = SplitMix(state: 0x5EED)
  /// Rules within rules beyond this are cut short, so that a rule that names itself comes to an end.
  static let deepest = 24

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].filter { $0 != " " }
      var reader = Reader(line[line.index(after: colon)...])
      rules[String(name)] = reader.choice()
    }
  }

  /// A sentence of `rule`; `phrase` says what stands for a class, nil where the shop has none.
  mutating func sentence(
    _ rule: String = "sentence", phrase: (String) -> WordLanguageBuilder.Symbol?
  ) -> [WordLanguageBuilder.Symbol]? {
    var sentence: [WordLanguageBuilder.Symbol] = []
    guard draw(.rule(rule), into: &sentence, depth: 0, phrase) else { return nil }
    return sentence
  }

  private mutating func draw(
    _ part: Part, into sentence: inout [WordLanguageBuilder.Symbol], depth: Int,
    _ phrase: (String) -> WordLanguageBuilder.Symbol?
  ) -> Bool {
    guard depth < Self.deepest else { return false }
    switch part {
    case .word(let word): sentence.append(.word(word))
    case .phrase(let name):
      guard let symbol = phrase(name) else { return false }
      sentence.append(symbol)
    case .rule(let name):
      guard let ways = rules[name] else { return false }
      return draw(.choice(ways), into: &sentence, depth: depth + 1, phrase)
    case .perhaps(let parts):
      guard random.next() & 1 == 0 else { return true }
      for part in parts where !draw(part, into: &sentence, depth: depth, phrase) { return false }
    case .repeated(let parts):
      while random.next() & 1 == 1 {
        for part in parts where !draw(part, into: &sentence, depth: depth, phrase) { return false }
      }
    case .choice(let ways):
      let sum = ways.reduce(0) { $0 + $1.weight }
      var point = Double(random.next() >> 11) / Double(1 << 53) * sum
      for way in ways {
        point -= way.weight
        if point < 0 {
          for part in way.parts where !draw(part, into: &sentence, depth: depth, phrase) { return false }
          return true
        }
      }
    }
    return true
  }

  /// Reads the ways of one rule.
  private struct Reader {
    private var rest: Substring

    init(_ text: Substring) { rest = text }

    mutating func choice() -> [(weight: Double, parts: [Part])] {
      var ways: [(weight: Double, parts: [Part])] = [(1, [])]
      while let first = rest.first {
        switch first {
        case " ": rest.removeFirst()
        case ")", "]", "}":
          rest.removeFirst()
          return ways
        case "|":
          rest.removeFirst()
          ways.append((1, []))
        case "[":
          rest.removeFirst()
          ways[ways.count - 1].parts.append(.perhaps([.choice(choice())]))
        case "{":
          rest.removeFirst()
          ways[ways.count - 1].parts.append(.repeated([.choice(choice())]))
        case "(":
          rest.removeFirst()
          ways[ways.count - 1].parts.append(.choice(choice()))
        default:
          let word = rest.prefix { !" |[](){}".contains($0) }
          rest = rest[word.endIndex...]
          if word.last == "*", let weight = Double(word.dropLast()) {
            ways[ways.count - 1].weight = weight
          } else if word.first == "<", word.last == ">" {
            ways[ways.count - 1].parts.append(.rule(String(word.dropFirst().dropLast())))
          } else if word.first == "$" {
            ways[ways.count - 1].parts.append(.phrase(String(word.dropFirst())))
          } else {
            ways[ways.count - 1].parts.append(.word(String(word)))
          }
        }
      }
      return ways
    }
  }
}

/// A small generator of numbers that look random and are the same every time (Steele et al. 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

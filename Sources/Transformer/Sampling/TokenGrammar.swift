import Synchronization

/// A small grammar as a constraint on tokens: the text has to match it, whatever tokens it is made of.
///
/// The grammar is a finite automaton over bytes (`GrammarParser` says how one is written). Its states are made
/// deterministic as they are reached; what tokens may follow one is found once, by walking the vocabulary as a trie of
/// bytes beside the automaton, and kept.
public final class TokenGrammar: TokenConstraint {
  public let root = 0
  private let automaton: ByteAutomaton
  private let vocabulary: VocabularyTrie
  private let memory: Mutex<Memory>

  private struct Memory {
    /// The states of the deterministic automaton: sorted sets of those of the other.
    var states: [[Int32]]
    var numbers: [[Int32]: Int]
    /// For each state that has been asked for: tokens, and where they lead.
    var following: [Int: (tokens: [Int], states: [Int])] = [:]
    /// For each state and byte, once known: -1 where the byte may not follow.
    var steps: [Int: [Int16: Int]] = [:]
  }

  /// Reads `grammar` for the tokens of `tokenizer`; special tokens never match.
  public init(_ grammar: String, tokenizer: any SubwordTokenizer) throws(TransformerError) {
    automaton = try GrammarParser.automaton(of: grammar)
    vocabulary = VocabularyTrie(tokenizer)
    let first = automaton.closure([automaton.start])
    memory = Mutex(Memory(states: [first], numbers: [first: 0]))
  }

  public func isEnd(_ state: Int) -> Bool {
    memory.withLock { memory in
      memory.states.indices.contains(state) && memory.states[state].contains(Int32(automaton.end))
    }
  }

  public func tokens(after state: Int) -> [Int] {
    memory.withLock { memory in following(state, &memory).tokens }
  }

  public func next(_ state: Int, _ token: Int) -> Int? {
    memory.withLock { memory in
      let (tokens, states) = following(state, &memory)
      var (low, high) = (0, tokens.count)
      while low < high {
        let middle = (low + high) / 2
        if tokens[middle] < token { low = middle + 1 } else { high = middle }
      }
      return low < tokens.count && tokens[low] == token ? states[low] : nil
    }
  }

  private func following(_ state: Int, _ memory: inout Memory) -> (tokens: [Int], states: [Int]) {
    if let known = memory.following[state] { return known }
    guard memory.states.indices.contains(state) else { return ([], []) }
    var found: [(token: Int, state: Int)] = []
    // Depth first through the trie, as long as the automaton follows.
    var stack = [(node: 0, state: state)]
    while let (node, state) = stack.popLast() {
      for (byte, child) in vocabulary.children(of: node) {
        guard let next = step(state, byte, &memory) else { continue }
        for token in vocabulary.tokens(at: child) { found.append((token, next)) }
        stack.append((child, next))
      }
    }
    found.sort { $0.token < $1.token }
    let result = (found.map(\.token), found.map(\.state))
    memory.following[state] = result
    return result
  }

  private func step(_ state: Int, _ byte: UInt8, _ memory: inout Memory) -> Int? {
    if let known = memory.steps[state]?[Int16(byte)] { return known < 0 ? nil : known }
    let next = automaton.step(memory.states[state], byte)
    var number = -1
    if !next.isEmpty {
      number = memory.numbers[next] ?? memory.states.count
      if number == memory.states.count {
        memory.states.append(next)
        memory.numbers[next] = number
      }
    }
    memory.steps[state, default: [:]][Int16(byte)] = number
    return number < 0 ? nil : number
  }
}

/// The bytes of all tokens as a trie.
private struct VocabularyTrie: Sendable {
  private var nodes: [Node] = [Node()]

  private struct Node {
    var children: [(byte: UInt8, node: Int)] = []
    var tokens: [Int] = []
  }

  init(_ tokenizer: any SubwordTokenizer) {
    for token in 0..<tokenizer.vocabularySize where !tokenizer.isSpecial(token) {
      let bytes = tokenizer.bytes(of: token)
      guard !bytes.isEmpty else { continue }
      var node = 0
      for byte in bytes {
        if let child = nodes[node].children.first(where: { $0.byte == byte }) {
          node = child.node
        } else {
          nodes[node].children.append((byte, nodes.count))
          node = nodes.count
          nodes.append(Node())
        }
      }
      nodes[node].tokens.append(token)
    }
  }

  func children(of node: Int) -> [(byte: UInt8, node: Int)] { nodes[node].children }
  func tokens(at node: Int) -> [Int] { nodes[node].tokens }
}

/// A finite automaton over bytes that may be in several states at once.
struct ByteAutomaton: Sendable {
  struct State: Sendable {
    /// Ranges of bytes, and where they lead.
    var steps: [(bytes: ClosedRange<UInt8>, to: Int)] = []
    /// Where it may go without a byte.
    var free: [Int] = []
  }

  var states: [State] = [State(), State()]
  let start = 0
  let end = 1

  mutating func add() -> Int {
    states.append(State())
    return states.count - 1
  }

  /// These states and all that they reach without a byte, sorted.
  func closure(_ from: [Int]) -> [Int32] {
    var seen = Set(from)
    var stack = from
    while let state = stack.popLast() {
      for next in states[state].free where seen.insert(next).inserted { stack.append(next) }
    }
    return seen.sorted().map(Int32.init)
  }

  func step(_ from: [Int32], _ byte: UInt8) -> [Int32] {
    var reached: Set<Int> = []
    for state in from {
      for step in states[Int(state)].steps where step.bytes.contains(byte) { reached.insert(step.to) }
    }
    return reached.isEmpty ? [] : closure(Array(reached))
  }
}

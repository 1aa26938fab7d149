import Synchronization

/// A deterministic automaton over bytes, whose states are made as they are reached.
package protocol ByteMachine: Sendable {
  associatedtype State: Hashable & Sendable
  var start: State { get }
  /// The state after `byte`, or nil where it may not follow.
  func step(_ state: State, _ byte: UInt8) -> State?
  /// Whether a text may end here.
  func isEnd(_ state: State) -> Bool
}

/// A machine over bytes as a constraint on tokens: the text has to be one that it takes, whatever tokens it is made of.
///
/// What tokens may follow a state is found once, by walking the vocabulary as a trie of bytes beside the machine, and
/// kept.
package final class TokenMachine<Machine: ByteMachine>: TokenConstraint {
  package let root = 0
  private let machine: Machine
  private let vocabulary: VocabularyTrie
  private let memory: Mutex<Memory>

  private struct Memory {
    var states: [Machine.State]
    var numbers: [Machine.State: Int]
    /// For each state that has been asked for: tokens, and where they lead.
    var following: [Int: (tokens: [Int], states: [Int])] = [:]
    /// For each state and byte, once known: -1 where the byte may not follow.
    var steps: [Int: [Int16: Int]] = [:]
  }

  package init(_ machine: Machine, vocabulary: VocabularyTrie) {
    self.machine = machine
    self.vocabulary = vocabulary
    memory = Mutex(Memory(states: [machine.start], numbers: [machine.start: 0]))
  }

  package func isEnd(_ state: Int) -> Bool {
    memory.withLock { memory in memory.states.indices.contains(state) && machine.isEnd(memory.states[state]) }
  }

  package func tokens(after state: Int) -> [Int] {
    memory.withLock { memory in following(state, &memory).tokens }
  }

  package func next(_ state: Int, _ token: Int) -> Int? {
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
    // Depth first through the trie, as long as the machine follows.
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
    var number = -1
    if let next = machine.step(memory.states[state], byte) {
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
package struct VocabularyTrie: Sendable {
  private var nodes: [Node] = [Node()]

  private struct Node {
    var children: [(byte: UInt8, node: Int)] = []
    var tokens: [Int] = []
  }

  package init(_ tokenizer: any SubwordTokenizer) {
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

/// A small grammar as a constraint on tokens: the text has to match it, whatever tokens it is made of.
///
/// The grammar is a finite automaton over bytes (`GrammarParser` says how one is written), made deterministic as its
/// states are reached.
public final class TokenGrammar: TokenConstraint {
  private let machine: TokenMachine<GrammarMachine>

  /// Reads `grammar` for the tokens of `tokenizer`; special tokens never match.
  public init(_ grammar: String, tokenizer: any SubwordTokenizer) throws(TransformerError) {
    machine = TokenMachine(
      GrammarMachine(automaton: try GrammarParser.automaton(of: grammar)), vocabulary: VocabularyTrie(tokenizer))
  }

  public var root: Int { machine.root }
  public func isEnd(_ state: Int) -> Bool { machine.isEnd(state) }
  public func tokens(after state: Int) -> [Int] { machine.tokens(after: state) }
  public func next(_ state: Int, _ token: Int) -> Int? { machine.next(state, token) }
}

/// A grammar's automaton whose states are the sorted sets of states that it may be in.
private struct GrammarMachine: ByteMachine {
  let automaton: ByteAutomaton

  var start: [Int32] { automaton.closure([automaton.start]) }
  func isEnd(_ state: [Int32]) -> Bool { state.contains(Int32(automaton.end)) }

  func step(_ state: [Int32], _ byte: UInt8) -> [Int32]? {
    let next = automaton.step(state, byte)
    return next.isEmpty ? nil : next
  }
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

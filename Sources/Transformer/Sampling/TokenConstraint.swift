/// What a text may be, as an automaton over tokens: a trie of sequences, or a grammar.
///
/// A state is a number, so that the hypotheses of a beam share the automaton and forking costs nothing; what may follow
/// a state is worked out once.
public protocol TokenConstraint: Sendable {
  /// Where every text begins.
  var root: Int { get }
  /// The tokens that may follow `state`, in ascending order.
  func tokens(after state: Int) -> [Int]
  /// The state after `token`, or nil where that may not follow.
  func next(_ state: Int, _ token: Int) -> Int?
  /// Whether a text may end at `state`.
  func isEnd(_ state: Int) -> Bool
}

extension TokenTrie: TokenConstraint {}

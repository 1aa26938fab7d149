/// Sequences of tokens, one of which a text has to be: at each step it says which tokens may come next.
///
/// A walk through it is an index of a node, so that many hypotheses share one trie and forking costs nothing.
public struct TokenTrie: Sendable {
  private struct Node {
    /// Tokens in ascending order, and the nodes to which they lead.
    var tokens: [Int] = []
    var nodes: [Int] = []
    var isEnd = false
  }

  private var nodes = [Node()]

  /// The node at which every walk begins.
  public let root = 0

  public init() {}

  /// A trie of `sequences`; an empty one makes the root an end.
  public init(_ sequences: some Sequence<[Int]>) { for sequence in sequences { insert(sequence) } }

  /// How many nodes there are.
  public var count: Int { nodes.count }

  /// Adds a sequence. Returns the node at its end.
  @discardableResult
  public mutating func insert(_ sequence: [Int]) -> Int {
    var node = root
    for token in sequence {
      let place = Self.place(of: token, in: nodes[node].tokens)
      if place < nodes[node].tokens.count, nodes[node].tokens[place] == token {
        node = nodes[node].nodes[place]
      } else {
        nodes[node].tokens.insert(token, at: place)
        nodes[node].nodes.insert(nodes.count, at: place)
        node = nodes.count
        nodes.append(Node())
      }
    }
    nodes[node].isEnd = true
    return node
  }

  /// The tokens that may follow `node`, in ascending order.
  public func tokens(after node: Int) -> [Int] { nodes.indices.contains(node) ? nodes[node].tokens : [] }

  /// Whether a sequence ends at `node`.
  public func isEnd(_ node: Int) -> Bool { nodes.indices.contains(node) && nodes[node].isEnd }

  /// The node after `token`, or nil where that may not follow.
  public func next(_ node: Int, _ token: Int) -> Int? {
    guard nodes.indices.contains(node) else { return nil }
    let place = Self.place(of: token, in: nodes[node].tokens)
    guard place < nodes[node].tokens.count, nodes[node].tokens[place] == token else { return nil }
    return nodes[node].nodes[place]
  }

  private static func place(of token: Int, in tokens: [Int]) -> Int {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle] < token { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

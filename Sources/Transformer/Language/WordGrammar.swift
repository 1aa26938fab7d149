/// Sentences that may be said, as a graph: narrower than the n-gram model of a language, which knows only what follows
/// what. From state to state leads a word, a phrase of some class, the *part* (a graph of its own, walked from
/// `partStart` to `partEnd`, so that what is asked for is written down once) or nothing at all.
///
/// A phrase may exclude others of the same part: a thing has one size.
public struct WordGrammar: Sendable {
  /// What leads from one state to another.
  public enum Label: Hashable, Sendable {
    case nothing
    case word(String)
    /// A phrase of the class of that number.
    case phrase(Int)
    case part
  }

  struct Arc: Hashable {
    var label: Label
    var target: Int
    var score: Float
  }

  /// Where sentences begin and end, and where the part does.
  public static let start = 0, end = 1, partStart = 2, partEnd = 3
  /// Where a sentence goes on whose first words are none that were foreseen.
  public static let resumption = 4

  private(set) var arcs: [[Arc]] = Array(repeating: [], count: 5)

  public init() {}

  /// A new state.
  public mutating func addState() -> Int {
    arcs.append([])
    return arcs.count - 1
  }

  /// Leads from one state to another; `score` is the logarithm of how likely that is.
  public mutating func connect(_ from: Int, _ to: Int, _ label: Label = .nothing, score: Float = 0) {
    arcs[from].append(Arc(label: label, target: to, score: score))
  }

  /// The same without arcs that carry nothing: states in which a word may be awaited, the start first, the part's start
  /// second, the resumption third.
  func compiled() -> [State] {
    var place: [Int: Int] = [:]
    var order: [Int] = []
    func number(_ state: Int) -> Int {
      if let known = place[state] { return known }
      place[state] = order.count
      order.append(state)
      return order.count - 1
    }
    _ = (number(Self.start), number(Self.partStart), number(Self.resumption))
    var states: [State] = []
    while states.count < order.count {
      var state = State()
      var best: [Label: [Int: Float]] = [:]
      for (reached, score) in closure(of: order[states.count]) {
        if reached == Self.end { state.end = max(state.end, score) }
        if reached == Self.partEnd { state.leave = max(state.leave, score) }
        for arc in arcs[reached] where arc.label != .nothing {
          let total = score + arc.score
          best[arc.label, default: [:]][arc.target] = max(best[arc.label]?[arc.target] ?? -.infinity, total)
        }
      }
      for (label, targets) in best {
        for (target, score) in targets.sorted(by: { $0.key < $1.key }) {
          state.arcs.append(Arc(label: label, target: number(target), score: score))
        }
      }
      states.append(state)
    }
    return states
  }

  /// A state of the compiled grammar.
  struct State {
    var arcs: [Arc] = []
    /// The price of ending the sentence here, and of leaving the part.
    var end: Float = -100
    var leave: Float = -100
  }

  /// The states that can be reached by nothing, with the best score of getting there.
  private func closure(of state: Int) -> [(Int, Float)] {
    var best: [Int: Float] = [state: 0]
    var open = [state]
    while let next = open.popLast() {
      let score = best[next] ?? 0
      for arc in arcs[next] where arc.label == .nothing {
        let total = score + arc.score
        if total > best[arc.target] ?? -.infinity {
          best[arc.target] = total
          open.append(arc.target)
        }
      }
    }
    return best.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// The phrases of a grammar's classes: a tree of words for each class.
struct GrammarPhrases {
  struct Node {
    var children: [Int32: Int32] = [:]
    /// What the phrases that end here exclude, with their weights.
    var ends: [UInt64: Float] = [:]
  }

  private(set) var nodes: [Node]
  private(set) var sums: [Float]

  init(classes: Int) {
    nodes = Array(repeating: Node(), count: classes)
    sums = Array(repeating: 0, count: classes)
  }

  mutating func add(_ words: [Int32], to number: Int, excluding excluded: UInt64, weight: Float) {
    var at = number
    for word in words {
      if let next = nodes[at].children[word] {
        at = Int(next)
      } else {
        nodes[at].children[word] = Int32(nodes.count)
        at = nodes.count
        nodes.append(Node())
      }
    }
    nodes[at].ends[excluded, default: 0] += weight
    sums[number] += weight
  }
}

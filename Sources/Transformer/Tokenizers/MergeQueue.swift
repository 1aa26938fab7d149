/// Merges neighbours of a row of tokens, best pair first, until no pair is left that may be merged.
///
/// `Order` says how good a pair is: the least is merged first, of equals the leftmost.
struct MergeQueue<Order: Comparable> {
  /// A token of the text, linked to its neighbours; -1 where there is none.
  private struct Symbol {
    var id: Int
    var previous: Int
    var next: Int
    /// Merged into the one before it.
    var isGone = false
  }

  /// Two neighbours that may become one.
  private struct Candidate: Comparable {
    var order: Order
    var place: Int
    var left: Int
    var right: Int
    var merged: Int

    static func < (one: Candidate, other: Candidate) -> Bool {
      one.order != other.order ? one.order < other.order : one.place < other.place
    }
  }

  private var symbols: [Symbol] = []
  private var heap = LeastFirst<Candidate>()

  /// Appends what becomes of `tokens` to `result`. `pair` says what two neighbours become and how good that is, or nil
  /// where they stay apart.
  static func merge(
    _ tokens: some Collection<Int>, into result: inout [Int], _ pair: (Int, Int) -> (order: Order, merged: Int)?
  ) {
    guard tokens.count > 1 else {
      result += tokens
      return
    }
    var queue = MergeQueue()
    queue.run(tokens, pair)
    for symbol in queue.symbols where !symbol.isGone { result.append(symbol.id) }
  }

  private mutating func run(_ tokens: some Collection<Int>, _ pair: (Int, Int) -> (order: Order, merged: Int)?) {
    symbols.reserveCapacity(tokens.count)
    for id in tokens { symbols.append(Symbol(id: id, previous: symbols.count - 1, next: symbols.count + 1)) }
    symbols[symbols.count - 1].next = -1
    for index in symbols.indices { consider(index, pair) }
    while let best = heap.pop() {
      let index = best.place
      let gone = symbols[index].next
      // What has changed since it was put on the heap is stale.
      guard !symbols[index].isGone, gone >= 0, symbols[index].id == best.left, symbols[gone].id == best.right else {
        continue
      }
      symbols[index].id = best.merged
      symbols[index].next = symbols[gone].next
      symbols[gone].isGone = true
      if symbols[gone].next >= 0 { symbols[symbols[gone].next].previous = index }
      if symbols[index].previous >= 0 { consider(symbols[index].previous, pair) }
      consider(index, pair)
    }
  }

  private mutating func consider(_ index: Int, _ pair: (Int, Int) -> (order: Order, merged: Int)?) {
    guard symbols[index].next >= 0 else { return }
    let (left, right) = (symbols[index].id, symbols[symbols[index].next].id)
    guard let found = pair(left, right) else { return }
    heap.push(Candidate(order: found.order, place: index, left: left, right: right, merged: found.merged))
  }
}

/// A binary heap that gives the least element first.
private struct LeastFirst<Element: Comparable> {
  private var elements: [Element] = []

  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var parent = 0
    while 2 * parent + 1 < elements.count {
      var child = 2 * parent + 1
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { break }
      elements.swapAt(parent, child)
      parent = child
    }
    return first
  }
}

import Synchronization
package import Transformer

/// Words, and the marks between them, as an automaton over bytes.
package struct WordTrie: Sendable {
  /// Letters and the apostrophe; -1 where there is no way on.
  private var nodes: [(next: [Int16], isEnd: Bool)] = [(Array(repeating: -1, count: 27), true)]

  package init(_ words: Set<String>) {
    for word in words.sorted() {
      var node = 0
      for byte in word.utf8 {
        guard let letter = Self.letter(byte) else { break }
        if nodes[node].next[letter] < 0 {
          nodes[node].next[letter] = Int16(nodes.count)
          nodes.append((Array(repeating: -1, count: 27), false))
        }
        node = Int(nodes[node].next[letter])
      }
      nodes[node].isEnd = true
    }
  }

  private static func letter(_ byte: UInt8) -> Int? {
    switch byte {
    case 97...122: Int(byte) - 97
    case 65...90: Int(byte) - 65
    case 39: 26
    default: nil
    }
  }

  static func isMark(_ byte: UInt8) -> Bool { " .,;:!?()".utf8.contains(byte) }

  func isEnd(_ node: Int) -> Bool { nodes[node].isEnd }

  /// The node after a byte, 0 between words; nil where it would begin a word that there is not.
  func next(_ node: Int, _ byte: UInt8) -> Int? {
    if let letter = Self.letter(byte) {
      let next = nodes[node].next[letter]
      return next >= 0 ? Int(next) : nil
    }
    return nodes[node].isEnd && Self.isMark(byte) ? 0 : nil
  }
}

/// The words that the answerer may say, as an automaton over the tokens of its vocabulary.
package final class SayableWords: Sendable {
  private let trie: WordTrie
  private let bytes: [[UInt8]]
  private let known = Mutex<[Int: [Int]]>([:])

  package init(_ words: Set<String>, _ tokenizer: any SubwordTokenizer) {
    trie = WordTrie(words)
    bytes = (0..<tokenizer.vocabularySize).map { tokenizer.isSpecial($0) ? [] : tokenizer.bytes(of: $0) }
  }

  func isEnd(_ node: Int) -> Bool { trie.isEnd(node) }

  /// The node after a token, or nil where it would begin a word that may not be said.
  func next(_ node: Int, _ token: Int) -> Int? {
    guard bytes.indices.contains(token), !bytes[token].isEmpty else { return nil }
    var node = node
    for byte in bytes[token] {
      guard let next = trie.next(node, byte) else { return nil }
      node = next
    }
    return node
  }

  /// The tokens that may follow a node, in ascending order.
  func tokens(after node: Int) -> [Int] {
    if let known = known.withLock({ $0[node] }) { return known }
    let found = bytes.indices.filter { next(node, $0) != nil }
    known.withLock { $0[node] = found }
    return found
  }
}

/// What an answer may be: words that may be said, and the pointers of the draft, each kind in its order and all of them.
package struct AnswerConstraint: TokenConstraint {
  private static let kinds = Array("nmpfox".utf8)

  private let words: SayableWords
  /// The tokens of each kind's pointers, in the order of the draft.
  private let pointers: [[Int]]
  private let places: [Int: (kind: Int, number: Int)]

  /// nil where a value that is not a name comes more than once: which of them is meant could not be told.
  package init?(_ draft: String, words: SayableWords, tokens: [String: Int]) {
    var pointers: [[Int]] = Array(repeating: [], count: Self.kinds.count)
    for case .pointer(let kind, let number) in Claims.units(draft) {
      guard let index = Self.kinds.firstIndex(of: kind), let token = tokens["\(UnicodeScalar(kind))\(number)"] else {
        return nil
      }
      if pointers[index].contains(token) {
        guard index == 0 else { return nil }
      } else {
        pointers[index].append(token)
      }
    }
    guard pointers.allSatisfy({ $0.count < 32 }) else { return nil }
    self.words = words
    self.pointers = pointers
    var places: [Int: (kind: Int, number: Int)] = [:]
    for (kind, tokens) in pointers.enumerated() {
      for (number, token) in tokens.enumerated() { places[token] = (kind, number) }
    }
    self.places = places
  }

  // A state is a node of the words and, for each kind, how many of its pointers have come: five bits each.

  package var root: Int { 0 }

  private func node(_ state: Int) -> Int { state >> 30 }
  private func count(_ state: Int, _ kind: Int) -> Int { state >> (5 * kind) & 31 }

  package func isEnd(_ state: Int) -> Bool {
    words.isEnd(node(state)) && pointers.indices.allSatisfy { count(state, $0) == pointers[$0].count }
  }

  package func tokens(after state: Int) -> [Int] {
    var out: [Int] = []
    if words.isEnd(node(state)) {
      for (kind, tokens) in pointers.enumerated() {
        let count = count(state, kind)
        // A name may be said again.
        if kind == 0 { out += tokens[..<count] }
        if count < tokens.count { out.append(tokens[count]) }
      }
    }
    return out.sorted() + words.tokens(after: node(state))
  }

  package func next(_ state: Int, _ token: Int) -> Int? {
    let counts = state & (1 << 30 - 1)
    guard let place = places[token] else { return words.next(node(state), token).map { $0 << 30 | counts } }
    guard words.isEnd(node(state)) else { return nil }
    let count = count(state, place.kind)
    if place.number == count { return counts + 1 << (5 * place.kind) }
    return place.kind == 0 && place.number < count ? counts : nil
  }
}

/// A sequence of words to look for, e.g. `"how much|many * cost"`: `|` parts alternatives, `*` is any word, `?` behind
/// a word makes it optional, `~` is up to four words.
struct Pattern: Sendable {
  private enum Part: Sendable {
    case words(Set<String>, optional: Bool)
    case any
    case gap
  }

  private let parts: [Part]

  @inline(never) init(_ text: String) {
    parts = text.split(separator: " ").map { word in
      if word == "*" { return .any }
      if word == "~" { return .gap }
      let optional = word.hasSuffix("?")
      let words = (optional ? word.dropLast() : word).split(separator: "|").map(String.init)
      return .words(Set(words), optional: optional)
    }
  }

  /// Where the pattern first occurs from `start` on, or nil.
  @inline(never) func find(in words: [String], from start: Int = 0) -> Range<Int>? {
    guard start <= words.count else { return nil }
    for begin in start..<max(start + 1, words.count) {
      if let end = match(words, begin, 0), end > begin { return begin..<end }
    }
    return nil
  }

  @inline(never) func matches(_ words: [String]) -> Bool { find(in: words) != nil }

  private func match(_ words: [String], _ at: Int, _ part: Int) -> Int? {
    if part == parts.count { return at }
    switch parts[part] {
    case .words(let set, let optional):
      if at < words.count, set.contains(words[at]), let end = match(words, at + 1, part + 1) { return end }
      return optional ? match(words, at, part + 1) : nil
    case .any: return at < words.count ? match(words, at + 1, part + 1) : nil
    case .gap:
      for skip in 0...6 where at + skip <= words.count {
        if let end = match(words, at + skip, part + 1) { return end }
      }
      return nil
    }
  }
}

/// Several patterns of which any one will do.
struct Patterns: Sendable {
  private let all: [Pattern]

  @inline(never) init(_ texts: String...) { all = texts.map { Pattern($0) } }
  @inline(never) init(lines: String) { all = lines.split(separator: "\n").map { Pattern(String($0)) } }

  @inline(never) func find(in words: [String]) -> Range<Int>? {
    for pattern in all { if let range = pattern.find(in: words) { return range } }
    return nil
  }

  @inline(never) func matches(_ words: [String]) -> Bool { find(in: words) != nil }
}

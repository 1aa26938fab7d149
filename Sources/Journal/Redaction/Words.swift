/// A text cut into words with their places, so that a part can be replaced and the rest stands as it was.
struct RedactableText {
  struct Word {
    let range: Range<String.Index>
    /// In lower case, without the punctuation around it.
    let plain: String
    let startsUpper: Bool
    /// Whether a sentence ends right behind it.
    let endsSentence: Bool
  }

  let text: String
  let words: [Word]

  init(_ text: String) {
    self.text = text
    var words: [Word] = []
    var at = text.startIndex
    while at < text.endIndex {
      guard !text[at].isWhitespace else {
        at = text.index(after: at)
        continue
      }
      var end = at
      while end < text.endIndex, !text[end].isWhitespace { end = text.index(after: end) }
      var start = at
      while start < end, !Self.isPart(text[start]) { start = text.index(after: start) }
      var stop = end
      while stop > start, !Self.isPart(text[text.index(before: stop)]) { stop = text.index(before: stop) }
      let inner = text[start..<stop]
      words.append(
        Word(
          range: start..<stop, plain: inner.lowercased().replacing("’", with: "'"),
          startsUpper: inner.first?.isUppercase ?? false,
          endsSentence: text[stop..<end].contains { ".!?;".contains($0) }))
      at = end
    }
    self.words = words
  }

  private static func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  /// The text with each range of words replaced by its mark; ranges do not overlap.
  func replacing(_ parts: [(words: Range<Int>, mark: String)]) -> String {
    var out = ""
    var at = text.startIndex
    for part in parts.sorted(by: { $0.words.lowerBound < $1.words.lowerBound }) {
      guard let first = words[part.words].first, let last = words[part.words].last,
        first.range.lowerBound >= at
      else { continue }
      out += text[at..<first.range.lowerBound]
      out += part.mark
      at = last.range.upperBound
    }
    return out + text[at...]
  }
}

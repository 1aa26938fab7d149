/// The tokens that are found in a text by their name, before anything is merged: the leftmost, of those the longest.
struct MarkedTokens: Sendable {
  private let marks: [(bytes: [UInt8], id: Int, isSpecial: Bool)]
  /// Which of `marks` begin with a byte, longest first.
  private let byFirst: [[Int]]

  init(_ definition: TokenizerDefinition) {
    marks = definition.kinds.indices.compactMap { id in
      let kind = definition.kinds[id]
      guard kind == .control || kind == .unknown || kind == .userDefined else { return nil }
      return (definition.tokens[id], id, kind != .userDefined)
    }.filter { !$0.0.isEmpty }.sorted { $0.0.count > $1.0.count }
    var byFirst = [[Int]](repeating: [], count: 256)
    for (index, mark) in marks.enumerated() { byFirst[Int(mark.bytes[0])].append(index) }
    self.byFirst = byFirst
  }

  /// Calls `plain` with each stretch between the marks (never empty) and whether the text begins with it, `marked` with
  /// ids. Without `special`, the names of special tokens are plain text.
  func split(
    _ text: [UInt8], special: Bool, plain: (ArraySlice<UInt8>, _ isFirst: Bool) -> Void, marked: (Int) -> Void
  ) {
    var start = 0
    var index = 0
    while index < text.count {
      let found = byFirst[Int(text[index])].first { candidate in
        let mark = marks[candidate]
        return (special || !mark.isSpecial) && text[index...].starts(with: mark.bytes)
      }
      guard let found else {
        index += 1
        continue
      }
      if start < index { plain(text[start..<index], start == 0) }
      marked(marks[found].id)
      index += marks[found].bytes.count
      start = index
    }
    if start < text.count { plain(text[start...], start == 0) }
  }
}

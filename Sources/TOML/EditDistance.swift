/// The candidate that is most like `word` by edit distance, or nil where none is near; both as they stand.
package func nearestKey(to word: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
  guard !wanted.isEmpty else { return nil }
  var best: (String, Int)?
  for candidate in candidates {
    let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars.prefix(64)))
    if distance < best?.1 ?? .max { best = (candidate, distance) }
  }
  guard let best, best.1 <= max(2, wanted.count / 2) else { return nil }
  return best.0
}

/// Insertions, deletions and replacements between two short words.
package func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let replaced = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}

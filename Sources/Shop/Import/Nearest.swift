import TOML

/// The candidate that is most like `word` by edit distance, or nil where none is near.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(word.folded.unicodeScalars.prefix(64))
  guard !wanted.isEmpty else { return nil }
  var best: (String, Int)?
  for candidate in candidates {
    let distance = editDistance(wanted, Array(candidate.folded.unicodeScalars.prefix(64)))
    if distance < best?.1 ?? .max { best = (candidate, distance) }
  }
  guard let best, best.1 <= max(2, wanted.count / 2) else { return nil }
  return best.0
}

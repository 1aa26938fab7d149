/// The sentences of `text`, in order, trimmed; none is empty. For streaming: each can be spoken while the next is
/// prepared.
///
/// A stop ends a sentence where white space and something other than a small letter follow; not behind "St.", "Dr."
/// and their like, a single letter, or inside a number. Works on written and on spoken text.
public func sentences(of text: String) -> [String] {
  let scalars = Array(text.unicodeScalars)
  var sentences: [String] = []
  var start = 0
  func add(_ end: Int) {
    var range = start..<end
    while let first = range.first, scalars[first].properties.isWhitespace { range = (first + 1)..<range.upperBound }
    while let last = range.last, scalars[last].properties.isWhitespace { range = range.lowerBound..<last }
    if range.contains(where: { scalars[$0].properties.isAlphabetic || scalars[$0].properties.numericType != nil }) {
      sentences.append(String(String.UnicodeScalarView(scalars[range])))
    }
    start = end
  }
  var at = 0
  while at < scalars.count {
    let scalar = scalars[at]
    if scalar == "\n" || scalar == "\u{2029}" || scalar == "。" || scalar == "！" || scalar == "？" {
      add(at + 1)
    } else if scalar == "." || scalar == "!" || scalar == "?" || scalar == "…" {
      var end = at + 1
      while end < scalars.count, ".!?…\"')]”’»".unicodeScalars.contains(scalars[end]) { end += 1 }
      var next = end
      while next < scalars.count, scalars[next] == " " || scalars[next] == "\u{A0}" { next += 1 }
      let spaced = next > end || next == scalars.count
      let small = next < scalars.count && scalars[next].properties.isLowercase
      if spaced, !small || scalar != ".",
        scalar != "." || !isAbbreviation(scalars, at, followed: next < scalars.count ? scalars[next] : nil)
      {
        add(end)
      }
      at = end - 1
    }
    at += 1
  }
  add(scalars.count)
  return sentences
}

/// Whether the stop at `place` belongs to the word before it.
private func isAbbreviation(_ text: [Unicode.Scalar], _ place: Int, followed next: Unicode.Scalar?) -> Bool {
  var start = place
  while start > 0, text[start - 1].properties.isAlphabetic { start -= 1 }
  if start == place {
    // "24. Dezember" is no end, "It costs 24. Do you…" is one: ends stay ends.
    return false
  }
  let word = String(String.UnicodeScalarView(text[start..<place])).lowercased()
  // An initial ("J. Smith") or dotted letters ("p.m. Monday" still may end: only an initial before a capital is kept).
  if place - start == 1, next?.properties.isUppercase ?? false, text[start].properties.isUppercase {
    return start < 2 || text[start - 1] != "."
  }
  let titles: Set<String> = [
    "st", "dr", "mr", "mrs", "ms", "prof", "mt", "jr", "sr", "vs", "no", "nr", "fr", "hr", "approx", "incl", "ca",
    "bzw",
    "z", "sra", "dra", "mme", "mlle",
  ]
  if word == "no" || word == "nr" { return next.map { "0"..."9" ~= $0 } ?? false }
  return next != nil && titles.contains(word)
}

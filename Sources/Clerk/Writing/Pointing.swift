/// A text with pointers in place of all that only the shop knows: product names (n), money (m), places (p), figures (f),
/// option values (o) and other words (x).
///
/// What is left are words of `WriterWords`, which claim nothing about any shop but what `Claims` knows. A model that
/// writes with pointers cannot misspell a name or a price, and an answer in plain words is read back into pointers to be
/// compared with what the rules wrote: what it says that no pointer stands for is found.
package struct Pointing: Sendable {
  package struct Value: Sendable {
    package var kind: UInt8
    package var number: Int
    package var text: String
    let folded: [UInt8]

    package var pointer: String { String(UnicodeScalar(kind)) + String(number) }
  }

  /// In the order in which they come in the draft.
  package private(set) var values: [Value] = []
  /// The draft with pointers: "The <|n0|> is <|m0|>."
  package private(set) var draft = ""

  /// Pointers of each kind that the answerer was trained with.
  private static let most: [UInt8: Int] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "m"): 12, UInt8(ascii: "p"): 6, UInt8(ascii: "f"): 16, UInt8(ascii: "o"): 16,
    UInt8(ascii: "x"): 10,
  ]

  /// - Parameters:
  ///   - names: of products that `text` may speak of.
  ///   - options: values of their options, as they are said.
  /// - Returns: nil where there is more in it than pointers can stand for.
  package init?(_ text: String, names: [String], options: [String]) {
    let names = Self.longestFirst(names)
    let options = Self.longestFirst(options)
    let bytes = Array(text.utf8)
    let pointed = Self.scan(bytes, takesOther: true) { at in
      if let end = Self.match(names, bytes, at) { return (UInt8(ascii: "n"), end) }
      if let end = Self.option(options, bytes, at) { return (UInt8(ascii: "o"), end) }
      if let end = Self.money(bytes, at) { return (UInt8(ascii: "m"), end) }
      if let end = Self.place(bytes, at) { return (UInt8(ascii: "p"), end) }
      return nil
    } value: { kind, text in
      let folded = text.map(Self.fold)
      // Only a name is the same wherever it stands: two things may cost as much, or stand in the same aisle.
      if kind == UInt8(ascii: "n"), let known = values.first(where: { $0.kind == kind && $0.folded == folded }) {
        return known.pointer
      }
      let number = values.count { $0.kind == kind }
      guard number < Self.most[kind, default: 0] else { return nil }
      values.append(Value(kind: kind, number: number, text: String(decoding: text, as: UTF8.self), folded: folded))
      return values[values.count - 1].pointer
    }
    guard let pointed else { return nil }
    draft = pointed
  }

  /// `answer` with the pointers of the draft, or nil where something in it is neither a value of the draft nor a word
  /// that may be said.
  package func point(_ answer: String) -> String? {
    let bytes = Array(answer.utf8)
    let candidates = values.sorted { $0.folded.count > $1.folded.count }
    var said: [String] = []
    return Self.scan(bytes, takesOther: false) { at in
      candidates.first { Self.stands($0.folded, bytes, at, exact: $0.folded.count < 3 ? Array($0.text.utf8) : nil) }
        .map { ($0.kind, at + $0.folded.count) }
    } value: { kind, text in
      let folded = text.map(Self.fold)
      let value = values.first {
        $0.kind == kind && $0.folded == folded && (kind == UInt8(ascii: "n") || !said.contains($0.pointer))
      }
      if let value { said.append(value.pointer) }
      return value?.pointer
    }
  }

  // MARK: Scanning

  /// Copies words that may be said and marks, and puts pointers for the rest; nil where something is neither.
  private static func scan(
    _ bytes: [UInt8], takesOther: Bool, known: (Int) -> (kind: UInt8, end: Int)?,
    value: (UInt8, ArraySlice<UInt8>) -> String?
  ) -> String? {
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if isWord(byte) || byte == UInt8(ascii: "$") || byte >= 128 {
        let found: (kind: UInt8, end: Int)
        if let known = known(at) {
          found = known
        } else if case let end = wordEnd(bytes, at), end > at, isOwn(bytes, at, end, drafts: takesOther) {
          out += bytes[at..<end]
          at = end
          continue
        } else if takesOther, let other = Self.other(bytes, at, known) {
          found = other
        } else {
          return nil
        }
        guard let pointer = value(found.kind, bytes[at..<found.end]) else { return nil }
        out += Array("<|\(pointer)|>".utf8)
        at = found.end
      } else if " .,;:!?()".utf8.contains(byte) {
        out.append(byte)
        at += 1
      } else {
        return nil
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A figure with its unit, or words that are not the answerer's own.
  private static func other(_ bytes: [UInt8], _ at: Int, _ known: (Int) -> (kind: UInt8, end: Int)?) -> (
    kind: UInt8, end: Int
  )? {
    if isDigit(bytes[at]) {
      var end = numberEnd(bytes, at)
      if end < bytes.count, bytes[end] == UInt8(ascii: "%") { return (UInt8(ascii: "f"), end + 1) }
      // "10oz", "8 AM", "350 g".
      let unit = end < bytes.count && bytes[end] == UInt8(ascii: " ") ? end + 1 : end
      if unit < bytes.count, isLetter(bytes[unit]), known(unit) == nil {
        let stop = wordEnd(bytes, unit)
        if !isOwn(bytes, unit, stop, drafts: true) { end = stop } else if unit == end { return nil }
      }
      return (UInt8(ascii: "f"), end)
    }
    guard isLetter(bytes[at]) else { return nil }
    var end = wordEnd(bytes, at)
    while true {
      // Words go on behind a space, a comma, a hyphen, or "and" and "of" between two of them.
      var next: Int?
      for gap in [", ", " and ", " of ", " ", "-", "/"] {
        let start = end + gap.utf8.count
        if start < bytes.count, bytes[end..<start].elementsEqual(gap.utf8), isLetter(bytes[start]), known(start) == nil
        {
          let stop = wordEnd(bytes, start)
          if !isOwn(bytes, start, stop, drafts: true) {
            next = stop
            break
          }
        }
      }
      guard let next else { return (UInt8(ascii: "x"), end) }
      end = next
    }
  }

  /// Whether a word is the answerer's own. In a draft, one with a capital within a sentence is the shop's ("8 AM",
  /// "Christmas Day").
  private static func isOwn(_ bytes: [UInt8], _ from: Int, _ to: Int, drafts: Bool) -> Bool {
    guard drafts else { return WriterWords.said.contains(folded(bytes[from..<to])) }
    let before = bytes[..<from].last { $0 != UInt8(ascii: " ") }
    let isCapital = (65...90).contains(bytes[from])
    let mayBeCapital = before.map { ".!?:".utf8.contains($0) } ?? true
    let isI = bytes[from] == UInt8(ascii: "I") && (to == from + 1 || bytes[from + 1] == UInt8(ascii: "'"))
    if isCapital, !mayBeCapital, !isI { return false }
    return WriterWords.drafted.contains(folded(bytes[from..<to]))
  }

  private static func money(_ bytes: [UInt8], _ at: Int) -> Int? {
    for sign in ["$", "€", "£", "¥", "₹", "₩"] where bytes[at...].starts(with: sign.utf8) {
      let start = at + sign.utf8.count
      guard start < bytes.count, isDigit(bytes[start]) else { return nil }
      return numberEnd(bytes, start)
    }
    return nil
  }

  /// "aisle 7", "shelf B".
  private static func place(_ bytes: [UInt8], _ at: Int) -> Int? {
    let word = wordEnd(bytes, at)
    guard ["aisle", "aisles", "shelf", "row", "bay", "rack", "section"].contains(folded(bytes[at..<word])),
      word + 1 < bytes.count, bytes[word] == UInt8(ascii: " ")
    else { return nil }
    let start = word + 1
    if isDigit(bytes[start]) { return wordEnd(bytes, start) }
    let end = wordEnd(bytes, start)
    return end - start == 1 && bytes[start] != UInt8(ascii: "a") && bytes[start] != UInt8(ascii: "A") ? end : nil
  }

  private static func option(_ options: [[UInt8]], _ bytes: [UInt8], _ at: Int) -> Int? {
    let size = Array("size ".utf8)
    if bytes[at...].starts(with: size), let end = match(options, bytes, at + size.count) { return end }
    return match(options, bytes, at)
  }

  private static func match(_ texts: [[UInt8]], _ bytes: [UInt8], _ at: Int) -> Int? {
    texts.first { stands($0.map(fold), bytes, at, exact: $0.count < 3 ? $0 : nil) }.map { at + $0.count }
  }

  /// Whether `text` stands at a place, as whole words; `exact` also minds the case of letters ("S", "M").
  private static func stands(_ text: [UInt8], _ bytes: [UInt8], _ at: Int, exact: [UInt8]?) -> Bool {
    let end = at + text.count
    guard end <= bytes.count, !text.isEmpty else { return false }
    if let exact, !bytes[at..<end].elementsEqual(exact) { return false }
    guard zip(bytes[at..<end], text).allSatisfy({ fold($0) == $1 }) else { return false }
    if at > 0, isWord(bytes[at - 1]), isWord(bytes[at]) { return false }
    return end == bytes.count || !isWord(bytes[end]) || !isWord(bytes[end - 1])
  }

  private static func longestFirst(_ texts: [String]) -> [[UInt8]] {
    Set(texts).map { Array($0.utf8) }.filter { !$0.isEmpty }.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
    }
  }

  // MARK: Bytes

  private static func wordEnd(_ bytes: [UInt8], _ at: Int) -> Int {
    var end = at
    while end < bytes.count, isWord(bytes[end]) || bytes[end] == UInt8(ascii: "'") { end += 1 }
    return end
  }

  /// Behind digits with points, commas, colons and slashes between them.
  private static func numberEnd(_ bytes: [UInt8], _ at: Int) -> Int {
    var end = at
    while end < bytes.count {
      let isInside = ".,:/".utf8.contains(bytes[end]) && end + 1 < bytes.count && isDigit(bytes[end + 1])
      guard isDigit(bytes[end]) || isInside else { break }
      end += 1
    }
    return end
  }

  private static func folded(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes.map(fold), as: UTF8.self) }
  private static func fold(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 128 || (97...122).contains(fold(byte)) }
  private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}

/// How a family of models cuts a text into the words within which bytes are merged, named as GGUF files name it.
///
/// Each is a regular expression in the family's tokenizer.json; here it is a scanner that finds the same matches.
public enum BytePairPattern: String, Sendable, CaseIterable {
  /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  case gpt2 = "gpt-2"
  /// Every digit by itself, then as GPT-2.
  case smolLM = "smollm"
  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
  case qwen2
  /// The same with `\p{N}{1,3}`.
  case llama3 = "llama-bpe"
}

/// The characters of a text with their kinds, and the cutting of it into words.
struct BytePairScanner {
  /// A kind of character; a number may be so only to the splitter of digits.
  private enum Kind {
    static let other: UInt8 = 0
    static let letter: UInt8 = 1
    static let number: UInt8 = 2
    static let space: UInt8 = 4
    static let newerNumber: UInt8 = 8
  }

  private static let kinds: RangeTable<UInt8> = {
    typealias Table = BytePairEncodingCharacters
    var ranges: [(ClosedRange<UInt32>, UInt8)] = []
    for (table, kind) in [
      (Table.letters, Kind.letter), (Table.numbers, Kind.number), (Table.spaces, Kind.space),
      (Table.newerNumbers, Kind.newerNumber),
    ] { ranges += HexText.ranges(table).map { ($0, kind) } }
    return RangeTable(ranges, otherwise: Kind.other)
  }()

  private var codes: [UInt32] = []
  private var kinds: [UInt8] = []
  /// Where each character begins, and where the last one ends.
  private var offsets: [Int] = [0]

  init(_ text: some Sequence<Unicode.Scalar>) {
    let table = Self.kinds
    for scalar in text {
      codes.append(scalar.value)
      kinds.append(table[scalar.value])
      offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar))
    }
  }

  /// Calls `word` with the range of bytes of each word; together they are the whole text.
  func words(by pattern: BytePairPattern, _ word: (Range<Int>) -> Void) {
    switch pattern {
    case .gpt2: scan(0..<codes.count, word, matchGPT2)
    case .qwen2: scan(0..<codes.count, word) { matchNewer($0, $1, digits: 1) }
    case .llama3: scan(0..<codes.count, word) { matchNewer($0, $1, digits: 3) }
    case .smolLM:
      var start = 0
      for index in codes.indices where kinds[index] & (Kind.number | Kind.newerNumber) != 0 {
        scan(start..<index, word, matchGPT2)
        scan(index..<index + 1, word, matchGPT2)
        start = index + 1
      }
      scan(start..<codes.count, word, matchGPT2)
    }
  }

  private func scan(_ range: Range<Int>, _ word: (Range<Int>) -> Void, _ match: (Int, Int) -> Int) {
    var index = range.lowerBound
    while index < range.upperBound {
      let next = match(index, range.upperBound)
      word(offsets[index]..<offsets[next])
      index = next
    }
  }

  private func matchGPT2(_ start: Int, _ end: Int) -> Int {
    if let next = contraction(start, end, anyCase: false) { return next }
    let first = codes[start] == 0x20 && start + 1 < end ? start + 1 : start
    let kind = regexKind(first)
    if kind != Kind.space { return run(of: kind, from: first, end) }
    return spaces(start, end)
  }

  private func matchNewer(_ start: Int, _ end: Int, digits: Int) -> Int {
    if let next = contraction(start, end, anyCase: true) { return next }
    let kind = regexKind(start)
    if kind == Kind.letter { return run(of: kind, from: start, end) }
    if kind == Kind.number {
      var next = start + 1
      while next < end, next < start + digits, kinds[next] == Kind.number { next += 1 }
      return next
    }
    if !isNewline(start), start + 1 < end, kinds[start + 1] == Kind.letter {
      return run(of: Kind.letter, from: start + 1, end)
    }
    let first = codes[start] == 0x20 && start + 1 < end ? start + 1 : start
    if regexKind(first) == Kind.other {
      var next = run(of: Kind.other, from: first, end)
      while next < end, isNewline(next) { next += 1 }
      return next
    }
    // White space up to its last line break, if it has one.
    let stop = run(of: Kind.space, from: start, end)
    if let last = (start..<stop).last(where: isNewline) { return last + 1 }
    return spaces(start, end)
  }

  /// All of a stretch of white space but its last character, which goes with the word that follows.
  private func spaces(_ start: Int, _ end: Int) -> Int {
    let stop = run(of: Kind.space, from: start, end)
    return stop == end || stop == start + 1 ? stop : stop - 1
  }

  private func run(of kind: UInt8, from start: Int, _ end: Int) -> Int {
    var next = start
    while next < end, regexKind(next) == kind { next += 1 }
    return next
  }

  private func regexKind(_ index: Int) -> UInt8 { kinds[index] & ~Kind.newerNumber }

  private func isNewline(_ index: Int) -> Bool { codes[index] == 0x0A || codes[index] == 0x0D }

  /// The end of 's, 't, 're, 've, 'm, 'll or 'd.
  private func contraction(_ start: Int, _ end: Int, anyCase: Bool) -> Int? {
    guard codes[start] == 0x27, start + 1 < end else { return nil }
    func letter(_ index: Int) -> UInt32 {
      guard index < end else { return 0 }
      let code = codes[index]
      guard anyCase else { return code }
      // The long s is an s, too.
      return code == 0x17F ? 0x73 : (0x41...0x5A).contains(code) ? code + 0x20 : code
    }
    switch (letter(start + 1), letter(start + 2)) {
    case (0x73, _), (0x74, _), (0x6D, _), (0x64, _): return start + 2
    case (0x72, 0x65), (0x76, 0x65), (0x6C, 0x6C): return start + 3
    default: return nil
    }
  }
}

/// How uncased BERT sees characters: what becomes of each, and where words end.
///
/// Controls vanish, whitespace becomes a space, ideographs stand alone, accents are taken off (canonical decomposition
/// without its marks), letters become small. See BERTCharacterTable for where the tables come from.
struct BERTNormalizer: Sendable {
  /// What a normalised character is to the division into words.
  enum Kind: UInt8 { case letter, punctuation, separator }

  private enum Fate: UInt8 { case kept, deleted, blocking, space }

  private let fates: RangeTable<Fate>
  private let ideographs: RangeTable<Bool>
  private let kinds: RangeTable<Kind>
  private let classes: RangeTable<UInt8>
  private let mapping: CharacterMap
  /// The first combining mark that stays; below it there is nothing to sort.
  private let firstMark: UInt32

  /// The tables are the same for every model: read once.
  static let shared = BERTNormalizer()

  private init() {
    typealias Table = BERTCharacterTable
    let deleted = HexText.ranges(Table.deleted).map { ($0, Fate.deleted) }
    let spaces = HexText.ranges(Table.spaces).map { ($0, Fate.space) }
    fates = RangeTable(deleted + spaces, over: HexText.ranges(Table.blockers).map { ($0, .blocking) }, otherwise: .kept)
    ideographs = RangeTable(HexText.ranges(Table.ideographs).map { ($0, true) }, otherwise: false)
    let punctuation = HexText.ranges(Table.punctuation).map { ($0, Kind.punctuation) }
    kinds = RangeTable(
      punctuation + HexText.ranges(Table.separators).map { ($0, .separator) }, otherwise: .letter)
    let marks = HexText.pairs(Table.combining)
    classes = RangeTable(marks.map { ($0...$0, UInt8(truncatingIfNeeded: $1)) }, otherwise: 0)
    firstMark = marks.map(\.0).min() ?? .max
    mapping = CharacterMap(Table.mapped)
  }

  func kind(_ scalar: UInt32) -> Kind { kinds[scalar] }

  /// Appends what becomes of `scalars` to `output`.
  func normalize(_ scalars: some Sequence<Unicode.Scalar>, into output: inout [UInt32]) {
    // Where the run of marks that may still have to be sorted begins.
    var run = output.count
    for scalar in scalars {
      let value = scalar.value
      switch fates[value] {
      case .deleted: continue
      case .space: output.append(0x20)
      case .blocking: run = output.count
      case .kept:
        let start = output.count
        if ideographs[value] {
          output.append(0x20)
          mapping.append(value, to: &output)
          output.append(0x20)
        } else {
          mapping.append(value, to: &output)
        }
        for index in start..<output.count { sortMark(at: index, &run, &output) }
      }
    }
  }

  /// Moves the mark at `index` before those of a higher class that directly precede it.
  private func sortMark(at index: Int, _ run: inout Int, _ output: inout [UInt32]) {
    let mark = output[index]
    guard mark >= firstMark, classes[mark] != 0 else {
      run = index + 1
      return
    }
    var place = index
    while place > run, classes[output[place - 1]] > classes[mark] {
      output[place] = output[place - 1]
      place -= 1
    }
    output[place] = mark
  }
}

/// A value for each range of characters, another for all the rest.
struct RangeTable<Value: Sendable>: Sendable {
  private let ranges: [(range: ClosedRange<UInt32>, value: Value)]
  /// The first 256 characters at once.
  private let latin: [Value]
  private let otherwise: Value

  /// `over` takes precedence where it overlaps, and must lie within one of `ranges`.
  init(
    _ ranges: [(ClosedRange<UInt32>, Value)], over: [(ClosedRange<UInt32>, Value)] = [], otherwise: Value
  ) {
    var pieces: [(range: ClosedRange<UInt32>, value: Value)] = []
    for (range, value) in ranges {
      var next = range.lowerBound
      for (inner, other) in over where inner.overlaps(range) {
        if next < inner.lowerBound { pieces.append((next...inner.lowerBound - 1, value)) }
        pieces.append((inner, other))
        next = inner.upperBound + 1
      }
      if next <= range.upperBound { pieces.append((next...range.upperBound, value)) }
    }
    let sorted = pieces.sorted { $0.range.lowerBound < $1.range.lowerBound }
    self.ranges = sorted
    self.otherwise = otherwise
    latin = (0..<256 as Range<UInt32>).map { code in
      sorted.first { $0.range.contains(code) }?.value ?? otherwise
    }
  }

  subscript(code: UInt32) -> Value {
    if code < 256 { return latin[Int(code)] }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].range.upperBound < code { low = middle + 1 } else { high = middle }
    }
    guard low < ranges.count, ranges[low].range.contains(code) else { return otherwise }
    return ranges[low].value
  }
}

/// What characters become that do not stay as they are.
struct CharacterMap: Sendable {
  /// Sorted and apart; `step` is 1 or 2 within a run of one shift.
  private var runs: [(first: UInt32, last: UInt32, step: UInt32, target: UInt32)] = []
  private var sequences: [UInt32: [UInt32]] = [:]

  init(_ table: StaticString) {
    for entry in HexText.entries(table) {
      if let equals = entry.firstIndex(of: UInt8(ascii: "=")) {
        let targets = entry[(equals + 1)...].split(separator: UInt8(ascii: "+")).map(HexText.number)
        sequences[HexText.number(entry[..<equals])] = targets
      } else {
        let numbers = entry.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ">") }
          .map(HexText.number)
        if numbers.count == 4 { runs.append((numbers[0], numbers[1], numbers[2], numbers[3])) }
      }
    }
  }

  func append(_ code: UInt32, to output: inout [UInt32]) {
    if code < 0x80 {
      output.append((0x41...0x5A).contains(code) ? code + 0x20 : code)
    } else if (0xAC00...0xD7A3).contains(code) {
      appendHangul(code - 0xAC00, to: &output)
    } else if let sequence = sequences[code] {
      output += sequence
    } else {
      output.append(shifted(code))
    }
  }

  private func shifted(_ code: UInt32) -> UInt32 {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].last < code { low = middle + 1 } else { high = middle }
    }
    guard low < runs.count, runs[low].first <= code else { return code }
    let distance = code - runs[low].first
    return distance % runs[low].step == 0 ? runs[low].target + distance : code
  }

  /// A syllable as its letters (The Unicode Standard, section 3.12).
  private func appendHangul(_ syllable: UInt32, to output: inout [UInt32]) {
    output.append(0x1100 + syllable / 588)
    output.append(0x1161 + syllable % 588 / 28)
    if syllable % 28 != 0 { output.append(0x11A7 + syllable % 28) }
  }
}

/// Reads the tables' hexadecimal text.
enum HexText {
  static func entries(_ table: StaticString) -> [ArraySlice<UInt8>] {
    table.withUTF8Buffer { Array($0) }.split(separator: UInt8(ascii: " "))
  }

  /// "41-5a 7f" as ranges.
  static func ranges(_ table: StaticString) -> [ClosedRange<UInt32>] {
    entries(table).map { entry in
      let ends = entry.split(separator: UInt8(ascii: "-")).map(number)
      return ends[0]...max(ends[0], ends[ends.count - 1])
    }
  }

  /// "8d4=e6" as pairs.
  static func pairs(_ table: StaticString) -> [(UInt32, UInt32)] {
    entries(table).map { entry in
      let sides = entry.split(separator: UInt8(ascii: "=")).map(number)
      return (sides[0], sides[sides.count - 1])
    }
  }

  static func number(_ digits: ArraySlice<UInt8>) -> UInt32 {
    digits.reduce(0) { value, digit in
      value &* 16 &+ UInt32(digit >= UInt8(ascii: "a") ? digit - UInt8(ascii: "a") + 10 : digit - UInt8(ascii: "0"))
    }
  }
}

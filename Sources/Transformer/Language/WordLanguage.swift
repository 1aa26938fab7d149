private import CZlib

/// A language of words, compiled: what may be said in a place, phrase by phrase and word by word, with how likely it is.
///
/// A weighted automaton in two storeys. Upstairs are *contexts*, the histories of an n-gram model with back-off, whose
/// arcs carry a word or a *class* ("a product"). Downstairs each class is a graph of *nodes* whose arcs carry words.
/// Being somewhere means standing in a context, or in a node with the context that follows when its phrase ends.
///
/// All words are spelled as `TokenSpelling` reduces text, and sorted, so that the words with a common beginning are a
/// range. The whole is one block of bytes, read where it lies in a mapped file. Scores are natural logarithms of
/// probabilities. Immutable: any thread may use it.
public final class WordLanguage: @unchecked Sendable {
  static let magic: [UInt8] = Array("SHOPWORD".utf8)
  /// The version of the compiled form.
  public static let version: UInt32 = 4

  /// In `grams`, what ends a sentence; a class is `firstClass` less its number.
  static let end: Int32 = -1
  static let firstClass: Int32 = -2
  /// In the grammar, the part; its phrases' classes are numbered like the others, by themselves.
  static let part: Int32 = -1

  let storage: GGUFStorage
  /// The spellings one after the other, and where each begins (one more than there are).
  let text: UnsafeBufferPointer<UInt8>
  let spellingStart: UnsafeBufferPointer<UInt32>
  /// The word that a spelling stands for: itself, or the word it sounds like, at a price.
  let wordOfSpelling, spellingsOfOthers: UnsafeBufferPointer<Int32>
  let spellingScore: UnsafeBufferPointer<Float>
  // The graphs of the classes.
  let nodeStart: UnsafeBufferPointer<UInt32>
  let nodeEndScore: UnsafeBufferPointer<Float>
  let arcWord, arcTarget: UnsafeBufferPointer<Int32>
  let arcScore: UnsafeBufferPointer<Float>
  // The contexts. The first is the empty history, the second the beginning of a sentence.
  let contextStart: UnsafeBufferPointer<UInt32>
  let contextBackoff: UnsafeBufferPointer<Int32>
  let contextBackoffScore: UnsafeBufferPointer<Float>
  let gramSymbol, gramTarget: UnsafeBufferPointer<Int32>
  let gramScore: UnsafeBufferPointer<Float>
  /// The node in which each class begins.
  let classStart: UnsafeBufferPointer<Int32>
  // The grammar: states with their arcs, and what it costs to end there. The first is the start, the second that of the
  // part, the third goes on after an unforeseen beginning. Of arcs with equal symbols there may be several.
  let stateStart: UnsafeBufferPointer<UInt32>
  let stateSymbol, stateTarget: UnsafeBufferPointer<Int32>
  let stateScore, stateEndScore, stateLeaveScore: UnsafeBufferPointer<Float>
  // The trees of its phrases: the first nodes are the roots, one for each class. Scores are
  // those of the likeliest phrase to come. Where phrases end: what they exclude.
  let treeStart: UnsafeBufferPointer<UInt32>
  let treeWord, treeTarget: UnsafeBufferPointer<Int32>
  let treeEndStart: UnsafeBufferPointer<UInt32>
  let treeEndExcluded: UnsafeBufferPointer<UInt64>
  let treeScore, treeEndScore: UnsafeBufferPointer<Float>
  /// The words that name what the shop sells, in order.
  let nameWords: UnsafeBufferPointer<Int32>
  /// The names of the classes.
  public let classNames: [String]

  /// How many spellings there are.
  public var spellings: Int { spellingStart.count - 1 }
  /// The size in bytes.
  public var bytes: Int { storage.bytes.count }

  /// Maps the file at `path`, which `WordLanguageBuilder` made.
  public convenience init(path: String) throws(TransformerError) {
    try self.init(GGUFStorage(path: path), name: path)
  }

  /// Reads what `WordLanguageBuilder` made.
  public convenience init(_ contents: [UInt8]) throws(TransformerError) {
    try self.init(GGUFStorage(copying: contents), name: "the shop's language")
  }

  private init(_ storage: GGUFStorage, name: String) throws(TransformerError) {
    let sections = try WordLanguageSections(storage.bytes, name: name)
    self.storage = storage
    text = try sections.read(0)
    spellingStart = try sections.read(1)
    wordOfSpelling = try sections.read(2)
    spellingScore = try sections.read(3)
    spellingsOfOthers = try sections.read(4)
    nodeStart = try sections.read(5)
    nodeEndScore = try sections.read(6)
    arcWord = try sections.read(7)
    arcScore = try sections.read(8)
    arcTarget = try sections.read(9)
    contextStart = try sections.read(10)
    contextBackoff = try sections.read(11)
    contextBackoffScore = try sections.read(12)
    gramSymbol = try sections.read(13)
    gramScore = try sections.read(14)
    gramTarget = try sections.read(15)
    classStart = try sections.read(16)
    let names: UnsafeBufferPointer<UInt8> = try sections.read(17)
    // No class is no name, and not one empty name.
    classNames =
      names.isEmpty
      ? []
      : String(decoding: names, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
    stateStart = try sections.read(18)
    stateSymbol = try sections.read(19)
    stateTarget = try sections.read(20)
    stateScore = try sections.read(21)
    stateEndScore = try sections.read(22)
    stateLeaveScore = try sections.read(23)
    treeStart = try sections.read(24)
    treeWord = try sections.read(25)
    treeTarget = try sections.read(26)
    treeEndStart = try sections.read(27)
    treeEndExcluded = try sections.read(28)
    treeEndScore = try sections.read(29)
    treeScore = try sections.read(30)
    nameWords = try sections.read(31)
    guard isSound, isGrammarSound else { throw sections.damaged("its parts do not fit each other") }
  }

  /// Whether the language has a grammar.
  public var hasGrammar: Bool { stateEndScore.count > 3 }

  private func starts(_ all: UnsafeBufferPointer<UInt32>, _ count: Int) -> Bool {
    guard all.first == 0, let last = all.last, Int(last) == count else { return false }
    return zip(all, all.dropFirst()).allSatisfy { $0 <= $1 }
  }

  private func within(_ all: UnsafeBufferPointer<Int32>, _ range: Range<Int>) -> Bool {
    all.allSatisfy { range.contains(Int($0)) }
  }

  /// The same of the grammar.
  private var isGrammarSound: Bool {
    let (states, nodes) = (stateEndScore.count, treeEndStart.count - 1)
    return starts(stateStart, stateSymbol.count) && stateStart.count == states + 1 && stateLeaveScore.count == states
      && stateScore.count == stateSymbol.count && stateTarget.count == stateSymbol.count && states >= 3
      && within(stateTarget, 0..<states) && within(stateSymbol, -1 - nodes..<spellings)
      && starts(treeStart, treeWord.count) && treeStart.count == nodes + 1 && treeTarget.count == treeWord.count
      && treeScore.count == treeWord.count
      && within(treeWord, 0..<spellings) && starts(treeEndStart, treeEndExcluded.count)
      && treeEndScore.count == treeEndExcluded.count && within(nameWords, 0..<spellings)
      // Trees have no way back.
      && (0..<nodes).allSatisfy { node in
        treeTarget[Int(treeStart[node])..<Int(treeStart[node + 1])].allSatisfy { $0 > node && $0 < nodes }
      }
  }

  /// Whether every index is within what it points into, so that no lookup can leave the block.
  private var isSound: Bool {
    let (nodes, contexts) = (nodeEndScore.count, contextBackoff.count)
    return starts(spellingStart, text.count) && wordOfSpelling.count == spellings && spellingScore.count == spellings
      && within(wordOfSpelling, 0..<spellings) && within(spellingsOfOthers, 0..<spellings)
      && starts(nodeStart, arcWord.count) && nodeStart.count == nodes + 1 && arcScore.count == arcWord.count
      && arcTarget.count == arcWord.count && within(arcWord, 0..<spellings) && within(arcTarget, 0..<nodes)
      && contexts >= 2 && starts(contextStart, gramSymbol.count) && contextStart.count == contexts + 1
      && contextBackoffScore.count == contexts && gramScore.count == gramSymbol.count
      && gramTarget.count == gramSymbol.count && within(gramTarget, 0..<contexts)
      && within(gramSymbol, -1 - classStart.count..<spellings) && within(classStart, 0..<nodes)
      && classNames.count == classStart.count && spellings < 1 << 24
      // Backing off always comes to an end.
      && contextBackoff.enumerated().allSatisfy { $1 < $0 && $1 >= -1 } && contextBackoff[0] == -1
  }

  /// The text of a spelling.
  func spelling(_ index: Int32) -> String {
    String(
      decoding: text[Int(spellingStart[Int(index)])..<Int(spellingStart[Int(index) + 1])], as: UTF8.self)
  }

  /// The spellings in `range` whose byte at `depth` is `byte`; all in `range` agree in what comes before.
  func narrow(_ range: Range<Int32>, depth: Int, byte: UInt8) -> Range<Int32> {
    func first(above: Bool) -> Int32 {
      var (low, high) = (range.lowerBound, range.upperBound)
      while low < high {
        let middle = (low + high) / 2
        let at = Int(spellingStart[Int(middle)]) + depth
        let isBelow = at >= spellingStart[Int(middle) + 1] || (above ? text[at] <= byte : text[at] < byte)
        if isBelow { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let low = first(above: false)
    return low..<max(low, first(above: true))
  }

  /// The spelling in `range` that ends at `depth`, if there is one: it comes first.
  func complete(_ range: Range<Int32>, depth: Int) -> Int32? {
    guard !range.isEmpty, Int(spellingStart[Int(range.lowerBound) + 1] - spellingStart[Int(range.lowerBound)]) == depth
    else { return nil }
    return range.lowerBound
  }

  /// The spelling that is this text, if there is one.
  func find(_ word: some Collection<UInt8>) -> Int32? {
    var range = 0..<Int32(spellings)
    for (depth, byte) in word.enumerated() { range = narrow(range, depth: depth, byte: byte) }
    return complete(range, depth: word.count)
  }

  /// Whether a word is one by which the shop's things are named.
  func isName(_ word: Int32) -> Bool { Self.search(nameWords, 0..<nameWords.count, word) != nil }

  /// The arc of a node that carries `word`.
  func arc(of node: Int32, _ word: Int32) -> Int? {
    Self.search(arcWord, Int(nodeStart[Int(node)])..<Int(nodeStart[Int(node) + 1]), word)
  }

  /// The arc of a context that carries `symbol`.
  func gram(of context: Int32, _ symbol: Int32) -> Int? {
    Self.search(gramSymbol, Int(contextStart[Int(context)])..<Int(contextStart[Int(context) + 1]), symbol)
  }

  private static func search(_ sorted: UnsafeBufferPointer<Int32>, _ range: Range<Int>, _ value: Int32) -> Int? {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < range.upperBound && sorted[low] == value ? low : nil
  }
}

/// The parts of a compiled language: a header, a table of where each part is, a checksum over all that follows it.
struct WordLanguageSections {
  static let count = 32
  /// Magic, version, checksum, then offset and bytes of each part.
  static let header = 16 + count * 16

  private let bytes: UnsafeRawBufferPointer
  private let name: String

  init(_ bytes: UnsafeRawBufferPointer, name: String) throws(TransformerError) {
    self.bytes = bytes
    self.name = name
    guard bytes.count >= Self.header, bytes.prefix(8).elementsEqual(WordLanguage.magic) else {
      throw damaged("it is no compiled language")
    }
    let version = bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    guard version == WordLanguage.version else { throw damaged("it was made by another version") }
    guard Self.checksum(bytes[16...]) == bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self) else {
      throw damaged("its checksum does not match")
    }
  }

  func damaged(_ reason: String) -> TransformerError {
    .invalid(file: name, place: "the whole", reason: reason, remedy: "delete the file; it is made again")
  }

  func read<Value: BitwiseCopyable>(_ index: Int) throws(TransformerError) -> UnsafeBufferPointer<Value> {
    let offset = bytes.loadUnaligned(fromByteOffset: 16 + index * 16, as: UInt64.self)
    let size = bytes.loadUnaligned(fromByteOffset: 24 + index * 16, as: UInt64.self)
    guard offset % 16 == 0, offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset,
      size % UInt64(MemoryLayout<Value>.stride) == 0
    else { throw damaged("part \(index) is not within it") }
    return UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset + size)]).bindMemory(to: Value.self)
  }

  static func checksum(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt32 {
    let buffer = UnsafeRawBufferPointer(rebasing: bytes)
    return UInt32(
      truncatingIfNeeded: crc32_z(0, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count))
  }

  /// The bytes of a language with these parts.
  static func write(_ parts: [[UInt8]]) -> [UInt8] {
    var table: [UInt8] = []
    var body: [UInt8] = []
    for part in parts {
      body += [UInt8](repeating: 0, count: (16 - (header + body.count) % 16) % 16)
      for value in [UInt64(header + body.count), UInt64(part.count)] {
        withUnsafeBytes(of: value.littleEndian) { table += $0 }
      }
      body += part
    }
    let rest = table + body
    let sum = rest.withUnsafeBytes { checksum($0[...]) }
    var all = WordLanguage.magic
    for value in [WordLanguage.version, sum] { withUnsafeBytes(of: value.littleEndian) { all += $0 } }
    return all + rest
  }
}

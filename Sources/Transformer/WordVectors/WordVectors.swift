/// Sentences to vectors by word vectors (Word2Vec, GloVe): the weighted mean of the words' vectors, length 1.
///
/// A tenth of a sentence encoder's memory and a hundredth of its time, for the smallest devices; it knows words, not
/// their order. Frequent words weigh less, a / (a + p) with the word's probability p ("A Simple but Tough-to-Beat
/// Baseline for Sentence Embeddings", Arora et al. 2017); p is taken from the word's rank by Zipf's law.
public final class WordVectors: TextEncoder, @unchecked Sendable {
  /// `general.architecture` of such a model file.
  public static let architecture = "word_vectors"

  public let dimension: Int
  public let identity: String
  /// How many words are known.
  public var words: Int { vocabulary.count }

  // What the pointers below lie in; nothing of it changes, so any thread may read.
  private let file: GGUFFile
  private let vocabulary: GGUFStrings
  private let rows: [Int32]
  private let values: UnsafeBufferPointer<Int8>
  private let scales: UnsafeBufferPointer<Float>
  private let harmonic: Float

  /// The weight's a.
  private static let smoothing: Float = 1e-3

  /// Opens the model file at `path`.
  public convenience init(path: String) throws(TransformerError) { try self.init(file: GGUFFile(path: path)) }

  /// Reads a model file that is open.
  public init(file: GGUFFile) throws(TransformerError) {
    guard try file.string("general.architecture") == Self.architecture else {
      throw file.invalid("key 'general.architecture'", "is not '\(Self.architecture)'")
    }
    self.file = file
    dimension = try file.int("word_vectors.embedding_length", in: 2...WordVectorText.mostColumns)
    vocabulary = try file.byteStrings("tokenizer.ggml.tokens")
    let order = try file.ints("word_vectors.rows")
    guard order.count == vocabulary.count, !order.isEmpty, order.allSatisfy(order.indices.contains) else {
      throw file.invalid("key 'word_vectors.rows'", "does not give a row to each of \(vocabulary.count) words")
    }
    rows = order.map { Int32($0) }
    (values, scales) = try file.int8("word_vectors.weight", shape: [order.count, dimension])
    // The sum of 1/rank over all ranks.
    harmonic = (1...order.count).reduce(Float(0)) { $0 + 1 / Float($1) }
    let sum = try file.int("shoptalk.checksum.header")
    identity = try file.string("general.name") + "/" + String(sum, radix: 16) + "/words"
  }

  public func encode(_ text: String) throws(TransformerError) -> [Float] {
    var sum = [Float](repeating: 0, count: dimension)
    for word in Self.words(of: text) {
      guard let row = row(of: word) else { continue }
      let probability = 1 / (Float(row + 1) * harmonic)
      let weight = Self.smoothing / (Self.smoothing + probability) * scales[row]
      for i in 0..<dimension { sum[i] += weight * Float(values[row * dimension + i]) }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 && length.isFinite ? sum.map { $0 / length } : [Float](repeating: 0, count: dimension)
  }

  /// Runs of letters and digits; an apostrophe within a word stays.
  static func words(of text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber || $0 == "'") }.map(String.init).filter { $0 != "'" }
  }

  /// The row of a word as it stands, in small letters, capitalised, or without the ending of a plural or possessive.
  private func row(of word: String) -> Int? {
    if let row = find(word) { return row }
    let small = word.lowercased()
    if let row = find(small) ?? find(small.prefix(1).uppercased() + small.dropFirst()) { return row }
    for (ending, stem) in [("'s", ""), ("ies", "y"), ("es", ""), ("s", "")] where small.hasSuffix(ending) {
      if small.count > ending.count + 1, let row = find(small.dropLast(ending.count) + stem) { return row }
    }
    return nil
  }

  private func find(_ word: some StringProtocol) -> Int? {
    let wanted = Array(word.utf8)
    var (low, high) = (0, vocabulary.count)
    while low < high {
      let middle = (low + high) / 2
      if vocabulary[middle].lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low < vocabulary.count && vocabulary[low].elementsEqual(wanted) ? Int(rows[low]) : nil
  }

  /// Symmetric int8 with one scale. Returns the scale.
  static func quantise(_ row: [Float], into quantised: inout [Int8]) -> Float {
    let most = row.reduce(0) { max($0, abs($1)) }
    // What is not finite, or next to nothing, says nothing.
    guard row.allSatisfy(\.isFinite), most > 1e-30 else {
      for i in row.indices { quantised[i] = 0 }
      return 0
    }
    for i in row.indices { quantised[i] = Int8((row[i] * (127 / most)).rounded()) }
    return most / 127
  }
}

/// What was made of a file of word vectors.
public struct WordVectorReport: Sendable, Equatable {
  /// Words that were kept, and the length of each vector.
  public let words: Int, dimension: Int
  /// Words that were left out: doubles, and those behind the most that were wanted.
  public let leftOut: Int

  package init(words: Int, dimension: Int, leftOut: Int) {
    self.words = words
    self.dimension = dimension
    self.leftOut = leftOut
  }
}

/// Turns word vectors in text into a model file: int8 with a scale per word, most frequent word first as in the text.
///
/// The mean and the strongest common directions are taken out first ("All-but-the-Top", Mu and Viswanath 2018): they
/// say nothing of meaning, and make all sentences alike.
public enum WordVectorImport {
  /// Words from which the common directions are found; the most frequent ones matter most.
  private static let sample = 20_000

  /// - Parameters:
  ///   - source: a text file in the format of Word2Vec or GloVe.
  ///   - path: the model file to write.
  ///   - most: how many words are kept, from the top.
  public static func run(
    from source: String, to path: String, most: Int = 200_000, progress: (Int) -> Void = { _ in }
  ) throws(TransformerError) -> WordVectorReport {
    var common = CommonDirections()
    var words: [[UInt8]] = []
    var known: Set<[UInt8]> = []
    var leftOut = 0
    var text = try WordVectorText(path: source)
    let columns = text.columns
    var row = [Float](repeating: 0, count: columns)
    while let word = try text.next(into: &row) {
      if words.count >= most || !known.insert(word).inserted {
        leftOut += 1
        continue
      }
      if words.count < sample { common.add(row) }
      words.append(word)
      if words.count % 10_000 == 0 { progress(words.count) }
    }
    guard !words.isEmpty else {
      throw .invalid(
        file: source, place: "line 1", reason: "holds no word vector",
        remedy: "give word vectors as text, a word and its numbers on each line")
    }
    common.find()
    known = []

    let order = words.indices.sorted { words[$0].lexicographicallyPrecedes(words[$1]) }
    let writer = GGUFWriter(
      path: path, architecture: WordVectors.architecture,
      tensors: [
        .init(name: "word_vectors.weight", shape: [words.count, columns], type: .int8),
        .init(name: "word_vectors.weight_scale", shape: [words.count], type: .float32),
      ])
    let name = source.split(separator: "/").last.map(String.init) ?? source
    writer.add("general.name", name)
    writer.add("word_vectors.embedding_length", columns)
    writer.add("word_vectors.rows", order.map { Int32(clamping: $0) })
    writer.add("tokenizer.ggml.tokens", order.map { words[$0] })
    try writer.begin()

    let wanted = words
    var again = try WordVectorText(path: source)
    var scales: [Float] = []
    var quantised = [Int8](repeating: 0, count: columns)
    while scales.count < wanted.count, let word = try again.next(into: &row) {
      // The same word in the same place, or a double that was left out.
      guard word == wanted[scales.count] else { continue }
      common.remove(from: &row)
      scales.append(WordVectors.quantise(row, into: &quantised))
      try quantised.withUnsafeBufferPointer { buffer throws(TransformerError) in
        try writer.append(UnsafeRawBufferPointer(buffer))
      }
    }
    guard scales.count == wanted.count else {
      throw .unreadable(file: source, reason: "it changed while it was read")
    }
    try scales.withUnsafeBufferPointer { buffer throws(TransformerError) in
      try writer.append(UnsafeRawBufferPointer(buffer))
    }
    try writer.finish()
    return WordVectorReport(words: wanted.count, dimension: columns, leftOut: leftOut)
  }
}

import Foundation
import TestSupport
import Testing
import Transformer

@Suite("Word vectors in the formats of Word2Vec and GloVe")
final class WordVectorTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("words-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func imported(_ text: String, most: Int = 1000) throws -> (WordVectors, WordVectorReport) {
    let source = folder.appendingPathComponent("\(UUID().uuidString).txt")
    try Data(text.utf8).write(to: source)
    let report = try WordVectorImport.run(from: source.path, to: source.path + ".gguf", most: most)
    return (try WordVectors(path: source.path + ".gguf"), report)
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  /// Fruit points one way, tools another; what all share (the last number) is to be taken out.
  private static let rows = """
    the 0.1 0.1 0.0 5
    apple 1.0 0.1 0.1 5
    pear 0.9 0.2 -0.1 5
    plum 1.1 0.0 0.2 5
    hammer -0.1 1.0 0.1 5
    saw 0.1 1.1 -0.2 5
    screwdriver 0.0 0.9 0.1 5

    """

  @Test("reads GloVe's text and Word2Vec's, with its header, alike", arguments: ["", "7 4\n"])
  func formats(_ header: String) throws {
    let (vectors, report) = try imported(header + Self.rows)
    #expect(report == WordVectorReport(words: 7, dimension: 4, leftOut: 0))
    #expect(vectors.words == 7 && vectors.dimension == 4)
    let (apple, pear, hammer) = try (vectors.encode("apple"), vectors.encode("pear"), vectors.encode("hammer"))
    #expect(cosine(apple, pear) > 0.5)
    #expect(cosine(apple, hammer) < 0, "without the common direction, unlike things are unlike")
    #expect(abs(cosine(apple, apple) - 1) < 1e-5)
  }

  @Test("a sentence is the weighted mean of its words, whatever their case, order and ending")
  func sentences() throws {
    let (vectors, _) = try imported(Self.rows)
    let wanted = try vectors.encode("the apple and the pear")
    #expect(cosine(wanted, try vectors.encode("Pears! The, THE apples…")) > 0.999)
    #expect(cosine(wanted, try vectors.encode("plum")) > cosine(wanted, try vectors.encode("saw")))
    #expect(try vectors.encode("nothing known here").allSatisfy { $0 == 0 })
    #expect(try vectors.encode("").allSatisfy { $0 == 0 })
  }

  @Test("keeps the first of doubles, and as many words as are wanted")
  func limits() throws {
    let (vectors, report) = try imported(Self.rows + "apple 0 0 9 9\nnail 0 1 0 5\n", most: 7)
    #expect(report == WordVectorReport(words: 7, dimension: 4, leftOut: 2))
    #expect(try vectors.encode("nail").allSatisfy { $0 == 0 })
    #expect(cosine(try vectors.encode("apple"), try vectors.encode("plum")) > 0.5)
  }

  @Test("a word may hold spaces, lines may end as on Windows")
  func oddRows() throws {
    let (vectors, report) = try imported("a 1 0 0\r\n. . . 0 1 0\r\nb 0 0 1\r\nc 1 1 0")
    #expect(report.words == 4 && report.dimension == 3)
    #expect(try vectors.encode("c").contains { $0 != 0 })
  }

  @Test(
    "says which line is wrong",
    arguments: [
      ("a 1 2 3\nb 1 2\n", "line 2"), ("a 1 2 3\nb 1 x 3\n", "line 2"), ("a 1 2 3\n\nb 1 nan 3\n", "line 3"),
      ("a 1 2 3\n1 2 3\n", "line 2"), ("word\n", "line 1"), ("3 99999\na 1 2\n", "line 1"), ("5 3\n", "line 1"),
    ])
  func damaged(_ text: String, _ place: String) throws {
    let source = folder.appendingPathComponent("damaged.txt")
    try Data(text.utf8).write(to: source)
    let error = #expect(throws: TransformerError.self) {
      try WordVectorImport.run(from: source.path, to: source.path + ".gguf")
    }
    #expect("\(try #require(error))".contains("damaged.txt: \(place)"), "\(String(describing: error))")
    #expect(!FileManager.default.fileExists(atPath: source.path + ".gguf"))
  }

  @Test("a folder, an empty file and a missing one are told apart")
  func unreadable() throws {
    let empty = folder.appendingPathComponent("empty.txt")
    try Data().write(to: empty)
    for path in [folder.path, empty.path, folder.path + "/none.txt"] {
      #expect(throws: TransformerError.self) { try WordVectorImport.run(from: path, to: folder.path + "/out.gguf") }
    }
  }

  @Test("Hostile text and model files are refused or read, never a trap")
  func hostile() throws {
    let source = folder.appendingPathComponent("seed.txt")
    try Data(Self.rows.utf8).write(to: source)
    let model = folder.appendingPathComponent("seed.gguf")
    _ = try WordVectorImport.run(from: source.path, to: model.path)
    let (text, file) = (try Data(contentsOf: source), try Data(contentsOf: model))
    var texts = Mutator(
      seed: 31, corpus: [[UInt8](text)], dictionary: ["nan", "1e999", "-", "\r\n", "7 4"].map { [UInt8]($0.utf8) })
    var models = Mutator(seed: 32, corpus: [[UInt8](file)])
    let place = folder.appendingPathComponent("mutant")
    for _ in 0..<300 {
      try Data(texts.next()).write(to: place)
      if (try? WordVectorImport.run(from: place.path, to: place.path + ".gguf")) != nil {
        #expect(try WordVectors(path: place.path + ".gguf").encode("apple saw").contains { !$0.isFinite } == false)
      }
      try Data(models.next()).write(to: place)
      if let file = try? GGUFFile(path: place.path, verify: false), let vectors = try? WordVectors(file: file) {
        #expect(try vectors.encode("apple saw the").count == vectors.dimension)
      }
    }
  }
}

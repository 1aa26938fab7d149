import CZlib
import Testing
import Transformer

@Suite struct WordPieceTests {
  private let tokenizer: WordPieceTokenizer?

  init() throws { tokenizer = try Goldens.miniLM.map { try WordPieceTokenizer(file: $0) } }

  private func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count)) }

  @Test func equalsTheReference() throws {
    guard let tokenizer else { return }
    var count = 0
    for line in try Goldens.lines.get() {
      guard let text = line.text, let wordpiece = line.wordpiece else { continue }
      #expect(tokenizer.encode(text, limit: 256) == wordpiece, "\(text.debugDescription)")
      count += 1
    }
    #expect(count == 10_000)
  }

  /// More telling than ids, most of which are [UNK] for rare scripts.
  @Test func cutsWordsAsTheReference() throws {
    guard let tokenizer else { return }
    for line in try Goldens.lines.get() {
      guard let text = line.text, let wanted = line.words else { continue }
      let words = tokenizer.words(of: text)
      // Longer words are not kept whole.
      guard words.allSatisfy({ $0.unicodeScalars.count < 100 }) else { continue }
      #expect(checksum(words.flatMap { Array($0.utf8) + [0x1F] }) == wanted, "\(text.debugDescription)")
    }
  }

  @Test func normalizesEveryCharacterAsTheReference() throws {
    guard let tokenizer, let wanted = try Goldens.lines.get().first?.characters else { return }
    var bytes: [UInt8] = []
    for code in 0...0x10FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(code) else { continue }
      for result in tokenizer.normalized(scalar) {
        bytes += Unicode.Scalar(result).map { Array(String($0).utf8) } ?? []
      }
      bytes.append(0x1F)
    }
    #expect(checksum(bytes) == wanted)
  }

  @Test func stopsAtTheLimit() throws {
    guard let tokenizer else { return }
    let text = String(repeating: "oat milk, ", count: 100_000)
    let ids = tokenizer.encode(text, limit: 16)
    #expect(ids.count == 16)
    #expect(ids.first == 101 && ids.last == 102)
    #expect(tokenizer.encode(text, limit: 0) == [101, 102])
    #expect(tokenizer.encode("[SEP] [SEP] [SEP]", limit: 3) == [101, 102, 102])
  }
}

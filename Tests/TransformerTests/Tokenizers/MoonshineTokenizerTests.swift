import TestSupport
import Testing
import Transformer

@Suite struct MoonshineTokenizerTests {
  private let tokenizer: MoonshineTokenizer?

  init() throws { tokenizer = try Goldens.moonshine.map { try MoonshineTokenizer(file: $0) } }

  @Test func encodesAsTheReference() throws {
    guard let tokenizer else { return }
    var count = 0
    for line in try Goldens.lines.get() {
      guard let text = line.text, let ids = line.moonshine else { continue }
      #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
      #expect(Array(tokenizer.decode(ids).utf8) == Array((line.decoded ?? text).utf8), "\(text.debugDescription)")
      count += 1
    }
    #expect(count == 10_000)
  }

  @Test func decodesAnySequenceAsTheReference() throws {
    guard let tokenizer else { return }
    var count = 0
    for line in try Goldens.lines.get() {
      guard let ids = line.ids, let text = line.decoded else { continue }
      #expect(Array(tokenizer.decode(ids).utf8) == Array(text.utf8), "\(ids)")
      count += 1
    }
    #expect(count == 1000)
  }

  @Test func knowsItsTokens() throws {
    guard let tokenizer else { return }
    #expect(tokenizer.vocabularySize == 32768)
    #expect(tokenizer.startToken == 1 && tokenizer.endToken == 2)
    #expect(tokenizer.isSpecial(2) && tokenizer.isSpecial(32767) && !tokenizer.isSpecial(300))
    #expect(tokenizer.decode([-1, 40000, .max]).isEmpty)
    #expect(tokenizer.piece(-1).isEmpty)
  }

  @Test func encodesLongTextsInReasonableTime() throws {
    guard let tokenizer else { return }
    #expect(tokenizer.decode(tokenizer.encode(String(repeating: "a", count: 20_000))).count == 20_000)
  }
}

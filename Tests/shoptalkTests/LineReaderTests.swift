import Foundation
import Session
import Testing
import shoptalk

@Suite("Question files: lines")
struct LineReaderTests {
  private func lines(_ bytes: [UInt8]) throws -> [String] {
    let scratch = try Scratch()
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path("f")))
    var reader = try LineReader(path: scratch.path("f"))
    var lines: [String] = []
    while let line = try reader.line() {
      switch line {
      case .text(let bytes): lines.append(String(decoding: bytes, as: UTF8.self))
      case .tooLong: lines.append("TOO LONG")
      }
    }
    return lines
  }

  @Test("the mark at the start, carriage returns and a missing last newline are no part of the text") func endings()
    throws
  {
    #expect(try lines([0xEF, 0xBB, 0xBF] + Array("a\r\n\r\nb".utf8)) == ["a", "", "b"])
    #expect(try lines([]) == [])
    #expect(try lines(Array("\n".utf8)) == [""])
  }

  @Test("a line beyond the limit is skipped, and the next one is read") func long() throws {
    let long = [UInt8](repeating: 97, count: LineReader.longestLine + 1)
    var text = Array("a\n".utf8)
    text += long
    text += Array("\nb".utf8)
    #expect(try lines(text) == ["a", "TOO LONG", "b"])
    #expect(try lines(long) == ["TOO LONG"])
    #expect(try lines(Array(long.dropLast()))[0].utf8.count == LineReader.longestLine)
  }

  @Test("a missing file is named") func missing() {
    let error = #expect(throws: Failure.self) { _ = try LineReader(path: "/nowhere/questions.jsonl") }
    #expect(error?.status == .data)
    #expect(error?.message.contains("/nowhere/questions.jsonl") == true)
  }
}

import Foundation
import TestSupport
import Testing
import shoptalk

@Suite("Question files: damaged ones")
struct HostileQuestionTests {
  @Test("every damaged line is either read or refused with a reason") func lines() throws {
    let corpus = [
      #"{"id":"grocery-d001","shop":"grocery","turns":[{"q":"how much","expect":{"x":[1,-2.5e3,null]}}],"kind":"p"}"#,
      #"{"id":17,"turns":[{"wav":"a.wav"},{"q":"caf\u00e9 \ud83d\ude00 \"\\/\b\f\n"}],"ok":[true,false,{}]}"#,
    ].map { Array($0.utf8) }
    let words = ["\"", "\\u", "\\ud800", "{", "[", "]}", ":", ",", "1e9", "null", "\"turns\":", "\u{FEFF}"]
    let result = Fuzzing.run("questions", corpus: corpus, dictionary: words.map { Array($0.utf8) }) { bytes in
      do throws(BatchError) {
        let entry = try BatchEntry(line: bytes)
        #expect(entry.turns.count <= BatchEntry.mostTurns)
      } catch {
        #expect(!error.description.isEmpty && error.description.utf8.count < 1000)
        throw error
      }
    }
    #expect(result.accepted > 0 && result.refused > 0)
  }

  @Test("what the parser takes, Foundation's takes too, and reads alike") func agrees() throws {
    let corpus = [#"{"id":"a\u00e9\n","turns":[{"q":"x y","n":[0,-1.5e+3,true,null,{}]}]}"#].map { Array($0.utf8) }
    Fuzzing.run("questions, against Foundation", corpus: corpus, dictionary: [Array("\\u12".utf8)]) { bytes in
      let entry = try BatchEntry(line: bytes)
      let object = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
      #expect((object?["turns"] as? [Any])?.count == entry.turns.count, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test("a file of any bytes is read to its end in lines") func files() throws {
    let scratch = try Scratch()
    let corpus = ["\u{FEFF}{\"id\":1,\"turns\":[]}\r\n\n{\"id\":2}\r\n"].map { Array($0.utf8) }
    let path = scratch.path("q.jsonl")
    Fuzzing.run("question files", corpus: corpus, dictionary: [[0x0A], [0x0D, 0x0A], [0]], usual: 500) { bytes in
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      var reader = try LineReader(path: path)
      var count = 0
      while try reader.line() != nil { count += 1 }
      #expect(count == bytes.count { $0 == 0x0A } + (bytes.last.map { $0 == 0x0A ? 0 : 1 } ?? 0))
    }
  }
}

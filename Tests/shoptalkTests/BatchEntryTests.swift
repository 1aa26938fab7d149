import Testing
import shoptalk

@Suite("Question files: one line")
struct BatchEntryTests {
  private func entry(_ line: String) throws -> BatchEntry { try BatchEntry(line: Array(line.utf8)) }

  @Test("a dialogue with text and recordings is read, and keys that mean nothing here are left alone")
  func dialogue() throws {
    let entry = try entry(
      #"{"id":"a","shop":"grocery","turns":[{"q":"how much","expect":{"x":[1,null]}},{"wav":"b.wav"}],"kind":"price"}"#)
    #expect(entry.id == .string("a"))
    #expect(entry.shop == "grocery")
    #expect(entry.turns == [.text("how much"), .recording("b.wav")])
  }

  @Test("a turn with both is heard") func both() throws {
    #expect(try entry(#"{"id":"a","turns":[{"q":"x","wav":"b.wav"}]}"#).turns == [.recording("b.wav")])
  }

  @Test("a number as a name stays a number") func numbers() throws {
    #expect(try entry(#"{"id":17,"turns":[]}"#).id == .integer(17))
  }

  @Test(
    "what is wrong is said with its place",
    arguments: [
      (#"{"turns":[]}"#, "\"id\""), (#"{"id":"a"}"#, "\"turns\""), (#"{"id":"a","turns":{}}"#, "turns"),
      (#"{"id":"a","turns":[{}]}"#, "turns[0]"), (#"{"id":"a","turns":[{"q":"x"},{"q":7}]}"#, "turns[1].q"),
      (#"{"id":["a"],"turns":[]}"#, "id"), (#"{"id":1e999,"turns":[]}"#, "id"), (#"[]"#, "no object"), ("", "column 1"),
      (#"{"id":"a","turns":[{"q":"x"}]"#, "column 30"), (#"{"id":"é","turns":"#, "column 19"), ("nonsense", "column 1"),
      (#"{"id":"a","turns":[],}"#, "column 22"), (#"{"id":"\ud800","turns":[]}"#, "surrogate"),
      (#"{"id":01}"#, "column 8"),
      (#"{"id":"a","turns":[]} x"#, "column 23"), (#"{"id":"a"#, "does not end"), ("\u{0}", "column 1"),
    ])
  func wrong(line: String, expected: String) {
    let error = #expect(throws: BatchError.self) { try entry(line) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("depth, length and number are bounded") func bounded() {
    for line in [
      String(repeating: "[", count: 500_000), String(repeating: #"{"id":"#, count: 100_000),
      #"{"id":"a","turns":[\#(String(repeating: #"{"q":""},"#, count: 1001)){"q":""}]}"#,
      #"{"id":1e999,"turns":[]}"#,
    ] {
      #expect(throws: BatchError.self) { try entry(line) }
    }
  }

  @Test("bytes that are no text are refused") func encoding() {
    var line = Array(#"{"id":"a","turns":[{"q":""#.utf8)
    line += [0xFF, 0xC0] as [UInt8]
    line += Array(#""}]}"#.utf8)
    #expect(throws: BatchError("is not UTF-8")) { try BatchEntry(line: line) }
  }
}

import Shop
import Testing

@Suite struct CSVReaderTests {
  private func rows(_ text: String, delimiter: UInt8? = nil) throws -> (rows: [[String]], lines: [Int], issues: [Int]) {
    try rows(Array(text.utf8), delimiter: delimiter)
  }

  private func rows(_ bytes: [UInt8], delimiter: UInt8? = nil) throws -> (
    rows: [[String]], lines: [Int], issues: [Int]
  ) {
    var probe = MemorySource(bytes)
    let encoding = try TextEncoding.detect(&probe)
    var reader = CSVReader(UTF8Source(MemorySource(bytes), encoding: encoding), file: "t.csv", delimiter: delimiter)
    var rows: [[String]] = []
    var lines: [Int] = []
    var issues: [Int] = []
    while let record = try reader.next({ line, _ in issues.append(line) }) {
      rows.append((0..<record.count).map(record.text))
      lines.append(record.line)
    }
    return (rows, lines, issues)
  }

  @Test(arguments: ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2", "\u{FEFF}a,b\n\n1,2\n\n", "\n\na,b\n1,2"])
  func takesAnyLineEnding(text: String) throws {
    #expect(try rows(text).rows == [["a", "b"], ["1", "2"]])
  }

  @Test(arguments: [";", "\t", "|", ","]) func findsTheDelimiter(delimiter: String) throws {
    let text = "a\(delimiter)\"x\(delimiter)y,z;\"\(delimiter)c\n1\(delimiter)2\(delimiter)3"
    #expect(try rows(text).rows == [["a", "x\(delimiter)y,z;", "c"], ["1", "2", "3"]])
  }

  @Test func obeysExcelsSeparatorLine() throws {
    #expect(try rows("sep=;\r\na;b,c\r\n1;2").rows == [["a", "b,c"], ["1", "2"]])
    #expect(try rows("sep=;\r\na;b\r\n1;2").lines == [2, 3])
  }

  @Test func readsQuotedFields() throws {
    let found = try rows("a,b\n\"line one\r\nline two\",\"say \"\"hi\"\"\"\nx,5\" pipe\n\"q\"tail , y \n")
    #expect(found.rows == [["a", "b"], ["line one\nline two", "say \"hi\""], ["x", "5\" pipe"], ["qtail", "y"]])
    #expect(found.lines == [1, 2, 4, 5])
  }

  @Test func knowsTheLineOfAField() throws {
    var reader = CSVReader(MemorySource(Array("a,b,c\n\"1\n2\n3\",x,\"y\nz\"".utf8)), file: "t.csv")
    _ = try reader.next { _, _ in }
    let record = try #require(try reader.next { _, _ in })
    #expect((0..<3).map(record.line(of:)) == [2, 4, 4])
  }

  @Test func aLostQuoteCostsItsOwnLineOnly() throws {
    let found = try rows("a,b\n1,\"oops\n2,ok\n3,ok\n")
    #expect(found.issues == [2])
    #expect(found.rows.suffix(2) == [["2", "ok"], ["3", "ok"]])
    #expect(found.lines == [1, 2, 3, 4])
  }

  @Test func manyLostQuotesAreRefused() {
    let text = "a,b\n" + (1...40).map { "\($0),\"x\"\"\n" }.joined()
    let error = failure { _ = try rows(text + "\"") }
    #expect(error?.description.contains("quotes") == true || error == nil)
  }

  @Test func refusesEndlessRows() {
    let error = failure { _ = try rows("a,b\n" + String(repeating: "x,", count: 5000)) }
    #expect(error?.description.hasPrefix("t.csv:2: one row is longer") == true)
  }

  @Test func readsOtherEncodings() throws {
    let text = "naïve,b\ncrème,😀\n"
    let little: [UInt8] = text.utf16.reduce(into: [0xFF, 0xFE]) { $0 += [UInt8($1 & 255), UInt8($1 >> 8)] }
    let big: [UInt8] = text.utf16.reduce(into: [0xFE, 0xFF]) { $0 += [UInt8($1 >> 8), UInt8($1 & 255)] }
    #expect(try rows(little).rows == [["naïve", "b"], ["crème", "😀"]])
    #expect(try rows(big).rows == [["naïve", "b"], ["crème", "😀"]])
    var windows = Array("a,b\ncr".utf8)
    windows.append(0xE8)
    windows += Array("me,".utf8)
    windows.append(0x80)
    windows += Array("5\n".utf8)
    #expect(try rows(windows).rows == [["a", "b"], ["crème", "€5"]])
  }

  @Test func keepsUTF8ThatHasOneBadByte() throws {
    let bytes: [UInt8] = Array("a\ncrème brûlée\nx".utf8) + [0xE8, 0x0A]
    #expect(try rows(bytes).rows[1] == ["crème brûlée"])
  }
}

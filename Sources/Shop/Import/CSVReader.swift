/// Reads delimiter-separated text record by record, in memory that one record bounds, and knows the line of each.
///
/// SwiftCSV and its like hold the whole file as strings and give no line numbers; a catalogue of a hundred thousand
/// rows on a 512 MB machine, and errors that a merchant can find, need both, hence a reader of our own.
///
/// RFC 4180 plus what spreadsheets and shops really write: any line ending, a byte order mark (see `TextEncoding`),
/// `;`, tab or `|` instead of the comma, Excel's `sep=;` line, blank lines, quotes inside an unquoted field
/// (`5" pipe`), text after a closing quote, a last line without an ending. A quote that never closes costs its own
/// line only.
package struct CSVReader {
  /// Larger records are refused: no shop has one, and a lost quote would otherwise swallow the file.
  package static let recordLimit = 4 << 20
  static let fieldLimit = 2048
  /// After so many quotes that never close the file is taken for something else.
  static let recoveryLimit = 8

  private var source: any ByteSource
  let file: String
  private var chunk: [UInt8] = []
  private var at = 0
  private var line = 1
  package private(set) var delimiter: UInt8?
  private var recoveries = 0
  private var begun = false

  /// `delimiter`: nil to find it out from the first line.
  package init(_ source: any ByteSource, file: String, delimiter: UInt8? = nil) {
    self.source = source
    self.file = file
    self.delimiter = delimiter
  }

  /// The next record with anything in it, or nil at the end. `issue` is told of damage that was passed over.
  package mutating func next(_ issue: (_ line: Int, _ message: String) -> Void) throws(ShopError) -> CSVRecord? {
    if !begun {
      begun = true
      try sniff()
    }
    while let record = try read(issue) {
      if !record.isBlank { return record }
    }
    return nil
  }

  private mutating func read(_ issue: (Int, String) -> Void) throws(ShopError) -> CSVRecord? {
    let separator = delimiter ?? UInt8(ascii: ",")
    var record = CSVRecord(line: line)
    // The record as it stands in the file, for a second reading should a quote not close.
    var raw: [UInt8] = []
    var state = State.fieldStart
    while true {
      guard let byte = try peek() else {
        if state == .quoted {
          record = try recover(raw, from: record.line, separator, issue)
          return record
        }
        if state == .fieldStart && record.bytes.isEmpty && record.ends.isEmpty { return nil }
        record.endField()
        return record
      }
      at += 1
      raw.append(byte)
      if raw.count > Self.recordLimit || record.ends.count > Self.fieldLimit {
        guard state == .quoted || record.sawQuote else {
          throw .invalid(
            file: file, line: record.line, column: nil, reason: "one row is longer than any product can be",
            remedy: "check that this is a CSV file with one product variant a row")
        }
        return try recover(raw, from: record.line, separator, issue)
      }
      let isNewline = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
      if isNewline {
        line += 1
        if byte == UInt8(ascii: "\r"), try peek() == UInt8(ascii: "\n") {
          at += 1
          raw.append(UInt8(ascii: "\n"))
        }
      }
      switch state {
      case .quoted:
        if byte == UInt8(ascii: "\"") {
          state = .quoteInQuoted
        } else {
          record.bytes.append(isNewline ? UInt8(ascii: "\n") : byte)
        }
        continue
      case .quoteInQuoted where byte == UInt8(ascii: "\""):
        record.bytes.append(byte)
        state = .quoted
        continue
      case .fieldStart where byte == UInt8(ascii: "\""):
        record.sawQuote = true
        state = .quoted
        continue
      default: break
      }
      if isNewline {
        record.endField()
        return record
      }
      if byte == separator {
        record.endField(nextLine: line)
        state = .fieldStart
      } else {
        // A blank before an opening quote is taken as not there.
        if state == .fieldStart && byte == UInt8(ascii: " ") && record.fieldIsEmpty { continue }
        record.bytes.append(byte)
        state = .plain
      }
    }
  }

  private enum State { case fieldStart, plain, quoted, quoteInQuoted }

  /// Reads the first line of a record whose quote never closes as if quotes meant nothing, and puts the rest back.
  private mutating func recover(
    _ raw: [UInt8], from first: Int, _ separator: UInt8, _ issue: (Int, String) -> Void
  ) throws(ShopError) -> CSVRecord {
    recoveries += 1
    guard recoveries <= Self.recoveryLimit else {
      throw .invalid(
        file: file, line: first, column: nil, reason: "too many quotes (\") that never close",
        remedy: "export the file again, or double each quote inside a quoted field")
    }
    issue(first, "a quote (\") opens here and never closes")
    var record = CSVRecord(line: first)
    record.isDamaged = true
    var end = 0
    while end < raw.count, raw[end] != UInt8(ascii: "\n"), raw[end] != UInt8(ascii: "\r") {
      if raw[end] == separator { record.endField() } else { record.bytes.append(raw[end]) }
      end += 1
    }
    record.endField()
    if end < raw.count {
      end += raw[end] == UInt8(ascii: "\r") && end + 1 < raw.count && raw[end + 1] == UInt8(ascii: "\n") ? 2 : 1
    }
    chunk = Array(raw[end...]) + chunk[at...]
    at = 0
    line = first + 1
    return record
  }

  private mutating func peek() throws(ShopError) -> UInt8? {
    if at < chunk.count { return chunk[at] }
    chunk = try source.next()
    at = 0
    return chunk.first
  }

  /// Finds the delimiter from the first line with anything in it: the candidate seen most often outside quotes.
  private mutating func sniff() throws(ShopError) {
    var head: [UInt8] = []
    while head.count < FileSource.chunk {
      let more = try source.next()
      if more.isEmpty { break }
      head += more
      if head.contains(UInt8(ascii: "\n")) && head.count > 4096 { break }
    }
    chunk = head
    at = 0
    if head.starts(with: Array("sep=".utf8)), head.count > 5 {
      delimiter = head[4]
      at = 5
      if at < head.count, head[at] == UInt8(ascii: "\r") { at += 1 }
      if at < head.count, head[at] == UInt8(ascii: "\n") { at += 1 }
      line = 2
      return
    }
    guard delimiter == nil else { return }
    let candidates = Array(",;\t|".utf8)
    var counts = [0, 0, 0, 0]
    var quoted = false
    var anything = false
    for byte in head {
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if quoted { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if anything { break } else { continue }
      }
      anything = true
      if let which = candidates.firstIndex(of: byte) { counts[which] += 1 }
    }
    let most = counts.max() ?? 0
    delimiter = most == 0 ? UInt8(ascii: ",") : candidates[counts.firstIndex(of: most) ?? 0]
  }
}

/// One record: its fields as bytes, made into strings only where they are wanted.
package struct CSVRecord {
  /// The line on which it begins, from 1.
  package let line: Int
  fileprivate(set) var bytes: [UInt8] = []
  /// Where each field ends in `bytes`.
  fileprivate(set) var ends: [Int] = []
  /// The line on which each field after the first begins, where it is not the record's own.
  private var lines: [Int: Int] = [:]
  fileprivate var sawQuote = false
  /// Whether a quote in it never closed.
  package fileprivate(set) var isDamaged = false

  fileprivate init(line: Int) { self.line = line }

  package var count: Int { ends.count }
  fileprivate var fieldIsEmpty: Bool { bytes.count == (ends.last ?? 0) }

  fileprivate mutating func endField(nextLine: Int? = nil) {
    ends.append(bytes.count)
    if let nextLine, nextLine != line { lines[ends.count] = nextLine }
  }

  /// The text of a field without blanks around it, "" for one that is not there.
  package func text(_ field: Int) -> String {
    guard field >= 0, field < ends.count else { return "" }
    var (from, to) = (field == 0 ? 0 : ends[field - 1], ends[field])
    while from < to, bytes[from] <= 0x20 { from += 1 }
    while to > from, bytes[to - 1] <= 0x20 { to -= 1 }
    return String(decoding: bytes[from..<to], as: UTF8.self)
  }

  /// The line on which a field begins.
  package func line(of field: Int) -> Int { lines[field] ?? line }

  fileprivate var isBlank: Bool { bytes.allSatisfy { $0 <= 0x20 } }
}

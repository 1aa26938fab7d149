/// A CSV file whose first record names its columns.
package struct CSVTable {
  private var reader: CSVReader
  package let file: String
  /// Column names as written.
  let header: [String]
  /// Rows that are longer than the header are told of once.
  private var saidLong = false
  private(set) var rows = 0

  package init(_ source: any ByteSource, file: String, delimiter: UInt8? = nil, report: inout ImportReport)
    throws(ShopError)
  {
    reader = CSVReader(source, file: file, delimiter: delimiter)
    self.file = file
    var damaged = false
    guard let first = try reader.next({ _, _ in damaged = true }) else {
      throw .invalid(
        file: file, line: 1, column: nil, reason: "is empty", remedy: "its first line names the columns")
    }
    guard !damaged else {
      throw .invalid(
        file: file, line: first.line, column: nil, reason: "the line of column names has a quote that never closes",
        remedy: "export the file again")
    }
    header = (0..<first.count).map { first.text($0).oneLine }
  }

  /// The next row, or nil at the end; rows that cannot be read are reported and passed over.
  package mutating func next(report: inout ImportReport) throws(ShopError) -> CSVRecord? {
    let file = file
    while true {
      var issues: [(Int, String)] = []
      let record = try reader.next { issues.append(($0, $1)) }
      for (line, message) in issues {
        report.reject(file, line: line, message, remedy: "double each quote inside a quoted field, and close the field")
      }
      guard let record else { return nil }
      rows += 1
      if record.isDamaged { continue }
      if record.count > header.count, (header.count..<record.count).contains(where: { !record.text($0).isEmpty }),
        !saidLong
      {
        saidLong = true
        report.warn(
          file, line: record.line, "has \(record.count) fields, but only \(header.count) columns have a name",
          remedy: "put fields that contain the separator in quotes")
      }
      return record
    }
  }

  /// The column of the first of `names` that is there, by folded name.
  func column(_ names: [String]) -> Int? {
    let folded = header.map(\.columnName)
    for name in names { if let at = folded.firstIndex(of: name) { return at } }
    return nil
  }
}

extension String {
  /// A column name as it is compared: lower case, blanks collapsed, no byte order mark, `_` and `-` as blanks.
  var columnName: String {
    lowercased().split(whereSeparator: { $0 == "_" || $0 == "-" || $0.isWhitespace || $0 == "\u{FEFF}" })
      .joined(separator: " ")
  }
}

import Shop

/// A small table of the shop, read whole, changed, and written back: what a merchant wrote stays as it was.
struct CSVText {
  var header: [String]
  var rows: [[String]]

  /// - Parameter usual: the header where there is no file yet.
  init(_ bytes: [UInt8]?, file: String, usual: [String]) throws(HubError) {
    header = usual
    rows = []
    guard let bytes, !bytes.isEmpty else { return }
    do {
      var probe = MemorySource(bytes)
      let encoding = try TextEncoding.detect(&probe)
      var reader = CSVReader(UTF8Source(MemorySource(bytes), encoding: encoding), file: file)
      var isFirst = true
      while let record = try reader.next({ _, _ in }) {
        let fields = (0..<record.count).map { record.text($0) }
        if isFirst { header = fields } else { rows.append(fields) }
        isFirst = false
      }
    } catch { throw .malformed(reason: "\(error)") }
  }

  func column(_ names: [String]) -> Int? {
    header.firstIndex { name in
      names.contains(name.lowercased().replacing("_", with: " ").trimmed)
    }
  }

  /// A row with these values in the columns that have one of these names.
  func row(_ values: [(names: [String], value: String)]) -> [String] {
    var row = [String](repeating: "", count: header.count)
    for value in values { if let column = column(value.names) { row[column] = value.value } }
    return row
  }

  var text: String { ([header] + rows).map(Self.line).joined() }

  /// A line of RFC 4180.
  static func line(_ fields: [String]) -> String {
    fields.map { field in
      field.contains(where: { ",\"\n\r;\t".contains($0) || $0.isNewline }) || field.hasPrefix(" ")
        || field.hasSuffix(" ")
        ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: ",") + "\r\n"
  }

  /// A field for a spreadsheet: what would be taken for a formula is kept a text.
  static func harmless(_ field: String) -> String {
    guard let first = field.first, "=+-@\t\r".contains(first), Double(field) == nil else { return field }
    return "'" + field
  }
}

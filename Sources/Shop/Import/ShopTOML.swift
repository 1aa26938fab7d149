import TOML

/// Reads `shop.toml`: `[shop]`, `[hours]` and `[policies]`.
package enum ShopTOML {
  static let fileName = "shop.toml"
  private static let tables = ["shop", "hours", "policies"]
  private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// - Throws: `ShopError.invalid` for text that is no TOML, or that lacks the name or the currency.
  package static func read(_ bytes: [UInt8], report: inout ImportReport) throws(ShopError) -> ShopInfo {
    let document = try document(bytes)
    var reader = Reader(document: document)
    defer { for issue in reader.issues { report.add(issue) } }

    var told: Set<String> = []
    for entry in document.entries where !tables.contains(entry.path[0]) && told.insert(entry.path[0]).inserted {
      let name = entry.path[0]
      let table = nearest(to: name, among: tables) ?? "shop"
      reader.warn(
        entry,
        entry.path.count == 1 && entry.value != nil ? "\(name) stands in no table" : "nothing is known of [\(name)]",
        "write [\(table)], or put it under [shop] or [policies]")
    }
    guard document.hasTable("shop") else {
      throw .invalid(
        file: fileName, line: 1, column: nil, reason: "has no [shop] table",
        remedy: "begin it with [shop], and on the next lines name = \"My Shop\" and currency = \"USD\"")
    }
    let name = reader.text("shop", "name")
    guard !name.isEmpty else { throw required(document, "name", "name = \"My Shop\"") }
    var info = ShopInfo(name: name, currency: try currency(document, reader.text("shop", "currency")))
    info.tagline = reader.text("shop", "tagline")
    let language = reader.text("shop", "language")
    if !language.isEmpty { info.language = language }
    info.details = document.entries(in: "shop")
      .filter { !["name", "tagline", "language", "currency"].contains($0.path[1]) }.compactMap { reader.attribute($0) }
    info.policies = document.entries(in: "policies").compactMap { reader.attribute($0) }
    info.hours = hours(document, &reader)
    return info
  }

  private static func document(_ bytes: [UInt8]) throws(ShopError) -> TOMLDocument {
    guard bytes.count <= TOMLDocument.sizeLimit else {
      throw .invalid(
        file: fileName, line: nil, column: nil, reason: "is larger than one megabyte",
        remedy: "keep the products in catalog.csv and only the shop's own facts here")
    }
    var scan = UTF8Scan()
    scan.feed(bytes)
    scan.end()
    if let line = scan.firstBadLine {
      throw .invalid(
        file: fileName, line: line, column: nil, reason: "is not UTF-8 text", remedy: "save it again as UTF-8")
    }
    do {
      return try TOMLDocument(String(decoding: bytes, as: UTF8.self), file: fileName)
    } catch {
      throw .invalid(
        file: error.file, line: error.line, column: error.column, reason: error.reason, remedy: error.remedy)
    }
  }

  private static func currency(_ document: TOMLDocument, _ written: String) throws(ShopError) -> Currency {
    let code = written.uppercased()
    guard !code.isEmpty else { throw required(document, "currency", "currency = \"USD\"") }
    guard code.utf8.count == 3, code.utf8.allSatisfy({ $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }) else {
      let place = document["shop", "currency"]
      throw .invalid(
        file: fileName, line: place?.line, column: place?.column, reason: "\"\(written)\" is no currency code",
        remedy: "write three letters such as USD, EUR or GBP")
    }
    return Currency(code: code)
  }

  private static func required(_ document: TOMLDocument, _ key: String, _ example: String) -> ShopError {
    let place = document["shop", key] ?? document["shop"]
    return .invalid(
      file: fileName, line: place?.line, column: place?.column, reason: "[shop] has no \(key)",
      remedy: "add a line: \(example)")
  }

  private static func hours(_ document: TOMLDocument, _ reader: inout Reader) -> OpeningHours {
    var hours = OpeningHours()
    for entry in document.entries(in: "hours") {
      let key = entry.path[1].attributeKey
      if key == "holidays" {
        hours.holidays = reader.text(entry)
        continue
      }
      let which = days.indices.filter { matches(key, day: $0) }
      guard !which.isEmpty else {
        if let fact = reader.attribute(entry) { hours.notes.append(fact) }
        continue
      }
      let text = reader.text(entry)
      guard let spans = HoursParser.spans(text) else {
        reader.warn(
          entry, "\"\(text)\" are no opening hours", "write \"09:00-18:00\", \"9:00-12:00, 13:00-18:00\" or \"closed\"")
        continue
      }
      for day in which { hours.days[day] = spans }
    }
    return hours
  }

  /// Whether a key names a day: in full or by three letters, or as a part of the week.
  private static func matches(_ key: String, day: Int) -> Bool {
    switch key {
    case "daily", "every_day", "everyday": true
    case "weekdays", "monday_friday", "mon_fri": day < 5
    case "weekend", "weekends", "saturday_sunday", "sat_sun": day >= 5
    default: key == days[day] || key == String(days[day].prefix(3))
    }
  }

  /// Takes values out of the document as text, and complains about those that are none.
  private struct Reader {
    let document: TOMLDocument
    var issues: [ImportIssue] = []

    mutating func warn(_ entry: TOMLDocument.Entry, _ message: String, _ remedy: String) {
      issues.append(
        ImportIssue(
          severity: .warning, file: fileName, line: entry.line, column: entry.path.joined(separator: "."),
          message: message, remedy: remedy))
    }

    mutating func text(_ table: String, _ key: String) -> String { document[table, key].map { text($0) } ?? "" }

    mutating func text(_ entry: TOMLDocument.Entry) -> String {
      switch entry.value {
      case .string(let text): return text.oneLine
      case .integer(let number): return "\(number)"
      case .float(let number): return "\(number)"
      case .boolean(let flag): return flag ? "yes" : "no"
      case .date(let date): return date
      case .array(let items):
        let texts = items.compactMap { item in if case .string(let text) = item { text.oneLine } else { nil } }
        if texts.count == items.count { return texts.joined(separator: ", ") }
      case .table, nil: break
      }
      warn(entry, "is a \(entry.value?.kind ?? "table"), not a text", "put the value in quotes")
      return ""
    }

    mutating func attribute(_ entry: TOMLDocument.Entry) -> Attribute? {
      let value = text(entry)
      let key = entry.path[1]
      guard !value.isEmpty, !key.attributeKey.isEmpty else { return nil }
      let shown = key.split(separator: "_").joined(separator: " ")
      return Attribute(key: key.attributeKey, name: ShopifyColumns.capitalised(shown), value: value)
    }
  }
}

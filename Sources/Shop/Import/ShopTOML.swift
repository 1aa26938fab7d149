import TOMLKit

/// Reads `shop.toml`: `[shop]`, `[hours]` and `[policies]`.
enum ShopTOML {
  static let fileName = "shop.toml"
  private static let tables = ["shop", "hours", "policies"]
  private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  static let example = "[shop]\\nname = \\\"My Shop\\\"\\ncurrency = \\\"USD\\\""

  /// - Throws: `ShopError.invalid` for text that is no TOML, or that lacks the name or the currency.
  static func read(_ bytes: [UInt8], report: inout ImportReport) throws(ShopError) -> ShopInfo {
    let (root, places) = try parse(bytes)
    var reader = Reader(places: places)
    defer { for issue in reader.issues { report.add(issue) } }

    for entry in places.entries where entry.path.count == 1 && !tables.contains(entry.path[0]) {
      let name = entry.path[0]
      let near = nearest(to: name, among: tables)
      reader.warn(
        [name], "nothing is known of [\(name)]", "write [\(near ?? "shop")], or put its keys under [shop] or [policies]"
      )
    }
    guard let shop = root["shop"]?.table else {
      throw .invalid(
        file: fileName, line: 1, column: nil, reason: "has no [shop] table",
        remedy: "begin it with: \(example.replacing("\\n", with: " ⏎ ").replacing("\\\"", with: "\""))")
    }
    let name = reader.text(shop, "shop", "name")
    guard !name.isEmpty else {
      throw required(places, "name", "name = \"My Shop\"")
    }
    let code = reader.text(shop, "shop", "currency").uppercased()
    guard !code.isEmpty else { throw required(places, "currency", "currency = \"USD\"") }
    guard code.utf8.count == 3, code.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 }) else {
      let place = places[["shop", "currency"]]
      throw .invalid(
        file: fileName, line: place?.line, column: place?.column, reason: "\"\(code)\" is no currency code",
        remedy: "write three letters such as USD, EUR or GBP")
    }
    var info = ShopInfo(name: name, currency: Currency(code: code))
    info.tagline = reader.text(shop, "shop", "tagline")
    let language = reader.text(shop, "shop", "language")
    if !language.isEmpty { info.language = language }
    for key in places.keys(of: "shop") where !["name", "tagline", "language", "currency"].contains(key) {
      if let fact = reader.attribute(shop, "shop", key) { info.details.append(fact) }
    }
    if let hours = reader.table(root, "hours") { info.hours = readHours(hours, &reader) }
    if let policies = reader.table(root, "policies") {
      info.policies = places.keys(of: "policies").compactMap { reader.attribute(policies, "policies", $0) }
    }
    return info
  }

  private static func parse(_ bytes: [UInt8]) throws(ShopError) -> (TOMLTable, TOMLPlaces) {
    guard bytes.count <= TOMLPlaces.sizeLimit else {
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
    if let zero = bytes.firstIndex(of: 0) {
      throw .invalid(
        file: fileName, line: bytes[..<zero].count { $0 == 0x0A } + 1, column: nil, reason: "contains a zero byte",
        remedy: "save it again as plain UTF-8 text")
    }
    var text = String(decoding: bytes, as: UTF8.self)
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let places = try TOMLPlaces(text, file: fileName)
    do {
      return (try TOMLTable(string: text), places)
    } catch let error as TOMLParseError {
      throw .invalid(
        file: fileName, line: Int(error.source.begin.line), column: Int(error.source.begin.column),
        reason: "is not valid TOML (\(error.description.oneLine))",
        remedy: "write each line as: key = \"text\"")
    } catch {
      throw .invalid(
        file: fileName, line: nil, column: nil, reason: "is not valid TOML (\(error))",
        remedy: "write each line as: key = \"text\"")
    }
  }

  private static func required(_ places: TOMLPlaces, _ key: String, _ example: String) -> ShopError {
    let place = places[["shop", key]] ?? places[["shop"]]
    return .invalid(
      file: fileName, line: place?.line, column: place?.column, reason: "[shop] has no \(key)",
      remedy: "add a line: \(example)")
  }

  private static func readHours(_ table: TOMLTable, _ reader: inout Reader) -> OpeningHours {
    var hours = OpeningHours()
    for key in reader.places.keys(of: "hours") {
      let folded = key.attributeKey
      if folded == "holidays" {
        hours.holidays = reader.text(table, "hours", key)
        continue
      }
      let which = days.indices.filter { matches(folded, day: $0) }
      guard !which.isEmpty else {
        if let fact = reader.attribute(table, "hours", key) { hours.notes.append(fact) }
        continue
      }
      let text = reader.text(table, "hours", key)
      guard let spans = HoursParser.spans(text) else {
        reader.warn(
          ["hours", key], "\"\(text)\" are no opening hours",
          "write \"09:00-18:00\", \"9:00-12:00, 13:00-18:00\" or \"closed\"")
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

  /// Takes values out of tables as text, and complains about those that are none.
  private struct Reader {
    let places: TOMLPlaces
    var issues: [ImportIssue] = []

    mutating func warn(_ path: [String], _ message: String, _ remedy: String) {
      issues.append(
        ImportIssue(
          severity: .warning, file: fileName, line: places[path]?.line, column: path.joined(separator: "."),
          message: message, remedy: remedy))
    }

    mutating func table(_ root: TOMLTable, _ name: String) -> TOMLTable? {
      guard let value = root[name] else { return nil }
      if let table = value.table { return table }
      warn([name], "is a \(value.type), not a table", "write [\(name)] on a line of its own")
      return nil
    }

    mutating func text(_ table: TOMLTable, _ name: String, _ key: String) -> String {
      guard let value = table[key] else { return "" }
      switch value.type {
      case .string: return (value.string ?? "").oneLine
      case .int: return value.int.map(String.init) ?? ""
      case .double: return value.double.map { "\($0)" } ?? ""
      case .bool: return value.bool == true ? "yes" : "no"
      case .array:
        let items = value.array.map { array in array.compactMap { $0.string?.oneLine } } ?? []
        if !items.isEmpty { return items.joined(separator: ", ") }
        fallthrough
      default:
        warn([name, key], "is a \(value.type), not a text", "put the value in quotes")
        return ""
      }
    }

    mutating func attribute(_ table: TOMLTable, _ name: String, _ key: String) -> Attribute? {
      let value = text(table, name, key)
      let folded = key.attributeKey
      guard !value.isEmpty, !folded.isEmpty else { return nil }
      let shown = key.split(separator: "_").joined(separator: " ")
      return Attribute(key: folded, name: shown.prefix(1).uppercased() + shown.dropFirst(), value: value)
    }
  }
}

extension TOMLPlaces {
  /// The keys directly under a table, each once, in the file's order.
  func keys(of table: String) -> [String] {
    var seen: Set<String> = []
    return entries.compactMap { entry in
      guard entry.path.count >= 2, entry.path[0] == table, seen.insert(entry.path[1]).inserted else { return nil }
      return entry.path[1]
    }
  }
}

/// The candidate that is most like `word` by edit distance, or nil where none is near.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(word.folded.unicodeScalars.prefix(64))
  guard !wanted.isEmpty else { return nil }
  var best: (String, Int)?
  for candidate in candidates {
    let distance = editDistance(wanted, Array(candidate.folded.unicodeScalars.prefix(64)))
    if distance < best?.1 ?? .max { best = (candidate, distance) }
  }
  guard let best, best.1 <= max(2, wanted.count / 2) else { return nil }
  return best.0
}

/// Insertions, deletions and replacements between two short words.
package func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let replaced = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}

/// Reads the items of a Google product feed in XML: RSS 2.0 (`item`) or Atom (`entry`).
package struct FeedXML {
  static let depthLimit = 64

  private var reader: XMLReader
  private let file: String
  private var path: [String] = []
  private var item: FeedItem?
  private var itemDepth = 0
  private var text = ""
  /// Parts of the `product_detail` that is open.
  private var detail: [String: String] = [:]
  private(set) var items = 0

  package init(_ source: any ByteSource, file: String) {
    reader = XMLReader(source, file: file)
    self.file = file
  }

  package mutating func next(report: inout ImportReport) throws(ShopError) -> FeedItem? {
    while let event = try reader.next() {
      switch event {
      case .text(let more):
        if item != nil, text.utf8.count < XMLReader.textLimit { text += more }
      case .start(let name): try start(name, &report)
      case .end(let name): if let done = end(name) { return done }
      }
    }
    if let open = item {
      item = nil
      report.reject(
        file, line: open.line, "this item does not end before the file does",
        remedy: "the file was cut short: export or copy it again")
    }
    return nil
  }

  private mutating func start(_ name: String, _ report: inout ImportReport) throws(ShopError) {
    guard path.count < Self.depthLimit else {
      throw .invalid(
        file: file, line: reader.line, column: nil, reason: "has elements nested more than \(Self.depthLimit) deep",
        remedy: "a product feed has items in a channel; export it again")
    }
    let local = Self.local(name)
    if local == "item" || local == "entry" {
      if let open = item {
        report.reject(
          file, line: open.line, "this item does not end before the next begins", remedy: "close it with </\(local)>")
      }
      item = FeedItem(line: reader.line)
      itemDepth = path.count
    }
    path.append(name)
    if isProse { text += " " } else { text = "" }
    if local == "product_detail" { detail = [:] }
  }

  private mutating func end(_ name: String) -> FeedItem? {
    // A tag that closes nothing is passed over; one that closes an outer element closes the inner ones too.
    guard let open = path.lastIndex(of: name) else { return nil }
    let depth = open - itemDepth
    // HTML that stands in a description without being escaped is part of its text.
    let staysInProse = item != nil && isProse && depth > 1
    path.removeSubrange(open...)
    if staysInProse {
      text += " "
      return nil
    }
    defer { text = "" }
    guard var item else { return nil }
    if open <= itemDepth {
      self.item = nil
      items += 1
      return item
    }
    let value = text.oneLine
    let local = Self.local(name)
    if depth == 1 {
      if local == "product_detail" {
        item.addDetail(detail["attribute_name"] ?? "", detail["attribute_value"] ?? "")
      } else if name.hasPrefix("c:") {
        item.addDetail(local.split(separator: "_").joined(separator: " "), value)
      } else {
        item.set(local, local == "description" ? text : value, isGoogle: name.hasPrefix("g:") || name.hasPrefix("ns"))
      }
    } else if depth == 2, path.last.map(Self.local) == "product_detail" {
      detail[local] = value
    }
    self.item = item
    return nil
  }

  /// Whether the innermost element stands inside a description.
  private var isProse: Bool {
    item != nil && path.count > itemDepth + 2 && Self.local(path[itemDepth + 1]) == "description"
  }

  /// The name without its namespace prefix, as attributes are called: `g:sale_price` is `sale_price`.
  private static func local(_ name: String) -> String {
    let last = name.split(separator: ":").last.map(String.init) ?? name
    switch last.lowercased() {
    case "summary", "content": return "description"
    case let lower: return lower
    }
  }
}

/// Reads the items of a Google product feed as a table: tab-separated, or any delimiter.
package struct FeedTable {
  private let names: [String]
  private let details: [Int: String]

  /// Nil where the columns are not those of a feed.
  package init?(_ table: CSVTable) {
    var details: [Int: String] = [:]
    names = table.header.enumerated().map { at, written in
      let lower = written.lowercased()
      if lower.hasPrefix("c:") {
        // `c:aisle` or `c:aisle(string)`
        let name = lower.dropFirst(2).prefix { $0 != "(" && $0 != ":" }
        details[at] = name.split(separator: "_").joined(separator: " ")
        return ""
      }
      return (lower.hasPrefix("g:") ? String(lower.dropFirst(2)) : lower).attributeKey
    }
    self.details = details
    guard names.contains("id"), names.contains("title"), names.contains("price") else { return nil }
  }

  /// What a row says.
  package func item(_ row: CSVRecord) -> FeedItem {
    var item = FeedItem(line: row.line)
    for (at, name) in names.enumerated() {
      let value = row.text(at)
      if value.isEmpty { continue }
      if let detail = details[at] {
        item.addDetail(detail, value)
      } else if name == "product_detail" {
        // section:name:value,section:name:value
        for part in value.split(separator: ",") {
          let pieces = part.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
          if pieces.count == 3 { item.addDetail(pieces[1], pieces[2]) }
        }
      } else if name == "product_highlight" {
        for part in value.split(separator: ",") { item.set(name, String(part).filter { $0 != "\"" }, isGoogle: true) }
      } else if !name.isEmpty {
        item.set(name, name == "description" ? value : value.oneLine, isGoogle: true)
      }
    }
    return item
  }
}

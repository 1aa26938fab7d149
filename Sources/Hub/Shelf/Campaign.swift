import FoundationEssentials

/// A promotion as the editor shows it: a row of `promotions.csv`.
struct Campaign: Sendable, Equatable {
  var title = ""
  /// A handle, tag, type or vendor; "*" is the whole shop.
  var appliesTo = ""
  /// `percent_off`, `amount_off`, `bundle` or `message`.
  var kind = "percent_off"
  var value = ""
  /// Days as 2026-11-25; empty for no limit.
  var starts = "", ends = ""
  /// What the clerk says.
  var message = ""

  static let kinds = [
    ("percent_off", "percent off"), ("amount_off", "amount off"), ("bundle", "price for a bundle"),
    ("message", "only a message"),
  ]
  private static let columns: [(names: [String], place: any WritableKeyPath<Campaign, String> & Sendable)] = [
    (["title", "name"], \.title), (["applies to", "handle", "product"], \.appliesTo), (["kind", "type"], \.kind),
    (["value", "amount"], \.value), (["starts", "start", "from"], \.starts), (["ends", "end", "until", "to"], \.ends),
    (["message", "text"], \.message),
  ]

  init() {}

  fileprivate init(_ row: [String], _ table: CSVText) {
    for (names, place) in Self.columns {
      if let column = table.column(names), row.indices.contains(column) { self[keyPath: place] = row[column] }
    }
  }

  /// Whether it is heard on a day.
  func runs(on day: String) -> Bool { (starts.isEmpty || starts <= day) && (ends.isEmpty || ends >= day) }

  /// What is wrong with it, for the person who wrote it.
  var problem: String? {
    if title.isEmpty || title.count > 120 { return "give it a title of up to 120 letters" }
    if appliesTo.isEmpty || appliesTo.count > 255 {
      return "say what it applies to: a product, a tag, or * for everything"
    }
    guard Self.kinds.contains(where: { $0.0 == kind }) else { return "choose what kind of promotion it is" }
    if kind == "message" {
      if message.isEmpty { return "write the message that is to be said" }
    } else {
      guard let number = Double(value.replacing(",", with: ".")), number > 0 else {
        return "give a value above zero, such as 20 or 1.50"
      }
      if kind == "percent_off", number > 100 { return "no more than 100 percent can be taken off" }
    }
    if message.count > 300 { return "the message may have up to 300 letters: it is said aloud" }
    for day in [starts, ends] where !day.isEmpty && !Self.isDay(day) { return "write days as 2026-11-25" }
    if !starts.isEmpty, !ends.isEmpty, ends < starts { return "it ends before it starts" }
    return nil
  }

  static func isDay(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return false }
    let numbers = parts.compactMap { Int($0) }
    return numbers.count == 3 && (1...12).contains(numbers[1]) && (1...31).contains(numbers[2])
  }
}

extension ShopShelf {
  private static let usual = ["title", "applies_to", "kind", "value", "starts", "ends", "message"]

  /// The promotions of the version that devices get.
  func campaigns() async throws(HubError) -> [Campaign] {
    let table = try await promotions()
    return table.rows.map { Campaign($0, table) }
  }

  /// Writes a campaign: a new one, or in place of the one with this number, if that still has the title it had.
  func save(_ campaign: Campaign, at index: Int?, was title: String?) async throws(HubError) {
    if let problem = campaign.problem { throw .refused(reason: problem) }
    try await alone { () async throws(HubError) in try await self.write(campaign, at: index, was: title) }
  }

  private func write(_ campaign: Campaign, at index: Int?, was title: String?) async throws(HubError) {
    var table = try await promotions()
    let row = table.row([
      (["title", "name"], campaign.title), (["applies to", "handle", "product"], campaign.appliesTo),
      (["kind", "type"], campaign.kind), (["value", "amount"], campaign.kind == "message" ? "" : campaign.value),
      (["starts", "start", "from"], campaign.starts), (["ends", "end", "until", "to"], campaign.ends),
      (["message", "text"], campaign.message),
    ])
    if let index {
      try Self.check(table, index, title)
      table.rows[index] = row
    } else {
      table.rows.append(row)
    }
    try await replace(["promotions.csv": Array(table.text.utf8)], note: "promotion \"\(campaign.title)\"")
  }

  func removeCampaign(at index: Int, was title: String?) async throws(HubError) {
    try await alone { () async throws(HubError) in try await self.remove(at: index, was: title) }
  }

  private func remove(at index: Int, was title: String?) async throws(HubError) {
    var table = try await promotions()
    try Self.check(table, index, title)
    let gone = Campaign(table.rows[index], table).title
    table.rows.remove(at: index)
    try await replace(["promotions.csv": Array(table.text.utf8)], note: "without promotion \"\(gone)\"")
  }

  private func promotions() async throws(HubError) -> CSVText {
    try CSVText(try await file("promotions.csv"), file: "promotions.csv", usual: Self.usual)
  }

  /// Somebody else may have changed the list since it was shown.
  private static func check(_ table: CSVText, _ index: Int, _ title: String?) throws(HubError) {
    guard table.rows.indices.contains(index), title == nil || Campaign(table.rows[index], table).title == title else {
      throw .refused(reason: "the list of promotions has changed meanwhile; look at it again")
    }
  }
}

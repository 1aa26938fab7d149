/// Reads `promotions.csv`: title, applies_to, kind, value, starts, ends, message.
package struct PromotionsFile {
  static let fileName = "promotions.csv"
  static let limit = 10_000
  private static let kinds = ["percent_off", "amount_off", "bundle", "message"]

  let currency: Currency

  package init(currency: Currency) { self.currency = currency }

  /// Calls `body` with each promotion and the line it stands on.
  package func read(
    _ source: any ByteSource, report: inout ImportReport, _ body: (Promotion, Int, inout ImportReport) throws -> Void
  ) throws {
    var table = try CSVTable(source, file: Self.fileName, report: &report)
    let columns = Columns(table)
    guard columns.title != nil || columns.message != nil, columns.kind != nil else {
      throw ShopError.invalid(
        file: Self.fileName, line: 1, column: nil, reason: "has no columns \"title\" and \"kind\"",
        remedy: "make its first line: title,applies_to,kind,value,starts,ends,message")
    }
    while let row = try table.next(report: &report) {
      guard let promotion = promotion(row, columns, &report) else { continue }
      guard report.promotions < Self.limit else {
        report.reject(
          Self.fileName, line: row.line, "has more than \(Self.limit) promotions", remedy: "remove those that are over")
        return
      }
      try body(promotion, row.line, &report)
      report.promotions += 1
    }
  }

  private struct Columns {
    let title, appliesTo, kind, value, starts, ends, message: Int?
    init(_ table: CSVTable) {
      title = table.column(["title", "name"])
      appliesTo = table.column(["applies to", "handle", "product"])
      kind = table.column(["kind", "type"])
      value = table.column(["value", "amount"])
      starts = table.column(["starts", "start", "from"])
      ends = table.column(["ends", "end", "until", "to"])
      message = table.column(["message", "text"])
    }
  }

  private func promotion(_ row: CSVRecord, _ columns: Columns, _ report: inout ImportReport) -> Promotion? {
    let text = { (column: Int?) -> String in column.map { row.text($0).oneLine } ?? "" }
    let line = { (column: Int?) -> Int in column.map { row.line(of: $0) } ?? row.line }
    let message = text(columns.message)
    var title = text(columns.title)
    if title.isEmpty { title = message }
    guard !title.isEmpty else {
      report.reject(
        Self.fileName, line: line(columns.title), column: "title", "is empty", remedy: "give the promotion a name")
      return nil
    }
    guard let kind = kind(text(columns.kind), text(columns.value), line(columns.kind), line(columns.value), &report)
    else { return nil }
    if kind == .message && message.isEmpty {
      report.warn(
        Self.fileName, line: line(columns.message), column: "message", "is empty, so only the title is said",
        remedy: "write what the clerk should say")
    }
    guard let starts = day(text(columns.starts), line(columns.starts), "starts", &report),
      let ends = day(text(columns.ends), line(columns.ends), "ends", &report)
    else { return nil }
    if let starts, let ends, ends < starts {
      report.reject(
        Self.fileName, line: line(columns.ends), column: "ends", "\(ends) is before the start on \(starts)",
        remedy: "swap the two dates or correct the year")
      return nil
    }
    var appliesTo = text(columns.appliesTo)
    if appliesTo.isEmpty {
      appliesTo = "*"
      if kind != .message {
        report.reject(
          Self.fileName, line: line(columns.appliesTo), column: "applies_to", "is empty",
          remedy: "write a handle, a product type, a tag, or * for the whole shop")
        return nil
      }
    }
    return Promotion(
      title: title, appliesTo: appliesTo, kind: kind, starts: starts, ends: ends, message: message)
  }

  private func kind(
    _ text: String, _ value: String, _ line: Int, _ valueLine: Int, _ report: inout ImportReport
  ) -> Promotion.Kind? {
    let reject = { (report: inout ImportReport, message: String, remedy: String) -> Promotion.Kind? in
      report.reject(Self.fileName, line: valueLine, column: "value", message, remedy: remedy)
      return nil
    }
    switch text.attributeKey {
    case "percent_off", "percent", "percentage":
      var digits = value
      if digits.hasSuffix("%") { digits.removeLast() }
      let number = digits.split(separator: " ").joined().replacing(",", with: ".")
      guard let percent = Double(number), percent > 0, percent <= 100 else {
        return reject(&report, "\"\(value)\" is no percentage", "write a number above 0 and up to 100, e.g. 20")
      }
      return .percentOff(percent)
    case "amount_off", "amount", "bundle":
      do throws(PriceError) {
        let money = try Money(parsing: value, currency: currency)
        guard money.minorUnits > 0 else {
          return reject(&report, "\"\(value)\" is nothing", "write an amount above zero, e.g. 2.50")
        }
        return text.attributeKey == "bundle" ? .bundle(money) : .amountOff(money)
      } catch {
        return reject(&report, "\(error)", "write an amount such as 2.50")
      }
    case "message", "note", "info": return .message
    default:
      let near = nearest(to: text, among: Self.kinds).map { "did you mean \($0)? " } ?? ""
      report.reject(
        Self.fileName, line: line, column: "kind", "\"\(text)\" is no kind of promotion",
        remedy: near + "write one of \(Self.kinds.joined(separator: ", "))")
      return nil
    }
  }

  /// A day, `.some(nil)` for none, or nil (and an issue) for a text that is no day.
  private func day(_ text: String, _ line: Int, _ column: String, _ report: inout ImportReport) -> String?? {
    if text.isEmpty { return .some(nil) }
    if let day = CalendarDay(text) { return .some(day.text) }
    report.reject(
      Self.fileName, line: line, column: column, "\"\(text)\" is no date", remedy: "write it as YYYY-MM-DD")
    return nil
  }
}

/// A day of the Gregorian calendar.
struct CalendarDay {
  /// `YYYY-MM-DD`.
  let text: String

  /// Reads `YYYY-MM-DD`, with whatever time follows a `T` or a blank left off.
  init?(_ written: String) {
    let parts = written.prefix { $0 != "T" && $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count <= 2, parts[2].utf8.count <= 2 else {
      return nil
    }
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
    else { return nil }
    let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    text = "\(parts[0])-\(two(month))-\(two(day))"
  }
}

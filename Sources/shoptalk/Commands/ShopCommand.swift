import ArgumentParser
import FoundationEssentials
import Session
import Settings
import Shop

/// `shoptalk shop`: the merchant's files.
struct ShopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shop", abstract: "Look after the shop's files.", subcommands: [ShopCheck.self])
}

/// `shoptalk shop check`: what a shop folder holds, and what in it would not be used as meant.
struct ShopCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what a shop folder holds and what is wrong in it, without using it.",
    discussion: """
      Warnings are rows that are used, though perhaps not as meant; errors are rows that are left out. With errors the \
      exit status is 65. Problems go to standard error, counts to standard output.
      """)

  @Argument(help: ArgumentHelp("The shop's folder.", valueName: "dir"))
  var folder: String

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  func run() throws {
    // Imported into a folder of its own, so that nothing in use is touched and nothing old is reported.
    let files = FileManager.default
    let scratch = files.temporaryDirectory.appendingPathComponent(
      "shoptalk-check-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? files.removeItem(atPath: scratch) }
    var (shop, report) = try ShopStore.open(folder: folder, cache: scratch, encoder: nil)
    do throws(SettingsError) { _ = try MerchantSettings.read(folder: folder) } catch {
      let line = error.place.split(separator: ":").dropFirst().first.flatMap { Int($0) }
      report.add(
        ImportIssue(
          severity: .error, file: MerchantSettings.fileName, line: line, column: error.key.isEmpty ? nil : error.key,
          message: error.reason, remedy: error.remedy))
    }
    if json {
      try Console.line(Self.object(shop, report).text)
    } else {
      for issue in report.issues { Console.complain("\(issue)") }
      let kept = report.issues.count
      let found = report.errorCount + report.warningCount
      if found > kept { Console.complain("and \(found - kept) more like these") }
      try Console.line(
        """
        \(shop.info.name): \(report.products) products with \(report.variants) variants, \(report.faq) answers, \
        \(report.promotions) promotions; \(report.hidden) products are not published
        \(report.errorCount) \(report.errorCount == 1 ? "error" : "errors"), \
        \(report.warningCount) \(report.warningCount == 1 ? "warning" : "warnings")
        """)
    }
    if report.errorCount > 0 { throw ExitCode(ExitStatus.data.rawValue) }
  }

  private static func object(_ shop: ShopStore, _ report: ImportReport) -> JSONValue {
    .object([
      ("name", .string(shop.info.name)),
      ("products", .integer(report.products)),
      ("variants", .integer(report.variants)),
      ("faq", .integer(report.faq)),
      ("promotions", .integer(report.promotions)),
      ("hidden", .integer(report.hidden)),
      ("errors", .integer(report.errorCount)),
      ("warnings", .integer(report.warningCount)),
      (
        "issues",
        .array(
          report.issues.map { issue in
            .object([
              ("severity", .string(issue.severity.rawValue)),
              ("file", .string(issue.file)),
              ("line", issue.line.map { .integer($0) } ?? .null),
              ("column", issue.column.map { .string($0) } ?? .null),
              ("message", .string(issue.message)),
              ("remedy", .string(issue.remedy)),
            ])
          })
      ),
    ])
  }
}

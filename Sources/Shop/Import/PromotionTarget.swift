import GRDB

/// Checks whether what promotions apply to is in the shop.
final class PromotionTarget {
  private let db: Database
  /// What could have been meant; read at the first doubt.
  private var candidates: [String]?
  private var suggestions = 0

  /// So many names are compared for so many suggestions, which bounds the time that a bad file can cost.
  private static let candidateLimit = 5000
  private static let suggestionLimit = 50

  init(_ db: Database) { self.db = db }

  /// Warns where `applies_to` is no handle, type, tag or vendor of any product.
  func check(_ promotion: Promotion, line: Int, _ report: inout ImportReport) throws {
    let target = promotion.appliesTo
    if target == "*" { return }
    let found = try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT 1 WHERE EXISTS (SELECT 1 FROM product WHERE handle = ?1)
          OR EXISTS (SELECT 1 FROM product WHERE folded_type = ?2) OR EXISTS (SELECT 1 FROM product WHERE folded_vendor = ?2)
          OR EXISTS (SELECT 1 FROM tag WHERE folded = ?2)
          """), arguments: [target, target.folded])
    if found != nil { return }
    report.warn(
      PromotionsFile.fileName, line: line, column: "applies_to", "\"\(target)\" is no handle, type or tag of the shop",
      remedy: try suggestion(target) + "write a handle, a product type, a tag, or * for the whole shop")
  }

  private func suggestion(_ target: String) throws -> String {
    guard suggestions < Self.suggestionLimit else { return "" }
    suggestions += 1
    let names =
      try candidates
      ?? String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT type FROM product WHERE type <> '' UNION SELECT DISTINCT tag FROM tag
          UNION SELECT handle FROM product LIMIT \(Self.candidateLimit)
          """)
    candidates = names
    return nearest(to: target, among: names).map { "did you mean \"\($0)\"? " } ?? ""
  }
}

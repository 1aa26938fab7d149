import GRDB

/// Whether what a promotion applies to is in the shop.
enum PromotionTarget {
  /// Warns where `applies_to` is no handle, type, tag or vendor of any product.
  static func check(_ promotion: Promotion, line: Int, _ db: Database, _ report: inout ImportReport) throws {
    let target = promotion.appliesTo
    if target == "*" { return }
    let folded = target.folded
    let found = try Int.fetchOne(
      db,
      sql: """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM product WHERE handle = ?1 OR folded_type = ?2 OR folded_vendor = ?2)
        OR EXISTS (SELECT 1 FROM tag WHERE folded = ?2)
        """, arguments: [target, folded])
    if found != nil { return }
    var candidates = try String.fetchAll(
      db,
      sql:
        "SELECT DISTINCT type FROM product UNION SELECT DISTINCT tag FROM tag UNION SELECT handle FROM product LIMIT 20000"
    )
    candidates.removeAll(where: \.isEmpty)
    let near = nearest(to: target, among: candidates).map { "did you mean \"\($0)\"? " } ?? ""
    report.warn(
      PromotionsFile.fileName, line: line, column: "applies_to", "\"\(target)\" is no handle, type or tag of the shop",
      remedy: near + "write a handle, a product type, a tag, or * for the whole shop")
  }
}

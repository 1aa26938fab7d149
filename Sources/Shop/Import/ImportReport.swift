/// How far an import is.
public struct ImportProgress: Sendable, Hashable {
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// Rows of the catalogue are read.
    case reading
    /// Products are put into the word and sound indexes.
    case indexing
    /// Sentence vectors are computed.
    case encoding
    /// The database is made durable and put in place.
    case finishing
  }

  public var phase: Phase
  /// Rows, products or texts that are done.
  public var done: Int
  /// How many there are in all, or nil while nobody knows.
  public var total: Int?
}

/// Something in the shop folder that a merchant should look at.
public struct ImportIssue: Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Severity: String, Sendable, Hashable, Codable {
    /// The row or file is used, though perhaps not as meant.
    case warning
    /// The row is left out.
    case error
  }

  public var severity: Severity
  /// The name of the file inside the shop folder.
  public var file: String
  /// From 1; nil where the whole file is meant.
  public var line: Int?
  /// The name of the column or key, or nil.
  public var column: String?
  public var message: String
  /// What the merchant can do.
  public var remedy: String

  package init(
    severity: Severity, file: String, line: Int? = nil, column: String? = nil, message: String, remedy: String
  ) {
    (self.severity, self.file, self.line) = (severity, file, line)
    (self.column, self.message, self.remedy) = (column, message, remedy)
  }

  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ": \(column)" }
    return "\(place): \(severity.rawValue): \(message); \(remedy)"
  }
}

/// What an import did.
public struct ImportReport: Sendable, Hashable, Codable {
  /// Whether the folder was read now; false where the store was there already.
  public var imported = true
  public var products = 0
  public var variants = 0
  public var faq = 0
  public var promotions = 0
  /// Products with a sentence vector.
  public var vectors = 0
  /// Products left out because they are drafts, archived or not published.
  public var hidden = 0
  /// The first `issueLimit` issues of each severity, in the order found.
  public private(set) var issues: [ImportIssue] = []
  public private(set) var warningCount = 0
  public private(set) var errorCount = 0

  /// How many issues of each severity are kept; the counts go on.
  public static let issueLimit = 200

  public init() {}

  public var warnings: [ImportIssue] { issues.filter { $0.severity == .warning } }
  public var errors: [ImportIssue] { issues.filter { $0.severity == .error } }

  package mutating func add(_ issue: ImportIssue) {
    let count: Int
    switch issue.severity {
    case .warning:
      warningCount += 1
      count = warningCount
    case .error:
      errorCount += 1
      count = errorCount
    }
    guard count <= Self.issueLimit else { return }
    // Messages quote what is in the file, and a field there may be megabytes long.
    var issue = issue
    issue.column = issue.column.map { Self.shortened($0, to: 80) }
    issue.message = Self.shortened(issue.message, to: 400)
    issue.remedy = Self.shortened(issue.remedy, to: 400)
    issues.append(issue)
  }

  private static func shortened(_ text: String, to limit: Int) -> String {
    text.unicodeScalars.count <= limit ? text : String(text.unicodeScalars.prefix(limit)) + "…"
  }

  package mutating func warn(
    _ file: String, line: Int? = nil, column: String? = nil, _ message: String, remedy: String
  ) {
    add(ImportIssue(severity: .warning, file: file, line: line, column: column, message: message, remedy: remedy))
  }

  package mutating func reject(
    _ file: String, line: Int? = nil, column: String? = nil, _ message: String, remedy: String
  ) {
    add(ImportIssue(severity: .error, file: file, line: line, column: column, message: message, remedy: remedy))
  }
}

import Glibc
public import Logging

/// Writes log lines to standard error as journald reads them: a priority in angle brackets, then the words.
public struct JournaldLog: LogHandler {
  public var metadata = Logger.Metadata()
  public var logLevel: Logger.Level
  private let label: String

  public init(label: String, level: Logger.Level) {
    self.label = label
    logLevel = level
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let facts = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    var lines = ""
    // A line end in a message would begin a line without priority.
    for line in "\(event.message)\(facts)".split(whereSeparator: \.isNewline) {
      lines += "<\(Self.priority(event.level))>\(label): \(line)\n"
    }
    let bytes = Array(lines.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  /// The priorities of syslog (RFC 5424).
  static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}

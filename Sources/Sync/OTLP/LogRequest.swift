/// The body of `POST /v1/logs`: records of one device, in the terms of the OpenTelemetry protocol
/// (`ExportLogsServiceRequest`).
public struct LogRequest: Sendable, Equatable {
  /// A named value, in the order in which it is sent.
  public struct Attribute: Sendable, Equatable {
    public var key: String
    public var value: Value

    public init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// `AnyValue`, as far as the journal's events need it.
  public enum Value: Sendable, Equatable {
    case string(String)
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case array([Value])
  }

  /// `LogRecord`; what is zero or empty is unknown and is not sent.
  public struct LogRecord: Sendable, Equatable {
    /// Nanoseconds since 1970 at which it happened; 0 where no clock could tell.
    public var time: UInt64
    /// Nanoseconds since 1970 at which it was made ready to be sent.
    public var observedTime: UInt64
    public var severity: Severity
    public var eventName: String
    public var attributes: [Attribute]

    package init(
      time: UInt64, observedTime: UInt64, severity: Severity, eventName: String, attributes: [Attribute]
    ) {
      self.time = time
      self.observedTime = observedTime
      self.severity = severity
      self.eventName = eventName
      self.attributes = attributes
    }
  }

  /// `SeverityNumber`, the two of it that are used here.
  public enum Severity: Int, Sendable {
    case info = 9
    case warning = 13

    var text: String {
      switch self {
      case .info: "INFO"
      case .warning: "WARN"
      }
    }
  }

  /// Says which device it is: `service.name`, `service.instance.id`.
  public var resource: [Attribute]
  public var scopeName: String
  public var records: [LogRecord]

  package init(resource: [Attribute], scopeName: String, records: [LogRecord]) {
    self.resource = resource
    self.scopeName = scopeName
    self.records = records
  }
}

extension LogRequest.Value: CustomStringConvertible {
  /// The value as a person reads it.
  public var description: String {
    switch self {
    case .string(let text): text
    case .bool(let flag): flag ? "yes" : "no"
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .array(let values): values.map(\.description).joined(separator: ", ")
    }
  }
}

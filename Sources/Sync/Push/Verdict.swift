import FoundationEssentials

/// What an answer means for the records that were sent (OTLP/HTTP's rules for clients, and what proxies on the way do).
public enum Verdict: Sendable, Equatable {
  /// They have arrived; the receiver did not want `rejected` of them, and is not asked again.
  case accepted(rejected: Int, message: String)
  /// Try the same again, no sooner than after so many seconds where the receiver says so.
  case retry(reason: String, after: Double?)
  /// The receiver, or something on the way, takes no such request: it is too large, or a record in it is bad.
  case refused(reason: String)
  /// Nothing will be taken until somebody mends it: a revoked token, a wrong address.
  case blocked(reason: String)

  /// - Parameter now: seconds since 1970, for a `Retry-After` that is a date.
  public init(_ reply: Reply, now: Double) {
    let words = Self.words(reply)
    switch reply.status {
    case 200...299:
      let partial = PartialSuccess(reply)
      self = .accepted(rejected: partial.rejected, message: partial.message)
    case 408, 425, 429, 500, 502, 503, 504:
      self = .retry(reason: words, after: RetryAfter.seconds(reply.retryAfter, date: reply.date, now: now))
    case 400, 411, 413, 415, 422, 431: self = .refused(reason: words)
    case 401: self = .blocked(reason: "\(words): the token or certificate of this device is not accepted (revoked?)")
    case 403: self = .blocked(reason: "\(words): this device may not send there")
    case 300...399: self = .blocked(reason: "\(words): the address has moved; correct sync.endpoint")
    case 404, 405, 410: self = .blocked(reason: "\(words): no receiver of OTLP logs is at sync.endpoint")
    default: self = .retry(reason: words, after: nil)
    }
  }

  private static func words(_ reply: Reply) -> String {
    let names = [
      400: "bad request", 401: "unauthorised", 403: "forbidden", 404: "not found", 413: "too large",
      415: "unknown content type", 429: "too many requests", 500: "internal error", 502: "bad gateway",
      503: "unavailable", 504: "gateway timed out",
    ]
    return "the receiver answered \(reply.status)" + (names[reply.status].map { " (\($0))" } ?? "")
  }
}

/// `ExportLogsPartialSuccess`; whatever cannot be read of it is nothing rejected.
struct PartialSuccess: Equatable {
  var rejected = 0
  var message = ""

  init(_ reply: Reply) {
    if reply.contentType.lowercased().hasPrefix("application/x-protobuf") {
      read(protobuf: reply.body[...])
    } else if let answer = try? JSONDecoder().decode(Answer.self, from: Data(reply.body)), let partial = answer.partial
    {
      rejected = max(0, partial.rejected ?? 0)
      message = String((partial.message ?? "").prefix(200))
    }
  }

  private struct Answer: Decodable {
    var partial: Partial?
    enum CodingKeys: String, CodingKey { case partial = "partialSuccess" }
  }

  private struct Partial: Decodable {
    var rejected: Int?
    var message: String?
    enum CodingKeys: String, CodingKey { case rejectedLogRecords, errorMessage }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      // 64-bit integers are strings in protobuf's JSON; some receivers write numbers.
      if let text = try? fields.decode(String.self, forKey: .rejectedLogRecords) {
        rejected = Int(text)
      } else {
        rejected = try? fields.decode(Int.self, forKey: .rejectedLogRecords)
      }
      message = try? fields.decode(String.self, forKey: .errorMessage)
    }
  }

  /// `ExportLogsServiceResponse { partial_success = 1 { rejected_log_records = 1, error_message = 2 } }`
  private mutating func read(protobuf bytes: ArraySlice<UInt8>) {
    guard let inner = WireField.all(in: bytes).first(where: { $0.number == 1 })?.bytes else { return }
    for field in WireField.all(in: inner) {
      if field.number == 1, let value = field.varint { rejected = Int(clamping: value) }
      if field.number == 2, let text = field.bytes { message = String(decoding: text.prefix(200), as: UTF8.self) }
    }
  }
}

/// A field of a protobuf message, as far as the answer of a receiver needs it.
private struct WireField {
  var number: UInt64
  var varint: UInt64?
  var bytes: ArraySlice<UInt8>?

  /// The fields up to the first that is damaged or of another kind.
  static func all(in bytes: ArraySlice<UInt8>) -> [WireField] {
    var rest = bytes
    var fields: [WireField] = []
    while let tag = take(&rest) {
      var field = WireField(number: tag >> 3)
      switch tag & 7 {
      case 0:
        guard let value = take(&rest) else { return fields }
        field.varint = value
      case 2:
        guard let length = take(&rest), length <= UInt64(rest.count) else { return fields }
        field.bytes = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
      default: return fields
      }
      fields.append(field)
    }
    return fields
  }

  private static func take(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}

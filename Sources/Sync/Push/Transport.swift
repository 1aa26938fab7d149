/// Carries a request to the merchant's receiver.
public protocol Transport: Sendable {
  /// Posts `body` of the given content type; `isGzipped` says whether it was compressed.
  /// - Throws: `TransportFailure` where no answer came.
  func post(_ body: [UInt8], contentType: String, isGzipped: Bool) async throws(TransportFailure) -> Reply
}

/// What a receiver answered.
public struct Reply: Sendable, Equatable {
  public var status: Int
  public var contentType: String
  /// The header `Retry-After`, and `Date`, by which a date in it is read.
  public var retryAfter: String?
  public var date: String?
  /// The body, as far as it was read.
  public var body: [UInt8]

  public init(
    status: Int, contentType: String = "", retryAfter: String? = nil, date: String? = nil, body: [UInt8] = []
  ) {
    self.status = status
    self.contentType = contentType
    self.retryAfter = retryAfter
    self.date = date
    self.body = body
  }
}

/// No answer came: the reason in words.
public struct TransportFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public var reason: String
  public init(_ reason: String) { self.reason = reason }
  public var description: String { reason }
}

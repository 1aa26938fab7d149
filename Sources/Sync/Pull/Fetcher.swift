/// Fetches the shop's bundle from the merchant's hub.
public protocol Fetcher: Sendable {
  /// Asks for what is at `url`, unless it is still the one that `tag` names, and writes it to the new file `path`.
  ///
  /// Where the status is another than 200 nothing is written. What is longer than `limit` bytes is left unread.
  /// - Throws: `TransportFailure` where no answer came, or not the whole of it.
  func fetch(_ url: String, unless tag: String?, to path: String, limit: Int) async throws(TransportFailure) -> Fetched
}

/// What the hub answered.
public struct Fetched: Sendable, Equatable {
  public var status: Int
  /// The header `ETag`.
  public var tag: String?
  public var retryAfter: String?
  public var date: String?

  public init(status: Int, tag: String? = nil, retryAfter: String? = nil, date: String? = nil) {
    self.status = status
    self.tag = tag
    self.retryAfter = retryAfter
    self.date = date
  }
}

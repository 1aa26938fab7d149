// What of the journal goes to the merchant, and in which bytes: OTLP log records as JSON and protobuf, gzip, requests of
// bounded size. Knows the journal and nothing of sound, GPIO or shops.

/// What can go wrong on the way to the merchant, each with its place and its remedy.
public enum SyncError: Error, Sendable, Equatable, CustomStringConvertible {
  /// zlib refused; it does so only without memory.
  case compression(code: Int32)

  public var description: String {
    switch self {
    case .compression(let code):
      "a request cannot be compressed (zlib says \(code)); free some memory, it is tried again"
    }
  }
}

// What of the journal goes to the merchant, in which bytes and how: OTLP log records as JSON and protobuf, gzip, requests
// of bounded size, pushed until each has arrived. Knows the journal and nothing of sound, GPIO or shops.

/// What can go wrong on the way to the merchant, each with its place and its remedy.
public enum SyncError: Error, Sendable, Equatable, CustomStringConvertible {
  /// zlib refused; it does so only without memory.
  case compression(code: Int32)
  /// An address to which nothing is sent.
  case endpoint(text: String, reason: String, remedy: String)
  /// A token, certificate or key that cannot be used.
  case credential(file: String, reason: String, remedy: String)

  public var description: String {
    switch self {
    case .compression(let code):
      "a request cannot be compressed (zlib says \(code)); free some memory, it is tried again"
    case .endpoint(let text, let reason, let remedy): "sync.endpoint: \"\(text)\" \(reason); \(remedy)"
    case .credential(let file, let reason, let remedy): "\(file): \(reason); \(remedy)"
    }
  }
}

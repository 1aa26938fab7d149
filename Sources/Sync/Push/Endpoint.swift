import FoundationEssentials

/// Where the merchant's receiver listens: an OTLP/HTTP endpoint, encrypted unless it is on this machine.
public struct Endpoint: Sendable, Equatable {
  /// The address that logs are posted to.
  public let logs: String
  /// The address that the shop's bundle is fetched from.
  public let bundle: String

  /// - Parameter text: as in the configuration: `https://HOST[:PORT][/PATH]`; `/v1/logs` is added where it is missing.
  /// - Throws: `endpoint`, with what is wrong with it.
  public init(_ text: String) throws(SyncError) {
    func refused(_ reason: String, _ remedy: String) -> SyncError {
      .endpoint(text: text, reason: reason, remedy: remedy)
    }
    let example = "write it like \"https://shop.example:4318\""
    guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host(), !host.isEmpty
    else {
      throw refused("is not an address", example)
    }
    guard url.user() == nil, url.password() == nil else {
      throw refused("holds a name or password", "put the token into a file and name it by sync.token_file")
    }
    guard url.query() == nil, url.fragment() == nil else { throw refused("ends in a query", example) }
    switch scheme {
    case "https": break
    case "http":
      guard Self.isLoopback(host) else {
        throw refused("is not encrypted", "use https; http is for a receiver on this machine only")
      }
    default: throw refused("begins with \(scheme)", example)
    }
    if let port = url.port, !(1...65_535).contains(port) { throw refused("has no port \(port)", example) }
    var address = text
    while address.hasSuffix("/") { address.removeLast() }
    if address.hasSuffix("/v1/logs") { address.removeLast("/v1/logs".count) }
    logs = address + "/v1/logs"
    bundle = address + "/v1/bundle"
  }

  /// Whether what is sent to `host` stays on this machine.
  static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased().trimmingCharacters("[]")
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts.allSatisfy { $0 != nil } && parts[0] == 127
  }
}

extension String {
  /// Without these characters at both ends.
  fileprivate func trimmingCharacters(_ characters: String) -> String {
    var rest = self[...]
    while let first = rest.first, characters.contains(first) { rest.removeFirst() }
    while let last = rest.last, characters.contains(last) { rest.removeLast() }
    return String(rest)
  }
}

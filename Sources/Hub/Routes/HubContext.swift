import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What is known of a request besides itself.
struct HubContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Where it comes from, without the port.
  let peer: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress ?? "local"
  }

  /// The form of a page; the shop's files go by another way.
  var maxUploadSize: Int { 256 << 10 }
}

/// Tells callers apart, for the limits.
struct Callers: Sendable {
  /// A proxy in front of the hub says whom it speaks for; all connections come from it.
  let isBehindProxy: Bool

  /// The address that a request comes from. Of what stands in `X-Forwarded-For` only the last is the proxy's own word.
  func address(_ request: Request, _ context: HubContext) -> String {
    guard isBehindProxy, let name = HTTPField.Name("X-Forwarded-For"),
      let last = request.headers[values: name].last?.split(separator: ",").last
    else { return context.peer }
    return String(String(last).trimmed.prefix(64))
  }
}

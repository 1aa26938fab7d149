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

import CZlib
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A receiver of OTLP logs on a port of its own, and whatever is between it and the device: what happens to each request
/// is said by a script. Drops what it has seen before, by `log.record.uid`.
final class Receiver: Sendable {
  /// What becomes of a request.
  enum Fate: Sendable {
    /// Taken, and answered so.
    case taken(body: String = "{}", type: String = "application/json")
    /// Not taken, and answered with this status.
    case refused(Int, retryAfter: String? = nil)
    /// Taken; then the connection is closed without an answer, or in the middle of one, or nothing is said at all.
    case takenAndCut, takenAndCutShort, takenAndSilent
    /// The connection is closed; nothing was taken.
    case cut
  }

  /// What `GET /v1/bundle` gets: a status, headers, and bytes of which more may be announced than come.
  struct Served: Sendable {
    var status = 200
    var headers: [(String, String)] = []
    var bytes: [UInt8] = []
    var announced: Int?
  }

  struct Seen: Sendable {
    var requests = 0
    /// By `log.record.uid`, in the order of the first arrival.
    var uids: [String] = []
    var known: Set<String> = []
    var duplicates = 0
    var tokens: Set<String> = []
    var types: Set<String> = []
    /// Every byte of every body, inflated.
    var wire: [UInt8] = []
  }

  private let seen = Mutex(Seen())
  private let served = Mutex<Served?>(nil)
  private let known = Mutex<[String?]>([])

  /// From now on bundles are served so.
  func serve(_ served: Served) { self.served.withLock { $0 = served } }

  /// The tags by which bundles were asked for, in order.
  var askedFor: [String?] { known.withLock { $0 } }

  fileprivate func bundle(_ head: HTTPRequestHead) -> Served? {
    guard head.method == .GET, head.uri == "/v1/bundle" else { return nil }
    known.withLock { $0.append(head.headers.first(name: "If-None-Match")) }
    return served.withLock { $0 }
  }

  private let script: @Sendable (_ request: Int, _ uids: [String]) -> Fate
  private let channel: any Channel
  private let answered: Box
  let port: Int

  /// Handlers find the receiver through this; it is there before the first connection.
  private final class Box: Sendable { let receiver = Mutex<Receiver?>(nil) }

  init(tls: NIOSSLContext? = nil, script: @escaping @Sendable (Int, [String]) -> Fate) throws {
    self.script = script
    let box = Box()
    answered = box
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler { box.receiver.withLock { $0 } })
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    port = channel.localAddress?.port ?? 0
    box.receiver.withLock { $0 = self }
  }

  func end() {
    answered.receiver.withLock { $0 = nil }
    try? channel.close().wait()
  }

  var state: Seen { seen.withLock { $0 } }

  fileprivate func fate(_ head: HTTPRequestHead, _ body: [UInt8]) -> Fate {
    let text = head.headers.first(name: "Content-Encoding") == "gzip" ? inflated(body) : body
    let uids = Self.uids(text)
    let number = seen.withLock { seen in
      seen.requests += 1
      seen.tokens.insert(head.headers.first(name: "Authorization") ?? "")
      seen.types.insert(head.headers.first(name: "Content-Type") ?? "")
      seen.wire += text
      return seen.requests
    }
    let fate = head.uri == "/v1/logs" && head.method == .POST ? script(number, uids) : .refused(404)
    switch fate {
    case .refused, .cut: break
    case .taken, .takenAndCut, .takenAndCutShort, .takenAndSilent:
      seen.withLock { seen in
        for uid in uids {
          if seen.known.insert(uid).inserted { seen.uids.append(uid) } else { seen.duplicates += 1 }
        }
      }
    }
    return fate
  }

  /// The records' identities in a request of JSON.
  private static func uids(_ body: [UInt8]) -> [String] {
    let request = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    let logs = (request?["resourceLogs"] as? [[String: Any]])?.first?["scopeLogs"] as? [[String: Any]]
    return (logs?.first?["logRecords"] as? [[String: Any]] ?? []).compactMap { record in
      let attributes = record["attributes"] as? [[String: Any]] ?? []
      return (attributes.first { $0["key"] as? String == "log.record.uid" }?["value"] as? [String: Any])?["stringValue"]
        as? String
    }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let receiver: () -> Receiver?
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ receiver: @escaping () -> Receiver?) { self.receiver = receiver }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): (self.head, body) = (head, [])
      case .body(let part): body += part.readableBytesView
      case .end:
        guard let head, let receiver = receiver() else { return context.close(promise: nil) }
        if let served = receiver.bundle(head) { return serve(context, served) }
        switch receiver.fate(head, body) {
        case .taken(let text, let type): answer(context, 200, text, type: type)
        case .refused(let status, let after): answer(context, status, "", retryAfter: after)
        case .takenAndCut, .cut: context.close(promise: nil)
        case .takenAndCutShort: answer(context, 200, "{\"partialSucc", length: 400)
        case .takenAndSilent: break
        }
      }
    }

    private func serve(_ context: ChannelHandlerContext, _ served: Served) {
      var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: served.status))
      for (name, value) in served.headers { head.headers.add(name: name, value: value) }
      head.headers.add(name: "Content-Length", value: String(served.announced ?? served.bytes.count))
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: served.bytes)))), promise: nil)
      guard served.announced == nil else {
        context.flush()
        return context.close(promise: nil)
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func answer(
      _ context: ChannelHandlerContext, _ status: Int, _ text: String, type: String = "application/json",
      retryAfter: String? = nil, length: Int? = nil
    ) {
      var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status))
      head.headers.add(name: "Content-Type", value: type)
      head.headers.add(name: "Content-Length", value: String(length ?? text.utf8.count))
      if let retryAfter { head.headers.add(name: "Retry-After", value: retryAfter) }
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
      guard length == nil else {
        context.flush()
        return context.close(promise: nil)
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}

/// What gzip had packed; empty where it is damaged.
private func inflated(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
  defer { inflateEnd(&stream) }
  var input = bytes
  var out: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  input.withUnsafeMutableBufferPointer { source in
    stream.next_in = source.baseAddress
    stream.avail_in = UInt32(source.count)
    var code = Z_OK
    while code == Z_OK {
      piece.withUnsafeMutableBufferPointer { target in
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        code = inflate(&stream, Z_NO_FLUSH)
        out += target[..<(target.count - Int(stream.avail_out))]
      }
    }
  }
  return out
}

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport

/// A bad road from a device to the hub: it loses, delays, doubles, refuses and cuts what goes over it, each request by
/// its number alone.
final class Road: Sendable {
  /// What becomes of a request.
  private enum Fate: Equatable {
    case passed, late, doubled
    /// It arrives; its answer does not, only in part, or never while the line stays open.
    case answerLost, answerCut, answerHeld
    /// It does not arrive.
    case lost
    /// Something on the way answers in the hub's place.
    case refused(Int)

    init(_ seed: UInt64, _ request: Int) {
      var random = SplitMix64(seed: seed &+ UInt64(request))
      switch random.below(24) {
      case 0: self = .lost
      case 1, 2: self = .answerLost
      case 3: self = .answerCut
      case 4: self = random.below(8) == 0 ? .answerHeld : .lost
      case 5, 6: self = .doubled
      case 7: self = .late
      case 8: self = .refused([400, 401, 413][Int(random.below(3))])
      case 9: self = .refused(429)
      case 10: self = .refused([500, 502, 503, 504][Int(random.below(4))])
      default: self = .passed
      }
    }
  }

  private let channel: any Channel
  private let requests = Atomic<Int>(0)
  private let doubled = Atomic<Int>(0)
  let port: Int

  /// How many requests came, and how many of them the hub got twice.
  var counts: (requests: Int, doubled: Int) {
    (requests.load(ordering: .relaxed), doubled.load(ordering: .relaxed))
  }

  /// - Parameter hub: the address that it leads to.
  init(to hub: String, seed: UInt64) throws {
    let owner = Owner()
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(owner: owner, hub: hub, seed: seed))
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    port = channel.localAddress?.port ?? 0
    self.owner = owner
    owner.road.withLock { $0 = self }
  }

  private let owner: Owner

  /// Handlers find the road through this; it is let go of at the end.
  private final class Owner: Sendable {
    let road = Mutex<Road?>(nil)
  }

  var address: String { "http://127.0.0.1:\(port)" }

  func end() {
    owner.road.withLock { $0 = nil }
    try? channel.close().wait()
  }

  private static func forward(_ head: HTTPRequestHead, _ body: [UInt8], to hub: String) async throws -> Reply {
    var request = HTTPClientRequest(url: hub + head.uri)
    request.method = head.method
    for (name, value) in head.headers
    where !["host", "content-length", "transfer-encoding"].contains(name.lowercased()) {
      request.headers.add(name: name, value: value)
    }
    if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    let bytes = try await response.body.collect(upTo: 16 << 20)
    return Reply(status: response.status, headers: response.headers, body: bytes)
  }

  private struct Reply: Sendable {
    var status: HTTPResponseStatus
    var headers = HTTPHeaders()
    var body = ByteBuffer()
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let owner: Owner
    private let hub: String
    private let seed: UInt64
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(owner: Owner, hub: String, seed: UInt64) { (self.owner, self.hub, self.seed) = (owner, hub, seed) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): (self.head, body) = (head, [])
      case .body(let part): body += part.readableBytesView
      case .end:
        guard let head, let road = owner.road.withLock({ $0 }) else { return context.close(promise: nil) }
        let fate = Fate(seed, road.requests.add(1, ordering: .relaxed).newValue)
        switch fate {
        case .lost: return context.close(promise: nil)
        case .refused(let status):
          var reply = Reply(status: .init(statusCode: status))
          if status == 429 { reply.headers.add(name: "Retry-After", value: "0") }
          return answer(context, reply)
        default: break
        }
        if fate == .doubled { road.doubled.add(1, ordering: .relaxed) }
        let (body, hub) = (body, hub)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let mine = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.makeFutureWithTask {
          if fate == .late { try await Task.sleep(for: .milliseconds(150)) }
          if fate == .doubled { _ = try? await Road.forward(head, body, to: hub) }
          return try await Road.forward(head, body, to: hub)
        }.whenComplete { result in
          let context = bound.value
          guard case .success(let reply) = result else { return context.close(promise: nil) }
          switch fate {
          case .answerLost: context.close(promise: nil)
          case .answerHeld: break
          case .answerCut: mine.value.answer(context, reply, isCut: true)
          default: mine.value.answer(context, reply)
          }
        }
      }
    }

    private func answer(_ context: ChannelHandlerContext, _ reply: Reply, isCut: Bool = false) {
      var head = HTTPResponseHead(version: .http1_1, status: reply.status)
      for (name, value) in reply.headers
      where !["content-length", "transfer-encoding", "connection"].contains(name.lowercased()) {
        head.headers.add(name: name, value: value)
      }
      head.headers.add(name: "Content-Length", value: String(reply.body.readableBytes + (isCut ? 50 : 0)))
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(reply.body))), promise: nil)
      guard !isCut else {
        context.flush()
        return context.close(promise: nil)
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}

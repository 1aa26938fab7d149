import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Asks the daemon, one request a connection. Blocks; for command-line programs.
public struct ControlClient: Sendable {
  public let socket: String

  public init(socket: String) { self.socket = socket }

  /// Sends a request and returns the body of the answer.
  /// - Throws: `ControlError.refused` for every status beyond 299.
  public func send(_ method: String, _ path: String, body: [UInt8] = []) throws(ControlError) -> [UInt8] {
    let out = Gathered<[UInt8]>([])
    try stream(method, path, body: body) { bytes in
      out.value.withLock { $0 += bytes }
      return true
    }
    return out.value.withLock { $0 }
  }

  public func get<Value: Decodable>(_ type: Value.Type, _ path: String) throws(ControlError) -> Value {
    try ControlJSON.value(type, from: send("GET", path))
  }

  public func post<Value: Decodable>(
    _ type: Value.Type, _ path: String, _ body: some Encodable
  ) throws(ControlError) -> Value {
    try ControlJSON.value(type, from: send("POST", path, body: ControlJSON.bytes(body)))
  }

  /// Calls `take` with each line of a streamed answer until it ends or `take` returns false.
  public func lines(_ path: String, _ take: @escaping @Sendable ([UInt8]) -> Bool) throws(ControlError) {
    let rest = Gathered<[UInt8]>([])
    try stream("GET", path) { bytes in
      var lines = rest.value.withLock { rest in
        rest += bytes
        var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        rest = lines.popLast() ?? []
        return lines
      }
      while !lines.isEmpty {
        guard take(lines.removeFirst()) else { return false }
      }
      return true
    }
  }

  /// Calls `take` with each piece of the answer's body, on another thread, until it ends or `take` returns false.
  public func stream(
    _ method: String, _ path: String, body: [UInt8] = [], _ take: @escaping @Sendable ([UInt8]) -> Bool
  ) throws(ControlError) {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { try? group.syncShutdownGracefully() }
    let done = group.next().makePromise(of: Void.self)
    do {
      let channel = try connect(group, done: done, take: take)
      var headers = HTTPHeaders([("Host", "shoptalk"), ("Connection", "close")])
      if !body.isEmpty || method != "GET" {
        headers.add(name: "Content-Length", value: String(body.count))
        headers.add(name: "Content-Type", value: "application/json")
      }
      let head = HTTPRequestHead(version: .http1_1, method: .init(rawValue: method), uri: path, headers: headers)
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
      channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
      channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
      defer { try? channel.close().wait() }
      try done.futureResult.wait()
    } catch {
      done.fail(error)
      throw failure(error)
    }
  }

  /// A daemon that is being asked by many lets some wait at the door for a moment.
  private func connect(
    _ group: MultiThreadedEventLoopGroup, done: EventLoopPromise<Void>, take: @escaping @Sendable ([UInt8]) -> Bool
  ) throws -> any Channel {
    let bootstrap = ClientBootstrap(group: group).channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandler(AnswerHandler(done: done, take: take))
      }
    }
    for _ in 0..<20 {
      do {
        return try bootstrap.connect(unixDomainSocketPath: socket).wait()
      } catch let error as IOError where error.errnoCode == EAGAIN {
        usleep(50_000)
      }
    }
    return try bootstrap.connect(unixDomainSocketPath: socket).wait()
  }

  private func failure(_ error: any Error) -> ControlError {
    if let error = error as? ControlError { return error }
    let code = (error as? IOError)?.errnoCode ?? 0
    switch code {
    case ENOENT, ECONNREFUSED: return .notRunning(socket: socket)
    case EACCES, EPERM: return .forbidden(socket: socket)
    case 0: return .socket(path: socket, reason: "\(error)")
    default: return .socket(path: socket, reason: String(cString: strerror(code)))
    }
  }
}

/// What comes in on another thread.
private final class Gathered<Value: Sendable>: Sendable {
  let value: Mutex<Value>
  init(_ value: Value) { self.value = Mutex(value) }
}

/// Takes one answer apart.
private final class AnswerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let done: EventLoopPromise<Void>
  private let take: @Sendable ([UInt8]) -> Bool
  private var refusal: (status: Int, body: [UInt8])?
  private var hasEnough = false

  init(done: EventLoopPromise<Void>, take: @escaping @Sendable ([UInt8]) -> Bool) {
    self.done = done
    self.take = take
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      if !(200..<300).contains(Int(head.status.code)) { refusal = (Int(head.status.code), []) }
    case .body(let part):
      if refusal != nil {
        if refusal?.body.count ?? 0 < ControlServer.longestBody { refusal?.body += part.readableBytesView }
      } else if !hasEnough, !take(Array(part.readableBytesView)) {
        hasEnough = true
        done.succeed()
      }
    case .end:
      if let refusal {
        let told = try? ControlJSON.value(Refusal.self, from: refusal.body).error
        done.fail(
          ControlError.refused(status: refusal.status, message: told ?? "the daemon refused (status \(refusal.status))")
        )
      } else {
        done.succeed()
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) { done.fail(ControlError.ended) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    done.fail(error is HTTPParserError ? ControlError.garbled(reason: "it is no HTTP") : error)
    context.close(promise: nil)
  }
}

import NIOCore
import NIOHTTP1
import Synchronization

/// Gathers one request after another on a connection, and sends what the daemon answers.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let handler: ControlServer.Handler
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var isTooLong = false
  private var answering: Task<Void, Never>?

  init(_ handler: @escaping ControlServer.Handler) { self.handler = handler }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
      isTooLong = false
    case .body(let part):
      if body.count + part.readableBytes > ControlServer.longestBody {
        isTooLong = true
      } else {
        body += part.readableBytesView
      }
    case .end:
      guard let head else { return }
      self.head = nil
      answer(head, channel: context.channel)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answering?.cancel()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ head: HTTPRequestHead, channel: any Channel) {
    let (path, query) = Self.split(head.uri)
    let request = ControlRequest(method: head.method.rawValue, path: path, query: query, body: body)
    let exchange = Exchange(
      handler: handler, request: request, isTooLong: isTooLong, version: head.version, keepAlive: head.isKeepAlive,
      onlyHead: head.method == .HEAD, channel: channel)
    answering = Task { await exchange.run() }
  }

  /// Path and query of a request's target.
  static func split(_ target: String) -> (path: String, query: [String: String]) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var query: [String: String] = [:]
    if parts.count == 2 {
      for pair in parts[1].split(separator: "&") {
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        query[decoded(sides[0])] = sides.count == 2 ? decoded(sides[1]) : ""
      }
    }
    return (decoded(parts[0]), query)
  }

  /// Percent signs and plusses undone; what is no escape stays as it is.
  private static func decoded(_ text: Substring) -> String {
    var out: [UInt8] = []
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
        let value = UInt8(String(decoding: bytes[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
      {
        out.append(value)
        at += 3
      } else {
        out.append(bytes[at] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[at])
        at += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// Counts connections, so that nobody takes all of the daemon's descriptors.
final class Connections: Sendable {
  private let open = Mutex(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func enter() -> Bool {
    open.withLock { open in
      guard open < limit else { return false }
      open += 1
      return true
    }
  }

  func leave() { open.withLock { $0 -= 1 } }
}

/// One request with its answer, away from the connection's thread.
private struct Exchange: Sendable {
  let handler: ControlServer.Handler
  let request: ControlRequest
  let isTooLong: Bool
  let version: HTTPVersion
  let keepAlive: Bool
  let onlyHead: Bool
  let channel: any Channel

  func run() async {
    let response: ControlResponse
    if isTooLong {
      response = .refusal(413, "the request is larger than \(ControlServer.longestBody) bytes")
    } else {
      response = await handler(request)
    }
    do {
      try await send(response)
      if !keepAlive { try await channel.close().get() }
    } catch {
      channel.close(promise: nil)  // The client has left.
    }
  }

  private func send(_ response: ControlResponse) async throws {
    var headers = HTTPHeaders([("Content-Type", response.type), ("Cache-Control", "no-store")])
    if case .bytes(let bytes) = response.body { headers.add(name: "Content-Length", value: String(bytes.count)) }
    if !keepAlive { headers.add(name: "Connection", value: "close") }
    let head = HTTPResponseHead(version: version, status: .init(statusCode: response.status), headers: headers)
    try await channel.writeAndFlush(HTTPServerResponsePart.head(head)).get()
    if !onlyHead {
      switch response.body {
      case .bytes(let bytes):
        try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes)))).get()
      case .stream(let stream):
        for await bytes in stream where !bytes.isEmpty {
          try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes)))).get()
        }
      }
    }
    try await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
  }
}

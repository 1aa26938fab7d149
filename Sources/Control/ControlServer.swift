import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A request to the daemon.
public struct ControlRequest: Sendable {
  /// `GET`, `POST`, …
  public var method: String
  /// The path without its query.
  public var path: String
  public var query: [String: String]
  public var body: [UInt8]

  public init(method: String, path: String, query: [String: String] = [:], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
  }
}

/// The daemon's answer to a request.
public struct ControlResponse: Sendable {
  public enum Body: Sendable {
    case bytes([UInt8])
    /// Sent piece by piece until the stream ends or the client leaves.
    case stream(any AsyncSequence<[UInt8], Never> & Sendable)
  }

  public var status: Int
  public var type: String
  public var body: Body

  public init(status: Int = 200, type: String, body: Body) {
    self.status = status
    self.type = type
    self.body = body
  }

  /// A value as JSON.
  public static func json(_ value: some Encodable, status: Int = 200) -> ControlResponse {
    var bytes = ControlJSON.bytes(value)
    bytes.append(UInt8(ascii: "\n"))
    return ControlResponse(status: status, type: "application/json", body: .bytes(bytes))
  }

  /// A refusal: a sentence with the reason and the remedy.
  public static func refusal(_ status: Int, _ message: String) -> ControlResponse {
    json(Refusal(error: message), status: status)
  }

  /// A value a line, as they come. Taken as fast as the client reads, so that none is lost here; what becomes of those
  /// that wait is for the maker of `values` to say.
  public static func lines<Value: Encodable & Sendable>(_ values: AsyncStream<Value>) -> ControlResponse {
    let lines = values.map { value in ControlJSON.bytes(value) + [UInt8(ascii: "\n")] }
    return ControlResponse(type: "application/x-ndjson", body: .stream(lines))
  }
}

struct Refusal: Codable, Sendable {
  var error: String
}

/// The JSON that travels: keys in snake case.
public enum ControlJSON {
  public static func bytes(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(value)).map { Array($0) } ?? Array("null".utf8)
  }

  public static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(ControlError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(type, from: Data(bytes)) } catch {
      throw .garbled(reason: "it is no \(type)")
    }
  }
}

/// Answers HTTP on a Unix socket, for the members of a group.
public final class ControlServer: Sendable {
  public typealias Handler = @Sendable (ControlRequest) async -> ControlResponse

  static let longestBody = 64 * 1024
  static let connectionLimit = 32

  private let socket: String
  private let mode: mode_t
  private let handler: Handler

  /// - Parameter mode: who may connect; by default user and group of the process.
  public init(socket: String, mode: UInt32 = 0o660, handler: @escaping Handler) {
    self.socket = socket
    self.mode = mode
    self.handler = handler
  }

  /// Serves until the task is cancelled; `ready` is called once the socket takes connections.
  public func run(ready: @Sendable () -> Void = {}) async throws(ControlError) {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      let channel = try await bind(group)
      guard chmod(socket, mode) == 0 else {
        throw ControlError.socket(path: socket, reason: String(cString: strerror(errno)))
      }
      ready()
      try await withTaskCancellationHandler {
        try await channel.closeFuture.get()
      } onCancel: {
        channel.close(promise: nil)
      }
      unlink(socket)
      try? await group.shutdownGracefully()
    } catch {
      try? await group.shutdownGracefully()
      if let error = error as? ControlError { throw error }
      let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
      throw .socket(path: socket, reason: reason)
    }
  }

  private func bind(_ group: MultiThreadedEventLoopGroup) async throws -> any Channel {
    let connections = Connections(limit: Self.connectionLimit)
    return try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 128)
      .childChannelInitializer { [handler] channel in
        channel.eventLoop.makeCompletedFuture {
          guard connections.enter() else { throw ControlError.refused(status: 503, message: "too many connections") }
          channel.closeFuture.whenComplete { _ in connections.leave() }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(RequestHandler(handler))
        }
      }
      .bind(unixDomainSocketPath: socket, cleanupExistingSocketFile: true).get()
  }
}

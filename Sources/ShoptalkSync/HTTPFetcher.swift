import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import Settings
import Sync

/// Fetches over HTTP into a file, a piece at a time, by the same trust by which records are sent.
final class HTTPFetcher: Fetcher {
  private let client: HTTPClient
  private let endpoint: Endpoint
  private let token: Credential?
  private let patience: Int64

  /// - Parameter patience: seconds for which the next piece is waited for.
  init(
    _ endpoint: Endpoint, _ settings: Settings.Sync, environment: [String: String], limit: Int, patience: Int = 30
  ) throws(SyncError) {
    self.endpoint = endpoint
    self.patience = Int64(patience)
    token = try Credential(settings, environment: environment)
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: try HTTPTransport.tls(settings), redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(10), read: .seconds(Int64(patience))),
      decompression: .enabled(limit: .size(limit)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.idleTimeout = .seconds(5)
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func end() async { try? await client.shutdown() }

  func fetch(
    _ url: String, unless tag: String?, to path: String, limit: Int
  ) async throws(TransportFailure) -> Fetched {
    do {
      var request = HTTPClientRequest(url: url)
      if let tag { request.headers.add(name: "If-None-Match", value: tag) }
      request.headers.add(name: "User-Agent", value: "shoptalk-sync/0.1")
      if let token { request.headers.add(name: "Authorization", value: "Bearer \(try token.read())") }
      // A slow line may take an hour; one on which nothing comes any more is noticed by the piece.
      let response = try await client.execute(request, timeout: .hours(1))
      let fetched = Fetched(
        status: Int(response.status.code), tag: response.headers.first(name: "ETag"),
        retryAfter: response.headers.first(name: "Retry-After"), date: response.headers.first(name: "Date"))
      guard response.status == .ok else { return fetched }
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
      guard descriptor >= 0 else { throw TransportFailure("\(path): \(String(cString: strerror(errno)))") }
      defer { close(descriptor) }
      var size = 0
      for try await piece in response.body {
        size += piece.readableBytes
        guard size <= limit else {
          throw TransportFailure("\(url): has more than \(limit >> 20) MiB and is no bundle of a shop")
        }
        try Self.write(Array(piece.readableBytesView), to: descriptor, path)
      }
      return fetched
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(HTTPTransport.words(error, url))
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(TransportFailure) {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if wrote < 0 && errno == EINTR { continue }
      guard wrote > 0 else { throw TransportFailure("\(path): \(String(cString: strerror(errno)))") }
      done += wrote
    }
  }
}

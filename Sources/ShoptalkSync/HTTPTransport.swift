import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Settings
import Sync

/// Posts over HTTP with the system's or a pinned certificate authority, and the device's token or certificate.
final class HTTPTransport: Transport {
  /// Of an answer, more than this is not read; OTLP's own cap is 4 MiB.
  private static let longestAnswer = 4 << 20

  private let client: HTTPClient
  private let endpoint: Endpoint
  private let token: Credential?
  private let patience: Int64

  /// - Parameter patience: seconds for which an answer is waited for.
  /// - Throws: `credential` where a certificate, key or token cannot be used.
  init(_ endpoint: Endpoint, _ settings: Settings.Sync, environment: [String: String], patience: Int = 30)
    throws(SyncError)
  {
    self.endpoint = endpoint
    self.patience = Int64(patience)
    token = try Credential(settings, environment: environment)
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: try Self.tls(settings), redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(10), read: .seconds(Int64(patience))), decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.connectionPool.idleTimeout = .seconds(90)
    // The pusher waits by itself, and says so; the client is not to try in its stead.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func end() async { try? await client.shutdown() }

  func post(_ body: [UInt8], contentType: String, isGzipped: Bool) async throws(TransportFailure) -> Reply {
    do {
      var request = HTTPClientRequest(url: endpoint.logs)
      request.method = .POST
      request.headers.add(name: "Content-Type", value: contentType)
      if isGzipped { request.headers.add(name: "Content-Encoding", value: "gzip") }
      request.headers.add(name: "User-Agent", value: "shoptalk-sync/0.1")
      if let token { request.headers.add(name: "Authorization", value: "Bearer \(try token.read())") }
      request.body = .bytes(ByteBuffer(bytes: body))
      let response = try await client.execute(request, timeout: .seconds(2 * patience))
      var reply = Reply(
        status: Int(response.status.code), contentType: response.headers.first(name: "Content-Type") ?? "",
        retryAfter: response.headers.first(name: "Retry-After"), date: response.headers.first(name: "Date"))
      // An answer that breaks off, or is too long, says all that matters by its status.
      if let bytes = try? await response.body.collect(upTo: Self.longestAnswer) {
        reply.body = Array(bytes.readableBytesView)
      }
      return reply
    } catch {
      throw TransportFailure(Self.words(error, endpoint.logs))
    }
  }

  static func tls(_ settings: Settings.Sync) throws(SyncError) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if !settings.caFile.isEmpty {
      do { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(settings.caFile)) } catch {
        throw .credential(
          file: settings.caFile, reason: "holds no certificate that can be read",
          remedy: "sync.ca_file names the authority's certificates in PEM")
      }
    }
    guard settings.certificateFile.isEmpty == settings.keyFile.isEmpty else {
      throw .credential(
        file: settings.certificateFile + settings.keyFile, reason: "is only half of the device's own certificate",
        remedy: "set sync.certificate_file and sync.key_file, or neither")
    }
    if !settings.certificateFile.isEmpty {
      do {
        tls.certificateChain = try NIOSSLCertificate.fromPEMFile(settings.certificateFile).map { .certificate($0) }
      } catch {
        throw .credential(
          file: settings.certificateFile, reason: "holds no certificate that can be read",
          remedy: "sync.certificate_file names the device's certificate in PEM")
      }
      do { tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: settings.keyFile, format: .pem)) } catch {
        throw .credential(
          file: settings.keyFile, reason: "holds no key that can be read",
          remedy: "sync.key_file names the certificate's key in PEM, without a passphrase")
      }
    }
    return tls
  }

  /// What went wrong, for a person.
  static func words(_ error: any Error, _ place: String) -> String {
    switch error {
    case let error as SyncError: return "\(error)"
    case let error as HTTPClientError:
      return switch error {
      case .connectTimeout: "\(place): nothing answers (no connection within 10 s)"
      case .readTimeout, .deadlineExceeded: "\(place): the receiver took the request and did not answer in time"
      case .remoteConnectionClosed: "\(place): the connection was closed before an answer came"
      default: "\(place): \(error.shortDescription)"
      }
    case let error as NIOSSLError: return "\(place): the connection could not be encrypted (\(error))"
    case let error as NIOConnectionError:
      if error.dnsAError != nil || error.dnsAAAAError != nil { return "\(place): the host's name cannot be resolved" }
      let why = error.connectionErrors.first.map { ($0.error as? IOError)?.words ?? "\($0.error)" } ?? "no address"
      return "\(place): no connection (\(why))"
    case let error as IOError: return "\(place): \(error.words)"
    default: return "\(place): \(error)"
    }
  }
}

extension IOError {
  /// What the system says, without the library's wrapping.
  fileprivate var words: String { String(cString: strerror(errnoCode)) }
}

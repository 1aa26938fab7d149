import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What devices ask: records in, bundles out.
struct DeviceRoutes: Sendable {
  let store: HubStore
  let intake: Intake
  let shelf: ShopShelf
  let log: Logger
  let callers: Callers
  private let limit = RateLimit(burst: 1_200, per: 60)
  private let guesses = RateLimit(burst: 30, per: 60)

  /// Bytes of a request before and after unpacking; the second is OTLP's own.
  private static let mostPacked = 16 << 20, mostUnpacked = 64 << 20

  init(store: HubStore, intake: Intake, shelf: ShopShelf, callers: Callers, log: Logger) {
    self.store = store
    self.intake = intake
    self.shelf = shelf
    self.callers = callers
    self.log = log
  }

  func add(to router: Router<HubContext>) {
    router.post("v1/logs") { request, context in await self.logs(request, context) }
    router.get("v1/bundle") { request, context in await self.bundle(request, context) }
  }

  // MARK: Records

  private func logs(_ request: Request, _ context: HubContext) async -> Response {
    let type = (request.headers[.contentType] ?? "").split(separator: ";").first.map { String($0).trimmed.lowercased() }
    let isJSON = type == "application/json"
    do {
      guard isJSON || type == "application/x-protobuf" else {
        return refusal(.unsupportedMediaType, "send application/json or application/x-protobuf", isJSON: true)
      }
      let device = try await self.device(request, context)
      var body = Array(try await request.body.collect(upTo: Self.mostPacked).readableBytesView)
      switch (request.headers[.contentEncoding] ?? "identity").lowercased() {
      case "identity": break
      case "gzip": body = try Gunzip.unpack(body, limit: Self.mostUnpacked)
      default: return refusal(.unsupportedMediaType, "send it as it is, or packed by gzip", isJSON: isJSON)
      }
      let all = isJSON ? try OTLPJSON.records(body) : try OTLPProtobuf.records(body)
      let good = all.filter(\.isAcceptable)
      if !good.isEmpty { try await intake.take(good, of: device.id) }
      return accepted(all.count - good.count, isJSON: isJSON)
    } catch is NIOTooManyBytesError {
      return refusal(.contentTooLarge, "a request may have \(Self.mostPacked >> 20) MiB", isJSON: isJSON)
    } catch {
      return refusal(error, isJSON: isJSON)
    }
  }

  private struct Unknown: Error {}

  private func device(_ request: Request, _ context: HubContext) async throws -> EnrolledDevice {
    let now = Date().timeIntervalSince1970
    let parts = (request.headers[.authorization] ?? "").split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 200,
      let device = try await store.device(token: String(parts[1]))
    else {
      if let seconds = guesses.wait(for: callers.address(request, context), now: now) {
        throw HubError.busy(seconds: seconds)
      }
      throw Unknown()
    }
    if let seconds = limit.wait(for: device.name, now: now) { throw HubError.busy(seconds: seconds) }
    return device
  }

  private func accepted(_ rejected: Int, isJSON: Bool) -> Response {
    let words = "too large to be kept"
    if isJSON {
      let text =
        rejected == 0
        ? "{}" : "{\"partialSuccess\":{\"rejectedLogRecords\":\"\(rejected)\",\"errorMessage\":\"\(words)\"}}"
      return Response(
        status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
    var bytes: [UInt8] = []
    if rejected > 0 {
      let inner = [0x08] + Self.varint(UInt64(rejected)) + [0x12, UInt8(words.utf8.count)] + Array(words.utf8)
      bytes = [0x0A, UInt8(inner.count)] + inner
    }
    return Response(
      status: .ok, headers: [.contentType: "application/x-protobuf"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  // MARK: Refusals

  private func refusal(_ error: any Error, isJSON: Bool) -> Response {
    switch error {
    case is Unknown:
      var response = refusal(.unauthorized, "this token belongs to no device, or was revoked", isJSON: isJSON)
      response.headers[.wwwAuthenticate] = "Bearer"
      return response
    case let error as HubError:
      switch error {
      case .malformed, .refused: return refusal(.badRequest, error.description, isJSON: isJSON)
      case .tooLarge: return refusal(.contentTooLarge, error.description, isJSON: isJSON)
      case .busy(let seconds):
        var response = refusal(.tooManyRequests, error.description, isJSON: isJSON)
        response.headers[.retryAfter] = String(seconds)
        return response
      case .database, .file:
        log.error("\(error)")
        var response = refusal(.serviceUnavailable, "the hub cannot write at the moment", isJSON: isJSON)
        response.headers[.retryAfter] = "30"
        return response
      }
    default:
      log.debug("a request ended early: \(error)")
      return refusal(.badRequest, "the request was not whole", isJSON: isJSON)
    }
  }

  /// The protocol's way to say what is wrong: `google.rpc.Status` in the encoding of the request.
  private func refusal(_ status: HTTPResponse.Status, _ words: String, isJSON: Bool) -> Response {
    if isJSON {
      let text = "{\"message\":\(IncomingRecord.Value.quoted(words))}"
      return Response(
        status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
    let message = Array(words.utf8.prefix(2000))
    let bytes = [0x12] + Self.varint(UInt64(message.count)) + message
    return Response(
      status: status, headers: [.contentType: "application/x-protobuf"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  // MARK: Bundles

  private func bundle(_ request: Request, _ context: HubContext) async -> Response {
    do {
      _ = try await device(request, context)
      guard let version = try await shelf.current() else {
        return refusal(.notFound, "there is no shop yet", isJSON: true)
      }
      let headers: HTTPFields = [.eTag: version.tag, .cacheControl: "no-cache"]
      if let known = request.headers[.ifNoneMatch],
        known.split(separator: ",").contains(where: { String($0).trimmed == version.tag })
      {
        return Response(status: .notModified, headers: headers)
      }
      let file = try BundleFileReader(shelf.bundle(version))
      var response = Response(status: .ok, headers: headers, body: file.body)
      response.headers[.contentType] = "application/octet-stream"
      return response
    } catch {
      return refusal(error, isJSON: true)
    }
  }
}

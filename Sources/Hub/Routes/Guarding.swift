import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Puts on every answer what keeps browsers from doing harm with it, and turns errors into pages.
struct Guarding: RouterMiddleware {
  typealias Context = HubContext

  let log: Logger

  private static let headers: [(String, String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
  ]

  func handle(
    _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPError {
      response = Self.page(error.status, error.body ?? "")
      response.headers.append(contentsOf: error.headers)
    } catch {
      log.error("\(request.method) \(request.uri.path): \(error)")
      response = Self.page(.internalServerError, "Something went wrong; the hub's log says what.")
    }
    for (name, value) in Self.headers {
      if let name = HTTPField.Name(name) { response.headers[name] = value }
    }
    return response
  }

  private static func page(_ status: HTTPResponse.Status, _ words: String) -> Response {
    let page = Layout.bare(
      "\(status.code) \(status.reasonPhrase)", "<p>\(words)</p><p><a href=\"/\">To the overview</a></p>")
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(string: page.description)))
  }
}

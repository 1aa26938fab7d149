import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Who comes in, and goes.
extension PageRoutes {
  func signIn(_ request: Request, _ context: HubContext) async throws -> Response {
    let now = Date().timeIntervalSince1970
    let body = try await request.body.collect(upTo: 8 << 10)
    let fields = Query.fields(String(decoding: body.readableBytesView, as: UTF8.self))
    let name = String((fields["name"] ?? "").prefix(64))
    guard !Self.isForeign(request) else { throw HTTPError(.forbidden, message: "sign in on the hub's own page") }
    if let seconds = guesses.wait(for: callers.address(request, context), now: now)
      ?? guessesOfAccount.wait(for: name, now: now)
    {
      var response = Self.html(.tooManyRequests, Self.signInPage("Too many attempts: try again in \(seconds) seconds."))
      response.headers[.retryAfter] = String(seconds)
      return response
    }
    guard let token = try await store.signIn(name, fields["password"] ?? "", now: now) else {
      log.warning("somebody at \(callers.address(request, context)) failed to sign in")
      return Self.html(.unauthorized, Self.signInPage("Name and password don't belong together."))
    }
    var response = Self.redirect("/")
    response.headers[.setCookie] = cookie(token, seconds: Int(HubStore.sessionTime))
    return response
  }

  func signOut(_ request: Request, _ context: HubContext) async throws -> Response {
    guard try await visit(request, context) != nil, let token = request.cookies[Self.cookie]?.value else {
      return Self.toSignIn
    }
    try await store.signOut(token)
    var response = Self.redirect("/sign-in")
    response.headers[.setCookie] = cookie("", seconds: 0)
    return response
  }

  private func cookie(_ token: String, seconds: Int) -> String {
    "\(Self.cookie)=\(token); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict\(isEncrypted ? "; Secure" : "")"
  }

  static func signInPage(_ problem: String?) -> Markup {
    Layout.bare(
      "Shoptalk hub", problem: problem,
      """
      <form method="post" action="/sign-in"><label for="name">Name</label><input id="name" name="name" required \
      autocomplete="username" autofocus><label for="password">Password</label><input id="password" name="password" \
      type="password" required autocomplete="current-password"><p><button>Sign in</button></p></form>
      """)
  }
}

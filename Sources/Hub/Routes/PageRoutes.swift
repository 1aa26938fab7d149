import FoundationEssentials
import GRDB
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Settings

/// What the merchant sees in a browser.
struct PageRoutes: Sendable {
  let store: HubStore
  let shelf: ShopShelf
  let log: Logger
  let callers: Callers
  /// Whether browsers reach the hub encrypted: then the cookie goes no other way.
  let isEncrypted: Bool
  private let limit = RateLimit(burst: 120, per: 30)
  /// By address, and by account whatever the address.
  let guesses = RateLimit(burst: 6, per: 300)
  let guessesOfAccount = RateLimit(burst: 30, per: 900)

  static let cookie = "shoptalk"
  /// Bytes of an upload at most.
  static let mostUpload = 96 << 20

  init(store: HubStore, shelf: ShopShelf, callers: Callers, log: Logger, isEncrypted: Bool) {
    self.store = store
    self.shelf = shelf
    self.callers = callers
    self.log = log
    self.isEncrypted = isEncrypted
  }

  /// A page that is asked for by somebody who is signed in.
  struct Visit {
    var request: Request
    var user: SignedIn
    var fields: [String: String]
    var files: [(name: String, bytes: [UInt8])] = []
    var now: Double
    var span: Span { Span(fields["days"], now: now) }

    func layout(_ place: String, _ title: String, problem: String? = nil) -> Layout {
      Layout(
        user: user, place: place, title: title, notice: fields["done"].flatMap { PageRoutes.notices[$0] },
        problem: problem)
    }
  }

  /// What can be said after something was done; an address carries only the key, so that nobody can put words here.
  private static let notices = [
    "answer": "The answer goes to the devices with the next bundle.", "hidden": "It is not shown any more.",
    "saved": "The promotion is saved and goes to the devices.", "removed": "The promotion is removed.",
    "settings": "The settings go to the devices.",
    "uploaded": "The shop is checked and goes to the devices.", "back": "The version from before goes to the devices.",
    "revoked": "The device can neither send nor fetch any more.",
  ]

  func add(to router: Router<HubContext>) {
    router.get("style.css") { request, context in
      Self.respond(.ok, "text/css; charset=utf-8", Style.sheet, cache: "max-age=3600")
    }
    router.get("icon.svg") { _, _ in Self.respond(.ok, "image/svg+xml", Style.icon, cache: "max-age=86400") }
    router.get("healthz") { _, _ in
      _ = try await store.hasAccount()
      return Self.respond(.ok, "text/plain", "ok\n")
    }
    router.get("sign-in") { _, _ in Self.html(.ok, Self.signInPage(nil)) }
    router.post("sign-in") { request, context in try await self.signIn(request, context) }
    router.post("sign-out") { request, context in try await self.signOut(request, context) }
    addPages(to: router)
    addForms(to: router)
  }

  // MARK: Pages

  private func addPages(to router: Router<HubContext>) {
    page(
      router, "",
      { visit in
        visit.layout("/", "Overview").page(
          InsightPages.overview(try await store.overview(visit.span.period), visit.span, now: visit.now))
      })
    page(
      router, "questions",
      { visit in
        let product = visit.fields["product"].flatMap { $0.isEmpty ? nil : String($0.prefix(255)) }
        let hour = visit.fields["hour"].flatMap { Int($0) }.flatMap { (0...23).contains($0) ? $0 : nil }
        let rows = try await store.questions(visit.span.period, handle: product, hour: hour)
        return visit.layout("/questions", "Questions").page(
          InsightPages.questions(rows, visit.span, product: product, hour: hour))
      })
    page(router, "unanswered", { visit in try await unanswered(visit) })
    page(
      router, "stock",
      { visit in
        visit.layout("/stock", "Out of stock").page(
          InsightPages.stock(try await store.missedProducts(visit.span.period), visit.span))
      })
    page(router, "promotions", { visit in try await promotions(visit) })
    page(router, "shop", { visit in try await shop(visit) })
    page(router, "devices", { visit in try await devices(visit) })
    router.get("export.csv") { request, context in
      guard let visit = try await self.visit(request, context) else { return Self.toSignIn }
      return try await export(visit)
    }
  }

  func unanswered(_ visit: Visit, problem: String? = nil) async throws -> Markup {
    let layout = visit.layout("/unanswered", "Unanswered", problem: problem)
    return layout.page(InsightPages.unanswered(try await store.openQuestions(visit.span.period), visit.span, layout))
  }

  func promotions(_ visit: Visit, problem: String? = nil) async throws -> Markup {
    let layout = visit.layout("/promotions", "Promotions", problem: problem)
    let effects = Dictionary(
      try await store.promotionEffects(visit.span.period).map { ($0.title, $0) }, uniquingKeysWith: { a, _ in a })
    var told: [ShopPages.Told] = []
    for (index, campaign) in try await shelf.campaigns().enumerated().prefix(200) {
      told.append(
        .init(
          campaign: campaign, index: index, effect: effects[campaign.title],
          interest: try await store.interest(in: campaign.appliesTo, visit.span.period)))
    }
    let products = try await store.read {
      try String.fetchAll($0, sql: "SELECT handle FROM product ORDER BY handle LIMIT 500")
    }
    return layout.page(ShopPages.promotions(told, visit.span, layout, products: ["*"] + products, now: visit.now))
  }

  func shop(_ visit: Visit, problem: String? = nil) async throws -> Markup {
    let layout = visit.layout("/shop", "Shop", problem: problem)
    let settings = (try? await shelf.settings().get())?.values ?? [:]
    return layout.page(ShopPages.shop(try await shelf.versions(), settings, layout))
  }

  func devices(_ visit: Visit, problem: String? = nil) async throws -> Markup {
    let layout = visit.layout("/devices", "Devices", problem: problem)
    return layout.page(
      InsightPages.devices(
        try await store.health(visit.span.period), visit.span, layout, trust: shelf.trust, now: visit.now))
  }

  private func export(_ visit: Visit) async throws -> Response {
    let rows = try await store.questions(visit.span.period, limit: 200_000)
    var text = CSVText.line(["time", "device", "question", "answer", "intent", "answered", "outcome", "confidence"])
    for row in rows {
      text += CSVText.line([
        When.text(row.time), CSVText.harmless(row.device), CSVText.harmless(row.transcript),
        CSVText.harmless(row.answer),
        CSVText.harmless(row.intent), row.isAnswered ? "yes" : "no", CSVText.harmless(row.outcome),
        row.confidence.map { "\($0)" } ?? "",
      ])
    }
    var response = Self.respond(.ok, "text/csv; charset=utf-8", text)
    response.headers[.contentDisposition] = "attachment; filename=\"questions.csv\""
    return response
  }

  /// A page for those who are signed in.
  private func page(
    _ router: Router<HubContext>, _ path: RouterPath, _ body: @Sendable @escaping (Visit) async throws -> Markup
  ) {
    router.get(path) { request, context in
      guard let visit = try await self.visit(request, context) else { return Self.toSignIn }
      return Self.html(.ok, try await body(visit))
    }
  }

  // MARK: Who is there

  /// Nil where nobody is signed in. A form must bring what only a page of ours could give it.
  func visit(_ request: Request, _ context: HubContext, limit size: Int = 256 << 10) async throws -> Visit? {
    let now = Date().timeIntervalSince1970
    if let seconds = limit.wait(for: callers.address(request, context), now: now) {
      throw HTTPError(.tooManyRequests, headers: [.retryAfter: String(seconds)], message: "too many requests")
    }
    guard let token = request.cookies[Self.cookie]?.value, let user = try await store.session(token, now: now) else {
      return nil
    }
    var visit = Visit(request: request, user: user, fields: Query.fields(request.uri.query ?? ""), now: now)
    guard request.method == .post else { return visit }
    let body: [UInt8]
    do { body = Array(try await request.body.collect(upTo: size).readableBytesView) } catch is NIOTooManyBytesError {
      throw HTTPError(.contentTooLarge, message: "no more than \(size >> 20) MiB can be sent at once")
    }
    let type = request.headers[.contentType] ?? ""
    if type.lowercased().hasPrefix("multipart/form-data") {
      do {
        let form = try MultipartForm(body, contentType: type)
        (visit.fields, visit.files) = (form.fields, form.files)
      } catch { throw HTTPError(.badRequest, message: error.description) }
    } else {
      visit.fields = Query.fields(String(decoding: body, as: UTF8.self))
    }
    guard Secret.areEqual((visit.fields["csrf"] ?? "").utf8, user.csrf.utf8), !Self.isForeign(request) else {
      throw HTTPError(.forbidden, message: "this form does not come from a page of the hub; load the page again")
    }
    return visit
  }

  /// Whether the browser says that another site sends this.
  static func isForeign(_ request: Request) -> Bool {
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name] {
      return site != "same-origin" && site != "none"
    }
    return false
  }

  // MARK: Answers

  static var toSignIn: Response { redirect("/sign-in") }

  static func redirect(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }

  static func html(_ status: HTTPResponse.Status, _ page: Markup) -> Response {
    respond(status, "text/html; charset=utf-8", page.description)
  }

  private static func respond(
    _ status: HTTPResponse.Status, _ type: String, _ text: String, cache: String = "no-store"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: cache],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}

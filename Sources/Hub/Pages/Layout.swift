import FoundationEssentials
import Glibc

/// What every page has around its content.
struct Layout {
  /// Who looks at it.
  var user: SignedIn
  /// The part of the navigation that it belongs to.
  var place: String
  var title: String
  /// Something to say once: what was done, or what went wrong.
  var notice: String?
  var problem: String?

  private static let places = [
    ("/", "Overview"), ("/questions", "Questions"), ("/unanswered", "Unanswered"), ("/stock", "Out of stock"),
    ("/promotions", "Promotions"), ("/shop", "Shop"), ("/devices", "Devices"),
  ]

  func page(_ content: Markup) -> Markup {
    let links = Self.places.map { path, name -> Markup in
      path == place
        ? "<a href=\"\(path)\" aria-current=\"page\">\(name)</a>" : "<a href=\"\(path)\">\(name)</a>"
    }
    return """
      \(Self.head(title))<body><header><strong>Shoptalk</strong><nav>\(links)</nav>\
      <form method="post" action="/sign-out">\(hidden)<button class="plain">Sign out \(user.account)</button></form></header>
      <main><h1>\(title)</h1>\
      \(notice.map { "<p class=\"notice\" role=\"status\">\($0)</p>" as Markup })\
      \(problem.map { "<p class=\"problem\" role=\"alert\">\($0)</p>" as Markup })\
      \(content)</main></body></html>
      """
  }

  /// What proves that a form came from a page of ours.
  var hidden: Markup { "<input type=\"hidden\" name=\"csrf\" value=\"\(user.csrf)\">" }

  static func head(_ title: String) -> Markup {
    """
    <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(title) - Shoptalk</title>\
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">\
    <link rel="icon" type="image/svg+xml" href="/icon.svg"></head>
    """
  }

  /// A page for those who are not signed in.
  static func bare(_ title: String, problem: String? = nil, _ content: Markup) -> Markup {
    """
    \(head(title))<body><main class="narrow"><h1>\(title)</h1>\
    \(problem.map { "<p class=\"problem\" role=\"alert\">\($0)</p>" as Markup })\(content)</main></body></html>
    """
  }
}

/// Times as a merchant reads them, by the server's clock and time zone.
enum When {
  static func text(_ time: Double) -> String {
    var seconds = time_t(time)
    var parts = tm()
    localtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 64)
    let length = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M", &parts)
    return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static func day(_ time: Double) -> String { String(text(time).prefix(10)) }

  static func ago(_ time: Double, now: Double) -> String {
    let seconds = max(0, now - time)
    switch seconds {
    case ..<90: return "just now"
    case ..<5400: return "\(Int((seconds / 60).rounded())) minutes ago"
    case ..<129_600: return "\(Int((seconds / 3600).rounded())) hours ago"
    default: return "\(Int((seconds / 86_400).rounded())) days ago"
    }
  }

  static func milliseconds(_ value: Double?) -> String {
    guard let value else { return "-" }
    return value < 1000 ? "\(Int(value.rounded())) ms" : "\((value / 100).rounded() / 10) s"
  }
}

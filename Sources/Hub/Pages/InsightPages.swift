import FoundationEssentials

/// The span of days that a page is about, chosen by the reader.
struct Span {
  var days: Int
  var period: Period

  static let choices = [1, 7, 30, 90, 365]

  init(_ text: String?, now: Double) {
    days = text.flatMap { Int($0) }.flatMap { Self.choices.contains($0) ? $0 : nil } ?? 7
    period = Period(from: now - Double(days) * 86_400, to: now + 86_400)
  }

  /// Links to the other spans of the same page.
  func tabs(_ path: String) -> Markup {
    let links = Self.choices.map { choice -> Markup in
      let words = choice == 1 ? "Today and yesterday" : choice == 365 ? "A year" : "\(choice) days"
      return choice == days
        ? "<a aria-current=\"page\" href=\"\(path)?days=\(choice)\">\(words)</a>"
        : "<a href=\"\(path)?days=\(choice)\">\(words)</a>"
    }
    return "<p class=\"tabs\">\(links)</p>"
  }

  /// The days of the span as "2026-11-25", the oldest first.
  func names(now: Double) -> [String] {
    (0..<min(days, 90)).reversed().map { When.day(now - Double($0) * 86_400) }
  }
}

/// What was asked, and what became of it.
enum InsightPages {
  static func overview(_ data: Overview, _ span: Span, now: Double) -> Markup {
    guard data.questions > 0 else {
      return """
        \(span.tabs("/"))<section><h2>Nothing was asked yet</h2><p>As soon as a device has sent something it is shown here. \
        <a href="/devices">Enrol a device</a>, or look at <a href="/shop">the shop</a> that devices get.</p></section>
        """
    }
    let heard = data.questions - data.unheard
    let share = heard > 0 ? Int((Double(data.answered) / Double(heard) * 100).rounded()) : 0
    let byDay = Dictionary(data.days.map { ($0.day, ($0.all, $0.answered)) }, uniquingKeysWith: { a, _ in a })
    let names = span.names(now: now)
    let gap = max(1, (names.count + 6) / 7)
    let days = names.enumerated().map { index, day in
      Charts.Bar(
        label: String(day.suffix(5)), value: byDay[day]?.0 ?? 0, part: byDay[day]?.1 ?? 0,
        isLabelled: index % gap == 0)
    }
    let hours = (0..<24).map { Charts.Bar(label: "\($0)", value: data.hours[$0], isLabelled: $0 % 3 == 0) }
    return """
      \(span.tabs("/"))
      <section class="figures"><div><strong>\(heard)</strong><span>questions</span></div>\
      <div><strong>\(share) %</strong><span>answered</span></div>\
      <div><strong>\(data.shoppers)</strong><span>conversations</span></div>\
      <div><strong>\(When.milliseconds(data.median))</strong><span>to the first word; the slowest 5 % took \
      \(When.milliseconds(data.slowest)) and more</span></div>\
      <div><strong>\(data.unheard)</strong><span>presses without a word</span></div></section>
      \(names.count > 1 ? "<section><h2>By day <span class=\"soft\">(dark: answered)</span></h2>\(Charts.columns(days, title: "Questions by day"))</section>" as Markup : nil)
      <section><h2>By hour</h2>\(Charts.columns(hours, title: "Questions by hour of the day"))</section>
      <div class="two"><section><h2>Products asked for</h2>\(Charts.ranking(data.products.map { product in
        ("<a href=\"/questions?days=\(span.days)&amp;product=\(Query.escaped(product.handle))\">\(product.title)</a>", product.count)
      }))</section><section><h2>What they wanted to know</h2>\(Charts.ranking(data.intents.map { intent in
        ("\(words(intent.name))", intent.count)
      }))</section></div>
      <p><a href="/export.csv?days=\(span.days)">Download the questions as CSV</a></p>
      """
  }

  /// The clerk's intents in a merchant's words.
  static func words(_ intent: String) -> String {
    let names = [
      "price": "the price", "stock": "whether it is there", "location": "where it is", "options": "sizes and colours",
      "detail": "details", "allergen": "allergens", "ingredient": "ingredients", "list": "what there is",
      "superlative": "the cheapest, the largest", "compare": "a comparison", "recommend": "advice",
      "promotion": "offers", "hours": "opening hours", "policy": "returns and policies", "faq": "questions of the FAQ",
      "staff": "a person", "greeting": "a greeting", "thanks": "thanks", "goodbye": "good-bye",
      "repeat": "the answer again", "shop_detail": "the shop itself", "unsafe": "health and safety",
      "unknown_product": "something that is not sold", "out_of_scope": "something else", "unclear": "not understood",
    ]
    return names[intent] ?? intent
  }

  static func questions(_ rows: [AskedQuestion], _ span: Span, product: String?, hour: Int?) -> Markup {
    let lines = rows.map { row -> Markup in
      let text = row.transcript.isEmpty ? "(the words are not kept)" : row.transcript
      return """
        <tr><td class="soft">\(When.text(row.time))<br>\(row.device)</td><td>\(text)\
        <blockquote>\(row.answer)</blockquote>\(row.isAnswered ? nil : "<span class=\"bad\">not answered</span>" as Markup)\
        </td></tr>
        """
    }
    let filter: Markup? =
      product == nil && hour == nil
      ? nil
      : """
      <p>Only \(product.map { "those about \"\($0)\"" } ?? "")\(hour.map { "those from \($0) to \($0 + 1) o'clock" } ?? ""). \
      <a href="/questions?days=\(span.days)">Show all</a></p>
      """
    let hours = (0..<24).map { choice -> Markup in
      choice == hour
        ? "<option value=\"\(choice)\" selected>\(choice) to \(choice + 1)</option>"
        : "<option value=\"\(choice)\">\(choice) to \(choice + 1)</option>"
    }
    return """
      \(span.tabs("/questions"))\(filter)
      <form class="row" action="/questions"><input type="hidden" name="days" value="\(span.days)">\
      <div><label for="hour">Hour of the day</label><select id="hour" name="hour"><option value="">any</option>\(hours)\
      </select></div><button>Show</button></form>
      <section>\(lines.isEmpty ? "<p>There is none.</p>" as Markup : "<table>\(lines)</table>" as Markup)</section>
      """
  }

  static func unanswered(_ rows: [OpenQuestion], _ span: Span, _ layout: Layout) -> Markup {
    let items = rows.map { row -> Markup in
      """
      <section><h2>\(row.transcript)</h2><p class="soft">asked \(row.count == 1 ? "once" : "\(row.count) times"), last \
      \(When.text(row.last)). The clerk said: \(row.answer)</p>\
      <form method="post" action="/faq">\(layout.hidden)<input type="hidden" name="record" value="\(Int(row.record))">\
      <label for="q\(Int(row.record))">Question</label><input id="q\(Int(row.record))" name="question" maxlength="300" \
      value="\(row.transcript)"><label for="a\(Int(row.record))">Your answer, as the clerk is to say it</label>\
      <textarea id="a\(Int(row.record))" name="answer" maxlength="1000" required></textarea><p><button>Add to the FAQ</button></p></form>\
      <form method="post" action="/hide">\(layout.hidden)<input type="hidden" name="record" value="\(Int(row.record))">\
      <button class="plain">Not worth an answer</button></form></section>
      """
    }
    return """
      \(span.tabs("/unanswered"))<p>What shoppers asked and the clerk did not know. An answer of yours goes to all devices \
      with the next bundle, within minutes.</p>\(items.isEmpty ? ["<section><p>Everything was answered.</p></section>"] : items)
      """
  }

  static func stock(_ rows: [MissedProduct], _ span: Span) -> Markup {
    let content: Markup =
      rows.isEmpty
      ? "<section><p>Nothing that was asked for was out of stock.</p></section>"
      : "<section>\(Charts.ranking(rows.map { ("<a href=\"/questions?days=\(span.days)&amp;product=\(Query.escaped($0.handle))\">\($0.title)</a> <span class=\"soft\">last \(When.text($0.last))</span>", $0.count) }))</section>"
    return "\(span.tabs("/stock"))<p>Products that shoppers asked for while there was none.</p>\(content)"
  }

  static func devices(_ rows: [DeviceHealth], _ span: Span, _ layout: Layout, trust: String, now: Double) -> Markup {
    let lines = rows.map { row -> Markup in
      let device = row.device
      let seen = device.seen.map { When.ago($0, now: now) } ?? "never"
      let isLate = device.revoked == nil && (device.seen.map { now - $0 > 86_400 } ?? true)
      let trouble = row.trouble.map { "<br><span class=\"bad\">\(When.text($0.time)) \($0.sentence)</span>" as Markup }
      let action: Markup =
        device.revoked != nil
        ? "<span class=\"bad\">revoked</span>"
        : """
        <form method="post" action="/devices/revoke">\(layout.hidden)<input type="hidden" name="name" value="\(device.name)">\
        <button class="plain">Revoke</button></form>
        """
      return """
        <tr><td><strong>\(device.name)</strong><br><span class="soft">\(device.instance ?? "")</span>\(trouble)</td>\
        <td class="\(isLate ? "bad" : "")">\(seen)</td><td class="number">\(row.questions)</td>\
        <td class="number">\(row.unheard)</td><td class="number">\(When.milliseconds(row.median))</td>\
        <td>\(device.bundle ?? "-")</td><td>\(action)</td></tr>
        """
    }
    return """
      \(span.tabs("/devices"))
      <section class="scroll"><table><tr><th>Device</th><th>Last heard of</th><th class="number">Questions</th>\
      <th class="number">No word</th><th class="number">First word</th><th>Shop</th><th></th></tr>\(lines)</table></section>
      <section><h2>Enrol a device</h2><form method="post" action="/devices" class="row">\(layout.hidden)<div>\
      <label for="name">Name, such as "Main Street counter 2"</label><input id="name" name="name" required maxlength="64"></div>\
      <button>Enrol</button></form></section>
      <section><h2>What devices know this hub by</h2><pre>[shop]
      bundle_key = "\(trust)"</pre></section>
      """
  }

  /// Shown once: the token is not kept.
  static func enrolled(_ name: String, token: String, trust: String, address: String) -> Markup {
    """
    <section><h2>\(name) is enrolled</h2><p>Put this on the device. The token is shown only now.</p><pre>sudo install -m 600 /dev/stdin /etc/shoptalk/sync.token &lt;&lt;&lt;'\(token)'</pre>\
    <p>and this into <code>/etc/shoptalk/shoptalk.toml</code>:</p><pre>[shop]
    bundle_key = "\(trust)"

    [sync]
    endpoint = "\(address)"</pre><p>Then <code>sudo systemctl restart shoptalkd shoptalk-sync</code>, and \
    <code>shoptalk sync status</code> says whether it arrives. <a href="/devices">Back to the devices</a></p></section>
    """
  }
}

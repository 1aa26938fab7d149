import Settings

/// The shop's files and its promotions.
enum ShopPages {
  static func shop(_ versions: [ShopVersion], _ settings: [String: String], _ layout: Layout) -> Markup {
    let current: Markup
    if let version = versions.first {
      let warnings: Markup? =
        version.warnings.isEmpty
        ? nil
        : """
        <details><summary>\(version.warnings.count) things to look at</summary><ul>\
        \(version.warnings.map { "<li>\($0)</li>" as Markup })</ul></details>
        """
      current = """
        <section><h2>Version \(Int(version.serial))</h2><p>\(version.products) products, since \(When.text(version.created)): \
        \(version.note)</p>\(warnings)</section>
        """
    } else {
      current = "<section><p>There is no shop yet: upload your files, and devices fetch them.</p></section>"
    }
    let older = versions.dropFirst().map { version -> Markup in
      """
      <tr><td>\(Int(version.serial))</td><td>\(When.text(version.created))</td><td>\(version.note)</td><td>\
      <form method="post" action="/shop/back">\(layout.hidden)<input type="hidden" name="serial" value="\(Int(version.serial))">\
      <button class="plain">Go back to it</button></form></td></tr>
      """
    }
    return """
      \(current)
      <section><h2>Upload</h2><p>The product list as your shop system exports it (Shopify: <code>catalog.csv</code>; a \
      Google product feed: <code>catalog.xml</code> or <code>catalog.tsv</code>), <code>shop.toml</code>, \
      <code>faq.csv</code>, <code>promotions.csv</code>, <code>settings.toml</code>: all of them or only what has changed. Nothing changes on any device \
      unless all of it can be read.</p>\
      <form method="post" enctype="multipart/form-data" action="/shop">\(layout.hidden)\
      <label for="files">Files</label><input id="files" type="file" name="files" multiple required \
      accept=".csv,.tsv,.xml,.toml"><p><button>Upload</button></p></form></section>
      \(versions.isEmpty ? nil : devices(settings, layout) as Markup)
      \(older.isEmpty ? nil : "<section class=\"scroll\"><h2>Versions before</h2><table>\(Array(older))</table></section>" as Markup)
      """
  }

  /// What can be set about the devices from here; what is empty stays as each device has it.
  private static func devices(_ settings: [String: String], _ layout: Layout) -> Markup {
    let fields = MerchantSettings.keys.compactMap { name -> Markup? in
      guard let key = Settings.keys.first(where: { $0.name == name }) else { return nil }
      let value = settings[name] ?? ""
      let input: Markup
      if let range = key.range {
        input = """
          <input id="\(name)" name="\(name)" type="number" min="\(range.lowerBound)" max="\(range.upperBound)" \
          value="\(value)" placeholder="as the device has it">
          """
      } else {
        let options = key.choices.map { choice -> Markup in
          choice == value
            ? "<option value=\"\(choice)\" selected>\(choice)</option>"
            : "<option value=\"\(choice)\">\(choice)</option>"
        }
        input = """
          <select id="\(name)" name="\(name)"><option value="">as the device has it</option>\(options)</select>
          """
      }
      let hint = key.meaning.joined(separator: " ")
      return "<label for=\"\(name)\">\(hint)</label>\(input)"
    }
    return """
      <section><h2>Devices</h2><p>Goes to every device with the shop. What a technician has written into \
      <code>shoptalk.toml</code> on a device has the last word there.</p>\
      <form method="post" action="/shop/settings">\(layout.hidden)\(fields)<p><button>Save</button></p></form></section>
      """
  }

  /// A campaign with what became of it.
  struct Told {
    var campaign: Campaign
    var index: Int
    var effect: PromotionEffect?
    /// Questions about what it applies to, by day.
    var interest: [String: Int]
  }

  static func promotions(_ told: [Told], _ span: Span, _ layout: Layout, products: [String], now: Double) -> Markup {
    let today = When.day(now)
    let names = span.names(now: now)
    let gap = max(1, (names.count + 6) / 7)
    let cards = told.map { item -> Markup in
      let campaign = item.campaign
      let state =
        campaign.runs(on: today) ? "running" : (!campaign.ends.isEmpty && campaign.ends < today ? "over" : "to come")
      let heard = Dictionary(
        (item.effect?.days ?? []).map { ($0.day, $0.count) }, uniquingKeysWith: { a, _ in a })
      let bars = names.enumerated().map { index, day in
        Charts.Bar(label: String(day.suffix(5)), value: heard[day] ?? 0, isLabelled: index % gap == 0)
      }
      let asked = names.enumerated().map { index, day in
        Charts.Bar(label: String(day.suffix(5)), value: item.interest[day] ?? 0, isLabelled: index % gap == 0)
      }
      let next: Markup? = item.effect.flatMap { effect in
        effect.next.isEmpty
          ? nil
          : "<p>Asked right after it: \(effect.next.map { "\"\($0.transcript)\" (\($0.count))" }.joined(separator: ", "))</p>"
            as Markup
      }
      let effect: Markup =
        names.count > 1 && (item.effect != nil || !item.interest.isEmpty)
        ? """
        <div class="two"><div><span class="soft">heard by shoppers</span>\(Charts.columns(bars, title: "Heard, by day"))</div>\
        <div><span class="soft">questions about it</span>\(Charts.columns(asked, title: "Questions about it, by day"))</div></div>
        \(change(item, span, now: now))
        """ : ""
      return """
        <section><h2>\(campaign.title) <span class="soft">\(state)</span></h2><p>\(campaign.message)<br><span class="soft">\
        \(words(campaign)); \(heardWords(item.effect?.heard ?? 0))</span></p>\(effect)\(next)\
        <details><summary>Change it</summary>\(form(campaign, item.index, layout))\
        <form method="post" action="/promotions/remove">\(layout.hidden)<input type="hidden" name="index" value="\(item.index)">\
        <input type="hidden" name="was" value="\(campaign.title)"><button class="plain">Remove it</button></form></details></section>
        """
    }
    let list = products.map { "<option value=\"\($0)\">" as Markup }
    return """
      \(span.tabs("/promotions"))<datalist id="targets">\(list)</datalist>\(cards)
      <section><h2>New promotion</h2>\(form(Campaign(), nil, layout))</section>
      """
  }

  /// How questions about it went before and since it started.
  private static func change(_ item: Told, _ span: Span, now: Double) -> Markup? {
    guard Campaign.isDay(item.campaign.starts) else { return nil }
    let names = span.names(now: now)
    let before = names.filter { $0 < item.campaign.starts }
    let since = names.filter { $0 >= item.campaign.starts && (item.campaign.ends.isEmpty || $0 <= item.campaign.ends) }
    guard !before.isEmpty, !since.isEmpty else { return nil }
    func daily(_ days: [String]) -> Double {
      Double(days.reduce(0) { $0 + (item.interest[$1] ?? 0) }) / Double(days.count)
    }
    func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    return
      "<p>Questions about it: \(text(daily(before))) a day before it began, \(text(daily(since))) a day while it runs.</p>"
  }

  private static func heardWords(_ count: Int) -> String {
    switch count {
    case 0: "not heard in this time"
    case 1: "heard once"
    default: "heard \(count) times"
    }
  }

  private static func words(_ campaign: Campaign) -> String {
    let target = campaign.appliesTo == "*" ? "everything" : campaign.appliesTo
    let what =
      switch campaign.kind {
      case "percent_off": "\(campaign.value) % off \(target)"
      case "amount_off": "\(campaign.value) off \(target)"
      case "bundle": "\(target) for \(campaign.value)"
      default: "a message for \(target)"
      }
    let dates = [
      campaign.starts.isEmpty ? nil : "from \(campaign.starts)", campaign.ends.isEmpty ? nil : "to \(campaign.ends)",
    ]
    return ([what] + dates.compactMap { $0 }).joined(separator: " ")
  }

  private static func form(_ campaign: Campaign, _ index: Int?, _ layout: Layout) -> Markup {
    let id = index.map(String.init) ?? "new"
    let kinds = Campaign.kinds.map { value, words -> Markup in
      value == campaign.kind
        ? "<option value=\"\(value)\" selected>\(words)</option>" : "<option value=\"\(value)\">\(words)</option>"
    }
    let place: Markup? = index.map {
      "<input type=\"hidden\" name=\"index\" value=\"\($0)\"><input type=\"hidden\" name=\"was\" value=\"\(campaign.title)\">"
    }
    return """
      <form method="post" action="/promotions">\(layout.hidden)\(place)\
      <label for="title\(id)">Title</label><input id="title\(id)" name="title" maxlength="120" required value="\(campaign.title)">\
      <label for="target\(id)">Product, tag or type that it applies to; * for everything</label>\
      <input id="target\(id)" name="applies_to" list="targets" maxlength="255" required value="\(campaign.appliesTo)">\
      <div class="row"><div><label for="kind\(id)">Kind</label><select id="kind\(id)" name="kind">\(kinds)</select></div>\
      <div><label for="value\(id)">Value</label><input id="value\(id)" name="value" inputmode="decimal" value="\(campaign.value)"></div>\
      <div><label for="starts\(id)">First day</label><input id="starts\(id)" type="date" name="starts" value="\(campaign.starts)"></div>\
      <div><label for="ends\(id)">Last day</label><input id="ends\(id)" type="date" name="ends" value="\(campaign.ends)"></div></div>\
      <label for="message\(id)">What the clerk says</label><textarea id="message\(id)" name="message" maxlength="300">\(campaign.message)</textarea>\
      <p><button>Save, and send it to the devices</button></p></form>
      """
  }
}

import Bundle
import Foundation
import Journal
import NIOHTTP1
import Sync
import TestSupport
import Testing

@Suite("What the merchant sees and does", .serialized) struct PagesTests {
  private static let password = "three small green apples"
  private static let shop = [
    ("shop.toml", "[shop]\nname = \"Corner\"\ncurrency = \"USD\"\nlanguage = \"en\"\n"),
    (
      "catalog.csv",
      """
      Handle,Title,Tags,Option1 Name,Option1 Value,Variant Price,Variant Inventory Qty,Status
      oat-milk,Oat Milk,"milk, vegan",Title,Default Title,3.49,9,active
      rye-bread,Rye Bread,bread,Title,Default Title,4.20,0,active

      """
    ),
  ]

  private func signedIn() async throws -> (HubProcess, Browser) {
    let hub = try HubProcess()
    try hub.start()
    #expect(try hub.run(["password", "anna"], input: Self.password + "\n").status == 0)
    var browser = Browser(address: hub.address)
    #expect(try await browser.signIn("anna", Self.password).status == 303)
    return (hub, browser)
  }

  /// One question as a device tells of it.
  private func tell(
    _ device: Browser, _ transcript: String, answered: Bool = true, products: [String] = [], missing: [String] = [],
    session: String = "s", promotion: String? = nil
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tell-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let journal = try Journal(folder: folder)
    if let promotion {
      journal.append(
        Event(
          name: Event.Name.promotion, session: session,
          attributes: ["title": .string(promotion), "applies_to": .string("milk")]))
    }
    journal.append(
      Event(
        name: Event.Name.question, session: session,
        attributes: [
          "outcome": .string("answered"), "transcript": .string(transcript), "answer": .string("=1+1 <b>said</b>"),
          "intent": .string("price"), "answered": .bool(answered), "products": .strings(products),
          "unavailable": .strings(missing), "confidence": .number(0.9),
        ]))
    try journal.commit()
    let records = try JournalReader(folder: folder).read(after: 0, limit: 10)
    let body = LogRequest(records, instance: "i", now: Clocks.stamp()).json()
    let page = try await device.send(.POST, "/v1/logs", [("Content-Type", "application/json")], body: body)
    #expect(page.status == 200, "\(page.text)")
  }

  @Test("nobody sees anything without signing in, guesses are limited, and every page keeps browsers from doing harm")
  func signIn() async throws {
    let (hub, browser) = try await signedIn()
    var stranger = Browser(address: hub.address)
    for path in ["/", "/questions", "/unanswered", "/stock", "/promotions", "/shop", "/devices", "/export.csv"] {
      let page = try await stranger.get(path)
      #expect(page.status == 303 && page.headers.first(name: "Location") == "/sign-in", "\(path)")
      let mine = try await browser.get(path)
      #expect(mine.status == 200, "\(path): \(mine.status)")
      #expect(mine.headers.first(name: "Content-Security-Policy")?.contains("default-src 'none'") == true)
      #expect(mine.headers.first(name: "Cache-Control") == "no-store")
      #expect(
        !mine.text.contains("<script") && !mine.text.contains("style=\"") && !mine.text.contains("http://"), "\(path)")
    }
    var statuses: [Int] = []
    for _ in 0..<8 { statuses.append(try await stranger.signIn("anna", "a wrong guess").status) }
    #expect(statuses.first == 401 && statuses.last == 429, "\(statuses)")
    // Signing out ends it, for a copy of the cookie too.
    #expect(try await browser.post("/sign-out", ["csrf": browser.csrf()]).status == 303)
    #expect(try await browser.get("/").status == 303)
    #expect(try hub.run(["password", "anna"], input: "short\n").status == 65)
  }

  @Test("a form without its secret, or from another site, does nothing")
  func forgery() async throws {
    let (hub, browser) = try await signedIn()
    let csrf = try await browser.csrf()
    let forged = csrf.dropLast() + (csrf.hasSuffix("A") ? "E" : "A")
    for fields in [[:], ["csrf": ""], ["csrf": String(forged)]] as [[String: String]] {
      #expect(try await browser.post("/devices", fields.merging(["name": "evil"]) { a, _ in a }).status == 403)
      #expect(try await browser.upload("/shop", csrf: fields["csrf"] ?? "", Self.shop).status == 403)
    }
    let foreign = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "cross-site")]
    let body = Array("csrf=\(csrf)&name=evil".utf8)
    #expect(try await browser.send(.POST, "/devices", foreign, body: body).status == 403)
    #expect(try hub.run(["devices"]).output.isEmpty)
  }

  @Test("what shoppers asked is shown as they said it, counted, and leaves as CSV that no spreadsheet executes")
  func insights() async throws {
    let (hub, browser) = try await signedIn()
    #expect(try await browser.get("/").text.contains("Nothing was asked yet"))
    let device = Browser(address: hub.address, token: try hub.enrol("till <1>"))
    _ = try await browser.upload("/shop", csrf: browser.csrf(), Self.shop)
    try await tell(device, "how much is the oat milk", products: ["oat-milk"])
    try await tell(device, "is there <script>alert(1)</script>", products: ["oat-milk"])
    try await tell(device, "have you got rye bread", products: ["rye-bread"], missing: ["rye-bread"])
    try await tell(device, "and the butter", session: "t", promotion: "Milk week")
    let overview = try await browser.get("/").text
    #expect(overview.contains("<strong>4</strong>") && overview.contains("100 %") && overview.contains("Oat Milk"))
    let questions = try await browser.get("/questions?product=oat-milk").text
    #expect(questions.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !questions.contains("<script"))
    #expect(questions.contains("till &lt;1&gt;") && !questions.contains("rye bread"))
    #expect(try await browser.get("/stock").text.contains("Rye Bread"))
    let csv = try await browser.get("/export.csv").text
    #expect(csv.split(whereSeparator: \.isNewline).count == 5)
    #expect(csv.contains(",'=1+1 <b>said</b>,"), "\(csv)")
  }

  @Test("an answer from the box goes into the FAQ and with the next bundle to a device that knows the hub's key")
  func answers() async throws {
    let (hub, browser) = try await signedIn()
    let token = try hub.enrol("till")
    let device = Browser(address: hub.address, token: token)
    #expect(try await device.get("/v1/bundle").status == 404)
    let page = try await browser.upload("/shop", csrf: browser.csrf(), Self.shop)
    #expect(page.status == 303, "\(page.text)")
    let first = try await device.get("/v1/bundle")
    let tag = try #require(first.headers.first(name: "ETag"))
    #expect(first.status == 200 && tag.hasPrefix("\"1-"))
    #expect(try await device.send(.GET, "/v1/bundle", [("If-None-Match", tag)]).status == 304)
    try await tell(device, "do you sharpen knives", answered: false)
    try await tell(device, "Do you sharpen knives?", answered: false)
    let open = try await browser.get("/unanswered").text
    #expect(open.contains("do you sharpen knives") && open.contains("asked 2 times"))
    let record = try #require(
      open.split(separator: "name=\"record\" value=\"").dropFirst().first?.prefix { $0 != "\"" })
    let answer = "Yes, on Tuesdays, \"while you wait\"."
    let done = try await browser.post(
      "/faq",
      ["csrf": browser.csrf(), "record": String(record), "question": "do you sharpen knives", "answer": answer])
    #expect(done.status == 303, "\(done.text)")
    #expect(try await !browser.get("/unanswered").text.contains("sharpen"))
    // The device's own program fetches it, and the device's own code opens it.
    let sender = try Sender()
    _ = try sender.ask(1)
    let key = try hub.run(["key"]).output
    let process = try sender.start(hub.address, token: token, once: true, ["shop.bundle_key=\(key)"])
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(sender.log)")
    let bundle = "\(sender.folder)/bundles/inbox/shop.bundle"
    let trust = try BundleTrust(key, place: "test")
    let manifest = try BundleFile.unpack(bundle, into: "\(sender.folder)/out", trust: trust)
    #expect(manifest.serial == 2 && manifest.shop == "Corner")
    let faq = try String(contentsOfFile: "\(sender.folder)/out/faq.csv", encoding: .utf8)
    #expect(faq.contains("\"Yes, on Tuesdays, \"\"while you wait\"\".\""), "\(faq)")
    // A second time nothing is sent: the file stays the one it was.
    let before = try FileManager.default.attributesOfItem(atPath: bundle)[.systemFileNumber] as? Int
    let again = try sender.start(hub.address, token: token, once: true, ["shop.bundle_key=\(key)"])
    again.waitUntilExit()
    #expect(try FileManager.default.attributesOfItem(atPath: bundle)[.systemFileNumber] as? Int == before)
  }

  @Test("files that are no shop are refused with their place, and nothing changes; an old version can come back")
  func uploads() async throws {
    let (hub, browser) = try await signedIn()
    defer { hub.kill() }
    let csrf = try await browser.csrf()
    #expect(try await browser.upload("/shop", csrf: csrf, Self.shop).status == 303)
    let bad: [[(String, String)]] = [
      [("shop.toml", "[shop\n")], [("catalog.csv", "what,is,this\n1,2,3\n")], [("notes.txt", "hello")],
      [("../catalog.xml", "<rss>")], [],
    ]
    for files in bad {
      let page = try await browser.upload("/shop", csrf: csrf, files)
      #expect(page.status == 422 && page.text.contains("class=\"problem\""), "\(files): \(page.status)")
      #expect(page.text.contains("Version 1"), "\(files)")
    }
    #expect(try await browser.upload("/shop", csrf: csrf, [("shop.toml", "[shop\n")]).text.contains("shop.toml:1"))
    let cheaper = Self.shop[1].1.replacingOccurrences(of: "3.49", with: "2.99")
    #expect(try await browser.upload("/shop", csrf: csrf, [("catalog.csv", cheaper)]).status == 303)
    #expect(try await browser.get("/shop").text.contains("Version 2"))
    #expect(try await browser.post("/shop/back", ["csrf": csrf, "serial": "1"]).status == 303)
    let shop = try await browser.get("/shop").text
    #expect(shop.contains("Version 3") && shop.contains("as version 1"))
  }

  @Test("what is set about the devices is checked, shown again, and goes with the shop in the next bundle")
  func settings() async throws {
    let (hub, browser) = try await signedIn()
    let csrf = try await browser.csrf()
    #expect(try await browser.post("/shop/settings", ["csrf": csrf, "sound.volume": "40"]).status == 422)
    _ = try await browser.upload("/shop", csrf: csrf, Self.shop)
    let wrong = try await browser.post("/shop/settings", ["csrf": csrf, "sound.volume": "140"])
    #expect(wrong.status == 422 && wrong.text.contains("from 0 to 100") && wrong.text.contains("Version 1"))
    let fields = ["csrf": csrf, "sound.volume": "40", "listening.mode": "hold", "listening.pause": ""]
    #expect(try await browser.post("/shop/settings", fields).status == 303)
    let page = try await browser.get("/shop").text
    #expect(page.contains("value=\"40\"") && page.contains("<option value=\"hold\" selected>"))
    let bad = [("settings.toml", "[sync]\nendpoint = \"https://elsewhere.example\"\n")]
    let refused = try await browser.upload("/shop", csrf: csrf, bad)
    #expect(refused.status == 422 && refused.text.contains("settings.toml:2"))
    let device = Browser(address: hub.address, token: try hub.enrol("till"))
    let bundle = "\(hub.folder)/fetched.bundle"
    try Data(try await device.get("/v1/bundle").bytes).write(to: URL(filePath: bundle))
    let trust = try BundleTrust(hub.run(["key"]).output, place: "test")
    let manifest = try BundleFile.unpack(bundle, into: "\(hub.folder)/out", trust: trust)
    #expect(manifest.serial == 2)
    let text = try String(contentsOfFile: "\(hub.folder)/out/settings.toml", encoding: .utf8)
    #expect(text.contains("[sound]\nvolume = 40\n") && text.contains("mode = \"hold\"") && !text.contains("pause"))
  }

  @Test("a promotion is written, shown with what became of it, changed and removed")
  func campaigns() async throws {
    let (hub, browser) = try await signedIn()
    let csrf = try await browser.csrf()
    _ = try await browser.upload("/shop", csrf: csrf, Self.shop)
    var fields = [
      "csrf": csrf, "title": "Milk week", "applies_to": "milk", "kind": "percent_off", "value": "20",
      "starts": "2020-01-01",
      "ends": "", "message": "Twenty percent off all milk, \"this week\"",
    ]
    for (key, value) in [("value", "0"), ("value", "140"), ("starts", "2020-13-01"), ("title", ""), ("kind", "gift")] {
      let wrong = fields.merging([key: value]) { _, new in new }
      #expect(try await browser.post("/promotions", wrong).status == 422, "\(key)=\(value)")
    }
    #expect(try await browser.post("/promotions", fields).status == 303)
    let device = Browser(address: hub.address, token: try hub.enrol("till"))
    try await tell(device, "where is it", products: ["oat-milk"], promotion: "Milk week")
    let page = try await browser.get("/promotions").text
    #expect(page.contains("heard once") && page.contains("running"), "\(page)")
    #expect(page.contains("Asked right after it: &quot;where is it&quot; (1)"), "\(page)")
    fields["index"] = "0"
    fields["was"] = "Milk week"
    fields["value"] = "30"
    #expect(try await browser.post("/promotions", fields).status == 303)
    #expect(try await browser.get("/promotions").text.contains("30 % off milk"))
    fields["was"] = "Another"
    #expect(try await browser.post("/promotions", fields).status == 422)
    #expect(
      try await browser.post("/promotions/remove", ["csrf": csrf, "index": "0", "was": "Milk week"]).status == 303)
    #expect(try await !browser.get("/promotions").text.contains("Milk week"))
  }

  @Test("behind a proxy one who guesses passwords keeps nobody else out")
  func behindProxy() async throws {
    let hub = try HubProcess()
    try hub.start(["--behind-proxy"])
    #expect(try hub.run(["password", "anna"], input: Self.password + "\n").status == 0)
    func signIn(_ password: String, from address: String) async throws -> Int {
      let body = Array("name=anna&password=\(password.replacingOccurrences(of: " ", with: "+"))".utf8)
      let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", address)]
      return try await Browser(address: hub.address).send(.POST, "/sign-in", headers, body: body).status
    }
    var statuses: [Int] = []
    // What a guesser writes into the header himself stands before what the proxy adds.
    for round in 0..<8 { statuses.append(try await signIn("wrong guess", from: "10.0.0.\(round), 192.0.2.7")) }
    #expect(statuses.first == 401 && statuses.last == 429, "\(statuses)")
    #expect(try await signIn(Self.password, from: "198.51.100.4") == 303)
  }

  @Test("options that would send passwords in the clear are refused")
  func clear() throws {
    let hub = try HubProcess()
    let run = try hub.run(["serve", "--host", "0.0.0.0", "--port", "0"])
    #expect(run.status == 65 && run.errors.contains("--tls-certificate"), "\(run)")
  }
}

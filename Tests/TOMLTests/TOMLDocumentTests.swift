import TOML
import Testing

@Suite struct TOMLDocumentTests {
  @Test func readsAllOfTOML() throws {
    let document = try TOMLDocument(
      """
      "quoted key" = 'C:\\path'  # literal
      a.b . c = "\\u00e9\\t\\"x\\""
      int = -1_000
      hex = 0xFF
      float = 6.02e23
      yes = true
      day = 1979-05-27
      moment = 1979-05-27 07:32:00.5-08:00
      list = [ 1, [ "a", ], # comment
        2, ]
      inline = { x = 1, y.z = "s" }
      long = \"\"\"
      one \\
          two
      three\"\"\"\"
      [[items]]
      name = "first"
      [[items]]
      name = "second"
      [items.more]
      k = inf
      """, file: "t.toml")
    let found = Dictionary(
      uniqueKeysWithValues: document.entries.compactMap { e in e.value.map { (e.path.joined(separator: "/"), $0) } })
    #expect(found["quoted key"] == .string("C:\\path") && found["a/b/c"] == .string("é\t\"x\""))
    #expect(found["int"] == .integer(-1000) && found["hex"] == .integer(255) && found["float"] == .float(6.02e23))
    #expect(found["yes"] == .boolean(true) && found["day"] == .date("1979-05-27"))
    #expect(found["moment"] == .date("1979-05-27 07:32:00.5-08:00"))
    #expect(found["list"] == .array([.integer(1), .array([.string("a")]), .integer(2)]))
    #expect(found["inline"] == .table([.init(key: "x", value: .integer(1)), .init(key: "y.z", value: .string("s"))]))
    #expect(found["long"] == .string("one two\nthree\""))
    #expect(found["items/#1/name"] == .string("first") && found["items/#2/more/k"] == .float(.infinity))
    #expect(document["hex"]?.line == 4)
  }

  @Test(arguments: [
    "a = 1 b = 2", "a = 01", "a = 1__0", "a = _1", "a = 1.", "a = .5", "a = \"\\q\"", "a = \"\\ud800\"", "a = [1, 2",
    "a = {x = 1",
    "a = {x = 1, }", "a = {x = 1\n}", "= 1", "a. = 1", "[a", "[[a]", "[]", "a = 'x\ny'", "a = \"\"\"x\"\"",
    "a = 1\na.b = 2", "a.b = 1\n[a.b]",
    "[[a]]\n[a]", "a = 99999999999999999999", "a = tru", "a", "a = \u{1}", "# \u{1}", "a = 2026-13", "a = 0x",
    "a = 0x-1", "a = 1e", "\"\"\"a\"\"\" = 1",
  ])
  func refusesWhatIsNoTOML(text: String) {
    let error = #expect(throws: TOMLError.self) { _ = try TOMLDocument(text, file: "t.toml") }
    #expect(error.map { $0.line >= 1 && $0.column >= 1 && $0.description.hasPrefix("t.toml:") } == true)
  }

  @Test func namesTheNearestKey() {
    #expect(nearestKey(to: "volumme", among: ["volume", "voice"]) == "volume")
    #expect(nearestKey(to: "Voice", among: ["volume", "voice"]) == "voice")
    #expect(nearestKey(to: "zzzzzz", among: ["volume", "voice"]) == nil)
    #expect(nearestKey(to: "", among: ["volume"]) == nil)
  }
}

import Shop
import Testing

@Suite struct ShopTOMLTests {
  private func read(_ text: String) throws -> (ShopInfo, ImportReport) {
    var report = ImportReport()
    let info = try ShopTOML.read(Array(text.utf8), report: &report)
    return (info, report)
  }

  @Test func keepsTheMerchantsOrder() throws {
    let (info, report) = try read(
      """
      [shop]
      name = "S"   # a comment
      currency = "eur"
      language = "de"
      zebra = "last letter first"
      apple = 'two # not a comment'
      floors = 3
      pets = true
      [policies]
      returns = \"\"\"
      within 14 days
      with receipt\"\"\"
      delivery = "no = sign here"
      [hours]
      monday = "9:00-12:00, 13:00-18:00"
      sunday = "closed"
      holidays = "Closed"
      pharmacy_counter = "until 17:00"
      """)
    #expect(report.issues.isEmpty)
    #expect(info.currency.code == "EUR" && info.language == "de")
    #expect(info.details.map(\.key) == ["zebra", "apple", "floors", "pets"])
    #expect(info.details.map(\.value) == ["last letter first", "two # not a comment", "3", "yes"])
    #expect(info.policies.map(\.key) == ["returns", "delivery"])
    #expect(info.policies[0].value == "within 14 days with receipt")
    #expect(info.hours.days[0]?.count == 2 && info.hours.days[6] == [] && info.hours.days[1] == nil)
    #expect(info.hours.notes.first?.name == "Pharmacy counter" && info.hours.holidays == "Closed")
  }

  @Test(arguments: [
    ("", 1, "[shop]"), ("[shop]\nname = \"x\"", 1, "currency = \"USD\""), ("[shop]\ncurrency = \"USD\"", 1, "name"),
    ("[shop]\nname = \"x\"\ncurrency = \"dollars\"", 3, "USD"),
    ("[shop]\nname = \"x\ncurrency = \"USD\"", 2, "never closes"),
    ("[shop]\nname = x", 2, "put text in quotes"), ("[shop]\nname = \"a\"\nname = \"b\"", 3, "twice"),
    ("[=shop]", 1, "name is expected"), ("[shop]\nname", 2, "no value"), ("[shop]\n[shop]", 2, "twice"),
    ("[shop]\nname = \"x\"\nx = \"\u{0}\"", 3, "zero byte"),
  ])
  func namesThePlaceAndTheRemedy(text: String, line: Int, words: String) {
    guard case .invalid(let file, let at, _, _, _)? = failure({ _ = try read(text) }) else {
      Issue.record("not refused")
      return
    }
    let message = failure { _ = try read(text) }?.description ?? ""
    #expect(file == "shop.toml" && at == line && message.contains(words), "\(message)")
  }

  @Test func warnsOfWhatItCannotUse() throws {
    let (info, report) = try read(
      """
      colour = "red"
      [shop]
      name = "S"
      currency = "USD"
      phone = { home = "1" }
      [hour]
      monday = "9-5"
      [hours]
      tuesday = "nine to five"
      """)
    #expect(report.warnings.map(\.line) == [1, 6, 5, 9])
    #expect(report.warnings[1].remedy.contains("[hours]"))
    #expect(info.hours.days[1] == nil)
  }

  @Test func refusesDeepNesting() {
    let deep = String(repeating: "a.", count: 100_000) + "a"
    for text in ["[\(deep)]", "\(deep) = 1", "x = " + String(repeating: "[", count: 100_000), "x = {\(deep) = 1}"] {
      #expect(failure { _ = try read("[shop]\nname = \"x\"\ncurrency = \"USD\"\n" + text) } != nil)
    }
  }

  @Test(arguments: [
    ("07:00-22:00", [420, 1320]), ("9-17", [540, 1020]), ("9:00 am - 5:30 pm", [540, 1050]),
    ("9am to noon", [540, 720]),
    ("18:00-02:00", [1080, 1560]), ("18:00–24:00", [1080, 1440]), ("24h", [0, 1440]), ("closed", []),
    ("13:00-18:00, 9:00-12:00", [540, 720, 780, 1080]), ("9.30-18.00", [570, 1080]), ("1-5 pm", [780, 1020]),
    ("9-5 pm", [540, 1020]), ("09:00-00:00", [540, 1440]),
  ])
  func readsHours(text: String, minutes: [Int]) {
    #expect(HoursParser.spans(text)?.flatMap { [$0.opens, $0.closes] } == minutes)
  }

  @Test(arguments: [
    "", "soon", "25:00-26:00", "9:60-10", "9-", "9-12, 11-13", "7-11 pm", "13 pm - 5", "9-12-15", "9:5-10:5",
  ])
  func refusesWhatAreNoHours(text: String) { #expect(HoursParser.spans(text) == nil) }
}

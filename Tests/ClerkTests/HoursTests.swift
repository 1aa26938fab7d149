import Clerk
import Foundation
import Shop
import TestSupport
import Testing

/// Opening hours, asked for at a time of day, on a day, in the middle of the night.
@Suite struct HoursTests {
  /// A folder of this test run, written once.
  private static let shop: Result<String, any Error> = Result {
    let folder = try Fixtures.scratch("hours")
    let files = [
      "shop.toml": """
      [shop]
      name = "Lantern Books"
      currency = "USD"

      [hours]
      monday = "09:00-18:00"
      tuesday = "closed"
      wednesday = "09:00-18:00"
      thursday = "09:00-12:00, 14:00-20:00"
      friday = "10:00-02:00"
      saturday = "10:00-01:00"
      sunday = "11:00-17:00"

      """,
      "catalog.csv": """
      Handle,Title,Option1 Name,Option1 Value,Variant Price
      atlas,Atlas,Title,Default Title,30.00

      """,
    ]
    for (name, text) in files {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    return folder.path
  }

  private func ask(_ question: String, at moment: String = "2026-11-25T11:00") throws -> String {
    let clerk = try Answering.clerk(Self.shop.get(), at: try #require(Now(moment)))
    var dialogue = Dialogue()
    return clerk.answer(question, in: &dialogue).answer
  }

  @Test(
    "a time of a day is answered by yes or no, and by that day's hours",
    arguments: [
      ("are you open at half past midnight on saturday night", "Yes", "10 AM to 1 AM"),
      ("can i still come in at half past one on saturday night", "No", "10 AM to 1 AM"),
      ("are you open at one in the morning on saturday", "Yes", "10 AM to 1 AM"),
      ("are you open at a quarter to six on monday afternoon", "Yes", "9 AM to 6 PM"),
      ("are you open at ten to six on monday afternoon", "Yes", "9 AM to 6 PM"),
      ("are you open at 6 pm on monday", "No", "9 AM to 6 PM"),
      ("are you open until six on monday", "Yes", "9 AM to 6 PM"),
      ("are you open after six on monday evening", "No", "9 AM to 6 PM"),
      ("are you open at one on thursday", "No", "9 AM to 12 PM"),
      ("are you open at noon on sunday", "Yes", "11 AM to 5 PM"),
      ("are you closed at ten in the morning on sunday", "Yes", "11 AM to 5 PM"),
      ("are you open at ten on tuesday", "No", "closed"),
      ("are you open before ten on wednesday morning", "Yes", "9 AM to 6 PM"),
    ]) func time(question: String, opener: String, hours: String) throws
  {
    let said = try ask(question)
    #expect(said.hasPrefix(opener), "\(said)")
    #expect(said.contains(hours), "\(said)")
  }

  @Test("a time that may be morning or evening gets the hours and neither yes nor no") func ambiguous() throws {
    let said = try ask("are you open at nine on monday")
    #expect(!said.hasPrefix("Yes") && !said.hasPrefix("No"), "\(said)")
    #expect(said.contains("9 AM to 6 PM"), "\(said)")
  }

  @Test(
    "a day that is named is meant whatever the hour now",
    arguments: ["2026-11-23T03:00", "2026-11-25T11:00", "2026-11-27T23:30", "2026-11-28T00:30", "2026-11-29T22:00"])
  func named(moment: String) throws {
    #expect(try ask("are you still open on sunday", at: moment).contains("11 AM to 5 PM"))
    #expect(try ask("are you closed on tuesday", at: moment).hasPrefix("Yes"))
  }

  @Test("a shop that is open past midnight is open now, and so it says until when") func small() throws {
    #expect(try ask("are you still open", at: "2026-11-28T01:30") == "Yes, we're open until 2 AM.")
    #expect(try ask("are you still open", at: "2026-11-28T02:30").hasPrefix("Not yet"))
  }

  @Test(
    "dates that are none are refused", arguments: ["", "2026-13-01", "2026-02-29", "2026-11-25T24:00", "now", "1-1-1"])
  func dates(text: String) { #expect(Now(text) == nil) }

  @Test("the weekday of a date is that of the calendar") func weekdays() throws {
    #expect(try #require(Now("2026-11-25")).weekday == 2)
    #expect(try #require(Now("2000-02-29T00:00")).weekday == 1)
    #expect(try #require(Now("2100-03-01")).weekday == 0)
  }
}

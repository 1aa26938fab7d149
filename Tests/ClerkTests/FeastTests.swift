import Clerk
import TestSupport
import Testing

/// The merchant's note on holidays holds on the day that it speaks of, whatever the usual hours are.
@Suite struct FeastTests {
  private func answer(_ question: String, at now: Now, shop: String = "linen") throws -> String {
    var dialogue = Dialogue()
    let clerk = try Answering.clerk(Fixtures.path("Tests/Questions/avenue/shops/\(shop)"), at: now)
    return clerk.answer(question, in: &dialogue).answer
  }

  private func day(_ year: Int, _ month: Int, _ day: Int, _ weekday: Int) -> Now {
    Now(seconds: 1_000_000, year: year, month: month, day: day, weekday: weekday, minutes: 11 * 60)
  }

  /// Thanksgiving is the fourth Thursday of November: 26 in 2026, 25 in 2027.
  @Test func isClosedOnThanksgiving() throws {
    for eve in [day(2026, 11, 25, 2), day(2027, 11, 24, 2)] {
      #expect(try answer("are you open tomorrow", at: eve) == "No, we're closed tomorrow, it's Thanksgiving.")
      #expect(try answer("are you closed tomorrow", at: eve).hasPrefix("Yes, we're closed tomorrow"))
    }
    #expect(try answer("are you open today", at: day(2026, 11, 26, 3)) == "No, we're closed today, it's Thanksgiving.")
  }

  /// The Thursday before is none, and on Thursdays the usual hours are meant.
  @Test func usualHoursOnOtherDays() throws {
    #expect(try answer("are you open tomorrow", at: day(2026, 11, 18, 2)).hasPrefix("Yes, tomorrow"))
    #expect(try answer("when do you close on thursdays", at: day(2026, 11, 25, 2)).contains("8 PM"))
  }

  /// A day that is named by its name gets both, since the next one is a feast.
  @Test func aNamedDayGetsBoth() throws {
    let said = try answer("when do you open on thursday", at: day(2026, 11, 25, 2))
    #expect(
      said.contains("Thanksgiving") && said.contains("On other Thursdays we're open from 10 AM to 8 PM"), "\(said)")
  }

  /// Shorter hours are told in the merchant's words; so is a date, across the end of a month and of a year.
  @Test func shorterHours() throws {
    let eve = try answer("are you open tomorrow", at: day(2026, 12, 23, 2))
    #expect(eve.contains("Christmas Eve") && eve.contains("14:00"), "\(eve)")
    #expect(
      try answer("are you open tomorrow", at: day(2026, 12, 24, 3)) == "No, we're closed tomorrow, it's Christmas Day.")
    #expect(try answer("are you open tomorrow", at: day(2026, 12, 31, 3)).hasPrefix("Yes, tomorrow"))
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A moment on the shop's own clock.
public struct Now: Sendable, Equatable {
  /// Seconds since some fixed point, for how long it was silent.
  public var seconds: Double
  public var year: Int
  /// 1–12.
  public var month: Int
  /// 1–31.
  public var day: Int
  /// 0 is Monday.
  public var weekday: Int
  /// Minutes after midnight.
  public var minutes: Int

  public init(seconds: Double, year: Int, month: Int, day: Int, weekday: Int, minutes: Int) {
    self.seconds = seconds
    self.year = year
    self.month = month
    self.day = day
    self.weekday = weekday
    self.minutes = minutes
  }

  /// `YYYY-MM-DD`.
  public var date: String {
    func pad(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)
  }

  /// Reads `2026-12-24T17:30`, `2026-12-24 17:30` or `2026-12-24`, which is noon of that day, as the shop's own clock
  /// shows it; nil for what is no date.
  public init?(_ text: String) {
    let parts = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "T" || $0 == " " })
    let date = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let time =
      parts.count == 2 ? parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) } : [12, 0]
    guard (1...2).contains(parts.count), date.count == 3, time.count == 2, let year = date[0], let month = date[1],
      let day = date[2], let hour = time[0], let minute = time[1], (1970...9999).contains(year),
      (1...12).contains(month), day >= 1, (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    let past = year - 1970
    // Leap days of the years between, by the Gregorian rule.
    let leaps = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477
    let days = past * 365 + leaps + lengths[..<(month - 1)].reduce(0, +) + day - 1
    self.init(
      seconds: Double(days) * 86_400 + Double(hour * 3600 + minute * 60), year: year, month: month, day: day,
      // The first of January 1970 was a Thursday.
      weekday: (days + 3) % 7, minutes: hour * 60 + minute)
  }

  /// The system's clock in its time zone.
  @Sendable public static func system() -> Now {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    var seconds = clock.tv_sec
    var parts = tm()
    localtime_r(&seconds, &parts)
    return Now(
      seconds: Double(clock.tv_sec) + Double(clock.tv_nsec) / 1e9, year: Int(parts.tm_year) + 1900,
      month: Int(parts.tm_mon) + 1,
      day: Int(parts.tm_mday), weekday: (Int(parts.tm_wday) + 6) % 7,
      minutes: Int(parts.tm_hour) * 60 + Int(parts.tm_min))
  }
}

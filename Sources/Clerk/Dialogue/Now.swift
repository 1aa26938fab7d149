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

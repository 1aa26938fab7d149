import FoundationEssentials

/// The header `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
public enum RetryAfter {
  /// Longer than this nobody is to wait.
  public static let longest = 3600.0

  /// Seconds to wait; nil where the header says nothing that can be read.
  ///
  /// - Parameters:
  ///   - date: the answer's header `Date`: a date is read against the receiver's own clock, because this device's may
  ///     not be set.
  ///   - now: seconds since 1970, where there is no such header.
  public static func seconds(_ value: String?, date: String?, now: Double) -> Double? {
    guard let value = value?.trimmed, !value.isEmpty else { return nil }
    if value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      return min(longest, Double(value) ?? longest)
    }
    guard let until = time(value) else { return nil }
    return max(0, min(longest, until - (date.flatMap(time) ?? now)))
  }

  /// Seconds since 1970 of a date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func time(_ text: String) -> Double? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ":" })
    guard parts.count == 8, parts[7] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
    guard let day = Int(parts[1]), let year = Int(parts[3]), let hour = Int(parts[4]), let minute = Int(parts[5]),
      let second = Int(parts[6]), (1...31).contains(day), (1970...9999).contains(year), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let components = DateComponents(
      year: year, month: month + 1, day: day, hour: hour, minute: minute, second: min(second, 59))
    return calendar.date(from: components)?.timeIntervalSince1970
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}

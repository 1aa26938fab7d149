package import Journal

/// Notices that the wall clock was moved: times before and after it do not belong together, and whoever reads the journal
/// is to know.
package struct ClockWatch {
  /// A time server nudges by less.
  private static let least: Int64 = 30_000_000_000

  private var offset: Int64?

  package init() {}

  /// What happened to the clock since the last look, in a sentence, or nil.
  package mutating func look(_ stamp: Stamp) -> String? {
    let now = stamp.time - stamp.monotonic
    defer { offset = now }
    guard let offset, abs(now - offset) >= Self.least else { return nil }
    let (seconds, way) = (abs(now - offset) / 1_000_000_000, now > offset ? "forward" : "back")
    let amount =
      switch seconds {
      case 172_800...: "\(seconds / 86_400) days"
      case 7_200...: "\(seconds / 3_600) hours"
      case 120...: "\(seconds / 60) minutes"
      default: "\(seconds) seconds"
      }
    return "the clock was put \(way) by \(amount)"
  }
}

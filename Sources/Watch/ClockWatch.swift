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
    let (seconds, way) = (Double(abs(now - offset)) / 1_000_000_000, now > offset ? "forward" : "back")
    // Rounded: who sets a clock to the second leaps by a little less than a year.
    let amount =
      switch seconds {
      case 172_800...: "\(Int((seconds / 86_400).rounded())) days"
      case 7_200...: "\(Int((seconds / 3_600).rounded())) hours"
      case 120...: "\(Int((seconds / 60).rounded())) minutes"
      default: "\(Int(seconds.rounded())) seconds"
      }
    return "the clock was put \(way) by \(amount)"
  }
}

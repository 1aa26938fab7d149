/// How long to wait before the next attempt: twice as long after each failure, and never the same for two devices that
/// failed together.
public struct Backoff: Sendable {
  /// Seconds after the first failure, and at most.
  public let first, longest: Double
  /// Failures in a row.
  public private(set) var failures = 0

  public init(first: Double = 1, longest: Double = 300) {
    self.first = first
    self.longest = longest
  }

  public mutating func succeeded() { failures = 0 }

  /// Seconds to wait after another failure: between half and all of what the failures in a row call for.
  public mutating func failed(using random: inout some RandomNumberGenerator) -> Double {
    let full = min(longest, first * Double(UInt64(1) << UInt64(min(failures, 30))))
    failures += 1
    return full * Double.random(in: 0.5...1, using: &random)
  }
}

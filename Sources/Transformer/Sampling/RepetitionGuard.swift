/// Notices that a decoder has begun to say the same thing over and over, and cuts the sequence back to one copy.
///
/// A cycle of `period` tokens counts as a loop once it stands `limit(for: period)` times in a row at the end; real
/// speech repeats single words ("no, no, no") and digits more often than phrases, so short cycles are given more room.
public struct RepetitionGuard: Sendable {
  /// The longest cycle that is looked for, in tokens.
  public var longestPeriod = 24

  public init() {}

  /// How many copies in a row make a cycle of `period` tokens a loop.
  public func limit(for period: Int) -> Int {
    switch period {
    case 1: 9
    case 2: 6
    case 3...5: 4
    default: 3
    }
  }

  /// The length that leaves a single copy of the cycle at the end of `tokens`, or nil where there is no loop.
  public func cut(_ tokens: [Int]) -> Int? {
    for period in 1...longestPeriod {
      let copies = limit(for: period)
      guard tokens.count >= period * copies else { continue }
      var matched = 0
      var index = tokens.count - 1
      while index >= period, tokens[index] == tokens[index - period] {
        matched += 1
        index -= 1
      }
      // `matched` tokens equal the one a period earlier: that is matched / period further copies after the first.
      if matched >= period * (copies - 1) { return tokens.count - matched }
    }
    return nil
  }
}

import Control

/// Notices that the disk is nearly full before nothing can be kept any more, and that there is room again.
package struct DiskWatch {
  /// Room to spare before it counts as over: a log that grows and is cut must not tell the same thing all day.
  private static let enough = 2 * DeviceStatus.Host.leastFreeMegabytes

  private var isLow = false

  package init() {}

  /// What is to be told of it since the last look, or nil. `free` is in megabytes, nil where it cannot be told.
  package mutating func look(_ free: Int?) -> (what: String, sentence: String)? {
    var host = DeviceStatus.Host()
    host.freeMegabytes = free
    if let problem = host.diskProblem {
      guard !isLow else { return nil }
      isLow = true
      return ("disk-low", "\(problem): what shoppers ask may not be kept")
    }
    guard isLow, let free, free >= Self.enough else { return nil }
    isLow = false
    return ("disk-room", "there is room on the disk again (\(free) MB free)")
  }
}

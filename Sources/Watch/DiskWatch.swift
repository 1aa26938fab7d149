import Control

/// Notices that the disk is nearly full, or cannot be written any more, and that there is room again.
package struct DiskWatch {
  /// Room to spare before it counts as over: a log that grows and is cut must not tell the same thing all day.
  private static let enough = 2 * DeviceStatus.Host.leastFreeMegabytes

  /// What was told last: `disk-low` or `disk-read-only`; nil where all is well.
  private var told: String?

  package init() {}

  /// What is to be told of it since the last look, or nil.
  package mutating func look(_ disk: (freeMegabytes: Int?, isReadOnly: Bool)) -> (what: String, sentence: String)? {
    var host = DeviceStatus.Host()
    (host.freeMegabytes, host.diskIsReadOnly) = disk
    if let problem = host.diskProblem {
      let what = disk.isReadOnly ? "disk-read-only" : "disk-low"
      guard what != told else { return nil }
      told = what
      return (what, "\(problem): what shoppers ask \(disk.isReadOnly ? "is not" : "may not be") kept")
    }
    guard told != nil, let free = disk.freeMegabytes, free >= Self.enough else { return nil }
    told = nil
    return ("disk-room", "there is room on the disk again (\(free) MB free)")
  }
}

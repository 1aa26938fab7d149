import CLinux
import FoundationEssentials
import Glibc

/// The clocks of this device.
public enum Clocks {
  /// Now, by all of them.
  public static func stamp() -> Stamp {
    Stamp(boot: boot, monotonic: nanoseconds(CLOCK_BOOTTIME), time: nanoseconds(CLOCK_REALTIME), clockSet: isSet())
  }

  /// Names this run of the kernel.
  public static let boot: String = {
    let text = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    let id = text.filter { $0.isHexDigit || $0 == "-" }
    // A kernel without /proc still tells its runs apart by when this one was first asked.
    return id.isEmpty ? "unknown-\(UInt64(nanoseconds(CLOCK_REALTIME)))" : id
  }()

  static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }

  /// Whether a time server has set the clock since the boot: as the kernel has it, or (where the sandbox keeps the
  /// kernel's answer away) as systemd has left it in /run.
  static func isSet() -> Bool {
    if clock_is_set() != 0 { return true }
    return access("/run/systemd/timesync/synchronized", F_OK) == 0
  }

  /// Follows whether the wall clock is steady: one that has just leapt says nothing about a record's age.
  struct Steadiness {
    private var offset: Int64?
    private var since: Int64 = 0

    /// Nanoseconds for which the wall clock has been set and has kept pace with the monotonic one to a minute.
    mutating func observe(_ stamp: Stamp) -> Int64 {
      let now = stamp.time - stamp.monotonic
      guard stamp.clockSet, let offset, abs(now - offset) < 60_000_000_000 else {
        offset = stamp.clockSet ? now : nil
        since = stamp.monotonic
        return 0
      }
      self.offset = now
      return stamp.monotonic - since
    }
  }
}

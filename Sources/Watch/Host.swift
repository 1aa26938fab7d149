import Control
import FoundationEssentials
import Glibc
import Journal

/// How the machine fares.
package enum Host {
  static func status(folder: String) -> DeviceStatus.Host {
    var host = DeviceStatus.Host()
    host.temperature = temperature()
    host.throttling = throttling()
    (host.freeMegabytes, host.diskIsReadOnly) = disk(folder)
    host.clockSet = Clocks.stamp().clockSet
    let own = lines("/proc/self/status")
    host.residentMegabytes = (own["VmRSS"].flatMap { Double($0.prefix { $0.isNumber }) } ?? 0) / 1024
    host.threads = own["Threads"].flatMap { Int($0) } ?? 0
    host.descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    return host
  }

  private static func temperature() -> Double? {
    text("/sys/class/thermal/thermal_zone0/temp").flatMap { Double($0) }.map { $0 / 1000 }
  }

  /// The Raspberry Pi's firmware keeps a set of bits: what holds it back now, and what has since the boot (+16).
  private static func throttling() -> [String] {
    guard let word = text("/sys/devices/platform/soc/soc:firmware/get_throttled"), let bits = UInt32(word, radix: 16)
    else { return [] }
    let meanings: [(UInt32, String)] = [
      (0, "under-voltage now"), (1, "slowed by the firmware now"), (2, "throttled now"), (3, "too hot now"),
      (16, "under-voltage since the boot"), (18, "throttled since the boot"), (19, "too hot since the boot"),
    ]
    return meanings.filter { bits >> $0.0 & 1 == 1 }.map(\.1)
  }

  /// Megabytes (2^20 bytes) that a program may still write where `folder` is, nil where that cannot be told; and whether
  /// nothing can be written there at all.
  package static func disk(_ folder: String) -> (freeMegabytes: Int?, isReadOnly: Bool) {
    var system = statvfs()
    guard statvfs(folder, &system) == 0 else { return (nil, false) }
    let free = Int(UInt64(system.f_bavail) * UInt64(system.f_frsize) / (1 << 20))
    return (free, system.f_flag & UInt(ST_RDONLY) != 0)
  }

  private static func text(_ path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.split(whereSeparator: \.isWhitespace).first.map(String.init)
  }

  private static func lines(_ path: String) -> [String: String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var found: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let sides = line.split(separator: ":", maxSplits: 1)
      if sides.count == 2 { found[String(sides[0])] = sides[1].drop { $0.isWhitespace }.description }
    }
    return found
  }
}

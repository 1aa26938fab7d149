// What a service of systemd says to it: how it fares, and lines for its log.
import Glibc
import Synchronization

/// Tells systemd how a service fares (the sd_notify protocol: datagrams to `NOTIFY_SOCKET`).
public final class Notify: Sendable {
  private let path: String?
  private let handle: Int32
  private let lastStatus = Mutex("")

  /// - Parameter socket: where systemd listens; nil where the daemon was not started by it.
  public init(socket: String?) {
    path = socket.flatMap { $0.isEmpty || $0.utf8.count > 107 ? nil : $0 }
    handle = path == nil ? -1 : Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  }

  deinit { if handle >= 0 { close(handle) } }

  /// The daemon does what it is for.
  public func ready() { send("READY=1") }

  /// It is reloading; `ready` follows.
  public func reloading() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    send("RELOADING=1\nMONOTONIC_USEC=\(Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)")
  }

  public func stopping() { send("STOPPING=1") }

  /// Sound has gone through the loop.
  public func alive() { send("WATCHDOG=1") }

  /// Starting takes longer, and is getting on.
  public func stillStarting(seconds: Int) { send("EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)") }

  /// What `systemctl status` shows; sent where it has changed.
  public func status(_ text: String) {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    let isNew = lastStatus.withLock { last in
      defer { last = line }
      return last != line
    }
    if isNew { send("STATUS=\(line)") }
  }

  private func send(_ message: String) {
    guard let path, handle >= 0 else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    if name.first == UInt8(ascii: "@") { name[0] = 0 }  // An abstract socket.
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count + (name.first == 0 ? 0 : 1))
    let bytes = Array(message.utf8)
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, size)
      }
    }
  }
}

import Foundation
import Glibc
import Systemd
import Testing
import Watch

@Suite struct NotifyTests {
  /// What systemd would read.
  private func withSystemd(_ body: (Notify) throws -> Void) throws -> [String] {
    let path = "/tmp/shoptalk-notify-\(UUID().uuidString.prefix(8))"
    let handle = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer {
      close(handle)
      unlink(path)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(handle, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    #expect(isBound)
    try body(Notify(socket: path))
    var messages: [String] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(handle, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return messages }
      messages.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }

  @Test func speaksToSystemd() throws {
    let messages = try withSystemd { notify in
      notify.status("Starting")
      notify.status("Starting")
      notify.ready()
      notify.status("Hearing\nwell")
      notify.alive()
      notify.stillStarting(seconds: 3)
      notify.stopping()
    }
    #expect(
      messages == [
        "STATUS=Starting", "READY=1", "STATUS=Hearing well", "WATCHDOG=1", "EXTEND_TIMEOUT_USEC=3000000", "STOPPING=1",
      ])
  }

  @Test func staysSilentWithoutSystemd() {
    for socket in [nil, "", String(repeating: "x", count: 200), "/nowhere/at/all"] { Notify(socket: socket).ready() }
  }
}

import Control
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

private struct Answer: Codable, Equatable, Sendable {
  var volumePercent: Int
  var text: String
}

@Suite struct ControlTests {
  /// Runs a server that knows a few paths, and calls `body` beside it.
  private func withServer(_ body: @escaping @Sendable (String) throws -> Void) async throws {
    let socket = "/tmp/shoptalk-control-\(UUID().uuidString.prefix(8)).sock"
    let server = ControlServer(socket: socket) { request in
      switch (request.method, request.path) {
      case ("GET", "/v1/x"): return .json(Answer(volumePercent: 80, text: request.query["t"] ?? ""))
      case ("POST", "/v1/echo"): return ControlResponse(type: "text/plain", body: .bytes(request.body))
      case ("GET", "/v1/lines"):
        return .lines(
          AsyncStream { out in
            let count = request.query["count"].flatMap { Int($0) } ?? 3
            for number in 0..<count { out.yield(Answer(volumePercent: number, text: "line")) }
            if request.query["end"] != "never" { out.finish() }
          })
      default: return .refusal(404, "there is no \(request.path); see 'shoptalk --help'")
      }
    }
    let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
    let running = Task { try await server.run { isReady.finish() } }
    for await _ in ready {}
    let result = await withCheckedContinuation { (next: CheckedContinuation<Result<Void, any Error>, Never>) in
      Thread.detachNewThread { next.resume(returning: Result { try body(socket) }) }
    }
    running.cancel()
    _ = try? await running.value
    #expect(!FileManager.default.fileExists(atPath: socket), "the socket goes with the server")
    try result.get()
  }

  @Test func answers() async throws {
    try await withServer { (socket: String) throws in
      let client = ControlClient(socket: socket)
      #expect(try client.get(Answer.self, "/v1/x?t=a%20b+%C3%A9") == Answer(volumePercent: 80, text: "a b é"))
      #expect(try client.send("POST", "/v1/echo", body: Array("hello".utf8)) == Array("hello".utf8))
      let large = [UInt8](repeating: 65, count: 60_000)
      #expect(try client.send("POST", "/v1/echo", body: large) == large)
    }
  }

  @Test func refuses() async throws {
    try await withServer { (socket: String) throws in
      let client = ControlClient(socket: socket)
      #expect(
        throws: ControlError.refused(status: 404, message: "there is no /v1/nothing; see 'shoptalk --help'")
      ) { try client.send("GET", "/v1/nothing") }
      let error = #expect(throws: ControlError.self) {
        try client.send("POST", "/v1/echo", body: [UInt8](repeating: 65, count: 70_000))
      }
      if case .refused(let status, _)? = error { #expect(status == 413) } else { Issue.record("\(error as Any)") }
      #expect(throws: ControlError.self) { try client.get([Int].self, "/v1/x") }
    }
  }

  /// However many lines are ready at once and however slowly they are read.
  @Test func losesNoLine() async throws {
    try await withServer { (socket: String) throws in
      let seen = Mutex<[Int]>([])
      try ControlClient(socket: socket).lines("/v1/lines?count=5000") { line in
        seen.withLock { seen in
          if seen.count == 10 { usleep(200_000) }
          if let answer = try? ControlJSON.value(Answer.self, from: line) { seen.append(answer.volumePercent) }
          return true
        }
      }
      #expect(seen.withLock { $0 } == Array(0..<5000))
    }
  }

  @Test func streams() async throws {
    try await withServer { (socket: String) throws in
      let client = ControlClient(socket: socket)
      for (path, limit) in [("/v1/lines", 99), ("/v1/lines?end=never", 2)] {
        let seen = Mutex<[Answer]>([])
        try client.lines(path) { line in
          seen.withLock { seen in
            if let answer = try? ControlJSON.value(Answer.self, from: line) { seen.append(answer) }
            return seen.count < limit
          }
        }
        #expect(seen.withLock { $0.map(\.volumePercent) } == Array(0..<min(limit, 3)))
      }
    }
  }

  @Test func keepsOthersOut() async throws {
    try await withServer { (socket: String) throws in
      let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
      #expect(mode == 0o660)
    }
  }

  @Test func saysWhenNobodyIsThere() {
    #expect(throws: ControlError.notRunning(socket: "/tmp/no-such.sock")) {
      try ControlClient(socket: "/tmp/no-such.sock").send("GET", "/")
    }
  }

  /// Whatever is sent, the server stands, and answers the next.
  @Test func standsAnyBytes() async throws {
    try await withServer { (socket: String) throws in
      let sound = [
        Array("GET /v1/x?t=%41 HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
        Array("POST /v1/echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello".utf8),
        Array("POST /v1/echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".utf8),
      ]
      var mutator = Mutator(
        seed: 5, corpus: sound, dictionary: ["%", "\r\n", "chunked", "999999999999"].map { Array($0.utf8) })
      for _ in 0..<300 { Self.throwAt(socket, mutator.next()) }
      #expect(try ControlClient(socket: socket).get(Answer.self, "/v1/x").volumePercent == 80)
    }
  }

  private static func throwAt(_ socket: String, _ bytes: [UInt8]) {
    let handle = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { return }
    defer { close(handle) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socket.utf8.prefix(107)) }
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(handle, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    if isConnected { _ = send(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
  }
}

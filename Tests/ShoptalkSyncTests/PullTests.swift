import Foundation
import Sync
import TestSupport
import Testing

/// What becomes of a bundle between the hub and the inbox: the built program against a real server. What is in it is
/// looked at by the daemon alone.
@Suite("The shop's bundle reaches the inbox whole or not at all", .serialized) struct PullTests {
  private final class Inbox {
    let device: Device
    let receiver: Receiver
    private var folder: String { device.folder.appendingPathComponent("bundles/inbox").path }

    init() throws {
      device = try Device()
      _ = try device.ask(1)
      receiver = try Receiver { _, _ in .taken() }
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { receiver.end() }

    /// Asks once; whether all went well.
    func pull() throws -> Bool {
      try device.push(
        "http://127.0.0.1:\(receiver.port)",
        ["shop.bundle_key=any", "shop.bundles=\(device.folder.appendingPathComponent("bundles").path)"]) == 0
    }

    var bundle: [UInt8]? { (try? Data(contentsOf: URL(filePath: "\(folder)/shop.bundle"))).map { Array($0) } }
    /// Everything that lies there, hidden or not.
    var names: Set<String> { Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []) }
  }

  private let first = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
  private let second = [UInt8](repeating: 7, count: 90_000)

  @Test("what comes is there byte for byte, packed or not, and is asked for by its tag afterwards")
  func fetches() throws {
    let inbox = try Inbox()
    inbox.receiver.serve(.init(status: 404))
    #expect(try inbox.pull())
    #expect(inbox.bundle == nil)
    inbox.receiver.serve(.init(headers: [("ETag", "\"1-aa\"")], bytes: first))
    #expect(try inbox.pull(), "\(inbox.device.log)")
    #expect(inbox.bundle == first)
    inbox.receiver.serve(.init(status: 304))
    #expect(try inbox.pull())
    inbox.receiver.serve(
      .init(headers: [("ETag", "\"2-bb\""), ("Content-Encoding", "gzip")], bytes: try Gzip.compress(second)))
    #expect(try inbox.pull(), "\(inbox.device.log)")
    #expect(inbox.bundle == second)
    #expect(inbox.receiver.askedFor == [nil, nil, "\"1-aa\"", "\"1-aa\""])
    #expect(inbox.names == ["shop.bundle", ".tag"])
  }

  @Test("what is cut off, refused, moved, damaged or grows without end leaves the one from before, and nothing else")
  func keeps() throws {
    let inbox = try Inbox()
    inbox.receiver.serve(.init(headers: [("ETag", "\"1-aa\"")], bytes: first))
    #expect(try inbox.pull())
    let gzip = [("ETag", "\"2-bb\""), ("Content-Encoding", "gzip")]
    let bomb = try Gzip.compress([UInt8](repeating: 0, count: 140 << 20))
    let packed = try Gzip.compress(first)
    let bad: [(String, Receiver.Served)] = [
      ("cut off", .init(headers: [("ETag", "\"2-bb\"")], bytes: second, announced: 200_000)),
      ("401", .init(status: 401)), ("403", .init(status: 403)), ("500", .init(status: 500)),
      ("503", .init(status: 503)),
      ("moved", .init(status: 302, headers: [("Location", "http://127.0.0.1:1/")])),
      ("a bomb", .init(headers: gzip, bytes: bomb)),
      ("no gzip", .init(headers: gzip, bytes: second)),
      ("half of gzip", .init(headers: gzip, bytes: Array(packed.prefix(packed.count / 2)), announced: packed.count)),
    ]
    for (what, served) in bad {
      inbox.receiver.serve(served)
      #expect(try !inbox.pull(), "\(what) passed for well")
      #expect(inbox.bundle == first && inbox.names == ["shop.bundle", ".tag"], "\(what)")
    }
    // None of it stands in the way of the next good one.
    inbox.receiver.serve(.init(headers: [("ETag", "\"3-cc\"")], bytes: second))
    #expect(try inbox.pull())
    #expect(inbox.bundle == second)
  }
}

import Foundation
import Sync
import TestSupport
import Testing

/// What arrives at the merchant, whatever happens on the way: the built program against a real receiver.
@Suite("What shoppers asked reaches the merchant", .serialized) struct DeliveryTests {
  private static let environment = ProcessInfo.processInfo.environment

  /// Every kind of trouble, drawn by the request's number alone.
  private static func trouble(_ seed: UInt64) -> @Sendable (Int, [String]) -> Receiver.Fate {
    { request, _ in
      var random = SplitMix64(seed: seed &+ UInt64(request))
      switch random.below(24) {
      case 0: return .cut
      case 1: return .takenAndCut
      case 2: return .takenAndCutShort
      case 3: return .refused(400)
      case 4: return .refused(401)
      case 5: return .refused(413)
      case 6: return .refused(429, retryAfter: "0")
      case 7: return .refused(500)
      case 8: return .refused(503, retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT")
      case 9: return .refused(502)
      case 10: return .taken(body: "OK", type: "text/html")
      case 11: return .taken(body: "{\"partialSuccess\":null}")
      case 12: return .taken(body: "")
      default: return .taken()
      }
    }
  }

  @Test("exactly once and in order, through every fault on the way, the sender killed again and again")
  func faults() throws {
    let runs = Self.environment["SHOPTALK_SYNC_RUNS"].flatMap { Int($0) } ?? 2
    let count = Self.environment["SHOPTALK_SYNC_RECORDS"].flatMap { Int($0) } ?? 3_000
    var (duplicates, requests, kills) = (0, 0, 0)
    for run in 0..<runs {
      var random = SplitMix64(seed: UInt64(1000 + run))
      let device = try Device()
      let wanted = try device.ask(count)
      let receiver = try Receiver(script: Self.trouble(UInt64(run) << 32))
      defer { receiver.end() }
      let first = try device.start("http://127.0.0.1:\(receiver.port)", mostRecords: 1)
      let pace = slowness(usual: 0.15) { receiver.state.requests > 0 }
      kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
      while receiver.state.uids.count < wanted.count || device.position < UInt64(wanted.count) {
        let process = try device.start("http://127.0.0.1:\(receiver.port)", mostRecords: 1 + Int(random.below(120)))
        let patience = Int(Double(20_000 + random.below(600_000)) * pace)
        var waited = 0
        while waited < patience, device.position < UInt64(wanted.count) {
          usleep(5_000)
          waited += 5_000
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        kills += 1
        try #require(kills < 2_000 * runs, "it does not get on: \(device.log.suffix(2_000))")
      }
      let state = receiver.state
      #expect(state.uids == wanted, "run \(run): \(state.uids.count) of \(wanted.count), or out of order")
      duplicates += state.duplicates
      requests += state.requests
    }
    print("\(runs) runs of \(count) records: \(kills) kills, \(requests) requests, \(duplicates) duplicates dropped")
  }

  @Test("a record that no receiver takes is passed over by itself, and all others arrive")
  func badRecord() throws {
    let device = try Device()
    let wanted = try device.ask(700)
    let bad = wanted[333]
    let receiver = try Receiver { _, uids in uids.contains(bad) ? .refused(400) : .taken() }
    defer { receiver.end() }
    let process = try device.start("http://127.0.0.1:\(receiver.port)")
    defer { process.terminate() }
    #expect(eventually { device.position == 700 })
    #expect(receiver.state.uids == wanted.filter { $0 != bad })
    #expect(eventually { device.status?.refused == 1 })
    #expect(eventually { device.status?.delivered == 699 })
    #expect(device.log.contains(bad), "the log names it")
  }

  @Test("requests become as small as the receiver wants them")
  func tooLarge() throws {
    let device = try Device()
    let wanted = try device.ask(600)
    let receiver = try Receiver { _, uids in uids.count > 37 ? .refused(413) : .taken() }
    defer { receiver.end() }
    let process = try device.start("http://127.0.0.1:\(receiver.port)")
    defer { process.terminate() }
    #expect(eventually { device.position == 600 })
    #expect(receiver.state.uids == wanted && receiver.state.duplicates == 0)
  }

  @Test("a revoked token loses nothing, and a new one counts without a restart")
  func token() throws {
    let device = try Device()
    let wanted = try device.ask(20)
    let token = try device.write("token", "old\n")
    let receiver = try Receiver { request, _ in request < 4 ? .refused(401) : .taken() }
    defer { receiver.end() }
    let process = try device.start("http://127.0.0.1:\(receiver.port)", ["sync.token_file=\(token)"])
    defer { process.terminate() }
    #expect(eventually { device.status?.problem?.contains("401") ?? false || receiver.state.requests > 3 })
    _ = try device.write("token", "new\n")
    #expect(eventually { device.position == 20 })
    #expect(receiver.state.uids == wanted)
    _ = try device.ask(1)
    #expect(eventually { receiver.state.tokens.contains("Bearer new") })
    #expect(receiver.state.tokens.contains("Bearer old"))
  }

  @Test("what the receiver does not want is counted and not sent again")
  func partialSuccess() throws {
    let device = try Device()
    try device.ask(10)
    let receiver = try Receiver { _, _ in
      .taken(body: #"{"partialSuccess":{"rejectedLogRecords":"4","errorMessage":"no room for four"}}"#)
    }
    defer { receiver.end() }
    #expect(try device.push("http://127.0.0.1:\(receiver.port)") == 0)
    #expect(device.status?.rejected == 4 && device.status?.delivered == 6)
    #expect(receiver.state.requests == 1)
    #expect(device.log.contains("no room for four"))
  }

  @Test("a receiver that takes the request and says nothing is asked again")
  func silence() throws {
    let device = try Device()
    let wanted = try device.ask(5)
    let receiver = try Receiver { request, _ in request == 1 ? .takenAndSilent : .taken() }
    defer { receiver.end() }
    let process = try device.start("http://127.0.0.1:\(receiver.port)", patience: 1)
    defer { process.terminate() }
    #expect(eventually { device.position == 5 })
    #expect(receiver.state.uids == wanted && receiver.state.duplicates == 5)
  }

  @Test("what the journal dropped before it could be sent is counted")
  func lost() throws {
    let device = try Device()
    try device.ask(4_000)
    let receiver = try Receiver { _, _ in .taken() }
    defer { receiver.end() }
    // One request arrives; then the oldest file goes, as retention lets it.
    let first = try Receiver { request, _ in request == 1 ? .taken() : .refused(404) }
    _ = try device.push("http://127.0.0.1:\(first.port)")
    first.end()
    let files = try FileManager.default.contentsOfDirectory(atPath: device.journal).filter { $0.hasSuffix(".journal") }
      .sorted()
    try #require(files.count > 2)
    try FileManager.default.removeItem(atPath: "\(device.journal)/\(files[0])")
    let gap = try #require(UInt64(files[1].dropLast(8))) - device.position - 1
    #expect(try device.push("http://127.0.0.1:\(receiver.port)") == 0)
    #expect(device.status?.lost == gap && gap > 0)
    #expect(device.position == 4_000)
  }

  @Test("SIGTERM ends it, and nothing is sent where no receiver is named")
  func ends() throws {
    let device = try Device()
    try device.ask(3)
    let receiver = try Receiver { _, _ in .taken() }
    defer { receiver.end() }
    let process = try device.start("http://127.0.0.1:\(receiver.port)")
    #expect(eventually { device.position == 3 })
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0, "\(device.log)")
    #expect(try device.push("") == 0)
    #expect(try device.push("http://192.0.2.1") == 78)
    #expect(device.log.contains("not encrypted"))
  }
}

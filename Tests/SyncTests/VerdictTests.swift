import Sync
import Testing

@Suite("What an answer means") struct VerdictTests {
  private func verdict(_ status: Int, _ body: String = "", type: String = "application/json", after: String? = nil)
    -> Verdict
  {
    Verdict(Reply(status: status, contentType: type, retryAfter: after, body: Array(body.utf8)), now: 1_000)
  }

  @Test(
    "any 2xx is an arrival, whatever a sloppy receiver writes",
    arguments: [
      (200, "{}"), (202, ""), (204, ""), (200, "OK"), (200, "{\"partialSuccess\":null}"),
      (200, "{\"partialSuccess\":{}}"),
      (200, "[1,2"), (200, "{\"partialSuccess\":{\"rejectedLogRecords\":\"-3\"}}"), (200, "\u{0}\u{ff}"),
      (200, "{\"partialSuccess\":{\"rejectedLogRecords\":[]}}"),
    ])
  func arrivals(_ status: Int, _ body: String) {
    guard case .accepted(let rejected, _) = verdict(status, body) else {
      Issue.record("\(status) \(body)")
      return
    }
    #expect(rejected == 0)
  }

  @Test("a partial success is counted, in JSON's two ways and in protobuf")
  func partial() {
    let wanted = Verdict.accepted(rejected: 3, message: "no")
    #expect(verdict(200, #"{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"no"}}"#) == wanted)
    #expect(verdict(200, #"{"partialSuccess":{"rejectedLogRecords":3,"errorMessage":"no"}}"#) == wanted)
    let message: [UInt8] = [0x0A, 6, 0x08, 3, 0x12, 2, 0x6E, 0x6F]
    #expect(Verdict(Reply(status: 200, contentType: "application/x-protobuf", body: message), now: 0) == wanted)
    // Cut anywhere it says less, and never traps.
    for end in 0..<message.count {
      let cut = Reply(status: 200, contentType: "application/x-protobuf", body: Array(message[..<end]))
      guard case .accepted = Verdict(cut, now: 0) else {
        Issue.record("cut at \(end)")
        continue
      }
    }
    for length: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [200]] {
      let long = Reply(status: 200, contentType: "application/x-protobuf", body: [0x0A] + length + [1])
      #expect(Verdict(long, now: 0) == .accepted(rejected: 0, message: ""))
    }
  }

  @Test("each refusal has its own remedy")
  func refusals() {
    for status in [408, 425, 429, 500, 502, 503, 504, 599] {
      guard case .retry = verdict(status) else {
        Issue.record("\(status)")
        continue
      }
    }
    for status in [400, 411, 413, 415, 422, 431] {
      guard case .refused = verdict(status) else {
        Issue.record("\(status)")
        continue
      }
    }
    for status in [301, 401, 403, 404, 405, 410] {
      guard case .blocked = verdict(status) else {
        Issue.record("\(status)")
        continue
      }
    }
  }

  @Test("Retry-After is read as seconds or as a date, by the receiver's own clock, and no longer than an hour")
  func retryAfter() {
    let noon = "Sun, 06 Nov 1994 12:00:00 GMT"
    let later = "Sun, 06 Nov 1994 12:00:40 GMT"
    #expect(RetryAfter.seconds("120", date: nil, now: 0) == 120)
    #expect(RetryAfter.seconds(" 7 ", date: nil, now: 0) == 7)
    #expect(RetryAfter.seconds(later, date: noon, now: 0) == 40)
    #expect(RetryAfter.seconds(later, date: nil, now: 784_123_200) == 40)
    #expect(RetryAfter.seconds(noon, date: later, now: 0) == 0)
    #expect(RetryAfter.seconds("99999999999999999999", date: nil, now: 0) == 3600)
    for nonsense in ["", "soon", "-5", "1.5", "Sun, 06 Nov", "Sun, 99 Nov 1994 12:00:00 GMT"] {
      #expect(RetryAfter.seconds(nonsense, date: nil, now: 0) == nil, "\(nonsense)")
    }
    #expect(RetryAfter.seconds(nil, date: nil, now: 0) == nil)
  }

  @Test("waiting doubles up to its limit, and begins anew after a success")
  func backoff() {
    var backoff = Backoff(first: 1, longest: 60)
    var random = SystemRandomNumberGenerator()
    for failure in 0..<80 {
      let full = min(60, 1 * Double(UInt64(1) << UInt64(min(failure, 30))))
      #expect((full / 2...full).contains(backoff.failed(using: &random)))
    }
    backoff.succeeded()
    #expect((0.5...1).contains(backoff.failed(using: &random)))
  }

  @Test("an endpoint is encrypted, unless it is on this machine")
  func endpoints() throws {
    #expect(try Endpoint("https://shop.example:4318").logs == "https://shop.example:4318/v1/logs")
    #expect(try Endpoint("https://shop.example/otlp/").logs == "https://shop.example/otlp/v1/logs")
    #expect(try Endpoint("https://shop.example/v1/logs").logs == "https://shop.example/v1/logs")
    for local in ["http://127.0.0.1:4318", "http://localhost", "http://[::1]:9", "http://127.9.8.7"] {
      #expect(try !Endpoint(local).logs.isEmpty, "\(local)")
    }
    for bad in [
      "", "shop.example", "http://shop.example", "http://128.0.0.1", "http://127.0.0.1.evil.example", "ftp://127.0.0.1",
      "https://name:word@shop.example", "https://shop.example/?token=1", "https://", "https://shop.example#x",
      "http://127.0.0", "file:///etc/passwd",
    ] {
      let error = #expect(throws: SyncError.self, "\(bad)") { try Endpoint(bad) }
      #expect("\(try #require(error))".contains("sync.endpoint"))
    }
  }
}

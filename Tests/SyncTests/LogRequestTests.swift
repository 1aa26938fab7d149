import CZlib
import Foundation
import Journal
import Sync
import Testing

/// Four seconds into a boot, with the clock set.
private let now = Stamp(boot: "b-1", monotonic: 4_000_000_000, time: 1_800_000_004_000_000_000, clockSet: true)

private func record(_ sequence: UInt64 = 7, clockSet: Bool = true, boot: String = "b-1") throws -> Record {
  let attributes: [String: Event.Value] = [
    "transcript": .string("how much is the \"oat\" milk\\\n\u{1} ☕️?"), "answer_ms": .number(12.5),
    "grounded": .bool(true), "count": .integer(.min), "products": .strings(["oat-milk", "soy-milk"]),
    "none": .strings([]),
  ]
  return try kept(
    sequence, Event(name: Event.Name.question, session: "s-1", attributes: attributes),
    Stamp(boot: boot, monotonic: 1_000_000_000, time: 1_700_000_000_000_000_000, clockSet: clockSet))
}

/// The record that a journal makes of an event.
private func kept(_ sequence: UInt64, _ event: Event, _ stamp: Stamp) throws -> Record {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sync-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let journal = try Journal(folder: folder)
  journal.append(event, stamp: stamp)
  try journal.commit()
  var record = try #require(try JournalReader(folder: folder).last(1).first)
  record.sequence = sequence
  return record
}

@Suite struct LogRequestTests {
  private func value(_ key: String, _ record: Record) -> LogRequest.Value? {
    LogRequest([record], instance: "counter-1", now: now).records[0].attributes.first { $0.key == key }?.value
  }

  @Test func carriesWhatTheContractNames() throws {
    let record = try record()
    #expect(value("log.record.uid", record) == .string(record.uid))
    #expect(value("session.id", record) == .string("s-1"))
    #expect(value("shoptalk.boot.id", record) == .string("b-1"))
    #expect(value("shoptalk.monotonic_ns", record) == .integer(1_000_000_000))
    #expect(value("shoptalk.clock_set", record) == .bool(true))
    #expect(value("shoptalk.products", record) == .array([.string("oat-milk"), .string("soy-milk")]))
    let request = LogRequest([record], instance: "counter-1", now: now)
    #expect(request.records[0].eventName == "shoptalk.question")
    #expect(request.resource.contains(.init("service.instance.id", .string("counter-1"))))
  }

  @Test func aRecordKeepsItsIdentityHoweverOftenItIsSent() throws {
    let record = try record()
    var later = now
    later.time += 3_600_000_000_000
    later.monotonic += 3_600_000_000_000
    let first = LogRequest([record], instance: "counter-1", now: now).records[0]
    let second = LogRequest([record], instance: "counter-1", now: later).records[0]
    #expect(first.attributes == second.attributes)
    #expect(first.time == second.time)
  }

  @Test func timeComesFromAClockThatWasSet() throws {
    func time(_ record: Record, _ now: Stamp) -> UInt64 {
      LogRequest([record], instance: "i", now: now).records[0].time
    }
    #expect(try time(record(), now) == 1_700_000_000_000_000_000)
    // Stamped before the clock was set: three seconds before now, by the clock that never steps.
    #expect(try time(record(clockSet: false), now) == 1_800_000_001_000_000_000)
    // Another boot's monotonic time says nothing here, nor does a clock that is still not set.
    #expect(try time(record(clockSet: false, boot: "b-0"), now) == 0)
    var unset = now
    unset.clockSet = false
    #expect(try time(record(clockSet: false), unset) == 0)
  }

  @Test func aFaultIsAWarning() throws {
    func severity(_ what: String) throws -> LogRequest.Severity {
      let event = Event(name: Event.Name.device, attributes: ["what": .string(what)])
      return LogRequest([try kept(1, event, now)], instance: "i", now: now).records[0].severity
    }
    #expect(try severity("dead-microphone") == .warning)
    #expect(try severity("live-microphone") == .info)
    #expect(try severity("state.no-shop") == .warning)
    #expect(try severity("staff-called") == .warning)
  }

  @Test func extremeStampsDoNotTrap() {
    let stamps = [Int64.min, -1, 0, 1, .max].flatMap { one in
      [Int64.min, 0, .max].flatMap { two in
        [true, false].map { Stamp(boot: "b", monotonic: one, time: two, clockSet: $0) }
      }
    }
    for stamp in stamps {
      for now in stamps {
        let time = LogRequest.LogRecord.time(of: stamp, now: now)
        if !now.clockSet, !stamp.clockSet { #expect(time == 0) }
      }
    }
  }
}

@Suite struct BodyTests {
  @Test func jsonIsWhatOTLPAsksFor() throws {
    let request = LogRequest(
      [try record(7), try record(8, clockSet: false, boot: "b-0")], instance: "counter-1", now: now)
    let top = try #require(try JSONSerialization.jsonObject(with: Data(request.json())) as? [String: Any])
    let resource = try #require((top["resourceLogs"] as? [[String: Any]])?.first)
    let scope = try #require((resource["scopeLogs"] as? [[String: Any]])?.first)
    let records = try #require(scope["logRecords"] as? [[String: Any]])
    #expect(records.count == 2)
    #expect(records[0]["timeUnixNano"] as? String == "1700000000000000000")
    #expect(records[1]["timeUnixNano"] == nil)
    #expect(records[0]["severityNumber"] as? Int == 9)
    #expect(records[0]["eventName"] as? String == "shoptalk.question")
    let attributes = try #require(records[0]["attributes"] as? [[String: Any]])
    func value(_ key: String) -> [String: Any]? {
      attributes.first { $0["key"] as? String == key }?["value"] as? [String: Any]
    }
    #expect(value("shoptalk.transcript")?["stringValue"] as? String == "how much is the \"oat\" milk\\\n\u{1} ☕️?")
    #expect(value("shoptalk.count")?["intValue"] as? String == "-9223372036854775808")
    #expect(value("shoptalk.answer_ms")?["doubleValue"] as? Double == 12.5)
    #expect(value("shoptalk.grounded")?["boolValue"] as? Bool == true)
    let products = value("shoptalk.products")?["arrayValue"] as? [String: Any]
    #expect((products?["values"] as? [[String: String]])?.map { $0["stringValue"] } == ["oat-milk", "soy-milk"])
  }

  @Test func protobufOfAKnownRequest() {
    let record = LogRequest.LogRecord(
      time: 1, observedTime: 2, severity: .warning, eventName: "e",
      attributes: [
        .init("s", .string("é")), .init("b", .bool(true)), .init("i", .integer(-1)), .init("d", .double(1)),
        .init("a", .array([.string("x")])), .init("n", .array([])),
      ])
    let request = LogRequest(resource: [.init("r", .string("v"))], scopeName: "c", records: [record])
    let hex = request.protobuf().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(hex == Self.golden)
  }

  /// Serialised by the messages of PyPI's opentelemetry-proto 1.45.2 from the same values.
  static let golden =
    "0a7f0a0a0a080a017212030a017612710a030a0163126a090100000000000000100d1a045741524e32090a017312040a"
    + "02c3a932070a01621202100132100a0169120b18ffffffffffffffffff01320e0a0164120921000000000000f03f320c"
    + "0a016112072a050a030a017832070a016e12022a00590200000000000000620165"

  @Test(arguments: [0, 1, 100_000]) func gzipComesBackWhole(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
    let packed = try Gzip.compress(bytes)
    #expect(packed.prefix(2) == [0x1F, 0x8B])
    var stream = z_stream()
    #expect(inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    defer { inflateEnd(&stream) }
    var source = packed
    var output = [UInt8](repeating: 0, count: count + 1)
    let code = source.withUnsafeMutableBufferPointer { from in
      output.withUnsafeMutableBufferPointer { into in
        stream.next_in = from.baseAddress
        stream.avail_in = UInt32(from.count)
        stream.next_out = into.baseAddress
        stream.avail_out = UInt32(into.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    #expect(code == Z_STREAM_END)
    #expect(Array(output[..<Int(stream.total_out)]) == bytes)
  }
}

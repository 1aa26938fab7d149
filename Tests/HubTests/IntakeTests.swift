import Foundation
import Journal
import NIOHTTP1
import Sync
import TestSupport
import Testing

/// Requests of a device, made by the device's own code.
func requests(_ count: Int, text: String = "how much is the oat milk") throws -> (LogRequest, [String]) {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let journal = try Journal(folder: folder)
  for number in 0..<count {
    journal.append(
      Event(
        name: Event.Name.question, session: "s-\(number)",
        attributes: [
          "outcome": .string("answered"), "transcript": .string("\(text) \(number)"), "answer": .string("It is $3.49."),
          "intent": .string("price"), "answered": .bool(true), "products": .strings(["oat-milk"]),
          "first_sound_ms": .number(180.5),
        ]))
  }
  try journal.commit()
  let records = try JournalReader(folder: folder).read(after: 0, limit: .max)
  return (LogRequest(records, instance: "counter-1", now: Clocks.stamp()), records.map(\.uid))
}

@Suite("What devices send is kept once", .serialized) struct IntakeTests {
  private let json = [("Content-Type", "application/json")]
  private let protobuf = [("Content-Type", "application/x-protobuf")]

  @Test("JSON and protobuf, plain and packed, say the same, and what comes twice is kept once")
  func takes() async throws {
    let hub = try HubProcess()
    try hub.start()
    let (request, uids) = try requests(40)
    for (name, headers, body) in [("a", json, request.json()), ("b", protobuf, request.protobuf())] {
      let device = Browser(address: hub.address, token: try hub.enrol(name))
      for round in 0..<2 {
        let page = try await device.send(.POST, "/v1/logs", headers, body: body)
        #expect(page.status == 200, "\(name) \(round): \(page.text)")
      }
      let packed = try await device.send(
        .POST, "/v1/logs", headers + [("Content-Encoding", "gzip")], body: try Gzip.compress(body))
      #expect(packed.status == 200, "\(packed.text)")
      #expect(try hub.records(of: name) == uids)
    }
  }

  @Test("a token that is unknown, missing or revoked gets nothing in, and one that is given anew counts at once")
  func tokens() async throws {
    let hub = try HubProcess()
    try hub.start()
    let (request, uids) = try requests(3)
    let token = try hub.enrol("till")
    for wrong in [nil, "nonsense", String(token.dropLast())] {
      let page = try await Browser(address: hub.address, token: wrong).send(
        .POST, "/v1/logs", json, body: request.json())
      #expect(page.status == 401 && page.headers.first(name: "WWW-Authenticate") == "Bearer")
    }
    #expect(try hub.run(["revoke", "till"]).status == 0)
    let device = Browser(address: hub.address, token: token)
    #expect(try await device.send(.POST, "/v1/logs", json, body: request.json()).status == 401)
    #expect(try await device.get("/v1/bundle").status == 401)
    #expect(try hub.records(of: "till").isEmpty)
    let again = Browser(address: hub.address, token: try hub.enrol("till"))
    #expect(try await again.send(.POST, "/v1/logs", json, body: request.json()).status == 200)
    #expect(try hub.records(of: "till") == uids)
    #expect(try hub.run(["revoke", "nobody"]).status == 65)
  }

  @Test("bodies that are damaged, too large or something else are refused by their status, and the hub stays up")
  func hostile() async throws {
    let hub = try HubProcess()
    try hub.start()
    let device = Browser(address: hub.address, token: try hub.enrol("till"))
    let (request, uids) = try requests(4)
    let corpus = [request.json(), request.protobuf()]
    var mutator = Mutator(
      seed: 11, corpus: corpus, dictionary: [Array("resourceLogs".utf8), [0x0A, 0xFF, 0xFF, 0xFF, 0x7F]])
    var answers: [Int: Int] = [:]
    for round in 0..<400 {
      let page = try await device.send(.POST, "/v1/logs", round % 2 == 0 ? json : protobuf, body: mutator.next())
      answers[page.status, default: 0] += 1
    }
    #expect(Set(answers.keys).isSubset(of: [200, 400]) && answers[400, default: 0] > 50, "\(answers)")
    let deep = Array((String(repeating: "{\"arrayValue\":{\"values\":[", count: 20_000)).utf8)
    let nested =
      Array("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"attributes\":[{\"key\":\"a\",\"value\":".utf8)
      + deep
    #expect(try await device.send(.POST, "/v1/logs", json, body: nested).status == 400)
    let bomb = try Gzip.compress([UInt8](repeating: 32, count: 80 << 20))
    let packed = json + [("Content-Encoding", "gzip")]
    #expect(try await device.send(.POST, "/v1/logs", packed, body: bomb).status == 413)
    #expect(try await device.send(.POST, "/v1/logs", packed, body: Array("no gzip".utf8)).status == 400)
    #expect(
      try await device.send(.POST, "/v1/logs", [("Content-Type", "text/csv")], body: request.json()).status == 415)
    #expect(try await device.send(.POST, "/v1/logs", json, body: [UInt8](repeating: 32, count: 17 << 20)).status == 413)
    #expect(try await device.send(.POST, "/v1/logs", json, body: request.json()).status == 200)
    #expect(Set(uids).isSubset(of: Set(try hub.records(of: "till"))))
    #expect(try await device.get("/healthz").text == "ok\n")
  }

  @Test("records of other programs are kept too, a record that is too large is counted and not the end of the others")
  func others() async throws {
    let hub = try HubProcess()
    try hub.start()
    let device = Browser(address: hub.address, token: try hub.enrol("till"))
    let large = String(repeating: "x", count: 70_000)
    let body = """
      {"resourceLogs":[{"resource":{"attributes":[{"key":"service.instance.id","value":{"stringValue":"other"}}]},
      "scopeLogs":[{"logRecords":[
        {"timeUnixNano":1700000000000000000,"severityNumber":"SEVERITY_NUMBER_INFO","body":{"stringValue":"hello"},"later":[1]},
        {"timeUnixNano":"1700000000000000001","body":{"stringValue":"\(large)"}},
        {"timeUnixNano":"1700000000000000000","body":{"stringValue":"hello"}}]}]}]}
      """
    let page = try await device.send(.POST, "/v1/logs", json, body: Array(body.utf8))
    #expect(page.status == 200)
    #expect(page.text.contains("\"rejectedLogRecords\":\"1\""), "\(page.text)")
    // The first and the last say the same.
    #expect(try hub.records(of: "till").count == 1)
  }

  @Test(
    "every record is kept exactly once and in order, over a straight road and a bad one, whoever is killed with -9",
    arguments: [true, false])
  func killed(isBadRoad: Bool) throws {
    let environment = ProcessInfo.processInfo.environment
    let runs = environment["SHOPTALK_SYNC_RUNS"].flatMap { Int($0) } ?? 1
    let count = environment["SHOPTALK_SYNC_RECORDS"].flatMap { Int($0) } ?? 3_000
    for run in 0..<runs {
      var random = SplitMix64(seed: UInt64(77 + run))
      let hub = try HubProcess()
      try hub.start()
      let device = try Sender()
      let wanted = try device.ask(count)
      let token = try hub.enrol("till")
      var kills = 0
      let first = try device.start(hub.address, token: token, mostRecords: 1)
      let pace = slowness(usual: 0.15) { device.position > 0 }
      Foundation.kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
      func wait(_ microseconds: Int) { usleep(UInt32(Double(microseconds) * pace)) }
      let road = isBadRoad ? try Road(to: hub.address, seed: UInt64(run) << 32) : nil
      defer { road?.end() }
      while device.position < UInt64(wanted.count) {
        try #require(kills < 3_000, "it does not get on: \(device.log.suffix(1_000))")
        let process = try device.start(
          road?.address ?? hub.address, token: token, mostRecords: 1 + random.below(isBadRoad ? 200 : 60),
          patience: isBadRoad ? 1 : 5)
        for _ in 0..<(1 + random.below(5)) {
          wait(5_000 + random.below(80_000))
          if random.below(2) == 0 {
            hub.kill()
            wait(random.below(60_000))
            try hub.start()
          }
          kills += 1
          if device.position >= UInt64(wanted.count) { break }
        }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      #expect(try hub.records(of: "till") == wanted, "run \(run)")
      let faults =
        road.map { ", \($0.counts.requests) requests, \($0.counts.doubled) of them doubled on the way" } ?? ""
      print("hub: run \(run): \(wanted.count) records, \(kills) interruptions\(faults)")
    }
  }
}

/// A device's journal, and the built program that sends it.
final class Sender {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sender-\(UUID().uuidString)").path
  private var journal: String { "\(folder)/journal" }

  init() throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/bundles/inbox", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func ask(_ count: Int) throws -> [String] {
    let journal = try Journal(folder: journal)
    for number in 0..<count {
      journal.append(
        Event(
          name: Event.Name.question, session: "s-\(number / 3)",
          attributes: ["outcome": .string("answered"), "transcript": .string("how much is the milk \(number)")]))
      if number % 500 == 499 { try journal.commit() }
    }
    try journal.commit()
    return try JournalReader(folder: self.journal).read(after: 0, limit: .max).map(\.uid)
  }

  var position: UInt64 { (try? JournalReader(folder: journal).acknowledged(by: Pusher.readerName)) ?? 0 }
  var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

  func start(
    _ address: String, token: String, mostRecords: Int = 512, patience: Int = 5, once: Bool = false,
    _ settings: [String] = []
  ) throws -> Process {
    try Data(token.utf8).write(to: URL(filePath: "\(folder)/token"))
    let process = Process()
    process.executableURL = URL(filePath: try HubProcess.program("shoptalk-sync"))
    process.arguments =
      [
        "--status", "\(folder)/status.json", "--bundle-status", "\(folder)/bundle.json", "--first-wait", "0.01",
        "--longest-wait", "0.05", "--patience", "\(patience)", "--most-records", "\(mostRecords)",
      ] + (once ? ["--once"] : [])
      + ([
        "journal.folder=\(journal)", "sync.endpoint=\(address)", "sync.token_file=\(folder)/token", "sync.interval=1",
        "shop.bundles=\(folder)/bundles",
      ] + settings).flatMap { ["--set", $0] }
    if !FileManager.default.fileExists(atPath: "\(folder)/log") {
      _ = FileManager.default.createFile(atPath: "\(folder)/log", contents: nil)
    }
    let handle = try FileHandle(forWritingTo: URL(filePath: "\(folder)/log"))
    try handle.seekToEnd()
    process.standardError = handle
    process.standardOutput = handle
    try process.run()
    return process
  }
}

import Clerk
import Control
import Foundation
import Journal
import Logging
import Loop
import TestSupport
import Testing
import Watch

@Suite struct BookTests {
  private func question(_ first: Double?, _ transcript: String = "how much is the milk") -> HeardQuestion {
    var question = HeardQuestion(outcome: first == nil ? .nothingHeard : .answered)
    question.transcript = transcript
    question.session = 3
    question.timings.firstSound = first
    if first != nil { question.answer = Answer(answer: "It is $2, Anna.", intent: .price) }
    return question
  }

  private func withJournal(_ body: (Journal) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("book-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(try Journal(folder: folder))
  }

  @Test func keepsTheBook() async throws {
    try await withJournal { journal in
      let book = Book(version: "1", journal: journal, scribe: Scribe(privacy: .redacted))
      for number in 1...100 { book.observe(.question(question(Double(number)))) }
      book.observe(.question(question(nil)))
      book.observe(.state(.fault, reason: "the card is gone"))
      var health = LoopHealth()
      health.isHearing = true
      health.framesPerSecond = 16_000
      book.observe(.health(health))
      let status = book.status()
      #expect(status.questions.answered == 100 && status.questions.nothingHeard == 1)
      #expect(status.questions.firstSoundMedian == 51 && status.questions.firstSound95 == 96)
      #expect(status.questions.last?.outcome == "nothing-heard")
      #expect(status.state == "fault" && status.reason == "the card is gone" && status.hearing.isHearing)
      try journal.commit()
      let records = try JournalReader(folder: journal.folder).read(after: 0)
      #expect(records.count == 102)
      #expect(records.last?.event.attributes["what"] == .string("state.fault"))
    }
  }

  @Test func writesWhatIsAllowed() async throws {
    for (privacy, transcript) in [
      (Privacy.full, "I'm Anna, where is the milk"), (.redacted, "I'm [name], where is the milk"), (.none, nil),
    ] as [(Privacy, String?)] {
      let event = Scribe(privacy: privacy).record(of: .question(question(5, "I'm Anna, where is the milk")))
      #expect(event?.attributes["transcript"] == transcript.map { .string($0) })
      #expect((event?.attributes["answer"] == nil) == (privacy == .none))
      #expect(event?.attributes["intent"] == .string("price"))
      #expect(event?.session?.hasSuffix("-3") == true)
    }
  }

  @Test(arguments: StaffCall.allCases) func tellsTheMerchantWhoIsCalled(_ why: StaffCall) async throws {
    try await withJournal { journal in
      let book = Book(version: "1", journal: journal, scribe: Scribe(privacy: .none))
      #expect(book.status().calls.last == nil)
      book.observe(.staffCalled(why, session: 4))
      try journal.commit()
      let record = try #require(try JournalReader(folder: journal.folder).read(after: 0).first)
      #expect(record.event.name == "shoptalk.device")
      #expect(record.event.attributes["what"] == .string("staff-called"))
      #expect(record.event.attributes["reason"] == .string(why.rawValue))
      #expect(record.event.session?.hasSuffix("-4") == true)
      #expect(book.status().calls.count == 1 && book.status().calls.last == why.rawValue)
    }
  }

  @Test func writesWhatIsUrgentAtOnce() async throws {
    try await withJournal { journal in
      let keeper = JournalKeeper(journal: journal, gather: .seconds(100_000), log: .init(label: "test"))
      let running = Task { try await keeper.run() }
      journal.append(Event(name: "shoptalk.device"))
      keeper.hurry()
      while journal.state.pending > 0 { try await Task.sleep(for: .milliseconds(20)) }
      running.cancel()
      try await running.value
    }
  }

  @Test("a disk that takes nothing for a while stands in the journal, with what happened meanwhile")
  func tellsOfTheDisk() async throws {
    try await withJournal { journal in
      let keeper = JournalKeeper(journal: journal, gather: .zero, log: .init(label: "test"))
      try FileManager.default.removeItem(atPath: journal.folder)
      journal.append(Event(name: "shoptalk.device", attributes: ["what": .string("pressed")]))
      let running = Task { try await keeper.run() }
      #expect(await eventually { journal.state.failure != nil && journal.state.pending == 2 })
      try FileManager.default.createDirectory(atPath: journal.folder, withIntermediateDirectories: true)
      #expect(await eventually { journal.state.failure == nil && journal.state.committed == 3 })
      running.cancel()
      try await running.value
      let told = try JournalReader(folder: journal.folder).read(after: 0).map { $0.event.attributes["what"] }
      #expect(told == ["pressed", "journal-failed", "journal-written"].map { .string($0) })
    }
  }

  @Test("a disk that fills up is told of once while it is low, and once when there is room again")
  func tellsOfRoom() {
    var watch = DiskWatch()
    func look(_ free: Int?, readOnly: Bool = false) -> (what: String, sentence: String)? {
      watch.look((freeMegabytes: free, isReadOnly: readOnly))
    }
    let told = [500, 20, 19, 0, nil, 25, 12, 39, 40, 500, nil, 1].map { look($0)?.what }
    #expect(told == [nil, nil, "disk-low", nil, nil, nil, nil, nil, "disk-room", nil, nil, "disk-low"])
    #expect(look(41)?.sentence == "there is room on the disk again (41 MB free)")
    #expect(look(7)?.sentence == "the disk is nearly full (7 MB free): what shoppers ask may not be kept")
    let worn = look(500, readOnly: true)
    #expect(worn?.what == "disk-read-only")
    #expect(worn?.sentence == "the disk is read-only, as a worn card becomes: what shoppers ask is not kept")
    #expect(look(500, readOnly: true) == nil && look(500)?.what == "disk-room")
  }

  @Test("a journal that could not even be opened stands in the status, with its folder and the reason")
  func tellsWhyThereIsNoJournal() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("book-\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let folder = file.path + "/journal"
    let error = #expect(throws: JournalError.self) { _ = try Journal(folder: folder) }
    let book = Book(version: "1", journal: nil, scribe: Scribe(privacy: .none))
    book.set(journal: folder, problem: try #require(error).description)
    let status = Routes(book: book, journal: nil, keeper: nil, order: { _ in }, reload: { nil }).full()
    #expect(status.journal.folder == folder)
    #expect(status.journal.problem?.contains("Not a directory") == true)
    #expect(Watchdog.sentence(status).hasSuffix(status.journal.problem ?? "?"))
  }

  @Test("a clock that leaps is noticed once, by how much and which way; one that is nudged is not")
  func tellsOfTheClock() {
    var watch = ClockWatch()
    let year = 365 * 86_400
    let hours = 3 * 3_600
    let steps = [0, 0, 2, year + 2, year + 2, 2 + hours, 2 + hours + 5, 2 + hours - 95]
    let told = steps.enumerated().map { second, ahead in
      watch.look(
        Stamp(
          boot: "b", monotonic: Int64(second) * 1_000_000_000, time: Int64(1_000 + second + ahead) * 1_000_000_000,
          clockSet: false))
    }
    #expect(
      told == [
        nil, nil, nil, "the clock was put forward by 365 days", nil, "the clock was put back by 365 days", nil,
        "the clock was put back by 100 seconds",
      ])
  }

  @Test func tellsThoseWhoWatch() async throws {
    let book = Book(version: "1", journal: nil, scribe: Scribe(privacy: .none))
    var watching = book.watch().makeAsyncIterator()
    #expect(await watching.next() == LiveEvent(kind: "state", what: "starting"))
    book.observe(.state(.listening, reason: nil))
    #expect(await watching.next() == LiveEvent(kind: "state", what: "listening"))
    book.observe(.question(question(1)))
    #expect(await watching.next() == LiveEvent(kind: "question", what: "answered"))
  }

  @Test func answersOnTheSocket() async throws {
    try await withJournal { journal in
      let book = Book(version: "1", journal: journal, scribe: Scribe(privacy: .redacted))
      let keeper = JournalKeeper(journal: journal, gather: .seconds(600), log: .init(label: "test"))
      let orders = Orders()
      let routes = Routes(
        book: book, journal: journal, keeper: keeper, order: { orders.take($0) }, reload: { "shop.toml:1: is empty" })
      func call(_ method: String, _ path: String, _ query: [String: String] = [:], _ body: String = "{}") async -> (
        Int, String
      ) {
        let response = await routes.answer(
          ControlRequest(method: method, path: path, query: query, body: Array(body.utf8)))
        switch response.body {
        case .bytes(let bytes): return (response.status, String(decoding: bytes, as: UTF8.self))
        case .stream(let stream):
          var all: [UInt8] = []
          for await bytes in stream { all += bytes }
          return (response.status, String(decoding: all, as: UTF8.self))
        }
      }
      #expect(await call("POST", "/v1/press").0 == 200)
      #expect(await call("POST", "/v1/say", [:], "{\"text\":\"It is $2\"}").0 == 200)
      #expect(await call("POST", "/v1/say", [:], "{\"text\":\"  \"}").0 == 400)
      #expect(await call("POST", "/v1/say", [:], "[").0 == 400)
      #expect(await call("POST", "/v1/mute", [:], "{\"on\":true}").0 == 200)
      #expect(orders.names == ["press", "say", "mute"])
      #expect(await call("GET", "/v1/press").0 == 405)
      #expect(await call("GET", "/v2").0 == 404)
      #expect(await call("POST", "/v1/reload") == (409, "{\"error\":\"shop.toml:1: is empty\"}\n"))
      #expect(await call("POST", "/v1/record", [:], "{\"seconds\":1}").0 == 409, "it does not hear")
      book.observe(.question(question(5)))
      let events = await call("GET", "/v1/events")
      #expect(events.1.contains("how much is the milk") && events.1.hasSuffix("\n"))
      #expect(journal.state.pending == 0, "what is shown is on the disk")
      #expect(await call("GET", "/v1/events", ["after": "1"]).1 == "")
      #expect(await call("GET", "/v1/status").1.contains("\"state\":\"starting\""))
    }
  }

  private final class Orders: @unchecked Sendable {
    private let lock = NSLock()
    private var taken: [String] = []
    func take(_ command: LoopCommand) {
      let name = "\(command)".prefix { $0.isLetter }
      lock.withLock { taken.append(String(name)) }
    }
    var names: [String] { lock.withLock { taken } }
  }
}

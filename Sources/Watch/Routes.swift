package import Control
import FoundationEssentials
package import Journal
package import Loop

/// What the control socket answers.
package struct Routes: Sendable {
  private let book: Book
  private let journal: Journal?
  private let keeper: JournalKeeper?
  private let order: @Sendable (LoopCommand) -> Void
  private let reload: @Sendable () async -> String?

  /// - Parameters:
  ///   - order: hands a command to the loop.
  ///   - reload: loads shop and configuration anew; nil where that went well, else why not.
  package init(
    book: Book, journal: Journal?, keeper: JournalKeeper?, order: @escaping @Sendable (LoopCommand) -> Void,
    reload: @escaping @Sendable () async -> String?
  ) {
    self.book = book
    self.journal = journal
    self.keeper = keeper
    self.order = order
    self.reload = reload
  }

  package func answer(_ request: ControlRequest) async -> ControlResponse {
    switch (request.method, request.path) {
    case ("GET", "/"), ("GET", "/v1"): .json(Self.paths)
    case ("GET", "/v1/status"): status(request)
    case ("GET", "/v1/live"): .lines(book.watch())
    case ("GET", "/v1/events"): await events(request)
    case ("POST", "/v1/press"): does(.press, "pressed")
    case ("POST", "/v1/release"): does(.release, "released")
    case ("POST", "/v1/mute"): withBody(Mute.self, request) { does(.mute($0.on), $0.on ? "muted" : "unmuted") }
    case ("POST", "/v1/say"): withBody(Words.self, request) { words($0) { .say($0) } }
    case ("POST", "/v1/ask"): withBody(Words.self, request) { words($0) { .ask($0) } }
    case ("POST", "/v1/record"): await record(request)
    case ("POST", "/v1/reload"):
      if let problem = await reload() { .refusal(409, problem) } else { .json(Done("reloaded")) }
    default:
      if Self.paths.contains(where: { $0.hasSuffix(" \(request.path)") }) {
        .refusal(405, "\(request.path) is not for \(request.method)")
      } else {
        .refusal(404, "there is no \(request.path); GET / lists what there is")
      }
    }
  }

  /// So many events are told at once.
  private static let mostEvents = 10_000

  static let paths = [
    "GET /v1/status", "GET /v1/live", "GET /v1/events", "POST /v1/press", "POST /v1/release", "POST /v1/mute",
    "POST /v1/say", "POST /v1/ask", "POST /v1/record", "POST /v1/reload",
  ]

  // MARK: Orders

  private func does(_ command: LoopCommand, _ what: String) -> ControlResponse {
    order(command)
    return .json(Done(what))
  }

  private func words(_ words: Words, _ command: (String) -> LoopCommand) -> ControlResponse {
    guard words.text.contains(where: { !$0.isWhitespace }), words.text.utf8.count <= 1000 else {
      return .refusal(400, "there is nothing to say, or more than 1000 bytes")
    }
    return does(command(words.text), "said")
  }

  private func withBody<Value: Decodable>(
    _ type: Value.Type, _ request: ControlRequest, _ body: (Value) -> ControlResponse
  ) -> ControlResponse {
    guard let value = try? ControlJSON.value(type, from: request.body) else {
      return .refusal(400, "\(request.path) needs a JSON object; GET / and 'shoptalk --help' show how")
    }
    return body(value)
  }

  private func record(_ request: ControlRequest) async -> ControlResponse {
    guard let wanted = try? ControlJSON.value(RecordRequest.self, from: request.body),
      wanted.seconds > 0, wanted.seconds <= RecordRequest.longest
    else { return .refusal(400, "give the seconds, \(Int(RecordRequest.longest)) at most") }
    guard book.pulse().isHearing else { return .refusal(409, "the device does not hear; see 'shoptalk status'") }
    // Whoever stands at the counter is told.
    order(.say("Recording for a test."))
    let (stream, out) = AsyncStream.makeStream(of: [Float].self)
    order(
      .record(seconds: wanted.seconds) { samples in
        out.yield(samples)
        out.finish()
      })
    let deadline = Task {
      try? await Task.sleep(for: .seconds(wanted.seconds + 30))
      out.finish()
    }
    var bytes: [UInt8] = []
    for await samples in stream {
      for sample in samples {
        let value = Int16((max(-1, min(1, sample.isFinite ? sample : 0)) * 32767).rounded())
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
      }
    }
    deadline.cancel()
    guard !bytes.isEmpty else { return .refusal(504, "nothing was recorded; somebody may have been asking: try again") }
    return ControlResponse(type: "audio/L16;rate=16000;channels=1", body: .bytes(bytes))
  }

  // MARK: Status

  private func status(_ request: ControlRequest) -> ControlResponse {
    guard let every = request.query["every"] else { return .json(full()) }
    guard let seconds = Double(every), seconds >= 0.2, seconds <= 3600 else {
      return .refusal(400, "every takes seconds, 0.2 to 3600")
    }
    let (stream, out) = AsyncStream.makeStream(of: DeviceStatus.self, bufferingPolicy: .bufferingNewest(2))
    let pump = Task {
      while !Task.isCancelled {
        out.yield(full())
        try? await Task.sleep(for: .seconds(seconds))
      }
    }
    out.onTermination = { _ in pump.cancel() }
    return .lines(stream)
  }

  package func full() -> DeviceStatus {
    var status = book.status()
    status.host = Host.status(folder: journal?.folder ?? "/")
    // Why there is none is in the book.
    guard let journal else { return status }
    let state = journal.state
    status.journal.folder = journal.folder
    status.journal.bytes = state.bytes
    status.journal.events = state.committed
    status.journal.pending = state.pending
    status.journal.dropped = state.dropped
    status.journal.problem = state.failure?.description
    status.journal.lag = JournalReader.acknowledged(in: journal.folder)
      .mapValues { state.committed - min($0, state.committed) }
    return status
  }

  // MARK: The journal

  private func events(_ request: ControlRequest) async -> ControlResponse {
    guard let journal, let keeper else { return .refusal(503, "the journal cannot be written; see 'shoptalk status'") }
    let limit = request.query["limit"].flatMap { Int($0) } ?? 50
    let after = request.query["after"].flatMap { UInt64($0) }
    guard (0...Self.mostEvents).contains(limit) else { return .refusal(400, "limit goes to \(Self.mostEvents)") }
    let follows = request.query["follow"].map { $0 != "0" && $0 != "false" } ?? false
    let reader = JournalReader(folder: journal.folder)
    // Only what is on the disk is shown: nothing that has been seen is lost.
    keeper.enter()
    let (stream, out) = AsyncStream.makeStream(
      of: JournalEntry.self, bufferingPolicy: .bufferingOldest(Self.mostEvents + 1_000))
    let pump = Task {
      defer {
        keeper.leave()
        out.finish()
      }
      try? await keeper.commitNow()
      // Ten thousand records take a small board seconds, and the watchdog wants its turn.
      let first = await JournalKeeper.offTheCooperativeThreads {
        after.map { try? reader.read(after: $0, limit: limit) } ?? (try? reader.last(limit))
      }
      var position = after ?? 0
      for record in first ?? [] {
        out.yield(JournalEntry(record))
        position = record.sequence
      }
      if first?.isEmpty ?? true { position = max(position, journal.state.committed) }
      while follows && !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(200))
        guard journal.state.committed > position else { continue }
        let seen = position
        let new = await JournalKeeper.offTheCooperativeThreads { try? reader.read(after: seen, limit: 1000) }
        for record in new ?? [] {
          // Whoever reads nothing for so long is let go, and may ask again for what came after the last.
          if case .dropped = out.yield(JournalEntry(record)) { return }
          position = record.sequence
        }
      }
    }
    out.onTermination = { _ in pump.cancel() }
    return .lines(stream)
  }
}

extension JournalEntry {
  init(_ record: Record) {
    self.init(
      sequence: record.sequence, uid: record.uid, name: record.event.name, session: record.event.session,
      boot: record.stamp.boot, monotonic: record.stamp.monotonic, time: record.stamp.time,
      clockSet: record.stamp.clockSet,
      attributes: record.event.attributes.mapValues { value in
        switch value {
        case .string(let value): .string(value)
        case .integer(let value): .number(Double(value))
        case .number(let value): .number(value)
        case .bool(let value): .bool(value)
        case .strings(let value): .strings(value)
        }
      })
  }
}

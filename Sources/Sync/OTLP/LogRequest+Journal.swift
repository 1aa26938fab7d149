public import Journal

extension LogRequest {
  /// The request that carries `records` of the device `instance`.
  ///
  /// - Parameters:
  ///   - instance: tells this device from every other, `service.instance.id`.
  ///   - now: this moment by the device's clocks; places records that were stamped before the clock was set.
  public init(_ records: some Sequence<Record>, instance: String, now: Stamp) {
    resource = [
      Attribute("service.name", .string("shoptalk")), Attribute("service.instance.id", .string(instance)),
    ]
    scopeName = "shoptalk.journal"
    self.records = records.map { LogRecord($0, now: now) }
  }
}

extension LogRequest.LogRecord {
  /// A record of the journal; its attributes are those of the event behind `shoptalk.`, sorted by name.
  public init(_ record: Record, now: Stamp) {
    let stamp = record.stamp
    time = Self.time(of: stamp, now: now)
    observedTime = now.clockSet ? UInt64(max(0, now.time)) : 0
    severity = Self.severity(of: record.event)
    eventName = record.event.name
    attributes = [
      .init("log.record.uid", .string(record.uid)),
      .init("shoptalk.sequence", .integer(Int64(clamping: record.sequence))),
      .init("shoptalk.boot.id", .string(stamp.boot)),
      .init("shoptalk.monotonic_ns", .integer(stamp.monotonic)),
      .init("shoptalk.clock_set", .bool(stamp.clockSet)),
    ]
    if let session = record.event.session { attributes.append(.init("session.id", .string(session))) }
    for (key, value) in record.event.attributes.sorted(by: { $0.key < $1.key }) {
      attributes.append(.init("shoptalk.\(key)", LogRequest.Value(value)))
    }
  }

  /// When it happened: by its own clock if that had been set, else counted back from a clock that has been set since in
  /// the same boot, else unknown.
  package static func time(of stamp: Stamp, now: Stamp) -> UInt64 {
    if stamp.clockSet { return UInt64(max(0, stamp.time)) }
    guard now.clockSet, now.boot == stamp.boot, now.monotonic >= stamp.monotonic else { return 0 }
    let (age, isFar) = now.monotonic.subtractingReportingOverflow(stamp.monotonic)
    let (time, isBefore) = now.time.subtractingReportingOverflow(age)
    return isFar || isBefore ? 0 : UInt64(max(0, time))
  }

  /// What somebody should look at is a warning: a fault of the device, a call for a person, or a question that failed.
  private static func severity(of event: Event) -> LogRequest.Severity {
    if event.attributes["failure"] != nil { return .warning }
    guard event.name == Event.Name.device, case .string(let what) = event.attributes["what"] else { return .info }
    let faults: Set<String> = [
      "overrun", "underrun", "stalled", "lost", "dead-microphone", "clipping", "line-unavailable", "state.fault",
      "state.no-shop", "staff-called",
    ]
    return faults.contains(what) ? .warning : .info
  }
}

extension LogRequest.Value {
  /// The journal's value.
  init(_ value: Event.Value) {
    switch value {
    case .string(let text): self = .string(text)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .double(number)
    case .bool(let flag): self = .bool(flag)
    case .strings(let texts): self = .array(texts.map(Self.string))
    }
  }
}

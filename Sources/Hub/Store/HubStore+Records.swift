import GRDB

extension HubStore {
  /// Writes what several devices sent, in the order in which it came; what is there already is passed over.
  func insert(_ parcels: [(device: Int64, records: [IncomingRecord])], at now: Double) async throws(HubError) {
    try await write { db in
      for parcel in parcels {
        var instance: String?
        for record in parcel.records {
          try Self.insert(record, of: parcel.device, at: now, db)
          instance = record.instance ?? instance
        }
        try db.cachedStatement(sql: "UPDATE device SET seen = ?, instance = coalesce(?, instance) WHERE id = ?")
          .execute(arguments: [now, instance.map { String($0.prefix(128)) }, parcel.device])
      }
    }
  }

  private static func insert(_ record: IncomingRecord, of device: Int64, at now: Double, _ db: Database) throws {
    // A clock that is far ahead would hide what it stamps from every page: the time of arrival is nearer the truth.
    let time = record.time.flatMap { $0 < now + 86_400 ? $0 : nil } ?? now
    let sequence = record.integer("shoptalk.sequence")
    let session = record.text("session.id").map { String($0.prefix(128)) }
    try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO record (device, uid, sequence, time, received, severity, name, session, attributes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(
      arguments: [
        device, record.uid, sequence, time, now, record.severity, record.name, session, record.attributesJSON,
      ])
    guard db.changesCount == 1 else { return }
    let id = db.lastInsertedRowID
    switch record.name {
    case "shoptalk.question":
      try insertQuestion(record, id, device, time, sequence, session, db)
    case "shoptalk.promotion":
      try db.cachedStatement(sql: "INSERT INTO promotion VALUES (?, ?, ?, ?, ?, ?, ?)").execute(
        arguments: [
          id, device, time, sequence, session, record.text("shoptalk.title") ?? "", record.text("shoptalk.applies_to"),
        ])
    case "shoptalk.device":
      let what = record.text("shoptalk.what") ?? ""
      let sentence = record.text("shoptalk.sentence") ?? ""
      try db.cachedStatement(sql: "INSERT INTO happening VALUES (?, ?, ?, ?, ?, ?)").execute(
        arguments: [id, device, time, record.severity, what, sentence])
      if what.hasPrefix("bundle-") {
        try db.execute(sql: "UPDATE device SET bundle = ? WHERE id = ?", arguments: [sentence, device])
      }
    default: break
    }
  }

  private static func insertQuestion(
    _ record: IncomingRecord, _ id: Int64, _ device: Int64, _ time: Double, _ sequence: Int64?, _ session: String?,
    _ db: Database
  ) throws {
    let outcome = record.text("shoptalk.outcome") ?? ""
    let isAnswered = outcome == "answered" && record.flag("shoptalk.answered") ?? true
    try db.cachedStatement(sql: "INSERT INTO question VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)").execute(
      arguments: [
        id, device, time, sequence, session, outcome, record.text("shoptalk.intent"),
        record.text("shoptalk.transcript"), record.text("shoptalk.answer"), isAnswered,
        record.number("shoptalk.confidence"), record.number("shoptalk.first_sound_ms"),
      ])
    let missing = Set(record.texts("shoptalk.unavailable"))
    for (position, handle) in record.texts("shoptalk.products").prefix(16).enumerated() {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO question_product VALUES (?, ?, ?, ?)").execute(
        arguments: [id, String(handle.prefix(255)), position, !missing.contains(handle)])
    }
  }

  /// Removes what is older than `days`, a piece at a time so that devices need not wait; how many records went.
  func prune(olderThan days: Int, now: Double) async throws(HubError) -> Int {
    var all = 0
    while true {
      let gone = try await write { db in
        try db.execute(
          sql: "DELETE FROM record WHERE id IN (SELECT id FROM record WHERE time < ? ORDER BY time LIMIT 2000)",
          arguments: [now - Double(days) * 86_400])
        return db.changesCount
      }
      all += gone
      if gone < 2000 { break }
    }
    try await write { try $0.execute(sql: "DELETE FROM session WHERE expires < ?", arguments: [now]) }
    return all
  }
}

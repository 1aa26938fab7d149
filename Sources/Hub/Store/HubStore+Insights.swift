import FoundationEssentials
import GRDB

/// A part of time, in seconds since 1970.
struct Period: Sendable {
  var from: Double
  var to: Double
}

/// What the front page shows.
struct Overview: Sendable {
  var questions = 0, answered = 0, unheard = 0, shoppers = 0
  var median: Double?, slowest: Double?
  /// By day ("2026-11-25"): how many questions, and how many of them were answered.
  var days: [(day: String, all: Int, answered: Int)] = []
  /// By hour of the day, 0–23.
  var hours = [Int](repeating: 0, count: 24)
  var products: [(handle: String, title: String, count: Int)] = []
  var intents: [(name: String, count: Int)] = []
}

/// A question as the lists show it.
struct AskedQuestion: Sendable {
  var record: Int64
  var time: Double
  var device: String
  var transcript: String
  var answer: String
  var intent: String
  var isAnswered: Bool
  var outcome: String
  var confidence: Double?
}

/// Questions that sound alike, put together.
struct OpenQuestion: Sendable {
  var record: Int64
  var transcript: String
  var answer: String
  var count: Int
  var last: Double
}

/// A product that was asked for and could not be had.
struct MissedProduct: Sendable {
  var handle: String
  var title: String
  var count: Int
  var last: Double
}

/// How a promotion did.
struct PromotionEffect: Sendable {
  var title: String
  var heard: Int
  var days: [(day: String, count: Int)]
  /// What the same shopper asked right after it, most frequent first.
  var next: [(transcript: String, count: Int)]
}

/// What could be wrong with a device.
struct DeviceHealth: Sendable {
  var device: EnrolledDevice
  var questions: Int
  var median: Double?
  var unheard: Int
  /// The last things that went wrong.
  var trouble: [(time: Double, sentence: String)]
}

extension HubStore {
  private static let day = "strftime('%Y-%m-%d', time, 'unixepoch', 'localtime')"

  func overview(_ period: Period) async throws(HubError) -> Overview {
    try await read { db in
      var result = Overview()
      let bounds: StatementArguments = [period.from, period.to]
      if let row = try Row.fetchOne(
        db,
        sql: """
          SELECT count(*) AS questions, coalesce(sum(answered), 0) AS answered,
            coalesce(sum(outcome = 'nothing-heard'), 0) AS unheard, count(DISTINCT device || ' ' || session) AS shoppers
          FROM question WHERE time >= ? AND time < ?
          """, arguments: bounds)
      {
        result.questions = row["questions"]
        result.answered = row["answered"]
        result.unheard = row["unheard"]
        result.shoppers = row["shoppers"]
      }
      let sounds = try Double.fetchAll(
        db,
        sql: """
          SELECT first_sound FROM question WHERE time >= ? AND time < ? AND first_sound IS NOT NULL ORDER BY first_sound
          """, arguments: bounds)
      if !sounds.isEmpty {
        result.median = sounds[sounds.count / 2]
        result.slowest = sounds[min(sounds.count - 1, sounds.count * 95 / 100)]
      }
      result.days = try Row.fetchAll(
        db,
        sql: """
          SELECT \(Self.day) AS day, count(*) AS n, sum(answered) AS answered FROM question
          WHERE time >= ? AND time < ? AND outcome <> 'nothing-heard' GROUP BY day ORDER BY day
          """, arguments: bounds
      ).map { ($0["day"], $0["n"], $0["answered"]) }
      for row in try Row.fetchAll(
        db,
        sql: """
          SELECT CAST(strftime('%H', time, 'unixepoch', 'localtime') AS INTEGER) AS hour, count(*) AS n FROM question
          WHERE time >= ? AND time < ? AND outcome <> 'nothing-heard' GROUP BY hour
          """, arguments: bounds)
      {
        let hour: Int = row["hour"]
        if result.hours.indices.contains(hour) { result.hours[hour] = row["n"] }
      }
      result.products = try Row.fetchAll(
        db,
        sql: """
          SELECT p.handle AS handle, coalesce(product.title, p.handle) AS title, count(*) AS n
          FROM question_product p JOIN question ON question.record = p.record
          LEFT JOIN product ON product.handle = p.handle
          WHERE time >= ? AND time < ? AND p.position = 0 GROUP BY p.handle ORDER BY n DESC, title LIMIT 12
          """, arguments: bounds
      ).map { ($0["handle"], $0["title"], $0["n"]) }
      result.intents = try Row.fetchAll(
        db,
        sql: """
          SELECT intent, count(*) AS n FROM question WHERE time >= ? AND time < ? AND intent IS NOT NULL
          GROUP BY intent ORDER BY n DESC LIMIT 8
          """, arguments: bounds
      ).map { ($0["intent"], $0["n"]) }
      return result
    }
  }

  /// The last questions, of one product or hour where such is given.
  func questions(
    _ period: Period, handle: String? = nil, hour: Int? = nil, limit: Int = 200
  ) async throws(HubError) -> [AskedQuestion] {
    try await read { db in
      var sql = """
        SELECT q.*, device.name AS device_name FROM question q JOIN device ON device.id = q.device
        WHERE q.time >= ? AND q.time < ? AND outcome <> 'nothing-heard'
        """
      var arguments: StatementArguments = [period.from, period.to]
      if let handle {
        sql += " AND EXISTS (SELECT 1 FROM question_product p WHERE p.record = q.record AND p.handle = ?)"
        arguments += [handle]
      }
      if let hour {
        sql += " AND CAST(strftime('%H', q.time, 'unixepoch', 'localtime') AS INTEGER) = ?"
        arguments += [hour]
      }
      sql += " ORDER BY q.time DESC, q.record DESC LIMIT ?"
      arguments += [limit]
      return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
        AskedQuestion(
          record: row["record"], time: row["time"], device: row["device_name"], transcript: row["transcript"] ?? "",
          answer: row["answer"] ?? "", intent: row["intent"] ?? "", isAnswered: row["answered"],
          outcome: row["outcome"], confidence: row["confidence"])
      }
    }
  }

  /// What could not be answered, the most frequent first.
  func openQuestions(_ period: Period, limit: Int = 100) async throws(HubError) -> [OpenQuestion] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT max(record) AS record, lower(trim(transcript, ' .?!')) AS text, count(*) AS n, max(time) AS last, answer
          FROM question WHERE time >= ? AND time < ? AND NOT answered AND NOT hidden AND outcome = 'answered'
            AND coalesce(transcript, '') <> ''
          GROUP BY text ORDER BY n DESC, last DESC LIMIT ?
          """, arguments: [period.from, period.to, limit]
      ).map {
        OpenQuestion(
          record: $0["record"], transcript: $0["text"], answer: $0["answer"] ?? "", count: $0["n"], last: $0["last"])
      }
    }
  }

  /// Takes a question, and those that sound like it, from the list of what could not be answered.
  func hide(_ record: Int64) async throws(HubError) {
    try await write { db in
      try db.execute(
        sql: """
          UPDATE question SET hidden = 1 WHERE lower(trim(transcript, ' .?!')) =
            (SELECT lower(trim(transcript, ' .?!')) FROM question WHERE record = ?)
          """, arguments: [record])
    }
  }

  func transcript(_ record: Int64) async throws(HubError) -> String? {
    try await read {
      try String.fetchOne($0, sql: "SELECT transcript FROM question WHERE record = ?", arguments: [record])
    }
  }

  func missedProducts(_ period: Period) async throws(HubError) -> [MissedProduct] {
    try await read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT p.handle AS handle, coalesce(product.title, p.handle) AS title, count(*) AS n, max(time) AS last
          FROM question_product p JOIN question ON question.record = p.record
          LEFT JOIN product ON product.handle = p.handle
          WHERE time >= ? AND time < ? AND NOT p.available GROUP BY p.handle ORDER BY n DESC, last DESC LIMIT 100
          """, arguments: [period.from, period.to]
      ).map { MissedProduct(handle: $0["handle"], title: $0["title"], count: $0["n"], last: $0["last"]) }
    }
  }

  func promotionEffects(_ period: Period) async throws(HubError) -> [PromotionEffect] {
    try await read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT title, count(*) AS n FROM promotion WHERE time >= ? AND time < ? GROUP BY title ORDER BY n DESC LIMIT 50
          """, arguments: [period.from, period.to])
      return try rows.map { row in
        let title: String = row["title"]
        let days = try Row.fetchAll(
          db,
          sql: """
            SELECT \(Self.day) AS day, count(*) AS n FROM promotion WHERE time >= ? AND time < ? AND title = ?
            GROUP BY day ORDER BY day
            """, arguments: [period.from, period.to, title])
        let next = try Row.fetchAll(
          db,
          sql: """
            SELECT lower(trim(transcript, ' .?!')) AS text, count(*) AS n FROM (
              SELECT (SELECT q.transcript FROM question q WHERE q.device = p.device AND q.session = p.session
                AND q.sequence > p.sequence ORDER BY q.sequence LIMIT 1) AS transcript
              FROM promotion p WHERE p.time >= ? AND p.time < ? AND p.title = ?)
            WHERE coalesce(transcript, '') <> '' GROUP BY text ORDER BY n DESC LIMIT 5
            """, arguments: [period.from, period.to, title])
        return PromotionEffect(
          title: title, heard: row["n"], days: days.map { ($0["day"], $0["n"]) },
          next: next.map { ($0["text"], $0["n"]) })
      }
    }
  }

  /// How often one product, or any of a tag's, was asked about on each day.
  func interest(in target: String, _ period: Period) async throws(HubError) -> [String: Int] {
    try await read { db in
      var days: [String: Int] = [:]
      for row in try Row.fetchAll(
        db,
        sql: """
          SELECT \(Self.day) AS day, count(DISTINCT question.record) AS n
          FROM question JOIN question_product p ON p.record = question.record
          LEFT JOIN product ON product.handle = p.handle
          WHERE time >= ? AND time < ? AND (? = '*' OR p.handle = ? OR ('|' || lower(product.tags) || '|') LIKE ?)
          GROUP BY day
          """,
        arguments: [
          period.from, period.to, target, target,
          "%|" + target.lowercased().filter { $0 != "%" && $0 != "_" } + "|%",
        ])
      {
        days[row["day"]] = row["n"]
      }
      return days
    }
  }

  func health(_ period: Period) async throws(HubError) -> [DeviceHealth] {
    let devices = try await devices()
    return try await read { db in
      try devices.map { device in
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT count(*) AS n, coalesce(sum(outcome = 'nothing-heard'), 0) AS unheard FROM question
            WHERE device = ? AND time >= ? AND time < ?
            """, arguments: [device.id, period.from, period.to])
        let sounds = try Double.fetchAll(
          db,
          sql: """
            SELECT first_sound FROM question WHERE device = ? AND time >= ? AND time < ? AND first_sound IS NOT NULL
            ORDER BY first_sound
            """, arguments: [device.id, period.from, period.to])
        let trouble = try Row.fetchAll(
          db,
          sql: """
            SELECT time, sentence FROM happening WHERE device = ? AND time >= ? AND time < ? AND severity >= 13
            ORDER BY time DESC LIMIT 3
            """, arguments: [device.id, period.from, period.to])
        return DeviceHealth(
          device: device, questions: row?["n"] ?? 0, median: sounds.isEmpty ? nil : sounds[sounds.count / 2],
          unheard: row?["unheard"] ?? 0, trouble: trouble.map { ($0["time"], $0["sentence"]) })
      }
    }
  }
}

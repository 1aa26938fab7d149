import Clerk
import FoundationEssentials
import Session
import Speech

/// What a recording says.
struct SpokenTruth {
  /// The words, where they are known whole.
  var text: String?
  /// What was asked for: a phrase for each slot.
  var slots: [String: [String]] = [:]

  /// Recordings by their names.
  static func read(_ path: String) throws(Failure) -> [String: SpokenTruth] {
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      throw Failure(.data, "\(path): cannot be read; --truth names what was said in the recordings")
    }
    if let labels = try? JSONDecoder().decode([String: [String: String]].self, from: bytes) {
      return labels.mapValues { SpokenTruth(slots: $0.mapValues(words)) }
    }
    var truths: [String: SpokenTruth] = [:]
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let row = try? JSONDecoder().decode(Row.self, from: Data(line)) else {
        throw Failure(
          .data, "\(path):\(index + 1): is no line of {\"file\": …, \"text\": …}, nor is the file an object of labels")
      }
      truths[String(row.file.split(separator: "/").last ?? "")] = SpokenTruth(text: row.text)
    }
    return truths
  }

  private struct Row: Decodable {
    var file: String
    var text: String
  }

  /// Where it lies unless it is named.
  static func beside(_ folder: String) -> String {
    let parent = folder.hasSuffix("/") ? folder + ".." : folder + "/.."
    let places = [folder, parent].flatMap { ["\($0)/labels.json", "\($0)/transcripts.jsonl"] }
    return places.first { FileManager.default.fileExists(atPath: $0) } ?? places[0]
  }

  /// Every phrase that any recording asks for, by slot: what may be heard in the place of what was said.
  static func slots(_ truths: [String: SpokenTruth]) -> [String: Set<[String]>] {
    truths.values.reduce(into: [:]) { all, truth in
      for (slot, phrase) in truth.slots { all[slot, default: []].insert(phrase) }
    }
  }

  /// Words as they are compared: figures and spelled numbers, "oz" and "ounce" are the same.
  static func words(_ text: String) -> [String] { Tokenizer.tokens(text).map(\.text) }
}

/// What was heard under one condition.
struct SpeechScore {
  /// dB; nil without noise.
  var snr: Double?
  var milliseconds: [Double] = []
  private var recordings = 0, labelled = 0, accepted = 0, words = 0, errors = 0
  /// For each tenth of confidence: how many recordings, and how many of them right.
  private var bins = [(count: Int, right: Int, sum: Double)](repeating: (0, 0, 0), count: 10)

  init(snr: Double?) { self.snr = snr }

  /// Counts one recording; whether it was heard right.
  mutating func add(_ heard: Transcript, _ truth: SpokenTruth, slots: [String: Set<[String]>]) -> Bool {
    recordings += 1
    let said = SpokenTruth.words(heard.text)
    var isRight = true
    if !truth.slots.isEmpty {
      labelled += 1
      isRight = truth.slots.allSatisfy { slot, phrase in
        let there = (slots[slot] ?? []).filter { Self.holds(said, $0) }
        return there.max { $0.joined().count < $1.joined().count } == phrase
      }
      if isRight { accepted += 1 }
    }
    if let text = truth.text {
      let wanted = SpokenTruth.words(text)
      let distance = Self.edits(wanted, said)
      words += wanted.count
      errors += distance
      if truth.slots.isEmpty { isRight = distance == 0 }
    }
    let bin = min(9, max(0, Int(heard.confidence * 10)))
    bins[bin].count += 1
    bins[bin].sum += Double(heard.confidence)
    if isRight { bins[bin].right += 1 }
    return isRight
  }

  private static func holds(_ words: [String], _ phrase: [String]) -> Bool {
    guard !phrase.isEmpty, words.count >= phrase.count else { return false }
    return (0...words.count - phrase.count).contains { words[$0..<$0 + phrase.count].elementsEqual(phrase) }
  }

  /// How many words must be changed, left out or put in (Levenshtein).
  private static func edits(_ a: [String], _ b: [String]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var before = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let cost = min(row[j + 1] + 1, row[j] + 1, before + (x == y ? 0 : 1))
        before = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count]
  }

  private var acceptance: Double? { labelled > 0 ? Double(accepted) / Double(labelled) : nil }
  private var wordErrorRate: Double? { words > 0 ? Double(errors) / Double(words) : nil }

  /// How far confidence lies from the share that is right, on average over the recordings (expected calibration error).
  private var calibrationError: Double {
    bins.reduce(0) { $0 + abs($1.sum - Double($1.right)) } / Double(max(1, recordings))
  }

  var json: JSONValue {
    var fields: [(key: String, value: JSONValue)] = [
      ("snr_db", snr.map { .number($0, decimals: 1) } ?? .null), ("recordings", .integer(recordings)),
    ]
    if let acceptance { fields.append(("accepted", .number(acceptance, decimals: 4))) }
    if let wordErrorRate { fields.append(("word_error_rate", .number(wordErrorRate, decimals: 4))) }
    fields.append(("calibration_error", .number(calibrationError, decimals: 4)))
    let table = bins.filter { $0.count > 0 }.map { bin in
      JSONValue.object([
        ("confidence", .number(bin.sum / Double(bin.count), decimals: 3)), ("recordings", .integer(bin.count)),
        ("right", .integer(bin.right)),
      ])
    }
    fields.append(("calibration", .array(table)))
    fields.append(("transcribe_ms", Summary(milliseconds).json))
    return .object(fields)
  }

  /// A row for each condition, with a bar of what was heard right.
  static func table(_ scores: [SpeechScore]) -> [String] {
    func percent(_ value: Double?) -> String {
      value.map { JSONValue.number(100 * $0, decimals: 1).text + " %" } ?? "–"
    }
    var lines = [
      "noise".padded(to: 9) + "accepted".padded(to: 11) + "WER".padded(to: 10) + "calib.".padded(to: 9) + "ms (95 %)"
    ]
    for score in scores {
      let latency = Summary(score.milliseconds)
      let share = score.acceptance ?? score.wordErrorRate.map { max(0, 1 - $0) } ?? 0
      lines.append(
        (score.snr.map { JSONValue.number($0, decimals: 1).text + " dB" } ?? "none").padded(to: 9)
          + percent(score.acceptance).padded(to: 11) + percent(score.wordErrorRate).padded(to: 10)
          + JSONValue.number(score.calibrationError, decimals: 3).text.padded(to: 9)
          + "\(Int(latency.median)) (\(Int(latency.p95)))".padded(to: 14)
          + String(repeating: "█", count: Int((share * 40).rounded())))
    }
    return lines + calibration(scores)
  }

  /// A row for each tenth of confidence, all conditions together: a well calibrated ear is right as often as it says.
  private static func calibration(_ scores: [SpeechScore]) -> [String] {
    var lines = ["", "confidence".padded(to: 13) + "recordings".padded(to: 12) + "right"]
    for bin in 0..<10 {
      let all = scores.map { $0.bins[bin] }
      let (count, right) = all.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.right) }
      guard count > 0 else { continue }
      let share = Double(right) / Double(count)
      lines.append(
        "\(10 * bin)–\(10 * bin + 10) %".padded(to: 13) + "\(count)".padded(to: 12)
          + "\(JSONValue.number(100 * share, decimals: 1).text) %".padded(to: 10)
          + String(repeating: "█", count: Int((share * 40).rounded())))
    }
    return lines
  }
}

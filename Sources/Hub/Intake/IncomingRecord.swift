import Crypto
import FoundationEssentials

/// A log record as it arrived, in the terms of OTLP, from whatever program.
struct IncomingRecord: Sendable, Equatable {
  enum Value: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case list([Value])
  }

  /// Seconds since 1970 at which it happened, by the sender's clock; nil where it did not know.
  var time: Double?
  var severity = 0
  var name = ""
  /// `service.instance.id` of the resource.
  var instance: String?
  var attributes: [String: Value] = [:]

  /// What of a record is kept, at most.
  static let mostAttributes = 64, longestName = 128, mostBytes = 64 << 10

  /// Tells it from every other of its device: `log.record.uid`, or for senders that give none, a digest of all it says.
  var uid: String {
    if case .text(let uid)? = attributes["log.record.uid"], (1...128).contains(uid.utf8.count) { return uid }
    let text =
      "\(time ?? 0)|\(name)|" + attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.json)" }.joined()
    return "sha256:" + Secret.hex(SHA256.hash(data: Data(text.utf8)))
  }

  /// Whether it is small enough to be kept.
  var isAcceptable: Bool {
    attributes.count <= Self.mostAttributes && name.utf8.count <= Self.longestName
      && attributes.allSatisfy { $0.key.utf8.count <= Self.longestName } && attributesJSON.utf8.count <= Self.mostBytes
  }

  func text(_ key: String) -> String? {
    if case .text(let text)? = attributes[key] { text } else { nil }
  }

  func number(_ key: String) -> Double? {
    switch attributes[key] {
    case .number(let number)?: number.isFinite ? number : nil
    case .integer(let number)?: Double(number)
    default: nil
    }
  }

  func integer(_ key: String) -> Int64? {
    switch attributes[key] {
    case .integer(let number)?: number
    case .number(let number)?: Int64(exactly: number.rounded())
    default: nil
    }
  }

  func flag(_ key: String) -> Bool? {
    if case .flag(let flag)? = attributes[key] { flag } else { nil }
  }

  func texts(_ key: String) -> [String] {
    guard case .list(let values)? = attributes[key] else { return [] }
    return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The attributes as a JSON object, keys in order.
  var attributesJSON: String {
    "{"
      + attributes.sorted { $0.key < $1.key }.map { "\(Value.quoted($0.key)):\($0.value.json)" }.joined(separator: ",")
      + "}"
  }
}

extension IncomingRecord.Value {
  var json: String {
    switch self {
    case .text(let text): Self.quoted(text)
    case .integer(let number): "\(number)"
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .flag(let flag): flag ? "true" : "false"
    case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
    }
  }

  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..."\u{1F}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}

/// Something that has just happened, as `GET /v1/live` streams it, one JSON object a line. Says nothing of what was said.
public struct LiveEvent: Codable, Sendable, Equatable {
  /// `state`, `question`, `promotion`, `device`, `staff`, `silenced` or `health`.
  public var kind: String
  /// The state, the outcome of a question, what happened to the device, why a person of the shop is
  /// called, or how long it took to fall silent.
  public var what: String
  public var reason: String?
  public var hearing: DeviceStatus.Hearing?

  public init(kind: String, what: String, reason: String? = nil, hearing: DeviceStatus.Hearing? = nil) {
    self.kind = kind
    self.what = what
    self.reason = reason
    self.hearing = hearing
  }
}

/// An event of the journal, as `GET /v1/events` gives it. What was said is in it as far as the privacy setting allowed.
public struct JournalEntry: Codable, Sendable, Equatable {
  public enum Value: Codable, Sendable, Equatable {
    case string(String)
    case number(Double)
    case bool(Bool)
    case strings([String])

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode([String].self) {
        self = .strings(value)
      } else {
        self = .string(try container.decode(String.self))
      }
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .string(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .bool(let value): try container.encode(value)
      case .strings(let value): try container.encode(value)
      }
    }

    /// For a person.
    public var text: String {
      switch self {
      case .string(let value): value
      case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
      case .bool(let value): value ? "yes" : "no"
      case .strings(let value): value.joined(separator: ", ")
      }
    }
  }

  public var sequence: UInt64
  public var uid: String
  public var name: String
  public var session: String?
  public var boot: String
  /// Nanoseconds since the boot.
  public var monotonic: Int64
  /// Nanoseconds since 1970.
  public var time: Int64
  public var clockSet: Bool
  public var attributes: [String: Value]

  public init(
    sequence: UInt64, uid: String, name: String, session: String?, boot: String, monotonic: Int64, time: Int64,
    clockSet: Bool, attributes: [String: Value]
  ) {
    self.sequence = sequence
    self.uid = uid
    self.name = name
    self.session = session
    self.boot = boot
    self.monotonic = monotonic
    self.time = time
    self.clockSet = clockSet
    self.attributes = attributes
  }
}

/// What is done: the body of an answer that has nothing else to say.
public struct Done: Codable, Sendable, Equatable {
  public var done: String

  public init(_ done: String) { self.done = done }
}

/// `POST /v1/say` and `/v1/ask`.
public struct Words: Codable, Sendable, Equatable {
  public var text: String

  public init(text: String) { self.text = text }
}

/// `POST /v1/mute`.
public struct Mute: Codable, Sendable, Equatable {
  public var on: Bool

  public init(on: Bool) { self.on = on }
}

/// `POST /v1/record`; the answer is the sound, 16 kHz, one channel, 16-bit little-endian.
public struct RecordRequest: Codable, Sendable, Equatable {
  public static let longest = 30.0
  public var seconds: Double

  public init(seconds: Double) { self.seconds = seconds }
}

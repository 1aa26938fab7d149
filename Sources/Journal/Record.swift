import FoundationEssentials

/// An event as it stands in the journal: with its place there, an identity that never changes, and its time by every
/// clock that the device has.
public struct Record: Sendable, Equatable {
  /// Its place in the journal; later ones are larger, and no two are the same.
  public var sequence: UInt64
  /// The same however often the record is sent, so that a receiver can drop duplicates.
  public var uid: String
  public var stamp: Stamp
  public var event: Event
}

/// When something happened, by clocks that do and do not survive a boot.
public struct Stamp: Sendable, Equatable {
  /// Names this run of the kernel.
  public var boot: String
  /// Nanoseconds since the boot, sleep included; never steps.
  public var monotonic: Int64
  /// Nanoseconds since 1970 by the wall clock, which may be wrong by years before it is set.
  public var time: Int64
  /// Whether the wall clock had been set by a time server when this was stamped.
  public var clockSet: Bool

  public init(boot: String, monotonic: Int64, time: Int64, clockSet: Bool) {
    self.boot = boot
    self.monotonic = monotonic
    self.time = time
    self.clockSet = clockSet
  }
}

extension Record: Codable {
  enum CodingKeys: String, CodingKey {
    case uid, name, session, boot
    case monotonic = "mono"
    case time
    case clockSet = "set"
    case attributes = "attr"
  }

  /// Decodes all but the sequence, which the frame carries.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    sequence = 0
    uid = try fields.decode(String.self, forKey: .uid)
    stamp = Stamp(
      boot: try fields.decode(String.self, forKey: .boot),
      monotonic: try fields.decode(Int64.self, forKey: .monotonic),
      time: try fields.decode(Int64.self, forKey: .time),
      clockSet: try fields.decode(Bool.self, forKey: .clockSet))
    event = Event(
      name: try fields.decode(String.self, forKey: .name),
      session: try fields.decodeIfPresent(String.self, forKey: .session),
      attributes: try fields.decode([String: Event.Value].self, forKey: .attributes))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(uid, forKey: .uid)
    try fields.encode(event.name, forKey: .name)
    try fields.encodeIfPresent(event.session, forKey: .session)
    try fields.encode(stamp.boot, forKey: .boot)
    try fields.encode(stamp.monotonic, forKey: .monotonic)
    try fields.encode(stamp.time, forKey: .time)
    try fields.encode(stamp.clockSet, forKey: .clockSet)
    try fields.encode(event.attributes, forKey: .attributes)
  }

  /// The record's bytes in a frame.
  func payload() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings, finite numbers and booleans always encode.
    return (try? encoder.encode(self)).map { Array($0) } ?? []
  }

  /// The record in a frame, or nil where another version wrote something else there.
  init?(sequence: UInt64, payload: some Sequence<UInt8>) {
    guard var record = try? JSONDecoder().decode(Record.self, from: Data(payload)) else { return nil }
    record.sequence = sequence
    self = record
  }
}

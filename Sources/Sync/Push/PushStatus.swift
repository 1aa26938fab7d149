/// How the pushing fares, for a technician: the service writes it to a file after each step.
public struct PushStatus: StatusFile, Codable, Sendable, Equatable {
  /// Where it goes.
  public var endpoint = ""
  /// The last record of the journal that has been dealt with.
  public var position: UInt64 = 0
  /// Since the start of the service: requests that were sent, records that arrived, that the receiver did not want
  /// (by a partial success), that no receiver would take though each was tried by itself, and that retention removed
  /// before they could be sent.
  public var requests = 0, delivered = 0, rejected = 0, refused = 0, lost: UInt64 = 0
  /// Seconds since 1970, by this device's clock.
  public var started = 0.0, lastSuccess: Double?
  /// What went wrong last, until something arrives again.
  public var problem: String?
  /// Attempts that failed in a row.
  public var failures = 0
  /// What it does next, in words, and when (seconds since 1970).
  public var next = "starting", nextAt: Double?

  /// Where the service leaves it, in memory: the card is not worn by it.
  public static let usualFile = "/run/shoptalk-sync/status.json"

  public init() {}

  /// Reads what the service has written; nil where it is not running or wrote nothing readable.
  public init?(file: String) {
    guard let status = Self.read(file) else { return nil }
    self = status
  }
}

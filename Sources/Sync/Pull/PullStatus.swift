/// How the fetching of bundles fares, for a technician: the service writes it to a file after each step.
public struct PullStatus: StatusFile, Codable, Sendable, Equatable {
  /// Where bundles come from.
  public var endpoint = ""
  /// What the hub calls the bundle that was fetched last: `"SERIAL-DIGEST"`.
  public var tag: String?
  /// Seconds since 1970, by this device's clock: when the hub last answered, and when a bundle last came.
  public var lastAnswer: Double?, lastFetched: Double?
  /// What went wrong last, until the hub answers again.
  public var problem: String?
  /// When it is asked again.
  public var nextAt: Double?

  /// Where the service leaves it, in memory.
  public static let usualFile = "/run/shoptalk-sync/bundle.json"

  public init() {}

  /// Reads what the service has written; nil where it does not fetch.
  public init?(file: String) {
    guard let status = Self.read(file) else { return nil }
    self = status
  }
}

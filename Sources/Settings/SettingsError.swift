// The device's configuration: /etc/shoptalk/shoptalk.toml, overridden by the environment and by flags. Key.swift has
// every key with its meaning, its default and what it may be; the commented sample in Firmware/ is checked against it.

/// A configuration that cannot be used: one sentence with the place, the key and the remedy.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where the value stands: `FILE:LINE`, an environment variable or a flag.
  public var place: String
  /// The key in full, as `sound.microphone`; empty where the file as a whole is meant.
  public var key: String
  public var reason: String
  public var remedy: String

  public var description: String {
    (key.isEmpty ? "\(place): " : "\(place): \(key): ") + "\(reason); \(remedy)"
  }
}

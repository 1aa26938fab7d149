import FoundationEssentials

/// What the merchant sets about a device from afar: `settings.toml` beside the other files of the shop, in the words of
/// shoptalk.toml. Only what shoppers notice of the counter can be set there; what is kept of their words, where it goes
/// and what hardware there is stays with who installs the device, and shoptalk.toml has the last word.
public struct MerchantSettings: Sendable, Equatable {
  /// The file's name in the folder of a shop.
  public static let fileName = "settings.toml"

  /// The keys that may stand in it.
  public static let keys = [
    "answers.style", "sound.volume", "listening.mode", "listening.pause", "listening.longest", "listening.forget",
  ]

  let text: String
  let file: String

  /// The names of those that are set, in the order of `keys`.
  public let set: [String]

  /// Reads the text of such a file.
  /// - Throws: unknown keys, those that a merchant cannot set, and wrong values, with their place.
  public init(_ text: String, file: String) throws(SettingsError) {
    self.text = text
    self.file = file
    var settings = Settings()
    let names = try settings.apply(text: text, file: file, allowed: Self.keys)
    set = Self.keys.filter(names.contains)
  }

  /// Reads that of a shop's folder; nil where it has none.
  public static func read(folder: String) throws(SettingsError) -> MerchantSettings? {
    let path = "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try MerchantSettings(Settings.read(path), file: path)
  }

  /// The file that sets these keys, each with a value as in TOML: a comment says where it is from.
  /// - Parameter values: the text of a value by its key; what is empty is left out.
  /// - Throws: `SettingsError` for what cannot be set.
  public static func written(_ values: [String: String]) throws(SettingsError) -> String {
    var lines = [
      "# What the merchant sets about the devices of this shop; shoptalk.toml on a device has the last word."
    ]
    var table = ""
    for name in keys {
      let value = (values[name] ?? "").trimmed
      guard !value.isEmpty, let key = Settings.keys.first(where: { $0.name == name }) else { continue }
      var settings = Settings()
      guard key.set(text: value, in: &settings) else {
        throw SettingsError(
          place: fileName, key: name, reason: "\"\(value.prefix(40))\" is not what can be set here",
          remedy: "give \(key.expected)")
      }
      let parts = name.split(separator: ".")
      if parts[0] != table {
        table = String(parts[0])
        lines.append("\n[\(table)]")
      }
      if case .choice = key.kind {
        lines.append("\(parts[1]) = \"\(value)\"")
      } else {
        lines.append("\(parts[1]) = \(value)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What this file sets, as text by key.
  public var values: [String: String] {
    var settings = Settings()
    _ = try? settings.apply(text: text, file: file)
    return Dictionary(
      uniqueKeysWithValues: set.compactMap { name in
        Settings.keys.first { $0.name == name }?.text(in: settings).map { (name, $0) }
      })
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

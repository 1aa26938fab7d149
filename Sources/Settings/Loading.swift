public import FoundationEssentials
import TOML

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Settings {
  /// The settings of this device: defaults, then what the merchant sets, then the file, the environment, and flags.
  ///
  /// - Parameters:
  ///   - merchant: what came with the shop.
  ///   - file: nil takes `/etc/shoptalk/shoptalk.toml` if it is there; a file that is named must be there.
  ///   - environment: variables such as `SHOPTALK_SOUND_VOLUME`.
  ///   - flags: `sound.volume=80`.
  /// - Throws: every unknown key, wrong value and error of form, with its place.
  public static func load(
    merchant: MerchantSettings? = nil, file: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment, flags: [String] = []
  ) throws(SettingsError) -> Settings {
    var settings = Settings()
    if let merchant { try settings.apply(text: merchant.text, file: merchant.file, allowed: MerchantSettings.keys) }
    let path = file ?? usualFile
    if file != nil || FileManager.default.fileExists(atPath: path) {
      try settings.apply(text: try read(path), file: path)
    }
    try settings.apply(environment: environment)
    for flag in flags { try settings.apply(flag: flag) }
    return settings
  }

  static func read(_ path: String) throws(SettingsError) -> String {
    let failure = { (reason: String, remedy: String) in
      SettingsError(place: path, key: "", reason: reason, remedy: remedy)
    }
    // A pipe would be waited for without end.
    var info = stat()
    guard stat(path, &info) == 0 else {
      throw failure("cannot be read", "check that the file is there and that this user may read it")
    }
    guard info.st_mode & S_IFMT == S_IFREG, info.st_size <= TOMLDocument.sizeLimit else {
      throw info.st_mode & S_IFMT == S_IFREG
        ? failure("is too large", "keep only the keys that differ") : failure("is no file", "put a text file there")
    }
    let bytes: Data
    do { bytes = try Data(contentsOf: URL(filePath: path)) } catch {
      throw failure("cannot be read", "check that the file is there and that this user may read it")
    }
    guard bytes.count <= TOMLDocument.sizeLimit else { throw failure("is too large", "keep only the keys that differ") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("is not UTF-8 text", "save it again as UTF-8")
    }
    return text
  }

  /// Applies the text of a file.
  public mutating func apply(text: String, file: String) throws(SettingsError) {
    try apply(text: text, file: file, allowed: nil)
  }

  /// Applies the text of a file in which only some keys may stand, or all; gives the names of those that stand there.
  @discardableResult
  mutating func apply(text: String, file: String, allowed: [String]?) throws(SettingsError) -> Set<String> {
    var names: Set<String> = []
    let document: TOMLDocument
    do { document = try TOMLDocument(text, file: file) } catch {
      throw SettingsError(
        place: "\(error.file):\(error.line):\(error.column)", key: "", reason: error.reason, remedy: error.remedy)
    }
    for entry in document.entries {
      let place = "\(file):\(entry.line)"
      let name = entry.path.joined(separator: ".")
      guard let value = entry.value else {
        try Self.checkTable(entry.path, place: place)
        continue
      }
      // `sound = { volume = 80 }` says the same as [sound] with a line below it.
      if case .table(let fields) = value, Self.tables.contains(name) {
        for field in fields { names.insert(try set("\(name).\(field.key)", to: field.value, place: place, allowed)) }
        continue
      }
      names.insert(try set(name, to: value, place: place, allowed))
    }
    return names
  }

  private mutating func set(
    _ name: String, to value: TOMLDocument.Value, place: String, _ allowed: [String]?
  ) throws(SettingsError) -> String {
    guard let key = Self.keys.first(where: { $0.name == name }) else { throw Self.unknown(name, place: place) }
    if let allowed, !allowed.contains(name) {
      throw SettingsError(
        place: place, key: name, reason: "is not for the merchant to set from afar",
        remedy: "set it in \(Self.usualFile) on the device; here there are \(allowed.joined(separator: ", "))")
    }
    guard key.set(value, in: &self) else {
      throw SettingsError(
        place: place, key: name, reason: "this \(value.kind) is not what can be set here",
        remedy: "write \(key.expected)")
    }
    return name
  }

  private mutating func apply(environment: [String: String]) throws(SettingsError) {
    for key in Self.keys {
      guard let text = environment[key.variable], !text.isEmpty else { continue }
      guard key.set(text: text, in: &self) else {
        throw SettingsError(
          place: key.variable, key: key.name, reason: "\"\(text)\" is not what can be set here",
          remedy: "give \(key.expected)")
      }
    }
  }

  private mutating func apply(flag: String) throws(SettingsError) {
    guard let equals = flag.firstIndex(of: "=") else {
      throw SettingsError(
        place: "--set \(flag)", key: "", reason: "has no value", remedy: "write --set sound.volume=80")
    }
    let name = String(flag[..<equals])
    guard let key = Self.keys.first(where: { $0.name == name }) else { throw Self.unknown(name, place: "--set") }
    guard key.set(text: String(flag[flag.index(after: equals)...]), in: &self) else {
      throw SettingsError(
        place: "--set", key: name, reason: "this is not what can be set here", remedy: "give \(key.expected)")
    }
  }

  private static let tables = Set(keys.compactMap { $0.name.split(separator: ".").first.map(String.init) })

  private static func checkTable(_ path: [String], place: String) throws(SettingsError) {
    guard path.count != 1 || !tables.contains(path[0]) else { return }
    let name = path.joined(separator: ".")
    let near = nearestKey(to: path[0], among: tables.sorted())
    throw SettingsError(
      place: place, key: "[\(name)]", reason: "there is no such table",
      remedy: near.map { "write [\($0)]" } ?? "the tables are \(tables.sorted().joined(separator: ", "))")
  }

  private static func unknown(_ name: String, place: String) -> SettingsError {
    // A key may stand in the wrong table: its own name says most.
    let own = name.split(separator: ".").last.map(String.init) ?? name
    let sameName = keys.first { $0.name.hasSuffix(".\(own)") }?.name
    let near = sameName ?? nearestKey(to: name, among: keys.map(\.name))
    return SettingsError(
      place: place, key: name, reason: "there is no such key",
      remedy: near.map { "did you mean \($0)?" } ?? "see the commented sample, shoptalk.toml.sample")
  }
}

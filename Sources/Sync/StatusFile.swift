import FoundationEssentials

/// A status that a service leaves in memory for technicians, whole or not at all.
protocol StatusFile: Codable {}

extension StatusFile {
  /// Reads what a service has written; nil where it is not running or wrote nothing readable.
  static func read(_ file: String) -> Self? {
    guard let bytes = try? Data(contentsOf: URL(filePath: file)), bytes.count < 65_536 else { return nil }
    return try? JSONDecoder().decode(Self.self, from: bytes)
  }

  /// Writes it. Where that is not possible nothing is lost but the view.
  func write(to file: String) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    guard let bytes = try? encoder.encode(self) else { return }
    try? bytes.write(to: URL(filePath: file), options: .atomic)
  }
}

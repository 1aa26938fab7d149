import Foundation

/// A folder for one test.
struct Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// The journal's files, oldest first.
  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(".journal") }.sorted()
      .map { "\(path)/\($0)" }
  }
}

/// Runs `body` with a folder, and removes it.
func withScratch(_ body: (Scratch) throws -> Void) throws {
  let scratch = try Scratch()
  defer { scratch.remove() }
  try body(scratch)
}

public import Foundation

/// Where the repository and its neighbours are on the machine that runs the tests.
public enum Fixtures {
  /// The root of the repository.
  public static let repository: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// A file or folder of the repository, by its path from the root.
  public static func path(_ relative: String) -> String { repository.appendingPathComponent(relative).path }

  /// A folder of this run of the tests, which is removed when the run ends.
  public static func scratch(_ name: String) throws -> URL {
    let folder = run.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static let run: URL = {
    atexit { try? FileManager.default.removeItem(at: Fixtures.run) }
    return FileManager.default.temporaryDirectory.appendingPathComponent(
      "shoptalk-tests-\(ProcessInfo.processInfo.processIdentifier)")
  }()

  /// Development data beside the repository, or nil (said aloud) where it is missing.
  public static func shared(_ relative: String) -> String? {
    let url = repository.deletingLastPathComponent().appendingPathComponent("shared").appendingPathComponent(relative)
    if FileManager.default.fileExists(atPath: url.path) { return url.path }
    print("SKIPPED: ../shared/\(relative) is not here; what needs it was not tested")
    return nil
  }
}

import Foundation
import Journal
import Sync
import TestSupport
import Testing

/// A device with a journal and the built program that pushes it.
final class Device {
  let folder: URL
  let journal: String
  let statusFile: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("shoptalk-sync-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    journal = folder.appendingPathComponent("journal").path
    statusFile = folder.appendingPathComponent("status.json").path
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes `count` questions into the journal, and gives the identities of all records in it, in order.
  @discardableResult
  func ask(_ count: Int, _ text: String = "how much is the oat milk") throws -> [String] {
    let journal = try Journal(folder: journal)
    for number in 0..<count {
      journal.append(
        Event(
          name: Event.Name.question, session: "s-\(number / 3)",
          attributes: ["transcript": .string("\(text) \(number)")])
      )
      if number % 500 == 499 { try journal.commit() }
    }
    try journal.commit()
    return try JournalReader(folder: self.journal).read(after: 0, limit: .max).map(\.uid)
  }

  func write(_ name: String, _ text: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  var position: UInt64 { (try? JournalReader(folder: journal).acknowledged(by: Pusher.readerName)) ?? 0 }
  var status: PushStatus? { PushStatus(file: statusFile) }

  /// The program, running; its words go to the file `log`.
  func start(
    _ endpoint: String, _ settings: [String] = [], once: Bool = false, patience: Int = 5, mostRecords: Int = 512
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.program, "shoptalk-sync was not built"))
    process.arguments =
      [
        "--status", statusFile, "--first-wait", "0.01", "--longest-wait", "0.04", "--patience", "\(patience)",
        "--most-records", "\(mostRecords)",
      ]
      + (once ? ["--once"] : [])
      + (["journal.folder=\(journal)", "sync.endpoint=\(endpoint)", "sync.format=json", "sync.interval=1"] + settings)
      .flatMap { ["--set", $0] }
    let log = folder.appendingPathComponent("log").path
    if !FileManager.default.fileExists(atPath: log) { FileManager.default.createFile(atPath: log, contents: nil) }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    try handle.seekToEnd()
    process.standardError = handle
    process.standardOutput = handle
    try process.run()
    return process
  }

  /// Runs it once to its end; gives its exit status.
  func push(_ endpoint: String, _ settings: [String] = []) throws -> Int32 {
    let process = try start(endpoint, settings, once: true, patience: 2)
    process.waitUntilExit()
    return process.terminationStatus
  }

  var log: String { (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? "" }

  /// Beside the tests: the build puts both into one folder.
  private static let program: String? = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("shoptalk-sync").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    let built = Fixtures.path(".build/release/shoptalk-sync")
    return FileManager.default.isExecutableFile(atPath: built) ? built : nil
  }()
}

/// Waits until `condition` holds; false where it does not within a minute.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<6_000 {
    if condition() { return true }
    usleep(10_000)
  }
  return condition()
}

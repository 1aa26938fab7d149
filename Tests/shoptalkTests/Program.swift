import Foundation
import TestSupport
import Testing

/// The built program, run as a person or a script would run it.
struct Program {
  /// What a run printed and how it ended.
  struct Run {
    let status: Int32
    let output: String
    let errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The lines as JSON objects.
    func objects() throws -> [[String: Any]] {
      try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }
  }

  /// Beside the tests: the build puts both into one folder.
  static let path: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("shoptalk").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    // Where a runner loads the tests as a library, its argument says where they are.
    for argument in CommandLine.arguments {
      if let bundle = argument.range(of: "/ShoptalkPackageTests.xctest") {
        return "\(argument[..<bundle.lowerBound])/shoptalk"
      }
    }
    return beside
  }()

  /// Runs `shoptalk` with `arguments`; `input` is its standard input, empty unless given.
  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:], directory: String? = nil
  ) throws -> Run {
    try run(arguments, input: input, environment: environment, directory: directory)
  }

  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], directory: String? = nil
  ) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    let scratch = try Scratch()
    let (outFile, errFile, inFile) = (scratch.path("out"), scratch.path("err"), scratch.path("in"))
    for file in [outFile, errFile] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: inFile))
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: inFile))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outFile))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errFile))
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "ended by signal \(process.terminationStatus): \(arguments)")
    return Run(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: outFile)), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errFile)), as: UTF8.self))
  }
}

/// A folder of its own for one test, gone with it.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("shoptalk-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes a file and gives its path.
  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }
}

/// What is there to test with.
enum Given {
  static let grocery = Fixtures.path("Firmware/examples/grocery")
  static let examples = Fixtures.path("Firmware/examples")
  static let question = Fixtures.path("Firmware/examples/question.wav")

  /// Whether the models have been fetched; said aloud where they have not.
  static let models: Bool = {
    let folder = Fixtures.path("Models/out")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    if files.contains(where: { $0.hasSuffix(".gguf") }) { return true }
    print("SKIPPED: Models/out has no models ('./deploy.sh try' fetches them); what needs them was not tested")
    return false
  }()
}

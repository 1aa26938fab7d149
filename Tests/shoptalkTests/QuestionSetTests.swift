import Foundation
import TestSupport
import Testing

/// The sets in Tests/Questions, put to the program as a person would and judged by the scorer there. The thresholds are
/// what the product promises, not what it last reached.
@Suite("QuestionSets", .enabled(if: Given.models))
struct QuestionSetTests {
  struct Set: Sendable, CustomTestStringConvertible {
    let file: String
    /// The folder of the shops that it asks.
    let shops: String
    let leastRight: Double
    var testDescription: String { file }
  }

  static let sets = [
    Set(file: "dev.jsonl", shops: "Firmware/examples", leastRight: 0.96),
    Set(file: "garbled_dev.jsonl", shops: "Firmware/examples", leastRight: 0.92),
    Set(file: "shops.jsonl", shops: "Tests/ClerkTests/Shops", leastRight: 0.97),
    Set(file: "shops_garbled.jsonl", shops: "Tests/ClerkTests/Shops", leastRight: 0.92),
  ]

  @Test("enough turns are right, and no fact is wrong", arguments: sets) func typed(set: Set) throws {
    let questions = Fixtures.path("Tests/Questions/\(set.file)")
    let report = try Self.report(on: questions, answering: questions, shops: set.shops)
    #expect(report.shareRight >= set.leastRight, "\(report.text)")
    #expect(report.text.contains("WRONG FACTS: 0 "), "\(report.text)")
  }

  @Test("asked aloud, at least three quarters are right", arguments: ["slt", "rms"]) func spoken(voice: String) throws {
    let scratch = try Scratch()
    let questions = Fixtures.path("Tests/Questions/dev.jsonl")
    _ = try Self.python("spoken.py", [Program.path, voice, questions, scratch.folder.path])
    let report = try Self.report(
      on: questions, answering: scratch.path("questions.jsonl"), shops: "Firmware/examples")
    #expect(report.shareRight >= 0.75, "\(report.text)")
  }

  /// Asks the program the questions of one file and scores its answers against another.
  private static func report(on expected: String, answering asked: String, shops: String) throws -> (
    text: String, shareRight: Double
  ) {
    let scratch = try Scratch()
    let shops = Fixtures.path(shops)
    let run = try Program.run("ask", "--shop", shops, "--json", "--batch", asked)
    #expect(run.status == 0, "\(run.errors)")
    let answers = try scratch.file("answers.jsonl", run.output)
    let text = try python("check.py", [expected, answers, "--shops", shops, "-v"])
    let turns = try #require(text.split(separator: "\n").first { $0.hasPrefix("OVERALL turns") })
    let figures = turns.split(separator: " ").compactMap { Double($0) }
    let (right, all) = (try #require(figures.first), try #require(figures.dropFirst().first))
    print("\(asked.split(separator: "/").last ?? ""): \(Int(right)) of \(Int(all)) turns right")
    #expect(!text.contains("missing answers"), "\(text)")
    return (text, right / all)
  }

  /// What a script of Tests/Questions prints.
  private static func python(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", Fixtures.path("Tests/Questions/\(script)")] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }
}

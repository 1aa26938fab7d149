import Foundation
import TestSupport
import Testing

/// The sets in Tests/Questions, put to the program as a person would and judged by the scorer there. The thresholds are
/// what the product promises, not what it last reached.
@Suite("QuestionSets", .enabled(if: Given.models))
struct QuestionSetTests {
  struct Set: Sendable, CustomTestStringConvertible {
    let file: String
    let leastRight: Double
    var testDescription: String { file }
  }

  static let sets = [
    Set(file: "dev.jsonl", leastRight: 0.92),
    Set(file: "garbled_dev.jsonl", leastRight: 0.75),
  ]

  @Test("enough turns are right, and no fact is wrong", arguments: sets) func score(set: Set) throws {
    let scratch = try Scratch()
    let questions = Fixtures.path("Tests/Questions/\(set.file)")
    let run = try Program.run("ask", "--shop", Given.examples, "--json", "--batch", questions)
    #expect(run.status == 0, "\(run.errors)")
    let answers = try scratch.file("answers.jsonl", run.output)
    let report = try Self.check(questions, answers)
    let turns = try #require(report.split(separator: "\n").first { $0.hasPrefix("OVERALL turns") })
    let figures = turns.split(separator: " ").compactMap { Double($0) }
    let (right, all) = (try #require(figures.first), try #require(figures.dropFirst().first))
    print("\(set.file): \(Int(right)) of \(Int(all)) turns right")
    #expect(right / all >= set.leastRight, "\(report)")
    #expect(report.contains("WRONG FACTS: 0 "), "\(report)")
    #expect(!report.contains("missing answers"), "\(report)")
  }

  private static func check(_ questions: String, _ answers: String) throws -> String {
    let scorer = Process()
    scorer.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    scorer.arguments = [
      "python3", Fixtures.path("Tests/Questions/check.py"), questions, answers, "--shops", Given.examples, "-v",
    ]
    let pipe = Pipe()
    scorer.standardOutput = pipe
    try scorer.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    scorer.waitUntilExit()
    #expect(scorer.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }
}

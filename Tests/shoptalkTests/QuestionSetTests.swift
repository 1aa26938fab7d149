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

  /// Of the questions every so manieth is asked where the machine is slow: an emulated one takes hours for all.
  static let every = ProcessInfo.processInfo.environment["SHOPTALK_EVERY"].flatMap(Int.init) ?? 1

  static let sets = [
    Set(file: "dev.jsonl", shops: "Firmware/examples", leastRight: 0.96),
    Set(file: "garbled_dev.jsonl", shops: "Firmware/examples", leastRight: 0.92),
    Set(file: "shops.jsonl", shops: "Tests/ClerkTests/Shops", leastRight: 0.97),
    Set(file: "shops_garbled.jsonl", shops: "Tests/ClerkTests/Shops", leastRight: 0.92),
  ]

  @Test("enough turns are right, and no fact is wrong", arguments: sets) func typed(set: Set) throws {
    let questions = Fixtures.path("Tests/Questions/\(set.file)")
    let report = try Self.report(on: questions, answering: questions, shops: set.shops, isSampled: true)
    #expect(Self.isEnough(report.right, of: report.all, least: set.leastRight), "\(report.text)")
    #expect(report.text.contains("WRONG FACTS: 0 "), "\(report.text)")
  }

  @Test("asked aloud, nine of ten turns are right and no fact is wrong", arguments: ["slt", "rms"])
  func spoken(voice: String) throws {
    let scratch = try Scratch()
    let questions = try Self.sample(Fixtures.path("Tests/Questions/dev.jsonl"), in: scratch)
    _ = try Self.python("spoken.py", [Program.path, voice, questions, scratch.folder.path])
    let report = try Self.report(
      on: questions, answering: scratch.path("questions.jsonl"), shops: "Firmware/examples")
    #expect(Self.isEnough(report.right, of: report.all, least: 0.9), "\(report.text)")
    #expect(report.text.contains("WRONG FACTS: 0 "), "\(report.text)")
  }

  @Test("what the grocery sells is understood aloud, and more of it than without its language") func variants() throws {
    let report = try Self.python(
      "../Hearing/variants.py",
      [
        Program.path, Fixtures.path("Firmware/examples/grocery"), "--count", "\(max(20, 40 / Self.every))", "--voice",
        "slt", "--options",
        "--models", Fixtures.path("Models/out"),
      ])
    func share(_ way: String) throws -> Double {
      let line = try #require(report.split(separator: "\n").first { $0.hasPrefix("\(way), all voices") }, "\(report)")
      return try #require(line.split(separator: " ").compactMap { Double($0) }.first)
    }
    #expect(try share("heard with the shop's language") >= 85, "\(report)")
    #expect(try share("heard with the shop's language") > share("heard without it"), "\(report)")
    #expect(try share("read") >= 97, "\(report)")
  }

  /// A judge that shares nothing with the product: shops and questions that it makes up, answers held against the files.
  @Test("nothing in an answer stands outside the shop's files, and a lie would be seen") func faithful() throws {
    let report = try Self.python(
      "../Faithful/faithful.py",
      [
        Program.path, "--models", Fixtures.path("Models/out"), "--shops", "\(max(1, 4 / Self.every))", "--questions",
        "\(600 / Self.every)", "--lies",
      ])
    #expect(report.contains(" 0 answers with something that is not in the facts"), "\(report)")
    print(String(report.split(separator: "\n").last ?? ""))
  }

  /// Questions to shops that the clerk was not made for, of which half (`test`) nobody tunes to.
  @Test(
    "in shops of every kind most turns are right, and no fact is wrong",
    arguments: [
      ("eight/dev", 0.89), ("eight/test", 0.83), ("own/dev", 0.90), ("own/test", 0.84), ("three/dev", 0.87),
      ("fresh/dev", 0.83), ("fresh/test", 0.76), ("later/dev", 0.76), ("later/test", 0.76),
      ("next/dev", 0.80), ("round/dev", 0.72), ("fair/dev", 0.88), ("fair/test", 0.85),
      ("street/dev", 0.92), ("street/test", 0.90), ("avenue/dev", 0.88), ("square/dev", 0.91), ("harbor/dev", 0.92),
      ("dune/dev", 0.87),
    ])
  func unlikeShops(set: (folder: String, leastRight: Double)) throws {
    let folder = Fixtures.path("Tests/Questions/\(set.folder)")
    let group = "Tests/Questions/\(set.folder.split(separator: "/")[0])"
    var (right, all) = (0, 0)
    for file in try Self.files(of: folder) {
      let shop = String(file.dropLast(6).replacing("_garbled", with: ""))
      let report = try Self.report(
        on: "\(folder)/\(file)", answering: "\(folder)/\(file)", shops: "\(group)/shops/\(shop)",
        scoredBy: Self.scoring(group, shop))
      #expect(report.text.contains("WRONG FACTS: 0 "), "\(file): \(report.text)")
      guard !file.contains("_garbled") else { continue }
      right += report.right
      all += report.all
    }
    print("\(set.folder): \(right) of \(all) turns right")
    #expect(Self.isEnough(right, of: all, least: set.leastRight), "\(right) of \(all)")
  }

  /// What is said of opening hours holds on a Sunday night as on a Wednesday morning.
  @Test(
    "at no hour of the week is an opening hour wrong",
    arguments: ["2026-11-23T06:00", "2026-11-25T11:00", "2026-11-27T23:50", "2026-11-29T00:20", "2026-11-29T21:40"])
  func hours(at moment: String) throws {
    let scratch = try Scratch()
    var asked = 0
    for group in ["eight/dev", "eight/test", "own/dev", "own/test", "three/dev"] {
      let folder = Fixtures.path("Tests/Questions/\(group)")
      let shops = "Tests/Questions/\(group.split(separator: "/")[0])"
      for file in try Self.files(of: folder) where !file.contains("_garbled") {
        let lines = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).split(separator: "\n")
          .filter { $0.contains(#""kind": "hours""#) }
        guard !lines.isEmpty else { continue }
        let questions = try scratch.file("\(file)", lines.joined(separator: "\n") + "\n")
        let shop = String(file.dropLast(6))
        let report = try Self.report(
          on: questions, answering: questions, shops: "\(shops)/shops/\(shop)", scoredBy: Self.scoring(shops, shop),
          at: moment)
        #expect(report.text.contains("WRONG FACTS: 0 "), "\(file): \(report.text)")
        asked += report.all
      }
    }
    #expect(asked > 20 / Self.every)
  }

  /// The question files of a folder, or every so manieth.
  private static func files(of folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }.sorted().enumerated()
      .filter { $0.offset % every == 0 }.map(\.element)
  }

  /// Whether so many turns are right; a sample, or a single shop of a set, may be harder than all.
  private static func isEnough(_ right: Int, of all: Int, least: Double) -> Bool {
    Double(right) >= (least - (every > 1 ? 0.15 : 0)) * Double(all)
  }

  /// The file of questions, or one with every so manieth of them.
  private static func sample(_ file: String, in scratch: Scratch) throws -> String {
    guard every > 1 else { return file }
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let kept = lines.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    return try scratch.file(
      "sample-\(URL(fileURLWithPath: file).lastPathComponent)", kept.joined(separator: "\n") + "\n")
  }

  /// The folder of shops that the scorer reads: it knows no feeds, so the shops that have one lie in `scoring` again as a
  /// Shopify export.
  private static func scoring(_ group: String, _ shop: String) -> String {
    FileManager.default.fileExists(atPath: Fixtures.path("\(group)/scoring/\(shop)"))
      ? "\(group)/scoring" : "\(group)/shops"
  }

  /// Asks the program the questions of one file at a given moment and scores its answers against another.
  private static func report(
    on expected: String, answering asked: String, shops: String, scoredBy: String? = nil,
    at moment: String = "2026-11-25T11:00", isSampled: Bool = false
  )
    throws -> (text: String, right: Int, all: Int)
  {
    let scratch = try Scratch()
    let scoring = Fixtures.path(scoredBy ?? shops)
    let shops = Fixtures.path(shops)
    let expected = isSampled ? try sample(expected, in: scratch) : expected
    let asked = isSampled ? expected : asked
    let run = try Program.run("ask", "--shop", shops, "--json", "--batch", asked, "--at", moment)
    #expect(run.status == 0, "\(run.errors)")
    let answers = try scratch.file("answers.jsonl", run.output)
    let text = try python("check.py", [expected, answers, "--shops", scoring, "-v"])
    let turns = try #require(text.split(separator: "\n").first { $0.hasPrefix("OVERALL turns") })
    let figures = turns.split(separator: " ").compactMap { Double($0) }
    let (right, all) = (try #require(figures.first), try #require(figures.dropFirst().first))
    print("\(asked.split(separator: "/").last ?? ""): \(Int(right)) of \(Int(all)) turns right")
    #expect(!text.contains("missing answers"), "\(text)")
    return (text, Int(right), Int(all))
  }

  /// What a script of Tests/Questions prints.
  static func python(_ script: String, _ arguments: [String]) throws -> String {
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

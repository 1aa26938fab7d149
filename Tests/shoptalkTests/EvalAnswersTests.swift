import Foundation
import TestSupport
import Testing

@Suite("eval answers: questions whose facts are known", .enabled(if: Given.models))
struct EvalAnswersTests {
  private func evaluate(_ arguments: String..., input: String = "") throws -> Program.Run {
    try Program.run(["eval", "answers", "--shop", Given.examples] + arguments, input: input)
  }

  @Test("agrees with the scorer of the question sets, turn by turn", arguments: ["dev.jsonl", "garbled_dev.jsonl"])
  func agrees(set: String) throws {
    let file = Fixtures.path("Tests/Questions/\(set)")
    let run = try evaluate("--json", file)
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(try run.objects().first)
    let all = try #require(object["all"] as? [String: Any])

    let scratch = try Scratch()
    let asked = try Program.run("ask", "--shop", Given.examples, "--json", "--batch", file)
    let report = try QuestionSetTests.python(
      "check.py", [file, try scratch.file("answers.jsonl", asked.output), "--shops", Given.examples, "-v"])
    let turns = try #require(report.split(separator: "\n").first { $0.hasPrefix("OVERALL turns") })
    let figures = turns.split(separator: " ").compactMap { Int($0) }
    let counts = [try #require(all["right"] as? Int), try #require(all["turns"] as? Int)]
    #expect(figures == counts)
    let wrong = try #require(all["wrong_facts"] as? Int)
    #expect(report.contains("WRONG FACTS: \(wrong) "), "\(report)")
    let kinds = try #require(object["kinds"] as? [[String: Any]])
    #expect(kinds.compactMap { $0["turns"] as? Int }.reduce(0, +) == all["turns"] as? Int)
    let times = try #require(all["whole_ms"] as? [String: Double])
    let (median, late) = (try #require(times["median"]), try #require(times["p95"]))
    #expect(median > 0 && late >= median)
  }

  @Test("a fact that is missing, a fact that must not be said and a price that there is not are told apart")
  func judges() throws {
    let scratch = try Scratch()
    func line(_ id: String, _ expect: String) -> String {
      """
      {"id":"\(id)","shop":"grocery","kind":"price","turns":[{"q":"how much is the goat milk","expect":\(expect)}]}
      """
    }
    let file = try scratch.file(
      "set.jsonl",
      [
        line("right", #"{"handles":["goat-milk"],"answer_has":["4.99"],"answer_lacks":["3.49"]}"#),
        line("number", #"{"answer_has":["$4.99",["four","goat milk"]]}"#),
        line("lacks", #"{"answer_has":["4.9"]}"#),
        line("part of a word", #"{"answer_has":["oat milk"]}"#),
        line("says", #"{"answer_lacks":["goat"]}"#),
        line("product", #"{"handles":[["oat-milk","soy-milk"]]}"#),
      ].joined(separator: "\n"))
    let run = try evaluate("--json", "--verbose", file)
    #expect(run.status == 0, "\(run.errors)")
    let all = try #require(try run.objects().first?["all"] as? [String: Any])
    #expect(all["right"] as? Int == 2 && all["turns"] as? Int == 6 && all["wrong_facts"] as? Int == 1)
    for id in ["lacks", "part of a word", "says", "product"] { #expect(run.errors.contains("\"\(id)\" turn 0")) }
    #expect(run.errors.contains("WRONG FACT: says goat"))
    let table = try evaluate(file)
    #expect(table.lines.first?.contains("accuracy") == true)
    #expect(table.lines.contains { $0.hasPrefix("all ") && $0.contains("33.3 %") }, "\(table.output)")
  }

  @Test("65: a set that cannot be read, a line without expectations, a shop that there is not; the rest counts")
  func badInput() throws {
    #expect(try evaluate("/nowhere.jsonl").errors.contains("/nowhere.jsonl"))
    let good = #"{"id":1,"shop":"grocery","turns":[{"q":"where is the goat milk","expect":{"answer_has":["7"]}}]}"#
    for (line, says) in [
      (#"{"id":1,"shop":"grocery","turns":[{"q":"hello"}]}"#, "turns[0].expect: is missing"),
      (#"{"id":1,"shop":"moon","turns":[{"q":"hello","expect":{}}]}"#, "no shop 'moon'"),
      (#"{"id":1,"shop":"grocery","turns":[{"q":"hello","expect":{"answer_has":[1]}}]}"#, "answer_has[0]"),
      (#"{"id":1,"kind":3,"shop":"grocery","turns":[]}"#, "kind"), ("{", "column 2"),
    ] {
      let run = try evaluate("--json", "-", input: line + "\n" + good + "\n")
      #expect(run.status == 65, "\(line): \(run.status)")
      #expect(run.errors.contains("standard input:1: ") && run.errors.contains(says), "\(run.errors)")
      #expect((try run.objects().first?["all"] as? [String: Any])?["turns"] as? Int == 1)
    }
    let empty = try evaluate("-", input: "\n")
    #expect(empty.status == 65 && empty.errors.contains("no questions"))
  }
}

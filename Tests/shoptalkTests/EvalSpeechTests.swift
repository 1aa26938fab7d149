import Foundation
import Testing

@Suite("eval speech: what is heard of recordings whose words are known")
struct EvalSpeechTests {
  /// Speaks sentences into a folder, by name.
  private func recordings(_ scratch: Scratch, _ sentences: [String: String]) throws {
    for (name, text) in sentences {
      let run = try Program.run("say", "--wav", scratch.path(name), "--", text)
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  private static let sentences = [
    "a.wav": "where do you keep the olive oil", "b.wav": "how much is the sparkling water",
  ]

  @Test("counts words that are wrong, and phrases that are there", .enabled(if: Given.models))
  func scores() throws {
    let scratch = try Scratch()
    try recordings(scratch, Self.sentences)
    // Of four words none is right in the second: it was never said.
    let lines = """
      {"file": "a.wav", "text": "Where do you keep the olive oil?"}
      {"file": "folder/b.wav", "text": "one two three four"}
      """
    let run = try Program.run(
      "eval", "speech", scratch.path(""), "--truth", try scratch.file("truth.jsonl", lines), "--json", "--verbose")
    #expect(run.status == 0, "\(run.errors)")
    let conditions = try #require(try run.objects().first?["conditions"] as? [[String: Any]])
    #expect(conditions.count == 1)
    #expect(conditions[0]["recordings"] as? Int == 2 && conditions[0]["snr_db"] is NSNull)
    let rate = try #require(conditions[0]["word_error_rate"] as? Double)
    #expect(rate >= 4.0 / 11 && rate < 1)
    #expect(conditions[0]["accepted"] == nil)
    #expect(run.errors.contains("b.wav"))

    let labels = """
      {"a.wav": {"thing": "olive oil"}, "b.wav": {"thing": "water"}, "c.wav": {"thing": "sparkling water"}}
      """
    let slots = try Program.run(
      "eval", "speech", scratch.path(""), "--truth", try scratch.file("labels.json", labels), "--json")
    let accepted = try #require(try slots.objects().first?["conditions"] as? [[String: Any]])
    // "sparkling water" was said where "water" is wanted: the longer phrase of the slot stands against it.
    #expect(accepted[0]["accepted"] as? Double == 0.5)
    #expect(accepted[0]["recordings"] as? Int == 2)
  }

  @Test("hears them again in noise, with the shop's words too, as a table with bars", .enabled(if: Given.models))
  func noise() throws {
    let scratch = try Scratch()
    try recordings(scratch, Self.sentences)
    let noise = try Scratch()
    try recordings(
      noise, ["noise.wav": Array(repeating: "people talk and cups fall over", count: 6).joined(separator: ". ")])
    _ = try scratch.file(
      "transcripts.jsonl",
      Self.sentences.map { "{\"file\": \"\($0.key)\", \"text\": \"\($0.value)\"}" }.joined(separator: "\n"))
    let arguments = [
      "eval", "speech", scratch.path(""), "--noise", noise.path("noise.wav"), "--snr", "20,-10", "--shop",
      Given.grocery,
    ]
    let run = try Program.run(arguments)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.count > 5 && run.lines[0].contains("WER") && run.lines[1].contains("█"))
    #expect(run.lines[2].hasPrefix("20.0 dB") && run.lines[3].hasPrefix("-10.0 dB"))
    #expect(run.lines.dropFirst(4).contains { $0.hasPrefix("confidence") })
    let json = try Program.run(arguments + ["--json"])
    let rates = try #require(try json.objects().first?["conditions"] as? [[String: Any]])
      .compactMap { $0["word_error_rate"] as? Double }
    #expect(rates.count == 3 && rates[0] <= rates[2])
    // The same noise in every run.
    let again = try #require(try Program.run(arguments + ["--json"]).objects().first?["conditions"] as? [[String: Any]])
    #expect(again.compactMap { $0["word_error_rate"] as? Double } == rates)
  }

  @Test("65: says what is wrong with the folder, the truth, a recording, the noise", .enabled(if: Given.models))
  func badInput() throws {
    let scratch = try Scratch()
    try recordings(scratch, ["a.wav": "hello"])
    let truth = try scratch.file("truth.jsonl", "{\"file\": \"a.wav\", \"text\": \"hello\"}\n")
    let cases: [(arguments: [String], names: String)] = [
      (["/nowhere", "--truth", truth], "/nowhere"),
      ([scratch.path("")], "labels.json"),
      ([scratch.path(""), "--truth", "/nowhere.json"], "/nowhere.json"),
      (
        [scratch.path(""), "--truth", try scratch.file("bad.jsonl", "{\"file\": \"a.wav\", \"text\": \"x\"}\nx\n")],
        "bad.jsonl:2"
      ),
      ([scratch.path(""), "--truth", try scratch.file("numbers.jsonl", "[1, 2]")], "numbers.jsonl:1"),
      (
        [scratch.path(""), "--truth", try scratch.file("other.jsonl", "{\"file\": \"z.wav\", \"text\": \"x\"}")],
        "no recording"
      ),
      ([scratch.path(""), "--truth", truth, "--noise", scratch.path("a.wav")], "--noise"),
      ([scratch.path(""), "--truth", truth, "--noise", "/nowhere.wav"], "/nowhere.wav"),
      ([scratch.path(""), "--truth", truth, "--shop", "/nowhere"], "/nowhere"),
    ]
    for (arguments, names) in cases {
      let run = try Program.run(["eval", "speech"] + arguments)
      #expect(run.status == 65, "\(arguments): \(run.status) \(run.errors)")
      #expect(run.errors.contains(names), "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    _ = try scratch.file("a.wav", "RIFF and nothing else")
    let broken = try Program.run("eval", "speech", scratch.path(""), "--truth", truth)
    #expect(broken.status == 65 && broken.errors.contains("a.wav"), "\(broken.errors)")
  }

  @Test("64: ratios that are none", arguments: ["loud", "12,", "12,,6", "200", "12;6", "nan", ""])
  func badRatios(_ ratios: String) throws {
    let run = try Program.run("eval", "speech", "/tmp", "--snr", ratios)
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.errors.contains("--snr"))
  }
}

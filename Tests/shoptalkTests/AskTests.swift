import Audio
import Foundation
import TestSupport
import Testing

@Suite("shoptalk ask", .enabled(if: Given.models))
struct AskTests {
  private func ask(_ arguments: String..., input: String = "") throws -> Program.Run {
    try Program.run(["ask", "--shop", Given.grocery] + arguments, input: input)
  }

  @Test("one question gives one JSON object with the keys, order and types of the contract") func contract() throws {
    let run = try ask("--json", "how much is the goat milk")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.count == 1)
    let keys = [
      "id", "turn", "transcript", "answer", "spoken", "intent", "products", "entities", "grounded", "confidence",
      "timings_ms",
    ]
    let line = try #require(run.lines.first)
    let places = keys.map { line.range(of: "\"\($0)\":")?.lowerBound }
    #expect(!places.contains(nil))
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())

    let turn = try #require(try run.objects().first)
    #expect(Set(turn.keys) == Set(keys))
    #expect(turn["id"] is String && turn["turn"] as? Int == 0)
    #expect(turn["transcript"] as? String == "how much is the goat milk")
    #expect((turn["answer"] as? String)?.contains("$4.99") == true)
    #expect((turn["spoken"] as? String)?.contains("four dollars") == true)
    #expect(turn["intent"] as? String == "price")
    #expect(turn["grounded"] as? Bool == true)
    #expect((0...1).contains(try #require(turn["confidence"] as? Double)))
    let product = try #require((turn["products"] as? [[String: Any]])?.first)
    #expect(Set(product.keys) == ["handle", "variant", "options", "price"])
    #expect(product["handle"] as? String == "goat-milk")
    #expect(product["variant"] is String && product["options"] is [String: String])
    #expect(product["price"] as? Double == 4.99)
    let entity = try #require((turn["entities"] as? [[String: Any]])?.first)
    #expect(entity["text"] is String && entity["handle"] as? String == "goat-milk")
    let timings = try #require(turn["timings_ms"] as? [String: Double])
    #expect(Set(timings.keys) == ["transcribe", "understand", "answer"])
  }

  @Test("a recording is heard, answered and answered aloud") func recording() throws {
    let scratch = try Scratch()
    let spoken = scratch.path("answer.wav")
    let run = try ask("--json", "--wav", Given.question, "--speak", spoken)
    #expect(run.status == 0, "\(run.errors)")
    let turn = try #require(try run.objects().first)
    #expect(turn["id"] as? String == "question")
    #expect((turn["transcript"] as? String)?.lowercased().contains("milk") == true)
    let timings = try #require(turn["timings_ms"] as? [String: Double])
    #expect((timings["transcribe"] ?? 0) > 0 && (timings["first_audio"] ?? 0) > (timings["transcribe"] ?? 0))
    let clip = try WAVFile.read(path: spoken)
    #expect(clip.seconds > 0.5 && (clip.samples.map(abs).max() ?? 0) > 0.05)
  }

  @Test("a person reads what was heard, the answer and the times") func words() throws {
    let run = try ask("--wav", Given.question)
    #expect(run.status == 0, "\(run.errors)")
    for word in ["heard", "answer", "took", "ms"] { #expect(run.output.contains(word)) }
  }

  @Test("an honest \"I don't know\" is an answer") func honest() throws {
    let run = try ask("--json", "who won the football match last night")
    #expect(run.status == 0)
    let turn = try #require(try run.objects().first)
    #expect((turn["products"] as? [Any])?.isEmpty == true)
  }

  @Test("words need no quotation marks") func unquoted() throws {
    let run = try ask("--json", "which", "aisle", "is", "the", "goat", "milk", "in")
    #expect(try run.objects().first?["transcript"] as? String == "which aisle is the goat milk in")
  }
}

@Suite("shoptalk ask --batch", .enabled(if: Given.models))
struct BatchTests {
  private func batch(_ text: String, shop: String = Given.grocery) throws -> Program.Run {
    let scratch = try Scratch()
    return try Program.run("ask", "--shop", shop, "--json", "--batch", try scratch.file("q.jsonl", text))
  }

  @Test("answers come in order, and a later turn leans on the one before") func order() throws {
    let run = try batch(
      """
      {"id":"b","turns":[{"q":"how much is the goat milk"},{"q":"which aisle is it in"}]}
      {"id":7,"turns":[{"q":"how much is the oat milk"}]}

      {"id":"a","turns":[]}
      {"id":"c","turns":[{"q":"what time do you close on sunday"}]}
      """)
    #expect(run.status == 0, "\(run.errors)")
    let turns = try run.objects()
    #expect(turns.map { "\($0["id"] ?? "")/\($0["turn"] ?? "")" } == ["b/0", "b/1", "7/0", "c/0"])
    #expect((turns[1]["products"] as? [[String: Any]])?.first?["handle"] as? String == "goat-milk")
  }

  @Test("a new line is a new shopper: nothing is remembered from the line before") func strangers() throws {
    let run = try batch(
      """
      {"id":"a","turns":[{"q":"how much is the goat milk"}]}
      {"id":"b","turns":[{"q":"which aisle is it in"}]}
      """)
    let products = try #require(try run.objects().last?["products"] as? [[String: Any]])
    #expect(!products.contains { $0["handle"] as? String == "goat-milk" })
  }

  @Test("a bad line is reported with its place, and the others are answered") func badLines() throws {
    let run = try batch(
      """
      \u{FEFF}{"id":"a","turns":[{"q":"how much is the goat milk"}]}\r
      {"id":"b","turns":[{"q":
      {"id":"c","turns":[{"wav":"missing.wav"},{"q":"how much is the oat milk"}]}\r
      """)
    #expect(run.status == 65)
    #expect(try run.objects().map { "\($0["id"] ?? "")/\($0["turn"] ?? "")" } == ["a/0", "c/1"])
    #expect(run.errors.contains("q.jsonl:2: column 25"))
    #expect(run.errors.contains("q.jsonl:3: turn 0:") && run.errors.contains("missing.wav"))
    #expect(run.errors.contains("2 problems"))
  }

  @Test("where the folder holds several shops, each line says which one it asks") func shops() throws {
    let run = try batch(
      """
      {"id":"a","shop":"coffee","turns":[{"q":"how much is a latte"}]}
      {"id":"b","shop":"grocery","turns":[{"q":"how much is the goat milk"}]}
      {"id":"c","shop":"../../etc","turns":[{"q":"hello"}]}
      {"id":"d","turns":[{"q":"hello"}]}
      """, shop: Given.examples)
    #expect(run.status == 65)
    #expect(try run.objects().compactMap { $0["id"] as? String } == ["a", "b"])
    #expect(run.errors.contains("q.jsonl:3:") && run.errors.contains("coffee, grocery"))
    #expect(run.errors.contains("q.jsonl:4:"))
  }

  @Test("recordings are looked for beside the file, and questions may come through a pipe") func recordings() throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(atPath: Given.question, toPath: scratch.path("one.wav"))
    let line = #"{"id":"a","turns":[{"wav":"one.wav"}]}"#
    let file = try scratch.file("q.jsonl", line)
    for (argument, input) in [(file, ""), ("-", line)] {
      let run = try Program.run(
        ["ask", "--shop", Given.grocery, "--json", "--batch", argument], input: input, directory: scratch.folder.path)
      #expect(run.status == 0, "\(run.errors)")
      #expect((try run.objects().first?["transcript"] as? String)?.lowercased().contains("milk") == true)
    }
  }
}

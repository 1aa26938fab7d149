import Foundation
import TestSupport
import Testing

/// `shoptalk bench core`, on the smallest of its shapes.
@Suite struct BenchCoreTests {
  @Test func printsWhatItMeasuredOfAShape() throws {
    let run = try Program.run("bench", "core", "--shape", "minilm", "--runs", "1", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(try run.objects().first)
    #expect(object["shape"] as? String == "minilm" && object["threads"] as? Int == 1)
    let machine = try #require(object["machine"] as? [String: Double])
    #expect(try #require(machine["int8_gops"]) > 0 && #require(machine["read_gb_s"]) > 0)
    let work = try #require(object["work"] as? [[String: Any]])
    #expect(work.compactMap { $0["work"] as? String } == ["encode 12", "encode 64", "encode 128"])
    for piece in work {
      let share = try #require(piece["of_peak"] as? Double)
      #expect(share > 0 && share < 1.2)
    }
  }

  @Test func doesWhatTheLinesOfStandardInputAskFor() throws {
    let run = try Program.run("bench", "core", "--shape", "minilm", "--stdin", input: "encode 12\n\nencode 3\n")
    #expect(run.status == 0, "\(run.errors)")
    let objects = try run.objects()
    #expect(objects.count == 3 && objects[0]["load_ms"] != nil)
    #expect(objects.dropFirst().map { $0["tokens"] as? Int } == [12, 3])
  }

  @Test(arguments: ["encode", "encode 0", "encode many", "dance 3", "encode 1e99", "encode 4097"])
  func namesALineThatAsksForNoWork(line: String) throws {
    let run = try Program.run("bench", "core", "--shape", "minilm", "--stdin", input: line + "\n")
    #expect(run.status == 65 && run.errors.contains(line))
  }

  @Test func refusesWhatIsNoChoice() throws {
    for arguments in [
      ["--shape", "elephant"], ["--threads", "0"], ["--threads", "65"], ["--runs", "0"], ["--stdin"],
      ["--stdin", "--shape", "minilm", "--shape", "gpt2-124m"],
    ] {
      #expect(try Program.run(["bench", "core"] + arguments).status == 64, "\(arguments)")
    }
    // A decoder's work is no work for an encoder.
    let run = try Program.run("bench", "core", "--shape", "minilm", "--stdin", input: "prefill 4\n")
    #expect(run.status == 64 && run.errors.contains("minilm"))
  }
}

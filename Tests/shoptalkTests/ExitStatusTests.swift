import Foundation
import TestSupport
import Testing

@Suite("Exit statuses: each failure has its number, and says what to do")
struct ExitStatusTests {
  @Test(
    "64: bad usage",
    arguments: [
      ["ask"], ["ask", "--wav"], ["ask", "hello", "--wav", "x.wav"], ["ask", "--batch", "x", "--wav", "y"],
      ["ask", "--batch", "x", "--speak", "y.wav"], ["ask", " "], ["ask", "--unknown", "x"], ["nonsense"],
      ["ask", "hi", "--threads", "0"], ["ask", "hi", "--threads", "many"], ["ask", "hi", "--precision", "int4"],
      ["say"], ["shop", "check"], ["bench", "ask", "--runs", "0"], ["transcribe"],
    ])
  func usage(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 64, "\(arguments): \(run.output) \(run.errors)")
    #expect(run.output.isEmpty)
    #expect(!run.errors.isEmpty)
  }

  @Test(
    "0: help", arguments: [["--help"], ["ask", "--help"], ["shop", "check", "--help"], ["bench", "ask", "--help"]])
  func help(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 0)
    #expect(run.output.contains("USAGE"))
  }

  @Test("65: a shop, a recording or a question file that is missing") func missingData() throws {
    for arguments in [
      ["ask", "--shop", "/nowhere", "hi"], ["ask", "--shop", Given.grocery, "--wav", "/nowhere.wav"],
      ["ask", "--shop", Given.grocery, "--batch", "/nowhere.jsonl"], ["shop", "check", "/nowhere"],
    ] {
      let run = try Program.run(arguments)
      // Without models the ears are missed first, which is as true.
      #expect(run.status == 65 || (!Given.models && run.status == 69), "\(arguments): \(run.errors)")
      #expect(run.errors.contains(run.status == 69 ? "deploy.sh" : "/nowhere"), "\(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  @Test("65: a recording that is none", .enabled(if: Given.models)) func badRecording() throws {
    let scratch = try Scratch()
    for content in ["", "RIFF", "RIFF\u{1}\u{1}\u{1}\u{1}WAVEfmt ", String(repeating: "x", count: 4000)] {
      let run = try Program.run("ask", "--shop", Given.grocery, "--wav", try scratch.file("bad.wav", content))
      #expect(run.status == 65, "\(run.errors)")
      #expect(run.errors.contains("bad.wav"))
    }
  }

  @Test("69: a missing model, with the places that were searched and the remedy") func missingModel() throws {
    let scratch = try Scratch()
    for run in [
      try Program.run("ask", "--shop", Given.grocery, "--models", scratch.folder.path, "hi"),
      try Program.run(["ask", "--shop", Given.grocery, "hi"], environment: ["SHOPTALK_MODELS": scratch.folder.path]),
    ] {
      #expect(run.status == 69)
      #expect(run.errors.contains(scratch.folder.path) && run.errors.contains("./deploy.sh try"))
    }
  }

  @Test("65: a model that is damaged", .enabled(if: Given.models)) func damagedModel() throws {
    let scratch = try Scratch()
    let models = Fixtures.path("Models/out")
    for name in try FileManager.default.contentsOfDirectory(atPath: models) where name.hasSuffix(".gguf") {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(models)/\(name)"))
      bytes[bytes.count / 2] ^= 0x10
      try bytes.write(to: scratch.folder.appendingPathComponent(name))
    }
    let run = try Program.run("ask", "--shop", Given.grocery, "--models", scratch.folder.path, "--wav", Given.question)
    #expect(run.status == 65, "\(run.errors)")
    #expect(run.errors.contains(".gguf"))
  }

  @Test("64: an answer that cannot be written", .enabled(if: Given.models)) func unwritable() throws {
    let run = try Program.run("ask", "--shop", Given.grocery, "hello", "--speak", "/nowhere/answer.wav")
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.errors.contains("/nowhere/answer.wav"))
  }
}

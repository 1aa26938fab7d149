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

  @Test("65: hours of sound that take no room on the disk, an endless device, a folder", .enabled(if: Given.models))
  func oversizedRecordings() throws {
    let scratch = try Scratch()
    var header = Data("RIFF".utf8)
    func add(_ numbers: [UInt32]) {
      for number in numbers { withUnsafeBytes(of: number.littleEndian) { header += $0 } }
    }
    let bytes: UInt32 = 1 << 30
    add([bytes + 36])
    header += Data("WAVEfmt ".utf8)
    add([16, 1 | 1 << 16, 48_000, 96_000, 2 | 16 << 16])
    header += Data("data".utf8)
    add([bytes])
    let sparse = scratch.path("hours.wav")
    try header.write(to: URL(fileURLWithPath: sparse))
    #expect(truncate(sparse, off_t(bytes) + 44) == 0)
    for (recording, reason) in [(sparse, "minutes of sound"), ("/dev/zero", "MB"), (scratch.folder.path, "folder")] {
      let run = try Program.run("ask", "--shop", Given.grocery, "--wav", recording)
      #expect(run.status == 65 && run.output.isEmpty, "\(run.errors)")
      #expect(run.errors.contains(recording) && run.errors.contains(reason), "\(run.errors)")
    }
  }

  @Test("0: a recording that comes through a pipe", .enabled(if: Given.models)) func pipe() throws {
    let scratch = try Scratch()
    let pipe = scratch.path("pipe.wav")
    #expect(mkfifo(pipe, 0o600) == 0)
    let feeder = Process()
    feeder.executableURL = URL(fileURLWithPath: "/bin/sh")
    feeder.arguments = ["-c", "cat \"$0\" > \"$1\"", Given.question, pipe]
    try feeder.run()
    let run = try Program.run("ask", "--shop", Given.grocery, "--wav", pipe)
    feeder.waitUntilExit()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("$5.79"), "\(run.output)")
  }

  @Test("65: a shop in another encoding, in one file too large, or with a pipe in place of a file")
  func oddShops() throws {
    func shop(_ change: (URL) throws -> Void) throws -> (Program.Run, Scratch) {
      let scratch = try Scratch()
      let folder = scratch.folder.appendingPathComponent("shop")
      try FileManager.default.copyItem(atPath: Given.grocery, toPath: folder.path)
      try change(folder)
      return (try Program.run("shop", "check", folder.path), scratch)
    }
    let (utf16, _) = try shop { folder in
      let file = folder.appendingPathComponent("shop.toml")
      try String(contentsOf: file, encoding: .utf8).write(to: file, atomically: true, encoding: .utf16)
    }
    #expect(utf16.status == 65 && utf16.errors.contains("shop.toml:1") && utf16.errors.contains("UTF-8"))
    let (large, _) = try shop { folder in
      #expect(truncate(folder.appendingPathComponent("catalog.csv").path, 3 << 30) == 0)
    }
    #expect(large.status == 65 && large.errors.contains("catalog.csv") && large.errors.contains("MB"))
    let (piped, _) = try shop { folder in
      let file = folder.appendingPathComponent("faq.csv")
      try FileManager.default.removeItem(at: file)
      #expect(mkfifo(file.path, 0o600) == 0)
    }
    #expect(piped.status == 65 && piped.errors.contains("faq.csv"))
    let (set, _) = try shop { folder in
      try "[sound]\nvolume = 40\n\n[board]\nbutton = 3\n".write(
        to: folder.appendingPathComponent("settings.toml"), atomically: true, encoding: .utf8)
    }
    #expect(set.status == 65 && set.errors.contains("settings.toml:5: board.button: error:"), "\(set.errors)")
    let (waits, _) = try shop { #expect(mkfifo($0.appendingPathComponent("settings.toml").path, 0o600) == 0) }
    #expect(waits.status == 65 && waits.errors.contains("settings.toml"), "\(waits.errors)")
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

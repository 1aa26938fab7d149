import ArgumentParser
import Audio
import FoundationEssentials
import Session
import Transformer

/// `shoptalk dump`: what the models compute, for comparing with the reference (Models/reference/numerics.py).
struct Dump: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what the models compute, to compare it with the reference.", shouldDisplay: false,
    subcommands: [DumpMoonshine.self, DumpBERT.self, DumpText.self, DumpHearing.self, DumpWays.self])
}

/// `shoptalk dump moonshine`: encoder states, logits and transcripts.
struct DumpMoonshine: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "moonshine")

  @Argument(help: "WAV files; taken whole, silence included.") var files: [String]
  @Option(help: "The folder for the dumps.") var out: String
  @Option(help: "A folder of dumps whose tokens are read in place of our own, so that logits can be compared.")
  var like: String?
  @OptionGroup var models: ModelOptions

  func run() throws {
    let file = try GGUFFile(path: try models.path(of: .recogniser))
    let model = try Moonshine(file: file, precision: models.precision, pool: models.pool())
    let tokenizer = try MoonshineTokenizer(file: file)
    for path in files {
      let samples = try WAVFile.read(path: path).resampled(to: 16_000).samples
      let name = DumpFile.stem(path) + ".dump"
      let audio = try model.encode(samples)
      let limit = Int((Float(samples.count) / 16_000 * model.configuration.tokensPerSecond).rounded(.up))
      let text = try model.greedyText(for: audio, limit: limit)
      let tokens =
        try like.map { try DumpFile.tokens("\($0)/\(name)").dropLast() } ?? [model.configuration.start] + text.tokens
      let decoding = try MoonshineDecoding(model, audio, expectedTokens: tokens.count)
      var state = try decoding.makeState()
      var logits: [Float] = []
      for token in tokens { logits += try decoding.append(token, to: &state)[0] }
      try DumpFile.write(
        "\(out)/\(name)",
        [
          ("encoder", [audio.frames, model.configuration.dim], audio.hiddenStates),
          ("logits", [tokens.count, model.configuration.vocabulary], logits),
        ], [("file", path), ("text", tokenizer.decode(text.tokens))])
    }
  }
}

/// `shoptalk dump bert`: the vectors of lines of text, and the hidden states of the first few.
struct DumpBERT: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bert")

  @Argument(help: "A text file.") var file: String
  @Option(help: "The folder for the dump.") var out: String
  @Option(help: "How many lines' states are written.") var states = 3
  @OptionGroup var models: ModelOptions

  func run() throws {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let texts = (lines.last == "" ? lines.dropLast() : lines[...]).map(String.init)
    let pool = models.pool()
    let encoder = try models.files.encoder(pool: pool)
    let vectors = [("vectors", [texts.count, encoder.dimension], try encoder.encode(texts).flatMap { $0 })]
    guard models.meaning == .sentences else {
      return try DumpFile.write("\(out)/\(DumpFile.stem(file)).dump", vectors, [("file", file)])
    }
    let path = try models.path(of: .sentences)
    let gguf = try GGUFFile(path: path)
    let model = try BERT(file: gguf, precision: models.precision, pool: pool)
    let tokenizer = try WordPieceTokenizer(file: gguf)
    var tensors = vectors
    for (index, text) in texts.prefix(states).enumerated() {
      let tokens = tokenizer.encode(text, limit: model.configuration.mostTokens)
      let values = try model.hiddenStates([tokens])[0]
      tensors.append(("states\(index)", [tokens.count, model.configuration.dim], values))
    }
    try DumpFile.write("\(out)/\(DumpFile.stem(file)).dump", tensors, [("file", file)])
  }
}

/// `shoptalk dump text`: for each line `{"tokens": [...]}` of standard input, the scores of what follows and how a
/// decoder goes on greedily (Models/reference/trained_decoders.py).
struct DumpText: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "text")

  @Option(help: "The model's file.") var model: String
  @Option(help: "How many tokens to write on.") var new = 24
  @OptionGroup var models: ModelOptions

  func run() throws {
    struct Line: Decodable { var tokens: [Int] }
    let file = try GGUFFile(path: model)
    let decoder = try TextModels.make(file: file, precision: models.precision, pool: models.pool())
    let ends = file.has("tokenizer.ggml.model") ? try Tokenizers.make(file: file).ends : []
    while let text = readLine() {
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      let decoding = try TextDecoding(decoder, capacity: line.tokens.count + new)
      var scores = try decoding.append(line.tokens)
      let first = Array(scores)
      var sampler = try Sampler(SamplingOptions())
      var greedy: [Int] = []
      while greedy.count < new, let token = sampler.next(scores), !ends.contains(token) {
        greedy.append(token)
        if greedy.count < new { scores = try decoding.append(token) }
      }
      try Console.line(
        JSONValue.object([
          ("greedy", .array(greedy.map { .integer($0) })),
          ("scores", .array(first.map { .number(Double($0), decimals: 6) })),
        ]).text)
    }
  }
}

/// The format of Models/reference/dumps.py: a line of JSON, then little-endian float32.
private enum DumpFile {
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex))
  }

  static func write(
    _ path: String, _ tensors: [(name: String, shape: [Int], values: [Float])], _ info: [(String, String)]
  ) throws {
    let entries = tensors.map { tensor in
      JSONValue.object([
        ("name", .string(tensor.name)), ("shape", .array(tensor.shape.map { .integer($0) })),
      ])
    }
    let head = JSONValue.object([("tensors", .array(entries))] + info.map { ($0, .string($1)) })
    var data = Data((head.text + "\n").utf8)
    for tensor in tensors {
      for value in tensor.values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    }
    try FileManager.default.createDirectory(
      atPath: String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)), withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: path))
  }

  /// The values of the tensor "tokens" of a dump.
  static func tokens(_ path: String) throws -> [Int] {
    struct Head: Decodable {
      struct Entry: Decodable {
        var name: String
        var shape: [Int]
      }
      var tensors: [Entry]
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let bytes = [UInt8](data)
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { throw Failure(.data, "\(path): is not a dump") }
    let head = try JSONDecoder().decode(Head.self, from: Data(bytes[..<end]))
    var start = end + 1
    for entry in head.tensors {
      let count = entry.shape.reduce(1, *)
      guard count >= 0, start + 4 * count <= bytes.count else { throw Failure(.data, "\(path): ends too early") }
      if entry.name == "tokens" {
        return (0..<count).map { index in
          let at = start + 4 * index
          let pattern = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
          return Int(Float(bitPattern: pattern))
        }
      }
      start += 4 * count
    }
    throw Failure(.data, "\(path): has no tokens")
  }
}

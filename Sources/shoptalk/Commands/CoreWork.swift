import FoundationEssentials
import Glibc
import Session
import Transformer

/// A model of a known shape with random weights, and the pieces of work that `bench core` times on it.
final class CoreWork {
  let shape: RandomModel
  let pool: ComputePool
  /// What it took to open the file and lay out the weights.
  let loadMilliseconds: Double
  /// Of the file, in bytes; and int8 weights that every token passes through, the output head apart.
  let fileBytes: Int
  private let model: Model
  private var decoding: TextDecoding?

  private enum Model {
    case text(any TextModel)
    case sentences(BERT)
    case speech(Moonshine)
    case languages(Whisper)
  }

  /// Writes the model into the folder for temporary files, opens it, and removes its name.
  init(_ shape: RandomModel, pool: ComputePool) throws {
    self.shape = shape
    self.pool = pool
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "shoptalk-bench-\(getpid())-\(shape.rawValue).gguf"
    ).path
    defer { unlink(path) }
    try shape.write(to: path)
    var facts = stat()
    fileBytes = stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    let clock = ContinuousClock()
    let start = clock.now
    let file = try GGUFFile(path: path, verify: false)
    switch shape {
    case .miniLM: model = .sentences(try BERT(file: file, precision: .int8, pool: pool))
    case .moonshine: model = .speech(try Moonshine(file: file, precision: .int8, pool: pool))
    case .whisper: model = .languages(try Whisper(file: file, precision: .int8, pool: pool))
    case .smolLM2, .qwen2, .gpt2: model = .text(try TextModels.make(file: file, precision: .int8, pool: pool))
    }
    file.discardPages()
    loadMilliseconds = start.duration(to: clock.now) / .milliseconds(1)
  }

  /// The pieces of work that suit the shape.
  var usual: [Piece] {
    switch model {
    case .text: [16, 64, 256, 512].map(Piece.prefill) + [.decode(depth: 0), .decode(depth: 512)]
    case .sentences: [12, 64, 128].map(Piece.encode)
    case .speech: [.hear(seconds: 2), .hear(seconds: 8), .write(tokens: 20)]
    case .languages: [.hear(seconds: 30), .write(tokens: 20)]
    }
  }

  /// A piece of work.
  enum Piece {
    /// A text of so many tokens is read.
    case prefill(Int)
    /// Tokens follow one by one after so many.
    case decode(depth: Int)
    /// A sentence of so many tokens becomes a vector.
    case encode(Int)
    /// So much sound passes through the encoder.
    case hear(seconds: Double)
    /// So many tokens are written about sound: eight seconds, or a Whisper's thirty.
    case write(tokens: Int)

    init?(_ words: [String]) {
      guard words.count == 2, let number = Double(words[1]), number >= 0, number <= 4096 else { return nil }
      let whole = Int(number)
      switch words[0] {
      case "prefill" where whole > 0: self = .prefill(whole)
      case "decode": self = .decode(depth: whole)
      case "encode" where whole > 0: self = .encode(whole)
      case "hear" where number >= 0.1 && number <= 40: self = .hear(seconds: number)
      case "write" where whole > 0: self = .write(tokens: whole)
      default: return nil
      }
    }

    var name: String {
      switch self {
      case .prefill(let tokens): "prefill \(tokens)"
      case .decode(let depth): "decode \(depth)"
      case .encode(let tokens): "encode \(tokens)"
      case .hear(let seconds): "hear \(seconds)"
      case .write(let tokens): "write \(tokens)"
      }
    }

    /// Over how many tokens its time is to be spread.
    var tokens: Int {
      switch self {
      case .prefill(let tokens), .encode(let tokens), .write(let tokens): tokens
      case .decode: CoreWork.decoded
      case .hear: 1
      }
    }
  }

  /// Tokens that `decode` appends.
  static let decoded = 16

  /// Does the piece once; milliseconds, what prepares it apart. Throws `usage` where the shape has no such work.
  func time(_ piece: Piece) throws -> Double {
    switch (model, piece) {
    case (.text(let model), .prefill(let count)):
      let decoding = try text(model)
      decoding.truncate(to: 0)
      return try timed { try decoding.append(tokens(count)) }
    case (.text(let model), .decode(let depth)):
      let decoding = try text(model)
      if decoding.count < depth { try decoding.append(tokens(depth - decoding.count)) }
      decoding.truncate(to: depth)
      return try timed { for token in 0..<Self.decoded { try decoding.append(token * 7 + 1) } }
    case (.sentences(let model), .encode(let count)):
      return try timed { _ = try model.sentenceVectors([tokens(count)]) }
    case (.speech(let model), .hear(let seconds)):
      let sound = sound(seconds)
      return try timed { _ = try model.encode(sound) }
    case (.speech(let model), .write(let count)):
      let audio = try model.encode(sound(8))
      return try timed {
        let decoding = try MoonshineDecoding(model, audio, expectedTokens: count)
        var state = try decoding.makeState()
        for token in 0..<count { _ = try decoding.append(token + 1, to: &state) }
      }
    case (.languages(let model), .hear(let seconds)):
      let sound = sound(min(30, seconds))
      return try timed { _ = try model.encode(sound) }
    case (.languages(let model), .write(let count)):
      let audio = try model.encode(sound(30))
      return try timed {
        let decoding = try TextDecoding(try WhisperText(model, audio), capacity: min(448, count))
        for token in 0..<min(448, count) { try decoding.append(token + 1) }
      }
    default: throw Failure(.usage, "'\(piece.name)' is no work for the shape \(shape.rawValue)")
    }
  }

  private func timed(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return start.duration(to: clock.now) / .milliseconds(1)
  }

  private func text(_ model: any TextModel) throws -> TextDecoding {
    if let decoding { return decoding }
    let made = try TextDecoding(model, capacity: min(1024, model.mostPositions))
    decoding = made
    return made
  }

  private func tokens(_ count: Int) -> [Int] { (0..<count).map { 11 + ($0 * 7919) % 20_000 } }

  /// Something that is not silence.
  private func sound(_ seconds: Double) -> [Float] {
    (0..<Int(seconds * 16_000)).map { Float((($0 * 7919) % 2001) - 1000) * 1e-4 }
  }

  /// The resident memory of this process, in bytes.
  static var resident: Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let words = text.split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
  }

  /// The products that the weights take part in, for `rows` tokens of which one is scored.
  func products(_ rows: Int) -> Double {
    switch shape {
    case .smolLM2: 106_168_320 * Double(rows) + 28_311_552
    case .qwen2: 357_826_560 * Double(rows) + 136_134_656
    case .gpt2: 84_934_656 * Double(rows) + 38_597_376
    case .miniLM: 10_616_832 * Double(rows)
    case .moonshine, .whisper: 0
    }
  }
}

import CZlib
import FoundationEssentials
import Synchronization

/// Keeps what a model computed for the unchanging head of prompts, in memory and, where a folder is named, on disk: the
/// next prompt that begins with the same tokens is read from there on.
///
/// A file names the model by its checksum, the tokens and the version of the format, and carries checksums of its own;
/// one that does not fit or is damaged is computed anew. Both places are bounded: what was used longest ago goes first.
public final class PromptCache: Sendable {
  static let version: UInt32 = 1
  private static let magic = Array("STPROMPT".utf8)

  private let folder: String?
  private let model: UInt32
  private let mostInMemory: Int
  private let mostOnDisk: Int
  private let kept = Mutex<[Kept]>([])

  /// A prompt in memory.
  private struct Kept: @unchecked Sendable {
    let tokens: [Int]
    /// Never changed once it is here.
    let memories: [AttentionMemory]
  }

  /// How the last prompt began: tokens that did not have to be computed.
  public struct Use: Sendable, Equatable {
    public enum Place: String, Sendable { case nowhere, memory, disk }
    public var tokens = 0
    public var place = Place.nowhere

    public init(tokens: Int = 0, place: Place = .nowhere) {
      self.tokens = tokens
      self.place = place
    }
  }
  private let use = Mutex(Use())
  public var lastUse: Use { use.withLock { $0 } }

  /// - Parameters:
  ///   - model: the checksum of the model's file (`GGUFFile.checksum`), with the precision mixed in by the caller.
  ///   - folder: where files go; nil keeps prompts in memory only.
  ///   - mostInMemory: how many prompts are kept in memory.
  ///   - mostOnDisk: bytes of all files together.
  public init(model: UInt32, folder: String? = nil, mostInMemory: Int = 4, mostOnDisk: Int = 64 << 20) {
    self.model = model
    self.folder = folder
    self.mostInMemory = max(0, mostInMemory)
    self.mostOnDisk = max(0, mostOnDisk)
  }

  /// Appends `prompt` to `decoding`, which is empty, and returns the scores of what follows it. `head` says how many of
  /// its tokens stay the same from prompt to prompt, and are kept; all but the last if nil.
  public func append(
    _ prompt: [Int], head: Int? = nil, to decoding: TextDecoding
  ) throws(TransformerError) -> UnsafeMutableBufferPointer<Float> {
    // The last token is always computed, because its scores are wanted.
    let head = max(0, min(head ?? prompt.count - 1, prompt.count - 1))
    let begun = try begin(Array(prompt[..<max(0, prompt.count - 1)]), decoding)
    use.withLock { $0 = begun }
    guard begun.tokens < head else { return try decoding.append(prompt[begun.tokens...]) }
    if folder != nil, begun.tokens == 0 {
      let recorder = PromptRecorder(layers: decoding.layers, keyWidth: decoding.keyWidth)
      try decoding.append(prompt[..<head], recorder: recorder)
      write(recorder, Array(prompt[..<head]), decoding.keyWidth)
    } else {
      try decoding.append(prompt[begun.tokens..<head])
    }
    keep(Array(prompt[..<head]), try decoding.keep())
    return try decoding.append(prompt[head...])
  }

  /// Begins with the longest that is kept of the beginning of `tokens`.
  private func begin(_ tokens: [Int], _ decoding: TextDecoding) throws(TransformerError) -> Use {
    let inMemory = kept.withLock { kept -> Kept? in
      let fitting = kept.indices.filter { tokens.starts(with: kept[$0].tokens) }
      guard let best = fitting.max(by: { kept[$0].tokens.count < kept[$1].tokens.count }) else { return nil }
      let found = kept.remove(at: best)
      kept.append(found)
      return found
    }
    if let inMemory {
      try decoding.begin(with: inMemory.memories)
      return Use(tokens: inMemory.tokens.count, place: .memory)
    }
    guard let (known, recorder) = read(tokens, decoding) else { return Use() }
    try decoding.begin(with: recorder)
    keep(known, try decoding.keep())
    return Use(tokens: known.count, place: .disk)
  }

  private func keep(_ tokens: [Int], _ memories: [AttentionMemory]) {
    guard mostInMemory > 0, !tokens.isEmpty else { return }
    let new = Kept(tokens: tokens, memories: memories)
    kept.withLock { kept in
      kept.removeAll { $0.tokens == tokens }
      if kept.count >= mostInMemory { kept.removeFirst(kept.count - mostInMemory + 1) }
      kept.append(new)
    }
  }

  // MARK: Files

  private static let suffix = ".prompt"

  private func files() -> [(name: String, bytes: Int, date: Date)] {
    guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    return names.filter { $0.hasSuffix(Self.suffix) }.compactMap { name in
      guard let facts = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)") else { return nil }
      let bytes = (facts[.size] as? Int) ?? Int((facts[.size] as? UInt64) ?? 0)
      return (name, bytes, facts[.modificationDate] as? Date ?? .distantPast)
    }
  }

  private func name(of tokens: [Int]) -> String {
    let sum = Self.crc(tokens.flatMap { Self.little(UInt32(clamping: $0)) })
    func hex(_ value: UInt32) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }
    return "\(hex(model))-\(tokens.count)-\(hex(sum))\(Self.suffix)"
  }

  /// The longest file of a beginning of `tokens`. One that is damaged is deleted.
  private func read(_ tokens: [Int], _ decoding: TextDecoding) -> (tokens: [Int], recorder: PromptRecorder)? {
    guard let folder else { return nil }
    let lengths = files().compactMap { file -> Int? in
      let parts = file.name.split(separator: "-")
      return parts.count == 3 ? Int(parts[1]) : nil
    }
    for length in Set(lengths).sorted(by: >) where length > 0 && length <= tokens.count {
      let head = Array(tokens[..<length])
      let path = "\(folder)/\(name(of: head))"
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      if let recorder = parse(Array(data), head, decoding) {
        try? FileManager.default.setAttributes([.modificationDate: Date.now], ofItemAtPath: path)
        return (head, recorder)
      }
      try? FileManager.default.removeItem(atPath: path)
    }
    return nil
  }

  /// Magic, version, model, layers, key width, number of tokens; tokens; keys and values of each layer; CRC-32 of all
  /// before it.
  private func write(_ recorder: PromptRecorder, _ tokens: [Int], _ keyWidth: Int) {
    guard let folder, !tokens.isEmpty else { return }
    var bytes = Self.magic
    for value in [Self.version, model, UInt32(recorder.layers.count), UInt32(keyWidth), UInt32(tokens.count)] {
      bytes += Self.little(value)
    }
    for token in tokens { bytes += Self.little(UInt32(clamping: token)) }
    for layer in recorder.layers {
      for values in [layer.keys, layer.values] { values.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    }
    bytes += Self.little(Self.crc(bytes))
    guard bytes.count <= mostOnDisk else { return }
    // What cannot be kept is computed again: no reason to fail.
    let path = "\(folder)/\(name(of: tokens))"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? Data(bytes).write(to: URL(filePath: path), options: .atomic)
    var total = 0
    for file in files().sorted(by: { $0.date > $1.date }) {
      total += file.bytes
      if total > mostOnDisk { try? FileManager.default.removeItem(atPath: "\(folder)/\(file.name)") }
    }
  }

  private func parse(_ bytes: [UInt8], _ tokens: [Int], _ decoding: TextDecoding) -> PromptRecorder? {
    let (layers, width) = (decoding.layers, decoding.keyWidth)
    let head = Self.magic.count + 20 + 4 * tokens.count
    guard bytes.count == head + layers * 2 * tokens.count * width * 4 + 4, bytes.starts(with: Self.magic),
      Self.crc(bytes.dropLast(4)) == Self.word(bytes, bytes.count - 4)
    else { return nil }
    let wanted = [Self.version, model, UInt32(layers), UInt32(width), UInt32(tokens.count)]
    for (index, value) in (wanted + tokens.map { UInt32(clamping: $0) }).enumerated() {
      guard Self.word(bytes, Self.magic.count + 4 * index) == value else { return nil }
    }
    let count = tokens.count * width
    func floats(_ at: Int) -> [Float] {
      bytes.withUnsafeBytes { raw in
        (0..<count).map { raw.loadUnaligned(fromByteOffset: head + 4 * (at * count + $0), as: Float.self) }
      }
    }
    return PromptRecorder(
      layers: (0..<layers).map { (floats(2 * $0), floats(2 * $0 + 1)) }, keyWidth: width)
  }

  private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func crc(_ bytes: some Collection<UInt8>) -> UInt32 {
    let bytes = Array(bytes)
    return UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count))
  }
}

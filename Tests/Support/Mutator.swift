public import Foundation

/// A small generator of random numbers whose sequence depends on nothing but its seed.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// A number in 0..<bound; 0 where the bound is 0.
  public mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }
}

/// Damages files the way that disks, editors and attackers do; the same seed gives the same damage.
public struct Mutator: Sendable {
  private var random: SplitMix64
  private let corpus: [[UInt8]]
  private let dictionary: [[UInt8]]
  private let limit: Int

  /// `corpus` holds sound files (at least one), `dictionary` words of the format worth inserting.
  /// Results are at most twice the longest file and 4 KB long.
  public init(seed: UInt64, corpus: [[UInt8]], dictionary: [[UInt8]] = []) {
    precondition(!corpus.isEmpty)
    random = SplitMix64(seed: seed)
    self.corpus = corpus
    self.dictionary = dictionary
    limit = 2 * (corpus.map(\.count).max() ?? 0) + 4096
  }

  /// The next damaged file.
  public mutating func next() -> [UInt8] {
    var bytes = corpus[random.below(corpus.count)]
    for _ in 0..<(1 + random.below(4)) { damage(&bytes) }
    if bytes.count > limit { bytes.removeLast(bytes.count - limit) }
    return bytes
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    switch random.below(13) {
    case 0: bytes.removeLast(bytes.count - random.below(bytes.count + 1))
    case 1: bytes += noise(1 + random.below(64))
    case 2...4: flipBits(in: &bytes)
    case 5: replace(block(of: bytes, atMost: 8), in: &bytes, with: noise(1 + random.below(8)))
    case 6: insert(part(of: corpus[random.below(corpus.count)]), into: &bytes)
    case 7: insert(interestingInteger(near: bytes.count), into: &bytes)
    case 8: overwrite(&bytes, with: interestingInteger(near: bytes.count))
    case 9: insert(part(of: bytes), into: &bytes)
    case 10: bytes.removeSubrange(block(of: bytes, atMost: 64))
    case 11:
      let range = block(of: bytes, atMost: 64)
      replace(range, in: &bytes, with: [UInt8](repeating: random.below(2) == 0 ? 0 : 255, count: range.count))
    default:
      let word = dictionary.isEmpty ? part(of: bytes) : dictionary[random.below(dictionary.count)]
      if random.below(2) == 0 { insert(word, into: &bytes) } else { overwrite(&bytes, with: word) }
    }
  }

  private mutating func flipBits(in bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    for _ in 0..<(1 + random.below(8)) { bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8)) }
  }

  /// A number at the edge of some width, or near the length of the file, in either byte order.
  private mutating func interestingInteger(near length: Int) -> [UInt8] {
    let width = [1, 2, 4, 8][random.below(4)]
    let edges: [UInt64] = [
      0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF,
      0x8000_0000_0000_0000, .max, .max - 7, UInt64(length), UInt64(length) &+ 1, UInt64(length) &- 1, 0x4000_0000,
    ]
    let value = edges[random.below(edges.count)]
    let little = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    return random.below(2) == 0 ? little : little.reversed()
  }

  private mutating func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private mutating func block(of bytes: [UInt8], atMost length: Int) -> Range<Int> {
    let start = random.below(bytes.count + 1)
    return start..<min(bytes.count, start + random.below(length + 1))
  }

  private mutating func part(of bytes: [UInt8]) -> [UInt8] { Array(bytes[block(of: bytes, atMost: 256)]) }

  private mutating func insert(_ part: [UInt8], into bytes: inout [UInt8]) {
    bytes.insert(contentsOf: part, at: random.below(bytes.count + 1))
  }

  private mutating func overwrite(_ bytes: inout [UInt8], with part: [UInt8]) {
    let start = random.below(bytes.count + 1)
    replace(start..<min(bytes.count, start + part.count), in: &bytes, with: part)
  }

  private func replace(_ range: Range<Int>, in bytes: inout [UInt8], with part: [UInt8]) {
    bytes.replaceSubrange(range, with: part)
  }
}

/// Runs a parser on damaged files, a few in every test run and a million or more where asked for.
public enum Fuzzing {
  /// How many cases a parser is put to: `usual`, or what SHOPTALK_FUZZ_CASES says.
  public static func cases(usual: Int) -> Int {
    ProcessInfo.processInfo.environment["SHOPTALK_FUZZ_CASES"].flatMap { Int($0) } ?? usual
  }

  /// Calls `body` with each damaged file, and returns how many it accepted and how many it refused by throwing. In a
  /// long run it prints how far it is, and at the end the count, the time and the slowest case. A crash ends the
  /// process: set SHOPTALK_FUZZ_TRACE to a folder and the case at hand is written there, under the parser's name,
  /// before each call.
  @discardableResult
  public static func run(
    _ name: String, corpus: [[UInt8]], dictionary: [[UInt8]] = [], usual: Int = 3000, seed: UInt64 = 1,
    body: ([UInt8]) throws -> Void
  ) -> (accepted: Int, refused: Int) {
    let total = cases(usual: usual)
    let isLong = total >= 100_000
    let trace = ProcessInfo.processInfo.environment["SHOPTALK_FUZZ_TRACE"].map {
      URL(fileURLWithPath: $0).appendingPathComponent(name.replacing("/", with: "-"))
    }
    var mutator = Mutator(seed: seed, corpus: corpus, dictionary: dictionary)
    var accepted = 0
    let clock = ContinuousClock()
    let begun = clock.now
    var last = begun
    var (slowest, slowestCase): (Duration, Int) = (.zero, 0)
    for number in 0..<total {
      let bytes = mutator.next()
      if let trace { try? Data(bytes).write(to: trace) }
      if (try? body(bytes)) != nil { accepted += 1 }
      guard isLong else { continue }
      let now = clock.now
      if now - last > slowest { (slowest, slowestCase) = (now - last, number) }
      last = now
      if (number + 1) % 100_000 == 0 { print("\(name): [\(number + 1)/\(total)] damaged files") }
    }
    if isLong {
      print(
        "\(name): \(total) damaged files in \(last - begun): \(accepted) read, \(total - accepted) refused; "
          + "the slowest, number \(slowestCase), took \(slowest)")
    }
    return (accepted, total - accepted)
  }
}

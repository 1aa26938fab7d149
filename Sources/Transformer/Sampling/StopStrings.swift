/// Lets text through as it comes and stops before the first of some strings, which may come in pieces.
///
/// It works on bytes, because a token need not be whole characters, and gives out whole characters only.
public struct StopStrings: Sendable {
  private let stops: [[UInt8]]
  private var held: [UInt8] = []
  /// Whether one of the strings has come.
  public private(set) var hasStopped = false

  /// Empty strings stop nothing.
  public init(_ stops: [String]) { self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty } }

  /// Takes what a token adds and returns what may be shown: nothing that could be the beginning of a stop string.
  public mutating func append(_ bytes: some Sequence<UInt8>) -> String {
    guard !hasStopped else { return "" }
    held += bytes
    if let end = firstStop() {
      hasStopped = true
      defer { held = [] }
      return String(decoding: held[..<end], as: UTF8.self)
    }
    var end = held.count - longestBeginning()
    end = Self.wholeCharacters(held[..<end])
    defer { held.removeFirst(end) }
    return String(decoding: held[..<end], as: UTF8.self)
  }

  /// What is still held back when the text ends.
  public mutating func finish() -> String {
    defer { held = [] }
    return String(decoding: held, as: UTF8.self)
  }

  private func firstStop() -> Int? {
    held.indices.first { start in stops.contains { held[start...].starts(with: $0) } }
  }

  /// The length of the longest end of the text with which a stop string begins.
  private func longestBeginning() -> Int {
    let most = min(held.count, (stops.map(\.count).max() ?? 0) - 1)
    guard most > 0 else { return 0 }
    return (1...most).last { length in stops.contains { $0.starts(with: held.suffix(length)) } } ?? 0
  }

  /// The length of `bytes` without a character at its end that is not complete.
  private static func wholeCharacters(_ bytes: ArraySlice<UInt8>) -> Int {
    for back in 1...4 where back <= bytes.count {
      let byte = bytes[bytes.endIndex - back]
      if byte & 0xC0 == 0x80 { continue }
      let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF8 ? 4 : 1
      return length > back ? bytes.endIndex - back : bytes.endIndex
    }
    return bytes.endIndex
  }
}

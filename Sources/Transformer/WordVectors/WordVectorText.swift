import Glibc

/// Reads word vectors in the text formats of Word2Vec (a first line with count and width) and GloVe (none): on each line
/// a word and its numbers, separated by spaces. A word may hold spaces itself, as some of GloVe's do.
struct WordVectorText: ~Copyable {
  /// More than any published set has; a longer row is no row of vectors.
  static let mostColumns = 4096
  private static let longestLine = 1 << 20

  let path: String
  /// How many numbers a row has.
  let columns: Int

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The line read last, from 1.
  private(set) var line = 0

  /// Opens the file and finds the width in its first line or two.
  init(path: String) throws(TransformerError) {
    let opened = try Self.open(path)
    self.init(path: path, columns: opened.columns, descriptor: opened.descriptor)
  }

  private init(path: String, columns: Int, descriptor: Int32) {
    self.path = path
    self.columns = columns
    self.descriptor = descriptor
  }

  private static func open(_ path: String) throws(TransformerError) -> (descriptor: Int32, columns: Int) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
    do throws(TransformerError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw .unreadable(file: path, reason: "it is not a regular file")
      }
      return (descriptor, try width(path))
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// The next word with its numbers in `row`; nil at the end of the file. `row` is (columns).
  mutating func next(into row: inout [Float]) throws(TransformerError) -> [UInt8]? {
    while let bytes = try nextLine() {
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      if line == 1, Self.header(bytes) != nil { continue }
      return try parse(bytes, into: &row)
    }
    return nil
  }

  private func parse(_ bytes: [UInt8], into row: inout [Float]) throws(TransformerError) -> [UInt8] {
    var end = bytes.count
    for column in stride(from: columns - 1, through: 0, by: -1) {
      while end > 0, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      var begin = end
      while begin > 0, bytes[begin - 1] != 0x20, bytes[begin - 1] != 0x09 { begin -= 1 }
      guard begin > 0, let value = Self.number(bytes[begin..<end]) else {
        throw invalid(
          begin > 0
            ? "'\(String(decoding: bytes[begin..<end].prefix(40), as: UTF8.self))' is not a number"
            : "has fewer than \(columns) numbers behind a word")
      }
      row[column] = value
      end = begin
    }
    while end > 0, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    guard end > 0 else { throw invalid("has no word before its \(columns) numbers") }
    return Array(bytes[..<end])
  }

  private func invalid(_ reason: String) -> TransformerError { Self.invalid(path, line, reason) }

  private static func invalid(_ path: String, _ line: Int, _ reason: String) -> TransformerError {
    .invalid(
      file: path, place: "line \(line)", reason: reason,
      remedy: "give word vectors as text, a word and its numbers on each line (the format of Word2Vec and GloVe)")
  }

  /// Count and width, where a line holds just two whole numbers.
  private static func header(_ bytes: [UInt8]) -> (count: Int, columns: Int)? {
    let fields = bytes.split { $0 == 0x20 || $0 == 0x09 }.map { Int(String(decoding: $0, as: UTF8.self)) }
    guard fields.count == 2, let count = fields[0], let columns = fields[1], count >= 0 else { return nil }
    return (count, columns)
  }

  /// A finite number that all of `bytes` spells.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Float? {
    guard bytes.count <= 64 else { return nil }
    return Float(String(decoding: bytes, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The width that the header says, or that the first row has: all numbers at its end, but for the first field.
  private static func width(_ path: String) throws(TransformerError) -> Int {
    var first = try FirstLine(path)
    let bytes = try first.read()
    var columns: Int
    if let header = header(bytes) {
      columns = header.columns
    } else {
      let fields = bytes.split { $0 == 0x20 || $0 == 0x09 }
      columns = 0
      for field in fields.dropFirst().reversed() {
        guard number(field) != nil else { break }
        columns += 1
      }
    }
    guard (2...mostColumns).contains(columns) else {
      throw invalid(path, 1, "gives vectors of \(columns) numbers, not of 2 to \(mostColumns)")
    }
    return columns
  }

  /// The first line of a file, read by itself.
  private struct FirstLine {
    let path: String

    init(_ path: String) throws(TransformerError) { self.path = path }

    mutating func read() throws(TransformerError) -> [UInt8] {
      let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
      defer { close(descriptor) }
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while bytes.count < WordVectorText.longestLine {
        let count = Glibc.read(descriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        bytes += chunk[..<count]
        if let end = bytes.firstIndex(of: 0x0A) { return Self.trimmed(bytes[..<end]) }
      }
      guard !bytes.isEmpty else { throw .unreadable(file: path, reason: "it is empty") }
      return Self.trimmed(bytes[...])
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
      Array(bytes.last == 0x0D ? bytes.dropLast() : bytes)
    }
  }

  /// The bytes of the next line without its end; nil at the end of the file.
  private mutating func nextLine() throws(TransformerError) -> [UInt8]? {
    while true {
      if let end = buffer[start...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        line += 1
        let bytes = buffer[start..<end]
        return Array(bytes.last == 0x0D ? bytes.dropLast() : bytes)
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        line += 1
        return Array(buffer[start...])
      }
      buffer.removeSubrange(..<start)
      start = 0
      guard buffer.count < Self.longestLine else {
        throw Self.invalid(path, line + 1, "is longer than \(Self.longestLine) bytes")
      }
      var chunk = [UInt8](repeating: 0, count: 1 << 18)
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(file: path, reason: String(cString: strerror(errno)))
      }
      if count == 0 { isAtEnd = true } else { buffer += chunk[..<count] }
    }
  }
}

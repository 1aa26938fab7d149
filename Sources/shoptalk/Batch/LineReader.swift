import Glibc
package import Session

/// Reads a file or a pipe line by line as the lines come, in bounded memory whatever the file holds.
package struct LineReader: ~Copyable {
  /// No line of a question file comes near this; a longer one is skipped and reported.
  package static let longestLine = 1 << 20

  /// One line of the file, without its ending.
  package enum Line {
    case text([UInt8])
    case tooLong
  }

  private let descriptor: Int32
  private let name: String
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var next = 0
  private var end = 0
  private var isFirst = true

  /// Opens `path`; "-" is standard input.
  package init(path: String) throws(Failure) {
    let name = path == "-" ? "standard input" : path
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.data, "\(name): cannot be opened (\(String(cString: strerror(errno)))); check the path")
    }
    self.init(name: name, descriptor: descriptor)
  }

  private init(name: String, descriptor: Int32) {
    self.name = name
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The next line, or nil at the end. A byte-order mark and a carriage return before the line's end are dropped.
  package mutating func line() throws(Failure) -> Line? {
    var bytes: [UInt8] = []
    var tooLong = false
    while true {
      if next == end, try !fill() {
        if bytes.isEmpty, !tooLong { return nil }
        break
      }
      let stop = buffer[next..<end].firstIndex(of: UInt8(ascii: "\n"))
      if bytes.count + (stop ?? end) - next > Self.longestLine {
        tooLong = true
        bytes = []
      }
      if !tooLong { bytes += buffer[next..<(stop ?? end)] }
      next = stop.map { $0 + 1 } ?? end
      if stop != nil { break }
    }
    let starts = isFirst
    isFirst = false
    if tooLong { return .tooLong }
    if starts, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return .text(bytes)
  }

  private mutating func fill() throws(Failure) -> Bool {
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        next = 0
        end = count
        return count > 0
      }
      if errno != EINTR {
        throw Failure(.data, "\(name): cannot be read (\(String(cString: strerror(errno)))); check the path")
      }
    }
  }
}

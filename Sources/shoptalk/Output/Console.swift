import Glibc
import Session

/// Standard output and standard error, unbuffered: who reads along sees each line as soon as it is known.
enum Console {
  /// Writes a line to standard output.
  static func line(_ text: String) throws(Failure) {
    try check(write(text + "\n", to: STDOUT_FILENO))
  }

  /// Writes a part of a line to standard output.
  static func part(_ text: String) throws(Failure) {
    try check(write(text, to: STDOUT_FILENO))
  }

  /// Writes bytes that are no text to standard output.
  static func bytes(_ bytes: [UInt8]) throws(Failure) {
    try check(bytes.withUnsafeBufferPointer { write($0, to: STDOUT_FILENO) })
  }

  /// Writes a message to standard error; if that fails there is nobody left to tell.
  static func complain(_ message: String) {
    _ = write("shoptalk: \(message)\n", to: STDERR_FILENO)
  }

  /// Whether a person sits at both ends.
  static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  /// Whether a person reads standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether a person reads standard error.
  static var hasTerminalForErrors: Bool { isatty(STDERR_FILENO) == 1 }

  /// Replaces the last line of the terminal by `text`; an empty text clears it.
  static func status(_ text: String) { _ = write("\r\u{1B}[K\(text)", to: STDERR_FILENO) }

  /// Writes a prompt, without ending the line.
  static func prompt(_ text: String) { _ = write(text, to: STDOUT_FILENO) }

  /// Says why standard output took nothing. Where its reader has gone, as `head` does, the program ends by the signal of
  /// a broken pipe, as others do: there is nothing to complain of.
  private static func check(_ error: Int32?) throws(Failure) {
    guard let error else { return }
    if error == EPIPE {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    let remedy = error == ENOSPC || error == EDQUOT ? "make room on the disk" : "check where it is sent"
    throw Failure(.internal, "standard output cannot be written (\(String(cString: strerror(error)))); \(remedy)")
  }

  /// The error, if there was one.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var text = text
    return text.withUTF8 { write($0, to: descriptor) }
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32? {
    guard let start = bytes.baseAddress else { return nil }
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, start + written, bytes.count - written)
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}

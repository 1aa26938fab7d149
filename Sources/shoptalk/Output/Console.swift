import Glibc
import Session

/// Standard output and standard error, unbuffered: who reads along sees each line as soon as it is known.
enum Console {
  /// Writes a line to standard output.
  static func line(_ text: String) throws(Failure) {
    if let reason = write(text + "\n", to: STDOUT_FILENO) {
      throw Failure(.internal, "standard output cannot be written (\(reason)); is the disk full?")
    }
  }

  /// Writes a part of a line to standard output.
  static func part(_ text: String) throws(Failure) {
    if let reason = write(text, to: STDOUT_FILENO) {
      throw Failure(.internal, "standard output cannot be written (\(reason)); is the disk full?")
    }
  }

  /// Writes bytes that are no text to standard output.
  static func bytes(_ bytes: [UInt8]) throws(Failure) {
    if let reason = bytes.withUnsafeBufferPointer({ write($0, to: STDOUT_FILENO) }) {
      throw Failure(.internal, "standard output cannot be written (\(reason)); is the disk full?")
    }
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

  private static func write(_ text: String, to descriptor: Int32) -> String? {
    var text = text
    return text.withUTF8 { write($0, to: descriptor) }
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> String? {
    guard let start = bytes.baseAddress else { return nil }
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, start + written, bytes.count - written)
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        return String(cString: strerror(errno))
      }
    }
    return nil
  }
}

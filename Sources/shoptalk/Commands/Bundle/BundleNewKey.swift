import ArgumentParser
import Bundle
import FoundationEssentials
import Glibc
import Session

/// `shoptalk bundle new-key`: the merchant's secret, and what devices know it by.
struct BundleNewKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-key", abstract: "Make a secret key in a new file, and print the line for shoptalk.toml.")

  @Option(name: .long, help: ArgumentHelp("The file of the secret; it must not be there yet.", valueName: "file"))
  var key: String

  func run() throws {
    let signer = BundleSigner()
    let descriptor = open(key, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.usage, "\(key): cannot be made: \(String(cString: strerror(errno))); name a new file")
    }
    defer { close(descriptor) }
    let bytes = Array((signer.text + "\n").utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw Failure(.usage, "\(key): cannot be written: \(String(cString: strerror(errno)))")
    }
    try Console.line("[shop]\nbundle_key = \"\(signer.trust.text)\"")
  }

  /// The secret in a file.
  static func read(_ path: String) throws(Failure) -> BundleSigner {
    guard let bytes = try? Data(contentsOf: URL(filePath: path)), bytes.count <= 4096 else {
      throw Failure(.data, "\(path): cannot be read; make a key with 'shoptalk bundle new-key --key \(path)'")
    }
    do { return try BundleSigner(String(decoding: bytes, as: UTF8.self), place: path) } catch {
      throw Failure(.data, error.description)
    }
  }
}

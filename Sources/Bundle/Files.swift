import Glibc

/// A plain file that is read from its beginning on.
final class Input {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws(BundleError) {
    self.path = path
    // Not through a link, and without waiting for somebody at the other end of a pipe.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .file(path: path, reason: "cannot be read: \(String(cString: strerror(errno)))")
    }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .file(path: path, reason: "is no plain file")
    }
  }

  deinit { close(descriptor) }

  /// The next bytes, `count` at most; none at the end.
  func upTo(_ count: Int) throws(BundleError) -> [UInt8] {
    var error: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      while used < count, let base = buffer.baseAddress {
        let got = Glibc.read(descriptor, base + used, count - used)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { error = errno }
        if got <= 0 { return }
        used += got
      }
    }
    guard error == 0 else { throw .file(path: path, reason: "cannot be read: \(String(cString: strerror(error)))") }
    return bytes
  }

  /// The next `count` bytes.
  func take(_ count: Int) throws(BundleError) -> [UInt8] {
    let bytes = try upTo(count)
    guard bytes.count == count else { throw .damaged(path: path, reason: "ends before it is whole") }
    return bytes
  }

  func isAtEnd() throws(BundleError) -> Bool { try upTo(1).isEmpty }
}

/// A file that is there whole, and on the disk, or not at all.
final class Output {
  private let path: String
  private let descriptor: Int32

  private init(_ path: String, _ descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  static func write(_ path: String, _ body: (Output) throws(BundleError) -> Void) throws(BundleError) {
    let temporary = "\(path).part"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    do throws(BundleError) {
      defer { close(descriptor) }
      try body(Output(path, descriptor))
      guard fsync(descriptor) == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let error = failure(path)
      unlink(temporary)
      throw error
    }
  }

  func put(_ bytes: [UInt8]) throws(BundleError) {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if wrote < 0 && errno == EINTR { continue }
      guard wrote > 0 else { throw Self.failure(path) }
      done += wrote
    }
  }

  /// Makes what happened in a folder survive a pulled plug.
  static func sync(_ folder: String) throws(BundleError) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }

  private static func failure(_ path: String) -> BundleError {
    .file(path: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
  }
}

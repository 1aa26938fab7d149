#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a WAV file: all in memory, or read from the disk where they are wanted, so that a long recording takes
/// no more memory than its sound.
final class WAVSource {
  /// How many bytes there are.
  let count: Int
  private let file: Int32?
  /// What is in memory: all, or the bytes from `start` on.
  private var window: [UInt8]
  private var start = 0
  private static let windowBytes = 1 << 16

  init(_ bytes: [UInt8]) {
    (window, count, file) = (bytes, bytes.count, nil)
  }

  /// Takes over an open file of `count` bytes that can be read at any place.
  init(file: Int32, count: Int) {
    (window, self.count, self.file) = ([], count, file)
  }

  deinit { if let file { close(file) } }

  /// Opens the file, pipe or device at `path`; what has no places is read whole, `limit` bytes at most.
  static func open(path: String, limit: Int) throws(AudioError) -> WAVSource {
    let file = openFile(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      defer { close(file) }
      return WAVSource(try readWhole(file, path: path, limit: limit))
    }
    return WAVSource(file: file, count: Int(status.st_size))
  }

  /// The bytes of `range`, as many of them as there are.
  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
    let range = range.clamped(to: 0..<count)
    if let file, range.lowerBound < start || range.upperBound > start + window.count {
      fill(from: range.lowerBound, max(range.count, min(Self.windowBytes, count - range.lowerBound)), file)
    }
    return window[(range.lowerBound - start..<range.upperBound - start).clamped(to: window.indices)]
  }

  private func fill(from first: Int, _ wanted: Int, _ file: Int32) {
    start = first
    if window.count != wanted { window = [UInt8](repeating: 0, count: wanted) }
    var done = 0
    while done < wanted {
      let got = window.withUnsafeMutableBytes {
        pread(file, $0.baseAddress.map { $0 + done }, wanted - done, first + done)
      }
      if got < 0, errno == EINTR { continue }
      // A file that has become shorter meanwhile, or cannot be read here, ends here.
      guard got > 0 else { break }
      done += got
    }
    window.removeLast(wanted - done)
  }

  func byte(_ at: Int) -> UInt8? { at >= 0 && at < count ? bytes(at..<at + 1).first : nil }

  func u16(_ at: Int) -> UInt16? {
    guard let low = byte(at), let high = byte(at + 1) else { return nil }
    return UInt16(low) | UInt16(high) << 8
  }

  func u32(_ at: Int) -> UInt32? {
    guard let low = u16(at), let high = u16(at + 2) else { return nil }
    return UInt32(low) | UInt32(high) << 16
  }

  func u64(_ at: Int) -> UInt64? {
    guard let low = u32(at), let high = u32(at + 4) else { return nil }
    return UInt64(low) | UInt64(high) << 32
  }

  func tag(_ at: Int) -> String? {
    at >= 0 && at <= count - 4 ? String(decoding: bytes(at..<at + 4), as: UTF8.self) : nil
  }
}

/// `open`, which the source's own would hide.
private func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }

import Glibc

/// The bytes of a model file: mapped read-only, or a copy in memory.
///
/// A mapped file that is replaced by renaming another over it stays as it was. One that is cut short in place takes
/// its pages with it, and touching them ends the process (SIGBUS): whoever writes model files must write beside and
/// rename, as Models/convert.py does.
final class GGUFStorage: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps the file at `path`.
  init(path: String) throws(TransformerError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: Self.reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: Self.reason(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "it is not a regular file") }
    guard let size = Int(exactly: status.st_size), size > 0 else {
      throw .unreadable(file: path, reason: "it is empty")
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw .unreadable(file: path, reason: Self.reason(errno))
    }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
    isMapped = true
  }

  /// Copies `contents`, aligned as a mapping would be.
  init(copying contents: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(contents.count, 1), alignment: 4096)
    copy.copyBytes(from: contents)
    bytes = UnsafeRawBufferPointer(rebasing: copy[..<contents.count])
    isMapped = false
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.deallocate()
    }
  }

  /// Gives the pages back to the system; they are read again, from its cache where it still has them, when touched.
  func discardPages() {
    guard isMapped, let base = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_DONTNEED)
  }

  /// Says that all of it will be read soon; on huge pages, where the system has them for files.
  func expect() {
    guard isMapped, let base = bytes.baseAddress else { return }
    let pointer = UnsafeMutableRawPointer(mutating: base)
    madvise(pointer, bytes.count, MADV_HUGEPAGE)
    madvise(pointer, bytes.count, MADV_WILLNEED)
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

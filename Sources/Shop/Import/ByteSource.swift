import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where an importer's bytes come from, a chunk at a time.
package protocol ByteSource {
  /// The next bytes, or an empty array at the end.
  mutating func next() throws(ShopError) -> [UInt8]
}

/// Bytes that are in memory already.
package struct MemorySource: ByteSource {
  private var bytes: [UInt8]
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package mutating func next() throws(ShopError) -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }
}

/// A regular file, read in chunks so that its size does not matter.
final class FileSource: ByteSource {
  static let chunk = 1 << 16
  /// A hundred thousand products take a tenth of this.
  static let sizeLimit = 2 << 30
  private let path: String
  private let descriptor: Int32

  init(path: String) throws(ShopError) {
    self.path = path
    // A pipe or a device in a shop folder would hang or never end: refuse what is not a plain file.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    // From here on whatever throws ends in `deinit`, which closes.
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: path, reason: "is not a plain file")
    }
    guard status.st_size <= Self.sizeLimit else {
      throw .invalid(
        file: path, line: nil, column: nil, reason: "is larger than \(Self.sizeLimit >> 20) MB",
        remedy: "export the products of this shop only, without pictures inside the file")
    }
  }

  deinit { close(descriptor) }

  func next() throws(ShopError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
      var got: Int
      repeat { got = read(descriptor, buffer.baseAddress, Self.chunk) } while got < 0 && errno == EINTR
      if got < 0 { failure = errno }
      count = max(got, 0)
    }
    guard failure == 0 else { throw .unreadable(file: path, reason: String(cString: strerror(failure))) }
    return bytes
  }

  /// A whole file of at most `limit` bytes.
  static func contents(of path: String, limit: Int) throws(ShopError) -> [UInt8] {
    let source = try FileSource(path: path)
    var all: [UInt8] = []
    while true {
      let chunk = try source.next()
      if chunk.isEmpty { return all }
      guard all.count + chunk.count <= limit else {
        throw .invalid(
          file: path, line: nil, column: nil, reason: "is larger than \(limit) bytes",
          remedy: "this file should be a few kilobytes of text")
      }
      all += chunk
    }
  }
}

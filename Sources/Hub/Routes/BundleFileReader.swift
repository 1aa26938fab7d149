import Glibc
import Hummingbird
import NIOCore

/// A bundle on its way out, a piece at a time: devices fetch many megabytes over slow lines, and many do so at once.
final class BundleFileReader: Sendable {
  private let descriptor: Int32
  private let size: Int

  init(_ path: String) throws(HubError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var info = stat()
    guard descriptor >= 0, fstat(descriptor, &info) == 0 else {
      throw .file(path: path, reason: String(cString: strerror(errno)))
    }
    size = Int(info.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  var body: ResponseBody {
    ResponseBody(contentLength: size) { [self] writer in
      var offset = 0
      while offset < size {
        let piece = [UInt8](unsafeUninitializedCapacity: min(128 << 10, size - offset)) { buffer, used in
          used = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
        }
        guard !piece.isEmpty else { throw HubError.file(path: "bundle", reason: "became shorter while it was sent") }
        try await writer.write(ByteBuffer(bytes: piece))
        offset += piece.count
      }
      try await writer.finish(nil)
    }
  }
}

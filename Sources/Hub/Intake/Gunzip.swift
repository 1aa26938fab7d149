import CZlib

/// Unpacks what a device has gzipped, and no more of it than is allowed.
enum Gunzip {
  /// - Parameter limit: bytes after unpacking, at most.
  static func unpack(_ bytes: [UInt8], limit: Int) throws(HubError) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .busy(seconds: 5)
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var out: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    var code = Z_OK
    var isTooLong = false
    input.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      while code == Z_OK && !isTooLong {
        piece.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          code = inflate(&stream, Z_NO_FLUSH)
          out += target[..<(target.count - Int(stream.avail_out))]
        }
        isTooLong = out.count > limit
      }
    }
    guard !isTooLong else { throw .tooLarge(reason: "the body has more than \(limit >> 20) MiB when unpacked") }
    guard code == Z_STREAM_END, stream.avail_in == 0 else {
      throw .malformed(reason: "the body is not whole gzip data")
    }
    return out
  }
}

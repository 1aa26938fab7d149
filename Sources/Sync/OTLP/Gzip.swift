import CZlib

/// Compresses request bodies.
public enum Gzip {
  /// `bytes` in gzip's format (RFC 1952).
  public static func compress(_ bytes: [UInt8]) throws(SyncError) -> [UInt8] {
    var stream = z_stream()
    // 15 bits of window, and 16 for gzip's header and trailer in place of zlib's.
    var code = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw .compression(code: code) }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    var count = 0
    input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        code = deflate(&stream, Z_FINISH)
        count = target.count - Int(stream.avail_out)
      }
    }
    // `deflateBound` leaves room for all of it, so one call ends it.
    guard code == Z_STREAM_END else { throw .compression(code: code) }
    return Array(output[..<count])
  }
}

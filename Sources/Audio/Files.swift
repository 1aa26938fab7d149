#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// All bytes of an open `file` that has no places (a pipe, a device), at most `limit`.
func readWhole(_ file: Int32, path: String, limit: Int) throws(AudioError) -> [UInt8] {
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      throw .unreadable(file: path, reason: errno == EISDIR ? "it is a folder" : String(cString: strerror(errno)))
    }
    if count == 0 { return bytes }
    guard bytes.count + count <= limit else {
      throw .unreadable(file: path, reason: "it gives more than \(limit >> 20) MB")
    }
    bytes.append(contentsOf: piece[0..<count])
  }
}

/// Writes `bytes` to `path` whole or not at all: a temporary file beside it takes its place when it is complete.
func writeWhole(_ bytes: [UInt8], path: String) throws(AudioError) {
  // A device or pipe (e.g. /dev/stdout) cannot be replaced: it is written to.
  var status = stat()
  let special = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  if special, status.st_mode & S_IFMT == S_IFDIR { throw .unwritable(file: path, reason: "it is a folder") }
  let target = special ? path : "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).part"
  let file = open(target, O_WRONLY | O_CLOEXEC | (special ? 0 : O_CREAT | O_EXCL), 0o644)
  guard file >= 0 else { throw .unwritable(file: path, reason: String(cString: strerror(errno))) }
  func failed() -> AudioError {
    let reason = String(cString: strerror(errno))
    if !special { unlink(target) }
    return .unwritable(file: path, reason: reason)
  }
  var done = 0
  while done < bytes.count {
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
    if count < 0 {
      if errno == EINTR { continue }
      let error = failed()
      close(file)
      throw error
    }
    done += count
  }
  guard close(file) == 0 else { throw failed() }
  if !special, rename(target, path) != 0 { throw failed() }
}

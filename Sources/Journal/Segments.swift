import FoundationEssentials
import Glibc

/// The journal's files: `SEQUENCE.journal`, each named by the first record that it may hold.
struct Segments {
  let folder: String
  static let suffix = ".journal"

  /// The first sequences of the files, oldest first.
  func list() throws(JournalError) -> [UInt64] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw .unreadable(path: folder, reason: "\(error.localizedReason)")
    }
    return names.compactMap { name -> UInt64? in
      guard name.hasSuffix(Self.suffix) else { return nil }
      return UInt64(name.dropLast(Self.suffix.count))
    }.sorted()
  }

  func path(_ first: UInt64) -> String {
    let digits = String(first)
    return "\(folder)/\(String(repeating: "0", count: 20 - digits.count))\(digits)\(Self.suffix)"
  }

  /// A file's bytes; empty where retention has just removed it.
  func bytes(_ first: UInt64) throws(JournalError) -> [UInt8] {
    let path = path(first)
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return [] }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    // A file of ours never grows beyond this; another's must not fill the memory.
    while bytes.count < 16 << 20 {
      let count = read(file, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 {
        break
      } else if errno != EINTR {
        throw .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
    }
    return bytes
  }

  /// Every sound frame of a file, in order, with whether anything between them was damaged.
  func frames(_ bytes: [UInt8]) -> (frames: [Frame.Found], damagedBytes: Int) {
    var frames: [Frame.Found] = []
    var at = 0
    var damaged = 0
    while let found = Frame.next(in: bytes, from: at) {
      damaged += found.payload.lowerBound - Frame.headerSize - at
      frames.append(found)
      at = found.end
    }
    return (frames, damaged + bytes.count - at)
  }

  /// Makes the folder's list of files durable.
  func syncFolder() {
    let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }
}

extension Error {
  /// What the system says, without the library's wrapping.
  var localizedReason: String {
    if let error = self as? CocoaError, let inner = error.userInfo["NSUnderlyingError"] as? POSIXError {
      return String(cString: strerror(inner.code.rawValue))
    }
    return "\(self)"
  }
}

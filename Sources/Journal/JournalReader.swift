import FoundationEssentials
import Glibc

/// Reads the journal beside its writer, and remembers for each reader how far it has come.
///
/// A reader needs to read the folder, and to write `readers/` in it to acknowledge.
public struct JournalReader: Sendable {
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// Records behind `position` (a sequence; 0 is the beginning), oldest first, at most `limit` of them.
  ///
  /// Damaged stretches are passed over. A position that retention has already removed reads on with the oldest record.
  public func read(after position: UInt64, limit: Int = 256) throws(JournalError) -> [Record] {
    let segments = Segments(folder: folder)
    let firsts = try segments.list()
    var records: [Record] = []
    for (index, first) in firsts.enumerated() {
      // All of this file is behind us if the next one begins at or before what is wanted.
      if index + 1 < firsts.count, firsts[index + 1] <= position.addingReportingOverflow(1).partialValue { continue }
      let bytes = try segments.bytes(first)
      for frame in segments.frames(bytes).frames where frame.sequence > position {
        guard let record = Record(sequence: frame.sequence, payload: bytes[frame.payload]) else { continue }
        records.append(record)
        if records.count >= limit { return records }
      }
    }
    return records
  }

  /// The last `count` records, oldest first.
  public func last(_ count: Int) throws(JournalError) -> [Record] {
    let segments = Segments(folder: folder)
    var records: [Record] = []
    for first in try segments.list().reversed() where records.count < count {
      let bytes = try segments.bytes(first)
      let here = segments.frames(bytes).frames.suffix(count - records.count).compactMap {
        Record(sequence: $0.sequence, payload: bytes[$0.payload])
      }
      records = here + records
    }
    return records
  }

  // MARK: How far a reader has come

  /// The last record that the reader `name` has dealt with; 0 for none.
  public func acknowledged(by name: String) throws(JournalError) -> UInt64 {
    guard Self.isName(name) else { throw .reader(name: name) }
    return Self.acknowledged(in: folder)[name] ?? 0
  }

  /// Notes durably that the reader `name` has dealt with every record up to `position`.
  public func acknowledge(_ position: UInt64, by name: String) throws(JournalError) {
    guard Self.isName(name) else { throw .reader(name: name) }
    let readers = "\(folder)/readers"
    if mkdir(readers, 0o770) != 0, errno != EEXIST {
      throw .unwritable(path: readers, reason: String(cString: strerror(errno)))
    }
    let path = "\(readers)/\(name)"
    let file = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    let text = Array("\(position)\n".utf8)
    let isWritten = write(file, text, text.count) == text.count && fdatasync(file) == 0
    let reason = String(cString: strerror(errno))
    close(file)
    guard isWritten else { throw .unwritable(path: path, reason: reason) }
    guard rename(path + ".new", path) == 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    Segments(folder: readers).syncFolder()
  }

  /// Every reader with how far it has come.
  public static func acknowledged(in folder: String) -> [String: UInt64] {
    let readers = "\(folder)/readers"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: readers)) ?? []
    var positions: [String: UInt64] = [:]
    for name in names where isName(name) {
      guard let text = try? String(contentsOfFile: "\(readers)/\(name)", encoding: .utf8) else { continue }
      positions[name] = UInt64(text.prefix { $0.isNumber })
    }
    return positions
  }

  private static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") || $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")
          || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || $0 == UInt8(ascii: "-")
      }
  }
}

// What happened on the device, kept through pulled plugs: an append-only log of events in checksummed frames, one reader
// and writer of it, and what takes people out of a text before it is written. Knows nothing of sound, shops or networks.

/// What can go wrong with the journal, each with its place and its remedy.
public enum JournalError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder cannot be made or opened.
  case folder(path: String, reason: String)
  /// Another process writes this journal.
  case inUse(path: String)
  /// A file of it cannot be written; what was not written is kept in memory and tried again.
  case unwritable(path: String, reason: String)
  /// A file of it cannot be read.
  case unreadable(path: String, reason: String)
  /// An event larger than a frame may be.
  case tooLarge(name: String, bytes: Int)
  /// A reader whose name makes no file name.
  case reader(name: String)

  public var description: String {
    switch self {
    case .folder(let path, let reason):
      "\(path): the journal's folder cannot be used (\(reason)); check that it is there and belongs to this user"
    case .inUse(let path): "\(path): another process writes this journal; stop it first"
    case .unwritable(let path, let reason):
      "\(path): the journal cannot be written (\(reason)); check the disk with 'shoptalk doctor'"
    case .unreadable(let path, let reason):
      "\(path): the journal cannot be read (\(reason)); check that this user is in the group shoptalk"
    case .tooLarge(let name, let bytes):
      "an event \(name) of \(bytes) bytes is too large for the journal; \(Frame.longestPayload) bytes are the limit"
    case .reader(let name):
      "'\(name)' is no name for a reader of the journal; use letters, digits and hyphens"
    }
  }
}

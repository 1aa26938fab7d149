// The merchant's side: takes the records of many devices, shows what shoppers asked, and hands out the shop as signed
// bundles. `Intake/` reads what devices send, `Store/` keeps it (SQLite), `Shelf/` holds the shop's versions, `Pages/`
// writes HTML, and `Routes/` says what is where. One process, one folder.

/// What can go wrong, each with the place and the remedy.
public enum HubError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The database refuses.
  case database(file: String, reason: String)
  /// A file or folder that cannot be read or written.
  case file(path: String, reason: String)
  /// A name, password or setting that cannot be taken.
  case refused(reason: String)
  /// A body that is not what it says it is.
  case malformed(reason: String)
  /// More than is taken at once.
  case tooLarge(reason: String)
  /// Too much is waiting: try again in so many seconds.
  case busy(seconds: Int)

  public var description: String {
    switch self {
    case .database(let file, let reason): "\(file): \(reason); is the disk full, or another hub using this folder?"
    case .file(let path, let reason): "\(path): \(reason)"
    case .refused(let reason), .malformed(let reason), .tooLarge(let reason): reason
    case .busy(let seconds): "too much is waiting to be written; try again in \(seconds) s"
    }
  }
}
